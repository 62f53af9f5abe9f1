import { type Queryable } from './database.ts'

interface Holder {
  readonly pid: number
  readonly application: string | null
  readonly user: string | null
  readonly address: string | null
  readonly state: string | null
  readonly seconds: number | null
}

const NAMED_MAX = 3

/**
 * The sessions that lock tables of the store, the oldest transaction first, in a clause for operators. For sessions of
 * other roles, PostgreSQL may show only the process.
 */
export async function describeLockHolders(tx: Queryable): Promise<string> {
  const holders = await tx.query<Holder>(
    `SELECT a.pid, nullif(a.application_name, '') AS application, a.usename AS user, host(a.client_addr) AS address,
       a.state, extract(epoch FROM clock_timestamp() - a.xact_start)::float8 AS seconds
     FROM pg_stat_activity a
     WHERE a.pid <> pg_backend_pid() AND EXISTS (
       SELECT FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
       WHERE l.pid = a.pid AND l.locktype = 'relation' AND l.granted AND c.relnamespace = current_schema()::regnamespace
         AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()))
     ORDER BY a.xact_start NULLS LAST LIMIT ${NAMED_MAX}`
  )
  if (holders.length === 0) return 'which sessions hold the locks cannot be seen any more'
  return `they are locked by ${holders.map(describe).join('; ')}`
}

function describe({ pid, application, user, address, state, seconds }: Holder): string {
  const facts = [
    application,
    user === null ? null : `user ${user}`,
    address === null ? null : `from ${address}`,
    state,
    seconds === null ? null : `in a transaction for ${Math.round(seconds)} s`
  ].filter(fact => fact !== null)
  return `process ${pid}${facts.length > 0 ? ` (${facts.join(', ')})` : ''}`
}
