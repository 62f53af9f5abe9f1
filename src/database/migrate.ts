import { setTimeout as delay } from 'node:timers/promises'
import { type Database, type Queryable } from './database.ts'
import { describeLockHolders } from './lock-holders.ts'
import { type Migration, migrations as all } from './migrations/index.ts'
import { UnusableStoreError } from './unusable-store.ts'

/** An arbitrary number, the same in all instances. */
const LOCK = 7_033_126_845

/** How the migrations of one transaction wait for tables that others are using. */
interface LockLimits {
  /** For one lock. Others who request the lock later wait behind the migration for as long. */
  readonly lockTimeoutMs: number
  /** Between attempts, for others who have been waiting. */
  readonly pauseMs: number
  /** From the first attempt to the last. */
  readonly totalMs: number
}

const LIMITS: LockLimits = { lockTimeoutMs: 2_000, pauseMs: 3_000, totalMs: 60_000 }

/**
 * Brings the tables up to date. Safe to repeat, and to run in several instances at once: one migrates, and the others
 * wait for it without a timeout. Waits for locked tables are short and repeated, since everybody else queues behind
 * them. Throws an UnusableStoreError if tables stay locked, or if a newer version has already migrated the store.
 */
export async function migrate(
  database: Database,
  migrations: readonly Migration[] = all,
  limits: LockLimits = LIMITS
): Promise<void> {
  let isDone = false
  while (!isDone) isDone = await database.longTransaction(async tx => migrateNext(tx, migrations, limits))
}

/** In one transaction. Whether nothing is left to do. */
async function migrateNext(tx: Queryable, migrations: readonly Migration[], limits: LockLimits): Promise<boolean> {
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
  const next = untilAlone(pending)
  if (next.length > 0) await applyMigrations(tx, next, limits)
  return next.length === pending.length
}

/** The first ones, which run in one transaction. */
function untilAlone(pending: readonly Migration[]): readonly Migration[] {
  if (pending[0]?.alone) return pending.slice(0, 1)
  const end = pending.findIndex(({ alone }) => alone)
  return end === -1 ? pending : pending.slice(0, end)
}

/** Applies all of them or none, and retries while tables are locked; its own locks are released in between. */
async function applyMigrations(tx: Queryable, pending: readonly Migration[], limits: LockLimits): Promise<void> {
  const { lockTimeoutMs, pauseMs, totalMs } = limits
  const startedAt = performance.now()
  // Set only here: the wait for another instance's migration has no limit.
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

/** PostgreSQL's codes for a lock timeout and a deadlock. */
function isLocked(error: unknown): boolean {
  const { code } = error as { code?: unknown }
  return code === '55P03' || code === '40P01'
}

async function stillLocked(tx: Queryable, cause: unknown, totalMs: number): Promise<UnusableStoreError> {
  const holders = await describeLockHolders(tx)
  return new UnusableStoreError(
    `The tables of the store could not be brought up to date within ${Math.round(totalMs / 1_000)} s: ${holders}. ` +
      'Let them end, or end them with pg_terminate_backend, and start again, which goes on from there.',
    { cause, isTemporary: true }
  )
}
