import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { expect, onTestFinished, test } from 'vitest'
import { ensureFiles } from '../../src/database/first-start.ts'
import { temporaryFolder } from '../helpers/start-process.ts'

async function open(folder: string) {
  const pg = await PGlite.create({ dataDir: folder })
  onTestFinished(() => pg.close())
  return pg
}

async function rowsOf(pg: PGlite, sql: string): Promise<string[]> {
  const { rows } = await pg.query<{ row: string }>(`SELECT to_jsonb(t)::text AS row FROM (${sql}) t`)
  return rows.map(({ row }) => row).sort()
}

test('the files that a first start unpacks are those that this PGlite would create', async () => {
  const shipped = join(await temporaryFolder(), 'shipped')
  await ensureFiles(shipped)
  const [ours, made] = [await open(shipped), await open(join(await temporaryFolder(), 'made'))]

  const format = 'SELECT pg_control_version, catalog_version_no FROM pg_control_system()'
  expect(await rowsOf(ours, format)).toEqual(await rowsOf(made, format))
  const layout = 'SELECT * FROM pg_control_init()'
  expect(await rowsOf(ours, layout)).toEqual(await rowsOf(made, layout))
  // Statistics are samples, and the other one holds the number of the minor release.
  const tables = await ours.query<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'r' AND n.nspname IN ('pg_catalog', 'information_schema')
       AND c.relname NOT IN ('pg_statistic', 'sql_implementation_info')`
  )
  expect(tables.rows.length).toBeGreaterThan(60)
  for (const { name } of tables.rows) {
    expect(await rowsOf(ours, `SELECT * FROM ${name}`), name).toEqual(await rowsOf(made, `SELECT * FROM ${name}`))
  }
}, 120_000)
