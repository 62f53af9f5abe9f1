import { type Database } from './database.ts'
import { UnusableStoreError } from './unusable-store.ts'

/**
 * Whose distributions a store is about: `local:ID` of a local CloudFront, `endpoint:URL`, `aws:ACCOUNT`, or `aws` where the
 * account is not known.
 */
export type Backend = `local:${string}` | `endpoint:${string}` | 'aws' | `aws:${string}`

export function describeBackend(backend: Backend): string {
  const [kind, ...rest] = backend.split(':')
  const name = rest.join(':')
  if (kind === 'local') return `the local CloudFront ${name}`
  if (kind === 'endpoint') return `the CloudFront at ${name}`
  return name === '' ? 'AWS' : `the AWS account ${name}`
}

/**
 * Binds the store to its backend at its first start, and to the account once that is known. What waits in it would else be
 * resumed against another CloudFront. A repeat is harmless. Throws an UnusableStoreError where it is another one's.
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

function foreign(bound: Backend, backend: Backend): UnusableStoreError {
  return new UnusableStoreError(
    `The store belongs to ${describeBackend(bound)}, and this start is for ${describeBackend(backend)}: give each a store of ` +
      'its own, by DATABASE_URL or DATA_DIR. If both are the same one under another name, delete the row of the table store_binding.'
  )
}
