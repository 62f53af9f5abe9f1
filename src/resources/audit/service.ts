import { type Accounts, type ListedAccount } from '../../accounts/accounts.ts'
import { type AuditRecord as StoredRecord } from '../../audit/record.ts'
import { listRecords } from '../../audit/store.ts'
import { type Database } from '../../database/database.ts'
import { type Page } from '../../plugins/pagination.ts'
import { type AuditQuery, type AuditRecord } from './schemas.ts'

export type AuditService = ReturnType<typeof createAuditService>

export function createAuditService({
  database,
  accounts
}: {
  database: Database
  /** Present if there are several AWS accounts. */
  accounts?: Pick<Accounts, 'nameAt'> | undefined
}) {
  const withName = (record: StoredRecord): AuditRecord => {
    const { account } = record
    // An account that the settings no longer name is shown by its identity.
    return { ...toAnswer(record), ...(account !== undefined && { account: accounts?.nameAt(account) ?? account }) }
  }

  return {
    /** Newest first. */
    async list({
      since,
      until,
      limit,
      marker,
      account,
      ...filter
    }: Omit<AuditQuery, 'cursor'> & {
      marker: string | undefined
      account?: ListedAccount | undefined
      /** Only records of these distributions. */
      within?: readonly string[] | undefined
    }): Promise<Page<AuditRecord>> {
      const found = await listRecords(database, {
        ...filter,
        account: account?.identity,
        since: since === undefined ? undefined : new Date(since),
        until: until === undefined ? undefined : new Date(until),
        before: readMarker(marker),
        limit: limit + 1
      })
      const page = found.slice(0, limit)
      const last = page.at(-1)
      return {
        items: page.map(withName),
        nextMarker: found.length > limit && last ? `${last.at.toISOString()}_${last.id}` : undefined
      }
    }
  }
}

const MARKER = /^(\d{4}-[\d:.TZ-]+Z)_([\da-f-]{36})$/

function readMarker(marker: string | undefined): { at: Date; id: string } | undefined {
  const [, at = '', id] = MARKER.exec(marker ?? '') ?? []
  return id === undefined ? undefined : { at: new Date(at), id }
}

function toAnswer(record: StoredRecord): AuditRecord {
  const { id, at, endedAt, action, caller, source, resource, distribution, dryRun, replayed, outcome } = record
  const { status, code, requestId, operation, etagBefore, etagAfter, changes, cloudFront, count } = record
  const { changesLeftOut = 0 } = record
  return {
    id,
    at: at.toISOString(),
    ...(endedAt && { endedAt: endedAt.toISOString() }),
    action,
    ...(caller && { caller: { id: caller.id, ...(caller.name !== undefined && { name: caller.name }) } }),
    ...(source !== undefined && { source }),
    resource,
    ...(distribution !== undefined && { distributionId: distribution }),
    dryRun,
    ...(replayed === true && { replayed }),
    outcome,
    ...(status !== undefined && { status }),
    ...(code !== undefined && { code }),
    ...(requestId !== undefined && { requestId }),
    ...(operation !== undefined && { operationId: operation }),
    ...(etagBefore !== undefined && { etagBefore }),
    ...(etagAfter !== undefined && { etagAfter }),
    ...(changes && { changes: [...changes] }),
    ...(changesLeftOut > 0 && { changesLeftOut }),
    ...(cloudFront.length > 0 && {
      cloudFront: cloudFront.map(({ operation, requestId, code }) => ({
        operation,
        ...(requestId !== undefined && { requestId }),
        ...(code !== undefined && { code })
      }))
    }),
    ...(count !== undefined && { count })
  }
}
