import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import pg from 'pg'
import { type TestProject } from 'vitest/node'
import { projectFolder } from './project.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The OpenAPI document of what was built, as JSON: made once, because to make it takes most of a second. */
    openApiDocument: string
    /** Where the workers have their embedded stores, until all tests are over. */
    storesFolder: string
    /** Of the names of their databases on the server of DATABASE_URL, which are removed at the end. */
    databasePrefix: string
  }
}

/** Once before all tests: some of them run the processes that users run, which are built. */
export default async function build(project: TestProject): Promise<() => Promise<void>> {
  execFileSync(process.execPath, ['scripts/build.js'], { cwd: projectFolder, stdio: 'inherit' })
  const built = pathToFileURL(join(projectFolder, 'dist/openapi-document.js')).href
  const { openApiDocument } = (await import(built)) as { openApiDocument: () => Promise<object> }
  project.provide('openApiDocument', JSON.stringify(await openApiDocument()))
  const storesFolder = mkdtempSync(join(tmpdir(), 'frontage-stores-'))
  project.provide('storesFolder', storesFolder)
  const databasePrefix = `frontage_test_${randomUUID().slice(0, 8)}_`
  project.provide('databasePrefix', databasePrefix)
  return async () => {
    rmSync(storesFolder, { recursive: true, force: true })
    if (process.env.DATABASE_URL !== undefined) await dropDatabases(process.env.DATABASE_URL, databasePrefix)
  }
}

async function dropDatabases(server: string, prefix: string): Promise<void> {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  const { rows } = await client.query<{ name: string }>(
    'SELECT datname AS name FROM pg_database WHERE starts_with(datname, $1)',
    [prefix]
  )
  for (const { name } of rows) await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
  await client.end()
}
