import { type Queryable } from './database.ts'

/** The amount of write-ahead log that triggers maintenance: at regular times, and under load. */
const LOG_BYTES = 1_000_000
const LOG_BYTES_BUSY = 16_000_000

/** pg_statistic is included because ANALYZE fills it. */
const TABLES = `
  SELECT format('%I.%I', n.nspname, c.relname) AS name
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind = 'r' AND (n.nspname NOT IN ('pg_catalog', 'information_schema') OR c.relname = 'pg_statistic')
  ORDER BY name`

/**
 * Does the work of a server's checkpointer and autovacuum, which the embedded store lacks: without it, 12 seconds of
 * updates grew the log to 1.27 GB and a table of 1 MB to 53 MB. Checks every `everySeconds` and every
 * `everyStatements`, and does nothing if little has been written since.
 */
export function createMaintenance({
  store,
  onError,
  everySeconds = 60,
  everyStatements = 5_000
}: {
  /** Its statements wait for the mutex one by one, so that others run in between. */
  store: Queryable
  onError: (error: unknown) => void
  everySeconds?: number
  everyStatements?: number
}) {
  let statements = 0
  let position = '0/0'
  let running: Promise<void> | undefined
  const timer = setInterval(() => void start(LOG_BYTES), everySeconds * 1_000).unref()

  async function run(bytes: number): Promise<void> {
    const [row] = await store.query<{ bytes: string }>(
      'SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), $1::pg_lsn) AS bytes',
      [position]
    )
    if (Number(row?.bytes) < bytes) return
    // Table by table: all at once, with a hundred system tables, would block the process for half a second.
    const tables = await store.query<{ name: string }>(TABLES)
    for (const { name } of tables) await store.script(`VACUUM (ANALYZE) ${name}`)
    // The log can only be recycled up to a checkpoint.
    await store.script('CHECKPOINT')
    const [now] = await store.query<{ lsn: string }>('SELECT pg_current_wal_insert_lsn()::text AS lsn')
    position = now?.lsn ?? position
  }

  function start(bytes: number): Promise<void> {
    statements = 0
    running ??= run(bytes)
      .catch(onError)
      .finally(() => {
        running = undefined
      })
    return running
  }

  return {
    /** Must be called for each statement. */
    count(): void {
      statements += 1
      if (statements >= everyStatements) void start(LOG_BYTES_BUSY)
    },

    async stop(): Promise<void> {
      clearInterval(timer)
      await running
    }
  }
}
