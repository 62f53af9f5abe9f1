import { isDeepStrictEqual } from 'node:util'
import { structure } from '../../cloudfront/model/shapes.ts'
import {
  aliasesOf,
  type Config,
  type DeploymentPolicyRecord,
  type DistributionRecord,
  isMultiTenant,
  stagingNamesOf
} from '../records.ts'
import { checkRules, type Rule } from './rule.ts'

/** Developer Guide, "Use CloudFront continuous deployment": viewers reach the staging distribution only through the primary. */
export const stagingRules: readonly Rule<Config>[] = [
  {
    code: 'InvalidArgument',
    message: 'The parameter Aliases cannot be used with a staging distribution.',
    brokenBy: config => config.Staging === true && aliasesOf(config).length > 0
  },
  {
    code: 'InvalidArgument',
    message: 'The parameter ContinuousDeploymentPolicyId can only be used with a primary distribution.',
    brokenBy: config => config.Staging === true && Boolean(config.ContinuousDeploymentPolicyId)
  }
]

/** A configuration that may have a policy attached, with the account's policies and all other distributions. */
export interface Attachment {
  readonly config: Config
  readonly others: readonly DistributionRecord[]
  readonly policies: ReadonlyMap<string, DeploymentPolicyRecord>
}

/** API reference, DistributionConfig and UpdateDistribution. */
export const attachmentRules: readonly Rule<Attachment>[] = [
  {
    code: 'ContinuousDeploymentPolicyInUse',
    message: 'The specified continuous deployment policy is associated with another distribution.',
    brokenBy: ({ config: { ContinuousDeploymentPolicyId: id }, others }) =>
      Boolean(id) && others.some(({ config }) => config.ContinuousDeploymentPolicyId === id)
  },
  {
    // Developer Guide, "Quotas and other considerations for continuous deployment". The code is not documented.
    code: 'InvalidArgument',
    message: 'You cannot use continuous deployment with a distribution that supports HTTP/3.',
    brokenBy: ({ config }) =>
      Boolean(config.ContinuousDeploymentPolicyId) && (config.HttpVersion ?? 'http2').endsWith('3')
  }
]

/** Members that may change while a policy ties two distributions (Developer Guide, "Update primary and staging distributions"). */
const CHANGEABLE = new Set([
  'DefaultCacheBehavior',
  'CacheBehaviors',
  'Origins',
  'OriginGroups',
  'CustomErrorResponses',
  'Restrictions',
  'DefaultRootObject',
  'Logging',
  'Comment',
  // Not in that list, but without them a distribution could never be disabled or its policy detached.
  'Enabled',
  'ContinuousDeploymentPolicyId'
])
const FIXED = structure('DistributionConfig').members.filter(({ name }) => !CHANGEABLE.has(name))

/** How a distribution is tied to the account's continuous deployment policies. */
interface Ties {
  /** The policy attached to it. */
  readonly policy: DeploymentPolicyRecord | undefined
  /** The policies that route viewers to it. */
  readonly naming: readonly DeploymentPolicyRecord[]
  /** Whether one of those is attached to another distribution. */
  readonly isStagingOfAttached: boolean
}

interface TiedChange {
  readonly current: Config
  readonly wanted: Config
  readonly ties: Ties
}

const tiedChangeRules: readonly Rule<TiedChange>[] = [
  {
    // hashicorp/terraform-provider-aws #28920; aws/aws-cli #10446
    code: 'IllegalUpdate',
    message: 'One or more fields updated are not supported for continuous deployment.',
    brokenBy: ({ current, wanted, ties }) =>
      (ties.isStagingOfAttached ||
        (ties.policy !== undefined && ties.policy.id === wanted.ContinuousDeploymentPolicyId)) &&
      FIXED.some(({ name }) => !isDeepStrictEqual(read(current, name), read(wanted, name)))
  },
  {
    // hashicorp/terraform-provider-aws #33575, CloudFront's typo included.
    code: 'StagingDistributionInUse',
    message:
      'The specified staging distribution is currently used by a continuous deployment policy. Please the update policy before deleting.',
    brokenBy: ({ current, wanted, ties }) => ties.naming.length > 0 && current.Enabled && !wanted.Enabled
  }
]

/** Refuses a change that a continuous deployment forbids; both configurations are complete. */
export function checkTiedChange(change: TiedChange): void {
  checkRules(change, tiedChangeRules)
}

/** The current ties of a distribution. */
export function tiesOf(
  { id, domainName, config }: DistributionRecord,
  { policies, all }: { policies: ReadonlyMap<string, DeploymentPolicyRecord>; all: readonly DistributionRecord[] }
): Ties {
  const naming = [...policies.values()].filter(policy => stagingNamesOf(policy.config).includes(domainName))
  return {
    policy: policies.get(config.ContinuousDeploymentPolicyId ?? ''),
    naming,
    isStagingOfAttached: naming.some(policy =>
      all.some(other => other.id !== id && other.config.ContinuousDeploymentPolicyId === policy.id)
    )
  }
}

interface Copy {
  readonly staging: boolean | undefined
  readonly primary: Config
}

/** API reference, CopyDistribution; that multi-tenant ones are excluded follows from what they do not support. */
const copyRules: readonly Rule<Copy>[] = [
  {
    code: 'InvalidArgument',
    message: 'The parameter Staging must be true: a distribution is only copied to a staging distribution.',
    brokenBy: ({ staging }) => staging !== true
  },
  {
    code: 'InvalidArgument',
    message: 'The parameter PrimaryDistributionId does not refer to a distribution that can be a primary one.',
    brokenBy: ({ primary }) => primary.Staging === true || isMultiTenant(primary)
  }
]

/** Refuses to copy what cannot have a staging distribution. */
export function checkCopy(copy: Copy): void {
  checkRules(copy, copyRules)
}

function read(config: Config, member: string): unknown {
  // The names are those of the model's DistributionConfig.
  return (config as unknown as Record<string, unknown>)[member]
}
