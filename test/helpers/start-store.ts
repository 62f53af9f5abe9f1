import { randomUUID } from 'node:crypto'
import { cpSync, mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { inject, onTestFinished } from 'vitest'
import { type Database } from '../../src/database/database.ts'
import { openEmbedded } from '../../src/database/embedded.ts'
import { migrate } from '../../src/database/migrate.ts'
import { openPostgres, type PostgresOptions } from '../../src/database/postgres.ts'
import { emptyStore } from './empty-store.ts'
import { rememberStore, type Reset } from './reset-store.ts'

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
  /** Lets go of its connections now, for a test that opens many: a server has room for few. The embedded one stays open. */
  readonly close: () => Promise<void>
}

/**
 * An empty store with all tables: embedded, opened once for all tests of this process and emptied for each, or on the server
 * of DATABASE_URL, where it closes itself when the test has finished. Leave `migrated` false for one without tables.
 */
export async function startStore({ migrated = true } = {}): Promise<StartedStore> {
  if (SERVER === undefined) return startEmbedded(migrated)
  return openStore(migrated ? await takeDatabase(SERVER) : await startDatabase(SERVER))
}

let embedded: Promise<Database> | undefined
let reset: Reset | undefined

async function startEmbedded(migrated: boolean): Promise<StartedStore> {
  embedded ??= openCopy()
  const database = await embedded
  // To make all tables anew takes twenty times as long as to empty them.
  if (!migrated || !(await reset?.(database))) {
    reset = undefined
    await database.script(
      'DROP SCHEMA public CASCADE; CREATE SCHEMA public; DROP SCHEMA IF EXISTS test CASCADE; UNLISTEN *'
    )
    if (migrated) {
      await migrate(database)
      reset = await rememberStore(database)
    }
  }
  const another = () => {
    throw new Error("nobody else can be on the embedded store: such a test is for storeKind === 'postgres'")
  }
  return { database, another, inherited: () => database, close: () => Promise.resolve() }
}

/** It stays open until this process ends. What is about power cuts has stores of its own, so that nothing waits for the disk. */
async function openCopy(): Promise<Database> {
  const folder = mkdtempSync(join(inject('storesFolder'), 'store-'))
  cpSync(await emptyStore(), join(folder, 'postgres'), { recursive: true })
  return openEmbedded({ folder, disk: { sync: () => undefined, syncInBackground: () => Promise.resolve() } })
}

/** The address of an empty database on a server, which is gone when the test has finished. */
export async function startDatabase(server: string): Promise<URL> {
  const url = await createDatabase(server)
  onTestFinished(() => onServer(server, `DROP DATABASE ${url.pathname.slice(1)} WITH (FORCE)`))
  return url
}

/** It is gone when all tests are over. */
async function createDatabase(server: string): Promise<URL> {
  const name = `${inject('databasePrefix')}${randomUUID().replaceAll('-', '')}`
  await onServer(server, `CREATE DATABASE ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return url
}

/** A database with all tables that no test uses at present. */
interface Spare {
  readonly url: URL
  readonly reset: Reset
}

/** Of this worker. To make a database with its tables takes longer than to empty one. */
const spares: Spare[] = []

/** The address of an empty database with all tables, which another test gets when this one has finished. */
async function takeDatabase(server: string): Promise<URL> {
  const spare = spares.pop()
  const taken = spare && (await isEmptied(server, spare)) ? spare : await makeSpare(server)
  onTestFinished(() => void spares.push(taken))
  return taken.url
}

async function makeSpare(server: string): Promise<Spare> {
  const url = await createDatabase(server)
  return alone(url, async database => {
    await migrate(database)
    return { url, reset: await rememberStore(database) }
  })
}

/** False where a test has left other tables. Nobody is connected to it any longer, whatever a test forgot to end. */
async function isEmptied(server: string, { url, reset }: Spare): Promise<boolean> {
  await onServer(
    server,
    `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '${url.pathname.slice(1)}'`
  )
  return alone(url, reset)
}

async function alone<Result>(url: URL, use: (database: Database) => Promise<Result>): Promise<Result> {
  const database = openPostgres({ url: url.href, connectionsMax: 1 })
  try {
    return await use(database)
  } finally {
    await database.close()
  }
}

function openStore(url: URL): StartedStore {
  const opened: Database[] = []
  const open = (options: Partial<PostgresOptions> = {}) => {
    const database = openPostgres({ url: url.href, ...options })
    opened.push(database)
    // What is registered later comes first: the database is still there.
    onTestFinished(() => database.close())
    return database
  }
  const close = async () => {
    await Promise.all(opened.map(database => database.close()))
  }
  return { database: open(), another: open, inherited: () => open(), url: url.href, close }
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
