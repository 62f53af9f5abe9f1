import { setImmediate } from 'node:timers/promises'
import { type Database, type Queryable } from './database.ts'
import { storeNow } from './leases.ts'

/** A rule for removing old rows. */
export interface Expiry {
  /** What the rows are, for the log. */
  readonly what: string
  /** The most rows per statement; fewer than usual if others are deleted with each. */
  readonly batchMax?: number | undefined
  /**
   * Removes at most `limit` old rows, or rows that belong to them, and resolves with how many. Its statements are bounded, use
   * an index and skip locked rows: several instances may run it at once.
   */
  readonly removeBatch: (db: Queryable, options: { now: Date; limit: number }) => Promise<number>
}

/** The embedded store blocks this thread for some ten milliseconds to delete this many. */
const BATCH_MAX = 500
const FIRST_AFTER_MS = 60_000
const EVERY_MS = 3_600_000

/**
 * Keeps the store from growing without limit: removes everything that has expired by the store's clock, a minute after the
 * start and then every hour.
 */
export function createRetention({
  database,
  logger,
  expiries
}: {
  database: Database
  logger: { warn(details: object, message: string): void }
  /** In order: referencing rows before those that they refer to. */
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

  /** Removes what has expired. A call during a run joins it. Failures are logged, and retried by the next run. */
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

    /** Waits for the statement in progress and starts no other. */
    async close(): Promise<void> {
      isClosing = true
      clearTimeout(timer)
      await running
    }
  }
}

/** A rule for rows of one table whose indexed `column` is at most `before`. */
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
  /** A query on the row `expired`: while it finds something, the row is kept. */
  readonly neededBy?: string
  readonly batchMax?: number
}): Expiry {
  // OFFSET 0 forces an index look-up for each row: a join would read all of the other table for each batch.
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

/** Runs a statement that returns one row with a `count`. */
export async function countOf(db: Queryable, statement: string, params: readonly unknown[]): Promise<number> {
  const [row] = await db.query<{ count: number }>(statement, params)
  return row?.count ?? 0
}

/** For `before`. */
export const daysAgo = (days: number) => (now: Date) => new Date(now.getTime() - days * 86_400_000)
