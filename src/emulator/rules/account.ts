import {
  type AccessControlRecord,
  aliasesOf,
  type Config,
  type DistributionRecord,
  isMultiTenant,
  type TenantRecord
} from '../records.ts'
import { MANAGED_POLICY_IDS } from '../managed-policies.ts'
import { type Attachment, attachmentRules } from './continuous-deployment.ts'
import { accessControlFitRule } from './origin-access-control.ts'
import { references } from './references.ts'
import { checkRules, type Rule } from './rule.ts'

/** A configuration and the account around it; `others` are all of its distributions but the one in question. */
export interface Subject extends Attachment {
  readonly tenants: Iterable<TenantRecord>
  readonly accessControls: ReadonlyMap<string, AccessControlRecord>
}

interface Creation {
  readonly config: Config
  readonly others: readonly DistributionRecord[]
}

/** What many distributions may refer to, and how many of them may (Developer Guide, quotas). */
const SHARED: readonly {
  readonly code: string
  readonly most: number
  readonly named: (config: Config) => readonly (string | undefined)[]
}[] = [
  { code: 'TooManyDistributionsAssociatedToCachePolicy', most: 100, named: references.cachePolicies },
  { code: 'TooManyDistributionsAssociatedToOriginRequestPolicy', most: 100, named: references.originRequestPolicies },
  {
    code: 'TooManyDistributionsAssociatedToResponseHeadersPolicy',
    most: 100,
    named: references.responseHeadersPolicies
  },
  { code: 'TooManyDistributionsAssociatedToKeyGroup', most: 100, named: references.keyGroups },
  { code: 'TooManyDistributionsWithFunctionAssociations', most: 100, named: references.functions },
  {
    code: 'TooManyDistributionsAssociatedToFieldLevelEncryptionConfig',
    most: 20,
    named: references.fieldLevelEncryptionConfigs
  },
  { code: 'TooManyDistributionsAssociatedToOriginAccessControl', most: 100, named: references.originAccessControls }
]

const dedicatedCertificate = ({ ViewerCertificate: certificate }: Config) =>
  certificate?.SSLSupportMethod === 'vip' ? certificate.Certificate : undefined

const rules: readonly Rule<Subject>[] = [
  {
    // aws/aws-cdk #15273. A disabled distribution keeps its aliases, too.
    code: 'CNAMEAlreadyExists',
    message: 'One or more of the CNAMEs you provided are already associated with a different resource.',
    brokenBy: ({ config, others, tenants }) => {
      const wanted = new Set(aliasesOf(config))
      if (wanted.size === 0) return false
      const taken = [...others.map(other => aliasesOf(other.config)), ...[...tenants].map(({ domains }) => domains)]
      return taken.some(names => names.some(name => wanted.has(name)))
    }
  },
  {
    code: 'TooManyCertificates',
    message: 'You cannot create anymore custom SSL/TLS certificates.',
    brokenBy: ({ config, others }) =>
      dedicatedCertificate(config) !== undefined &&
      new Set([config, ...others.map(other => other.config)].map(dedicatedCertificate).filter(Boolean)).size > 2
  },
  accessControlFitRule,
  ...attachmentRules,
  ...SHARED.map(({ code, most, named }) => ({
    code,
    message: 'The maximum number of distributions have been associated with the specified resource.',
    brokenBy: ({ config, others }: Subject) =>
      [...new Set(named(config))].some(
        id =>
          id &&
          // Managed policies are everybody's: the quota is for one's own.
          !MANAGED_POLICY_IDS.has(id) &&
          others.filter(other => named(other.config).includes(id)).length >= most
      )
  }))
]

const creationRules: readonly Rule<Creation>[] = [
  {
    code: 'TooManyDistributions',
    message: 'Processing your request would cause you to exceed the maximum number of distributions allowed.',
    brokenBy: ({ others }) => others.length >= 500
  },
  {
    code: 'EntityLimitExceeded',
    message:
      'Processing your request would cause you to exceed the maximum number of multi-tenant distributions allowed.',
    brokenBy: ({ config, others }) =>
      isMultiTenant(config) && others.filter(other => isMultiTenant(other.config)).length >= 20
  },
  {
    code: 'TooManyDistributions',
    message: 'Processing your request would cause you to exceed the maximum number of staging distributions allowed.',
    brokenBy: ({ config, others }) =>
      config.Staging === true && others.filter(other => other.config.Staging === true).length >= 20
  }
]

/** Quotas of the account, for a distribution to be created. */
export function checkRoom(creation: Creation): void {
  checkRules(creation, creationRules)
}

/** What a configuration may not have because of other distributions, or must not name for want of it. */
export function checkAgainstOthers(subject: Subject): void {
  checkRules(subject, rules)
}
