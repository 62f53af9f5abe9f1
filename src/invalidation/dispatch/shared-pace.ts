import { type Pacer } from '../../cloudfront/pacer.ts'
import { type Database } from '../../database/database.ts'

const CHANNEL = 'frontage_pace'
/** The channel of one of several accounts. */
const channelOf = (account: string | undefined) => (account === undefined ? CHANNEL : `${CHANNEL}_${account}`)
/** Asks the other instances for their rates. */
const ASK = '?'

/**
 * Shares the pacer's rate among the instances on one store, because CloudFront counts the calls of the whole account.
 * An instance that starts asks, throttled ones reply once, and each announces when its rate is reduced. A message is
 * the sender and a rate; the next one makes up for a lost one. Resolves with a function that stops sharing.
 */
export async function sharePace({
  database,
  pacer,
  account,
  from,
  onError
}: {
  database: Database
  pacer: Pacer
  /** The account whose calls it paces, if there are several. */
  account?: string | undefined
  /** Identifies this process. */
  from: string
  onError: (error: unknown) => void
}): Promise<() => Promise<void>> {
  // No other process can use this store.
  if (database.kind === 'embedded') return async () => undefined
  const channel = channelOf(account)
  const publish = (what: number | typeof ASK) => {
    database.query('SELECT pg_notify($1, $2)', [channel, `${from} ${what}`]).catch(onError)
  }
  pacer.onRateReduced(publish)
  const stop = await database.listen(channel, message => {
    const [sender, what] = message.split(' ')
    if (sender === from) return
    if (what === ASK) {
      if (pacer.ratePerSecond < Infinity) publish(pacer.ratePerSecond)
      return
    }
    const rate = Number(what)
    if (Number.isFinite(rate) && rate > 0) pacer.learn(rate)
  })
  publish(ASK)
  return async () => {
    pacer.onRateReduced(() => undefined)
    await stop()
  }
}
