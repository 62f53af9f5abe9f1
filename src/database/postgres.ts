import { createHash } from 'node:crypto'
import pg from 'pg'
import { type Database, PROBE, type Queryable } from './database.ts'
import { endClient } from './end-client.ts'
import { createListener } from './listener.ts'
import { PLANNER_SWITCHES } from './planner.ts'
import { createTransactionGuard } from './transaction-guard.ts'
import { isStaleStatement } from './prepared-statements.ts'
import { asStoreError, isUnavailable, unavailable } from './unavailable.ts'

export interface PostgresOptions {
  /** `postgres://user@host:5432/name`, as DATABASE_URL has it. */
  readonly url: string
  readonly logger?: { warn(details: object, message: string): void }
  /** The most connections of one instance, besides one for notifications. */
  readonly connectionsMax?: number
  readonly connectTimeoutMs?: number
  readonly statementTimeoutMs?: number
}

/**
 * A PostgreSQL server, which several instances may share. Connections are opened on demand, so a server is used again once it
 * is back; until then every call throws STORE_UNAVAILABLE. Statements are prepared once per connection, so a pooler in between
 * must use session pooling.
 */
export function openPostgres({
  url,
  logger,
  connectionsMax = 10,
  connectTimeoutMs = 5_000,
  statementTimeoutMs = 30_000
}: PostgresOptions): Database {
  const connection = {
    connectionString: url,
    application_name: 'frontage',
    options: PLANNER_SWITCHES.join(' '),
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000
  }
  const pool = new pg.Pool({
    ...connection,
    max: connectionsMax,
    statement_timeout: statementTimeoutMs,
    // The server's own timeout does not help if the server hangs.
    query_timeout: statementTimeoutMs + 5_000,
    idle_in_transaction_session_timeout: statementTimeoutMs
  })
  // The pool replaces an idle connection that breaks; without a listener the error would end the process. Only its message is
  // logged, because the error contains the whole connection.
  pool.on('error', ({ message }) => logger?.warn({ reason: message }, 'a connection to PostgreSQL broke'))
  const guard = createTransactionGuard()
  const listener = createListener({ connection: { ...connection, query_timeout: connectTimeoutMs }, logger })
  let closing: Promise<void> | undefined

  /** Uses a connection of the pool, and discards it if it broke or if an answer may still arrive on it. */
  async function withClient<Result>(use: (client: pg.PoolClient) => Promise<Result>): Promise<Result> {
    guard.refuseInside()
    if (closing) throw new Error('the store is closed')
    let client: pg.PoolClient
    try {
      client = await pool.connect()
    } catch (error) {
      throw unavailable(error)
    }
    let broken = false
    const onBroken = () => {
      broken = true
    }
    client.on('error', onBroken)
    try {
      return await use(client)
    } catch (error) {
      const known = asStoreError(error)
      // Otherwise pg would keep using the stale name on this connection.
      broken ||= known !== error || isStaleStatement(error)
      throw known
    } finally {
      client.off('error', onBroken)
      client.release(broken)
    }
  }

  async function connectDedicated(): Promise<pg.Client> {
    try {
      const client = new pg.Client(connection)
      // Queries in progress fail with the connection; without a listener the error would end the process.
      client.on('error', () => undefined)
      await client.connect()
      return client
    } catch (error) {
      throw unavailable(error)
    }
  }

  /** Uses a dedicated connection without any timeout, neither of this process nor of the server's settings. */
  async function withUnboundedClient<Result>(use: (client: pg.ClientBase) => Promise<Result>): Promise<Result> {
    guard.refuseInside()
    if (closing) throw new Error('the store is closed')
    const client = await connectDedicated()
    try {
      await client.query('SET statement_timeout = 0; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0')
      return await use(client)
    } catch (error) {
      throw asStoreError(error)
    } finally {
      await endClient(client)
    }
  }

  async function transactionOn<Result>(
    client: pg.ClientBase,
    run: (tx: Queryable) => Promise<Result>
  ): Promise<Result> {
    try {
      await client.query('BEGIN')
      const result = await guard.run(queryableOf(client), run)
      await client.query('COMMIT')
      return result
    } catch (error) {
      return rollback(client, error)
    }
  }

  /**
   * Rolls back and rethrows. A connection that did not answer is not asked again, since the caller would wait for a second
   * timeout: it is discarded, and the server rolls back.
   */
  async function rollback(client: pg.ClientBase, reason: unknown): Promise<never> {
    if (!isUnavailable(reason)) await client.query('ROLLBACK')
    throw reason
  }

  return {
    kind: 'postgres',
    async query<Result extends object>(text: string, params?: readonly unknown[]) {
      const ask = () => withClient(client => queryableOf(client).query<Result>(text, params))
      return ask().catch((error: unknown) => {
        // A stale statement has had no effect.
        if (isStaleStatement(error)) return ask()
        throw error
      })
    },
    script: text =>
      withClient(async client => {
        await client.query(text).catch((error: unknown) => rollback(client, error))
      }),
    transaction: run => withClient(client => transactionOn(client, run)),
    longTransaction: run => withUnboundedClient(client => transactionOn(client, run)),
    listen: (channel, onMessage) => listener.listen(channel, onMessage),
    async probe() {
      await withClient(async client => {
        const { rows } = await client.query<{ isReadOnly: boolean }>(PROBE)
        if (rows[0]?.isReadOnly === true) throw readOnly()
      })
    },
    async close() {
      closing ??= (async () => {
        await listener.close()
        await pool.end()
      })()
      return closing
    }
  }
}

/** PostgreSQL's own error for a write to a server that is read-only: a standby, or one whose disk is full. */
function readOnly(): Error {
  return Object.assign(new Error('the server accepts no writes'), { code: '25006' })
}

/** Statement names by text, the same for every connection. Bounded by the number of statements in the program. */
const names = new Map<string, string>()

function nameOf(text: string): string {
  const known = names.get(text)
  if (known !== undefined) return known
  const name = `frontage_${createHash('sha256').update(text).digest('hex').slice(0, 24)}`
  names.set(text, name)
  return name
}

function queryableOf(client: pg.ClientBase): Queryable {
  return {
    async query(text, params) {
      const { rows } = await client.query<never>({ name: nameOf(text), text, values: [...(params ?? [])] })
      return rows
    },
    async script(text) {
      await client.query(text)
    }
  }
}
