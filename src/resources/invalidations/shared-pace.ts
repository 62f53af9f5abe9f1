import { type Pacer } from '../../cloudfront/pacer.ts'
import { type Database } from '../../database/database.ts'

const CHANNEL = 'frontage_pace'

/**
 * Lets all instances on one store know when CloudFront has throttled one of them: it counts the calls of the whole account.
 * The answer ends it.
 */
export async function sharePace({
  database,
  pacer,
  from,
  onError
}: {
  database: Database
  pacer: Pacer
  /** This process. */
  from: string
  onError: (error: unknown) => void
}): Promise<() => Promise<void>> {
  // Nobody else can be on it.
  if (database.kind === 'embedded') return async () => undefined
  pacer.onLowered(rate => {
    database.query('SELECT pg_notify($1, $2)', [CHANNEL, `${from} ${rate}`]).catch(onError)
  })
  return database.listen(CHANNEL, message => {
    const [sender, rate] = message.split(' ')
    if (sender !== from && Number(rate) > 0) pacer.hear(Number(rate))
  })
}
