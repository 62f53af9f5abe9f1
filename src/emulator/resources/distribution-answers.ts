import type * as CF from '@aws-sdk/client-cloudfront'
import { structure } from '../../cloudfront/model/shapes.ts'
import { distributionArn } from '../identifiers.ts'
import { behaviorsOf, type Config, type DistributionRecord } from '../records.ts'

const status = (deployed: boolean) => (deployed ? 'Deployed' : 'InProgress')

/** The ids of a key group's public keys; none for an unknown group. */
type KeysOf = (keyGroupId: string) => string[]

/** A distribution as `GetDistribution` and similar operations return it. */
export function describeDistribution(
  record: DistributionRecord,
  { deployed, batches, keysOf }: { deployed: boolean; batches: number; keysOf: KeysOf }
): CF.Distribution {
  return {
    Id: record.id,
    ARN: distributionArn(record.id),
    Status: status(deployed),
    LastModifiedTime: new Date(record.modifiedAt),
    InProgressInvalidationBatches: batches,
    DomainName: record.domainName,
    ActiveTrustedSigners: activeSigners(record.config),
    ActiveTrustedKeyGroups: activeKeyGroups(record.config, keysOf),
    DistributionConfig: record.config,
    ...recordals(record.config)
  }
}

/** A summary has many of the configuration's members, according to the model. */
const SUMMARIZED = structure('DistributionSummary').members.filter(({ name }) =>
  structure('DistributionConfig').member.has(name)
)

export function summarizeDistribution(
  record: DistributionRecord,
  { deployed }: { deployed: boolean }
): CF.DistributionSummary {
  const config: Partial<Record<string, unknown>> = { ...record.config }
  const members = Object.fromEntries(SUMMARIZED.map(({ name }) => [name, config[name]]))
  return {
    ...members,
    Id: record.id,
    ARN: distributionArn(record.id),
    ETag: record.etag,
    Status: status(deployed),
    LastModifiedTime: new Date(record.modifiedAt),
    DomainName: record.domainName,
    // Upper-case here and nowhere else (AWS CLI example of list-distributions).
    HttpVersion: record.config.HttpVersion?.toUpperCase(),
    ...recordals(record.config)
    // The members copied by name have the summary's types: both structures use the same shapes.
  } as CF.DistributionSummary
}

function activeSigners(config: Config): CF.ActiveTrustedSigners {
  return activeAccounts(distinct(config, ({ TrustedSigners: signers }) => (signers?.Enabled ? signers.Items : [])))
}

/** Accounts that may sign; their key pairs are unknown here. */
export function activeAccounts(accounts: readonly string[]): CF.ActiveTrustedSigners {
  return active(accounts.map(AwsAccountNumber => ({ AwsAccountNumber, KeyPairIds: { Quantity: 0 } })))
}

function activeKeyGroups(config: Config, keysOf: KeysOf): CF.ActiveTrustedKeyGroups {
  const groups = distinct(config, ({ TrustedKeyGroups: trusted }) => (trusted?.Enabled ? trusted.Items : []))
  return active(groups.map(KeyGroupId => ({ KeyGroupId, KeyPairIds: listed(keysOf(KeyGroupId)) })))
}

function distinct(config: Config, read: (behavior: Config['DefaultCacheBehavior']) => string[] | undefined): string[] {
  return [...new Set(behaviorsOf(config).flatMap(behavior => read(behavior) ?? []))]
}

function active<T>(items: T[]) {
  return { Enabled: items.length > 0, ...listed(items) }
}

function listed<T>(items: T[]) {
  return { Quantity: items.length, ...(items.length > 0 && { Items: items }) }
}

/** Outside China every alias is approved (API reference, AliasICPRecordal). */
function recordals(config: Config): Pick<CF.Distribution, 'AliasICPRecordals'> {
  const aliases = config.Aliases?.Items ?? []
  return aliases.length > 0
    ? { AliasICPRecordals: aliases.map(CNAME => ({ CNAME, ICPRecordalStatus: 'APPROVED' })) }
    : {}
}
