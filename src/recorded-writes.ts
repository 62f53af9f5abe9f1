import { type CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { type Audit } from './audit/audit.ts'
import { distributionIn } from './audit/store.ts'
import { beforeWrites } from './cloudfront/before-writes.ts'
import { type Queryable } from './database/database.ts'
import { currentTrace, currentTrail } from './plugins/request-context.ts'
import { type KeyValueClient } from './resources/key-value-items/service.ts'
import { toTraceparent } from './tracing/trace-context.ts'

/**
 * Delays every write to CloudFront until its audit record is in the store. Returns a key-value client that does the
 * same.
 */
export function recordIntents(cloudfront: CloudFrontClient, keyValueClient: KeyValueClient): KeyValueClient {
  const recordIntent = async () => currentTrail()?.begin()
  const prepared = new WeakSet<object>()
  beforeWrites(cloudfront, recordIntent)
  return async () => {
    const client = await keyValueClient()
    // The two clients differ only in the types of their commands.
    if (!prepared.has(client)) beforeWrites(client as unknown as CloudFrontClient, recordIntent)
    prepared.add(client)
    return client
  }
}

/** Stores an operation with the audit record and the trace of the request that begins it. */
export const ofRequest = ({ accountAt }: Pick<Audit, 'accountAt'>) => ({
  async onWrite(tx: Queryable, { id, resource }: { readonly id: string; readonly resource: string }): Promise<void> {
    const trail = currentTrail()
    const account = accountAt(resource)
    const distribution = distributionIn(resource)
    trail?.note({ operation: id, resource, distribution, ...(account !== undefined && { account }) })
    await trail?.recordIn(tx)
  },

  traceparent(): string | undefined {
    const trace = currentTrace()
    return trace && toTraceparent(trace)
  }
})
