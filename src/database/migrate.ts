import { type Database } from './database.ts'
import { type Migration, migrations as all } from './migrations/index.ts'
import { UnusableStoreError } from './unusable-store.ts'

/** An arbitrary number, the same in all instances. */
const LOCK = 7_033_126_845

/**
 * Brings the tables up to date. Safe to repeat, and to run in several instances at once: one migrates, and the others wait for
 * it without a timeout. Throws an UnusableStoreError where a newer version has already migrated the store.
 */
export async function migrate(database: Database, migrations: readonly Migration[] = all): Promise<void> {
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
    for (const { version, name, sql } of migrations.toSorted((a, b) => a.version - b.version)) {
      if (applied.has(version)) continue
      await tx.script(sql)
      await tx.query('INSERT INTO migrations (version, name) VALUES ($1, $2)', [version, name])
    }
  })
}
