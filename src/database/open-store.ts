import pg from 'pg'
import { isServiceError } from '../errors.ts'
import { damagedStore } from './damaged-store.ts'
import { type Database } from './database.ts'
import { type EmbeddedOptions, openEmbedded } from './embedded.ts'
import { migrate } from './migrate.ts'
import { openPostgres, type PostgresOptions } from './postgres.ts'
import { UnusableStoreError } from './unusable-store.ts'

/** The embedded store in a folder, with its tables up to date. Throws an UnusableStoreError. */
export async function openEmbeddedStore(options: EmbeddedOptions): Promise<Database> {
  try {
    return await withTables(await openEmbedded(options))
  } catch (error) {
    const cause = isServiceError(error, 'STORE_UNAVAILABLE') ? error.cause : error
    throw DAMAGED.test(codeOf(cause) ?? '') ? damagedStore(options.folder, cause) : error
  }
}

/**
 * The PostgreSQL of DATABASE_URL, with its tables up to date. Throws an UnusableStoreError that names the variable and
 * the cause, but never the password.
 */
export async function openPostgresStore(options: PostgresOptions): Promise<Database> {
  const { url } = options
  try {
    return await withTables(openPostgres(options))
  } catch (error) {
    throw asUnusablePostgres(url, error)
  }
}

/** An UnusableStoreError if the server of DATABASE_URL has failed or refuses access; any other error unchanged. */
export function asUnusablePostgres(url: string, error: unknown): unknown {
  const isUnavailable = isServiceError(error, 'STORE_UNAVAILABLE')
  if (!isUnavailable && codeOf(error) !== INSUFFICIENT_PRIVILEGE) return error
  return new UnusableStoreError(`DATABASE_URL: ${placeOf(url)} cannot be used: ${reasonOf(error)}.`, {
    cause: error,
    isTemporary: isUnavailable && !REFUSED.test(codeOf(error.cause) ?? '')
  })
}

async function withTables(database: Database): Promise<Database> {
  try {
    await migrate(database)
    return database
  } catch (error) {
    await database.close()
    throw error
  }
}

/** PostgreSQL's codes for files that it cannot read or write. */
const DAMAGED = /^(XX00[12]|53100|58...)$/
/** PostgreSQL's codes for refused credentials and for a database that does not exist. */
const REFUSED = /^(28...|3D000)$/
/** PostgreSQL's code if tables may not be created. */
const INSUFFICIENT_PRIVILEGE = '42501'

/** The address as pg parses it, without user and password. */
function placeOf(url: string): string {
  try {
    const { host, port, database } = new pg.Client({ connectionString: url })
    return `PostgreSQL at ${host.includes(':') ? `[${host}]` : host}:${port}, database ${JSON.stringify(database ?? '')},`
  } catch {
    return 'The address'
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: "the host's name cannot be looked up at the moment",
  EHOSTUNREACH: 'the host is not reachable',
  ENETUNREACH: 'its network is not reachable',
  ECONNRESET: 'the connection was reset'
}

/** The root cause. PostgreSQL's own messages name users and databases, but never a password. */
function reasonOf(error: unknown): string {
  if (isServiceError(error) && error.cause !== undefined) return reasonOf(error.cause)
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0])
  const code = codeOf(error)
  if (code !== undefined && REASONS[code] !== undefined) return `${REASONS[code]} (${code})`
  const message = error instanceof Error ? error.message : String(error)
  if (/timeout/i.test(message)) return 'it does not answer in time'
  return message.split('\n')[0] ?? message
}

function codeOf(error: unknown): string | undefined {
  const { code } = error as { code?: unknown }
  return typeof code === 'string' ? code : undefined
}
