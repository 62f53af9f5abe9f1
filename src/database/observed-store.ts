import { isServiceError } from '../errors.ts'
import { type Database } from './database.ts'

/** Reports each statement outside transactions, and each transaction. */
type ObserveStore = (
  kind: 'statement' | 'transaction',
  /** `away`: it failed because the store cannot be used at present. */
  outcome: { seconds: number; failed: boolean; away: boolean }
) => void

/** The same store, with the durations of its statements and transactions reported. */
export function observeStore(database: Database, observe: ObserveStore): Database {
  async function timed<Result>(kind: Parameters<ObserveStore>[0], run: () => Promise<Result>): Promise<Result> {
    const startedAt = performance.now()
    let [failed, away] = [false, false]
    try {
      return await run()
    } catch (error) {
      // What a transaction is deliberately rolled back for is not a failure of the store.
      away = isServiceError(error, 'STORE_UNAVAILABLE')
      failed = away || !isServiceError(error)
      throw error
    } finally {
      observe(kind, { seconds: (performance.now() - startedAt) / 1_000, failed, away })
    }
  }

  return {
    ...database,
    query: (text, params) => timed('statement', () => database.query(text, params)),
    transaction: run => timed('transaction', () => database.transaction(run))
  }
}
