import { setImmediate } from 'node:timers/promises'
import { type Database, type Queryable } from './database.ts'
import { storeNow } from './leases.ts'

/** Rows that are removed when they are old enough. */
export interface Expiry {
  /** What they are, for the log. */
  readonly what: string
  /** Of one statement; where a row takes many others with it, fewer than usual. */
  readonly batchMax?: number | undefined
  /**
   * Removes at most `limit` rows that are too old and answers how many. One statement that reads no more than it must, by an
   * index, and passes over what others have locked: several instances may do this at once.
   */
  readonly removeBatch: (db: Queryable, options: { now: Date; limit: number }) => Promise<number>
}

/** So few that the embedded store, which works on this thread, is back within some ten milliseconds. */
const BATCH_MAX = 500
const FIRST_AFTER_MS = 60_000
const EVERY_MS = 3_600_000

/**
 * Keeps the store from growing for ever: a minute after the start and then every hour it removes all that has expired, by the
 * store's clock.
 */
export function createRetention({
  database,
  logger,
  expiries
}: {
  database: Database
  logger: { warn(details: object, message: string): void }
  /** In this order: what others refer to comes after them. */
  expiries: readonly Expiry[]
}) {
  let timer: NodeJS.Timeout | undefined
  let isClosing = false
  let running: Promise<void> | undefined

  async function removeAll({ what, batchMax = BATCH_MAX, removeBatch }: Expiry): Promise<void> {
    try {
      const now = await storeNow(database)
      while (!isClosing && (await removeBatch(database, { now, limit: batchMax })) > 0) await setImmediate()
    } catch (error) {
      logger.warn({ err: error }, `old ${what} could not be removed`)
    }
  }

  async function runOnce(): Promise<void> {
    for (const expiry of expiries) await removeAll(expiry)
  }

  /** Removes whatever has expired by now; who asks while it runs gets the same run. What fails is logged, and tried again in the next run. */
  function run(): Promise<void> {
    running ??= runOnce().finally(() => {
      running = undefined
    })
    return running
  }

  return {
    run,

    start(): void {
      timer = setTimeout(() => {
        void run()
        timer = setInterval(() => void run(), EVERY_MS).unref()
      }, FIRST_AFTER_MS).unref()
    },

    /** Lets the statement under way end, and begins no other. */
    async close(): Promise<void> {
      isClosing = true
      clearTimeout(timer)
      await running
    }
  }
}

/** Rows of one table, by a column that an index is in the order of, and that `before` says the bound of. */
export function expiryOf({
  what,
  table,
  column,
  before,
  neededBy,
  batchMax
}: {
  readonly what: string
  readonly table: string
  readonly column: string
  readonly before: (now: Date) => Date | string
  /** A query on the row `expired`: while it finds something the row stays, and does not stand before those behind it. */
  readonly neededBy?: string
  readonly batchMax?: number
}): Expiry {
  // OFFSET 0 keeps it a look-up for each row: made a join, it would read all of the other table for every few rows.
  const unneeded = neededBy === undefined ? '' : `AND NOT EXISTS (${neededBy} OFFSET 0)`
  const statement = `
    WITH gone AS (
      DELETE FROM ${table} WHERE ctid = ANY(ARRAY(
        SELECT ctid FROM ${table} AS expired WHERE ${column} <= $1 ${unneeded}
        ORDER BY ${column} LIMIT $2::integer FOR UPDATE SKIP LOCKED))
      RETURNING 1
    )
    SELECT count(*)::integer AS count FROM gone`
  return { what, batchMax, removeBatch: (db, { now, limit }) => countOf(db, statement, [before(now), limit]) }
}

/** The number that a statement answers as `count`. */
export async function countOf(db: Queryable, statement: string, params: readonly unknown[]): Promise<number> {
  const [row] = await db.query<{ count: number }>(statement, params)
  return row?.count ?? 0
}

/** For `before`. */
export const daysAgo = (days: number) => (now: Date) => new Date(now.getTime() - days * 86_400_000)
