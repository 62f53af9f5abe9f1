import { setTimeout as delay } from 'node:timers/promises'
import { type Database, type Queryable } from './database.ts'
import { describeLockHolders } from './lock-holders.ts'
import { type Migration, migrations as all } from './migrations/index.ts'
import { UnusableStoreError } from './unusable-store.ts'

/** An arbitrary number, the same in all instances. */
const LOCK = 7_033_126_845

/** How a migration waits for tables that others are using. */
interface Patience {
  /** For one lock. Whoever comes after the migration waits behind it for so long. */
  readonly lockTimeoutMs: number
  /** Between attempts: it lets those through who have waited. */
  readonly pauseMs: number
  /** From the first attempt to the last. */
  readonly totalMs: number
}

const PATIENCE: Patience = { lockTimeoutMs: 2_000, pauseMs: 3_000, totalMs: 60_000 }

/**
 * Brings the tables up to date. Safe to repeat, and to run in several instances at once: one migrates, and the others wait for
 * it without a timeout. A table that somebody reads for long is not waited for at a stretch, since everybody else would wait
 * behind. Throws an UnusableStoreError where tables stay locked, and where a newer version has already migrated the store.
 */
export async function migrate(
  database: Database,
  migrations: readonly Migration[] = all,
  patience: Patience = PATIENCE
): Promise<void> {
  await database.longTransaction(async tx => {
    await tx.query('SELECT pg_advisory_xact_lock($1::bigint)', [LOCK])
    await tx.script(`
      CREATE TABLE IF NOT EXISTS migrations (
        version integer PRIMARY KEY,
        name text NOT NULL,
        applied_at timestamptz NOT NULL DEFAULT now()
      )`)
    const rows = await tx.query<{ version: number }>('SELECT version FROM migrations')
    const applied = new Set(rows.map(({ version }) => version))
    const newest = Math.max(0, ...applied)
    const known = Math.max(0, ...migrations.map(({ version }) => version))
    if (newest > known) {
      throw new UnusableStoreError(
        `The store was made by a newer Frontage (its tables have version ${newest}, this program knows ${known}): update ` +
          'this program, or give it a store of its own.'
      )
    }
    const pending = migrations.filter(({ version }) => !applied.has(version)).toSorted((a, b) => a.version - b.version)
    if (pending.length > 0) await applyPatiently(tx, pending, patience)
  })
}

/** All of them or none, again while tables are locked; what is locked already is free again in between. */
async function applyPatiently(tx: Queryable, pending: readonly Migration[], patience: Patience): Promise<void> {
  const { lockTimeoutMs, pauseMs, totalMs } = patience
  const startedAt = performance.now()
  // Only from here on: other instances wait for as long as it takes.
  await tx.script(`SET LOCAL lock_timeout = ${lockTimeoutMs}; SAVEPOINT unmigrated`)
  for (;;) {
    try {
      for (const { version, name, sql } of pending) {
        await tx.script(sql)
        await tx.query('INSERT INTO migrations (version, name) VALUES ($1, $2)', [version, name])
      }
      return
    } catch (error) {
      if (!isLocked(error)) throw error
      await tx.script('ROLLBACK TO SAVEPOINT unmigrated')
      if (performance.now() - startedAt + pauseMs > totalMs) throw await stillLocked(tx, error, totalMs)
      await delay(pauseMs)
    }
  }
}

/** PostgreSQL's codes for a lock that is not to be had in time, and for two who wait for each other. */
function isLocked(error: unknown): boolean {
  const { code } = error as { code?: unknown }
  return code === '55P03' || code === '40P01'
}

async function stillLocked(tx: Queryable, cause: unknown, totalMs: number): Promise<UnusableStoreError> {
  const holders = await describeLockHolders(tx)
  return new UnusableStoreError(
    `The tables of the store could not be brought up to date within ${Math.round(totalMs / 1_000)} s: ${holders}. ` +
      'Let them end, or end them with pg_terminate_backend, and start again; nothing has been changed.',
    { cause, isTemporary: true }
  )
}
