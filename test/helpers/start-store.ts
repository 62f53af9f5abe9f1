import { randomUUID } from 'node:crypto'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, onTestFinished } from 'vitest'
import { type Database } from '../../src/database/database.ts'
import { openEmbedded } from '../../src/database/embedded.ts'
import { migrate } from '../../src/database/migrate.ts'
import { openPostgres, type PostgresOptions } from '../../src/database/postgres.ts'
import { emptyStore } from './empty-store.ts'

/** A server to test on instead of the embedded store. Each test makes a database of its own there, and removes it. */
const SERVER = process.env.DATABASE_URL

export const storeKind = SERVER === undefined ? 'embedded' : 'postgres'

export interface StartedStore {
  readonly database: Database
  /**
   * As another instance sees it at the same time: a pool of its own. Only a server has room for two; throws on the embedded
   * store, so that a test which needs it says `runIf(storeKind === 'postgres')`.
   */
  readonly another: (options?: Partial<PostgresOptions>) => Database
  /** As the process sees it that comes after a dead one: a pool of its own, or the embedded store's one connection. */
  readonly inherited: () => Database
  /** Of its own database, where there is a server. */
  readonly url?: string
}

/**
 * An empty store with all tables: embedded, opened once per test file and emptied for each test, or on the server of
 * DATABASE_URL. Closes itself when the test has finished. Leave `migrated` false for one without tables.
 */
export async function startStore({ migrated = true } = {}): Promise<StartedStore> {
  const store = SERVER === undefined ? await startEmbedded() : await startPostgres(SERVER)
  if (migrated) await migrate(store.database)
  return store
}

let embedded: Promise<Database> | undefined
let folder: string | undefined

// What a test file opens stays open for all of its tests.
afterAll(async () => {
  await (await embedded)?.close()
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
})

async function startEmbedded(): Promise<StartedStore> {
  embedded ??= emptyStore().then(template => openEmbedded({ folder: copyOfEmptyStore(template) }))
  const database = await embedded
  await database.script('DROP SCHEMA public CASCADE; CREATE SCHEMA public; UNLISTEN *')
  const another = () => {
    throw new Error("nobody else can be on the embedded store: such a test is for storeKind === 'postgres'")
  }
  return { database, another, inherited: () => database }
}

function copyOfEmptyStore(template: string): string {
  folder = mkdtempSync(join(tmpdir(), 'frontage-store-'))
  cpSync(template, join(folder, 'postgres'), { recursive: true })
  return folder
}

/** The address of an empty database on a server, which is gone when the test has finished. */
export async function startDatabase(server: string): Promise<URL> {
  const name = `frontage_test_${randomUUID().replaceAll('-', '')}`
  await onServer(server, `CREATE DATABASE ${name}`)
  onTestFinished(() => onServer(server, `DROP DATABASE ${name} WITH (FORCE)`))
  const url = new URL(server)
  url.pathname = `/${name}`
  return url
}

async function startPostgres(server: string): Promise<StartedStore> {
  const url = await startDatabase(server)
  const open = (options: Partial<PostgresOptions> = {}) => {
    const database = openPostgres({ url: url.href, ...options })
    // What is registered later comes first: the database is still there.
    onTestFinished(() => database.close())
    return database
  }
  return { database: open(), another: open, inherited: () => open(), url: url.href }
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
