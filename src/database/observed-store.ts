import { isServiceError } from '../errors.ts'
import { type Database } from './database.ts'

/** Reports each statement outside transactions, and each transaction. */
type ObserveStore = (
  kind: 'statement' | 'transaction',
  /** `unavailable`: it failed because the store is unavailable. */
  outcome: { seconds: number; failed: boolean; unavailable: boolean }
) => void

/** The same store, with the durations of its statements and transactions reported. */
export function observeStore(database: Database, observe: ObserveStore): Database {
  async function timed<Result>(kind: Parameters<ObserveStore>[0], run: () => Promise<Result>): Promise<Result> {
    const startedAt = performance.now()
    let [failed, unavailable] = [false, false]
    try {
      return await run()
    } catch (error) {
      // A deliberate rollback is not a failure of the store.
      unavailable = isServiceError(error, 'STORE_UNAVAILABLE')
      failed = unavailable || !isServiceError(error)
      throw error
    } finally {
      observe(kind, { seconds: (performance.now() - startedAt) / 1_000, failed, unavailable })
    }
  }

  return {
    ...database,
    query: (text, params) => timed('statement', () => database.query(text, params)),
    transaction: run => timed('transaction', () => database.transaction(run))
  }
}
