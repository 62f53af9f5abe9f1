import { type Pacer } from '../../cloudfront/pacer.ts'
import { type Database } from '../../database/database.ts'

const CHANNEL = 'frontage_pace'
/** Asks the other instances for their rates. */
const ASK = '?'

/**
 * Lets all instances on one store know the rate that each has arrived at: CloudFront counts the calls of the whole account. One
 * that starts asks, those that are throttled answer once, and each tells the others when CloudFront has reduced its rate; a
 * message is a name and a number. What a lost one would have told comes with the next. The answer ends it.
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
  // No other process can use this store.
  if (database.kind === 'embedded') return async () => undefined
  const tell = (what: number | typeof ASK) => {
    database.query('SELECT pg_notify($1, $2)', [CHANNEL, `${from} ${what}`]).catch(onError)
  }
  pacer.onRateReduced(tell)
  const stop = await database.listen(CHANNEL, message => {
    const [sender, what] = message.split(' ')
    if (sender === from) return
    if (what === ASK) {
      if (pacer.ratePerSecond < Infinity) tell(pacer.ratePerSecond)
      return
    }
    const rate = Number(what)
    if (Number.isFinite(rate) && rate > 0) pacer.learn(rate)
  })
  tell(ASK)
  return async () => {
    pacer.onRateReduced(() => undefined)
    await stop()
  }
}
