import {
  type AccessControlRecord,
  aliasesOf,
  behaviorsOf,
  type Config,
  type DistributionRecord,
  isMultiTenant,
  type QuotasRecord
} from '../records.ts'
import { type Account } from '../families/account.ts'
import { MANAGED_POLICY_IDS } from '../managed-policies.ts'
import { type QuotaName } from '../quotas.ts'
import { CNAME_TAKEN } from './aliases-and-certificate.ts'
import { type Attachment, attachmentRules } from './continuous-deployment.ts'
import { accessControlFitRule } from './origin-access-control.ts'
import { references } from './references.ts'
import { checkRules, type Rule } from './rule.ts'

/** A configuration and its account; `others` are all other distributions. */
export interface Subject extends Attachment {
  readonly quotas: QuotasRecord
  /** The id of the distribution that it replaces; undefined for a new one. */
  readonly id: string | undefined
  readonly account: Account
  readonly accessControls: ReadonlyMap<string, AccessControlRecord>
}

interface Creation {
  readonly quotas: QuotasRecord
  readonly config: Config
  readonly others: readonly DistributionRecord[]
}

const lambdaFunctions = (config: Config) =>
  behaviorsOf(config).flatMap(({ LambdaFunctionAssociations }) =>
    (LambdaFunctionAssociations?.Items ?? []).map(({ LambdaFunctionARN }) => LambdaFunctionARN)
  )

/** What distributions can share, and how many of them may share one (Developer Guide, quotas). */
const SHARED: readonly {
  readonly code: string
  readonly most: QuotaName
  readonly named: (config: Config) => readonly (string | undefined)[]
}[] = [
  {
    code: 'TooManyDistributionsAssociatedToCachePolicy',
    most: 'distributionsPerCachePolicy',
    named: references.cachePolicies
  },
  {
    code: 'TooManyDistributionsAssociatedToOriginRequestPolicy',
    most: 'distributionsPerOriginRequestPolicy',
    named: references.originRequestPolicies
  },
  {
    code: 'TooManyDistributionsAssociatedToResponseHeadersPolicy',
    most: 'distributionsPerResponseHeadersPolicy',
    named: references.responseHeadersPolicies
  },
  {
    code: 'TooManyDistributionsAssociatedToKeyGroup',
    most: 'distributionsPerKeyGroup',
    named: references.keyGroups
  },
  {
    code: 'TooManyDistributionsWithFunctionAssociations',
    most: 'distributionsPerFunction',
    named: references.functions
  },
  {
    code: 'TooManyDistributionsAssociatedToFieldLevelEncryptionConfig',
    most: 'distributionsPerFieldLevelEncryptionConfig',
    named: references.fieldLevelEncryptionConfigs
  },
  {
    code: 'TooManyDistributionsAssociatedToOriginAccessControl',
    most: 'distributionsPerOriginAccessControl',
    named: references.originAccessControls
  },
  {
    code: 'TooManyDistributionsWithSingleFunctionARN',
    most: 'distributionsPerLambdaFunction',
    named: lambdaFunctions
  },
  // The code for the newer ones is inferred: all of their other quotas have it.
  { code: 'EntityLimitExceeded', most: 'distributionsPerVpcOrigin', named: references.vpcOrigins },
  { code: 'EntityLimitExceeded', most: 'distributionsPerTrustStore', named: references.trustStores },
  { code: 'EntityLimitExceeded', most: 'distributionsPerConnectionFunction', named: references.connectionFunctions }
]

const dedicatedCertificate = ({ ViewerCertificate: certificate }: Config) =>
  certificate?.SSLSupportMethod === 'vip' ? certificate.Certificate : undefined

const rules: readonly Rule<Subject>[] = [
  { ...CNAME_TAKEN, brokenBy: ({ config, id, account }) => account.hasHostName(aliasesOf(config), id) },
  {
    code: 'TooManyCertificates',
    message: 'You cannot create anymore custom SSL/TLS certificates.',
    brokenBy: ({ config, others, quotas }) =>
      dedicatedCertificate(config) !== undefined &&
      new Set([config, ...others.map(other => other.config)].map(dedicatedCertificate).filter(Boolean)).size >
        quotas.dedicatedIpCertificates
  },
  {
    code: 'TooManyDistributionsWithLambdaAssociations',
    message:
      'Processing your request would cause the maximum number of distributions with Lambda@Edge function associations ' +
      'per owner to be exceeded.',
    brokenBy: ({ config, others, quotas }) =>
      lambdaFunctions(config).length > 0 &&
      others.filter(other => lambdaFunctions(other.config).length > 0).length >= quotas.distributionsWithLambdaFunctions
  },
  accessControlFitRule,
  ...attachmentRules,
  ...SHARED.map(({ code, most, named }) => ({
    code,
    message: 'The maximum number of distributions have been associated with the specified resource.',
    brokenBy: ({ config, others, quotas }: Subject) =>
      [...new Set(named(config))].some(
        id =>
          id &&
          // The quota does not apply to AWS's managed policies.
          !MANAGED_POLICY_IDS.has(id) &&
          others.filter(other => named(other.config).includes(id)).length >= quotas[most]
      )
  }))
]

const creationRules: readonly Rule<Creation>[] = [
  {
    code: 'TooManyDistributions',
    message: 'Processing your request would cause you to exceed the maximum number of distributions allowed.',
    brokenBy: ({ others, quotas }) => others.length >= quotas.distributions
  },
  {
    code: 'EntityLimitExceeded',
    message:
      'Processing your request would cause you to exceed the maximum number of multi-tenant distributions allowed.',
    brokenBy: ({ config, others, quotas }) =>
      isMultiTenant(config) &&
      others.filter(other => isMultiTenant(other.config)).length >= quotas.multiTenantDistributions
  },
  {
    code: 'TooManyDistributions',
    message: 'Processing your request would cause you to exceed the maximum number of staging distributions allowed.',
    brokenBy: ({ config, others, quotas }) =>
      config.Staging === true &&
      others.filter(other => other.config.Staging === true).length >= quotas.stagingDistributions
  }
]

/** Checks the account's quotas for a new distribution. */
export function checkCreationQuotas(creation: Creation): void {
  checkRules(creation, creationRules)
}

/** Refuses a configuration that conflicts with other resources of the account. */
export function checkAgainstOthers(subject: Subject): void {
  checkRules(subject, rules)
}
