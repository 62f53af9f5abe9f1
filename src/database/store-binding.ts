import { type Database } from './database.ts'
import { UnusableStoreError } from './unusable-store.ts'

/**
 * The CloudFront whose distributions a store is about: `local:ID`, `endpoint:URL`, `aws:ACCOUNT`, or `aws` while the account
 * is unknown.
 */
export type Backend = `local:${string}` | `endpoint:${string}` | 'aws' | `aws:${string}` | typeof ACCOUNTS

/** Several accounts, each of whose resources the store records. */
export const ACCOUNTS = 'accounts'

export function describeBackend(backend: Backend): string {
  const [kind, ...rest] = backend.split(':')
  const name = rest.join(':')
  if (backend === ACCOUNTS) return 'the accounts of an ACCOUNTS_FILE'
  if (kind === 'local') return `the local CloudFront ${name}`
  if (kind === 'endpoint') return `the CloudFront at ${name}`
  return name === '' ? 'AWS' : `the AWS account ${name}`
}

/**
 * Binds the store to its backend at the first start, and to the AWS account once that is known: otherwise pending work might be
 * resumed against another CloudFront. Safe to repeat. Throws an UnusableStoreError if it is bound to another backend.
 */
export async function bindStore(database: Database, backend: Backend): Promise<void> {
  await database.transaction(async tx => {
    await tx.query('INSERT INTO store_binding (backend) VALUES ($1) ON CONFLICT (id) DO NOTHING', [backend])
    const [row] = await tx.query<{ backend: Backend }>('SELECT backend FROM store_binding FOR UPDATE')
    const bound = row?.backend ?? backend
    if (bound === 'aws' && backend.startsWith('aws:'))
      await tx.query('UPDATE store_binding SET backend = $1', [backend])
    else if (bound !== backend && !(backend === 'aws' && bound.startsWith('aws:'))) throw foreign(bound, backend)
  })
}

/**
 * Binds the store to several accounts. If it was bound to one of them alone, its existing invalidations are assigned to
 * that account. Safe to repeat. Throws an UnusableStoreError if it is bound to another backend.
 */
export async function bindStoreToAccounts(database: Database, identities: readonly string[]): Promise<void> {
  // Reads all batches, which takes long if there are many.
  await database.longTransaction(async tx => {
    await tx.query('INSERT INTO store_binding (backend) VALUES ($1) ON CONFLICT (id) DO NOTHING', [ACCOUNTS])
    const [row] = await tx.query<{ backend: Backend }>('SELECT backend FROM store_binding FOR UPDATE')
    const bound = row?.backend ?? ACCOUNTS
    if (bound === ACCOUNTS) return
    if (!identities.includes(bound)) throw foreign(bound, ACCOUNTS)
    await tx.query('UPDATE store_binding SET backend = $1', [ACCOUNTS])
    await tx.query(
      `INSERT INTO resource_accounts (id, account)
       SELECT split_part(target, '/', 3), $1::text
       FROM (SELECT target FROM invalidation_months
             UNION SELECT target FROM invalidation_chunks
             UNION SELECT target FROM invalidation_batches) AS known
       ON CONFLICT (id) DO NOTHING`,
      [bound]
    )
  })
}

function foreign(bound: Backend, backend: Backend): UnusableStoreError {
  return new UnusableStoreError(
    `The store belongs to ${describeBackend(bound)}, and this start is for ${describeBackend(backend)}: give each a store of ` +
      'its own, by DATABASE_URL or DATA_DIR. If both are the same backend under another name, delete the row of the table store_binding.'
  )
}
