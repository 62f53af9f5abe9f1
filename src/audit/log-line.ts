import { type NewAuditRecord } from './record.ts'

/** A record in the log: which members were changed, without their values. `nameOf` returns the name of an account. */
export function lineOf(
  { id, action, caller, source, resource, dryRun, account, ...record }: NewAuditRecord,
  nameOf: (identity: string) => string
) {
  const { replayed, outcome, status, code, operation, changes, cloudFront, count } = record
  return {
    id,
    action,
    caller: caller?.id,
    callerName: caller?.name,
    source,
    resource,
    dryRun,
    ...(replayed === true && { replayed }),
    outcome,
    status,
    code,
    operation,
    ...(account !== undefined && { account: nameOf(account) }),
    ...(changes && { changed: changes.slice(0, 20).map(({ op, path }) => `${op} ${path}`) }),
    ...(cloudFront.length > 0 && { cloudFront }),
    ...(count !== undefined && { count })
  }
}
