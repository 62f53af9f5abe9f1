import { behaviorsOf, type Config, type DistributionRecord, isMultiTenant } from '../records.ts'
import { MANAGED_POLICY_IDS } from '../managed-policies.ts'
import { checkRules, type Rule } from './rule.ts'

interface Subject {
  readonly config: Config
  /** All distributions of the account but the one in question. */
  readonly others: readonly DistributionRecord[]
}

/** What many distributions may refer to, and how many of them may (Developer Guide, quotas). */
const SHARED: readonly {
  readonly code: string
  readonly most: number
  readonly references: (config: Config) => readonly (string | undefined)[]
}[] = [
  { code: 'TooManyDistributionsAssociatedToCachePolicy', most: 100, references: ofBehaviors(b => [b.CachePolicyId]) },
  {
    code: 'TooManyDistributionsAssociatedToOriginRequestPolicy',
    most: 100,
    references: ofBehaviors(behavior => [behavior.OriginRequestPolicyId])
  },
  {
    code: 'TooManyDistributionsAssociatedToResponseHeadersPolicy',
    most: 100,
    references: ofBehaviors(behavior => [behavior.ResponseHeadersPolicyId])
  },
  {
    code: 'TooManyDistributionsAssociatedToKeyGroup',
    most: 100,
    references: ofBehaviors(behavior => behavior.TrustedKeyGroups?.Items ?? [])
  },
  {
    code: 'TooManyDistributionsWithFunctionAssociations',
    most: 100,
    references: ofBehaviors(behavior =>
      (behavior.FunctionAssociations?.Items ?? []).map(({ FunctionARN }) => FunctionARN)
    )
  },
  {
    code: 'TooManyDistributionsAssociatedToFieldLevelEncryptionConfig',
    most: 20,
    references: ofBehaviors(behavior => [behavior.FieldLevelEncryptionId])
  },
  {
    code: 'TooManyDistributionsAssociatedToOriginAccessControl',
    most: 100,
    references: ({ Origins }) => Origins.Items.map(({ OriginAccessControlId }) => OriginAccessControlId)
  }
]

const aliases = (config: Config) => config.Aliases?.Items ?? []
const dedicatedCertificate = ({ ViewerCertificate: certificate }: Config) =>
  certificate?.SSLSupportMethod === 'vip' ? certificate.Certificate : undefined

const rules: readonly Rule<Subject>[] = [
  {
    // aws/aws-cdk #15273. A disabled distribution keeps its aliases, too.
    code: 'CNAMEAlreadyExists',
    message: 'One or more of the CNAMEs you provided are already associated with a different resource.',
    brokenBy: ({ config, others }) => {
      const wanted = new Set(aliases(config))
      return wanted.size > 0 && others.some(other => aliases(other.config).some(alias => wanted.has(alias)))
    }
  },
  {
    code: 'TooManyCertificates',
    message: 'You cannot create anymore custom SSL/TLS certificates.',
    brokenBy: ({ config, others }) =>
      dedicatedCertificate(config) !== undefined &&
      new Set([config, ...others.map(other => other.config)].map(dedicatedCertificate).filter(Boolean)).size > 2
  },
  ...SHARED.map(({ code, most, references }) => ({
    code,
    message: 'The maximum number of distributions have been associated with the specified resource.',
    brokenBy: ({ config, others }: Subject) =>
      [...new Set(references(config))].some(
        id =>
          id &&
          // Managed policies are everybody's: the quota is for one's own.
          !MANAGED_POLICY_IDS.has(id) &&
          others.filter(other => references(other.config).includes(id)).length >= most
      )
  }))
]

const creationRules: readonly Rule<Subject>[] = [
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
export function checkRoom(subject: Subject): void {
  checkRules(subject, creationRules)
}

/** What a configuration may not have because other distributions have it. */
export function checkAgainstOthers(subject: Subject): void {
  checkRules(subject, rules)
}

function ofBehaviors(read: (behavior: ReturnType<typeof behaviorsOf>[number]) => readonly (string | undefined)[]) {
  return (config: Config) => behaviorsOf(config).flatMap(read)
}
