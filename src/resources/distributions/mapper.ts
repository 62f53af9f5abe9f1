import type * as CF from '@aws-sdk/client-cloudfront'
import { fromCloudFrontJsonToSdk } from '../../cloudfront/model/cloudfront-json.ts'
import { fromSdk, toSdk } from '../../cloudfront/model/json.ts'
import { structure } from '../../cloudfront/model/shapes.ts'
import { type FieldError } from '../../errors.ts'
import { toCustomErrorResponses } from '../error-pages/mapper.ts'
import { type PartialConfigJson, withDefaults } from './defaults.ts'
import { type PolicyNames } from './policies.ts'
import { withPolicyIds } from './policy-names.ts'
import { attachAccessControl, managedOriginsOf, withoutOriginAccess } from './managed-origins.ts'
import { bucketOf, bucketPolicyStatement, type FindAccessControl } from './origin-access.ts'
import { refuse } from './refuse.ts'
import { brokenRules, movedTo } from './rules/index.ts'
import { type Distribution, type DistributionCreate, type DistributionSummary } from './schemas.ts'

const configShape = structure('DistributionConfig')

/** What the document does not hold and CloudFront is asked for, where it is needed. */
export interface Lookups {
  readonly policyNames: PolicyNames
  /** Asked last, when nothing else is wrong: it may make what it finds. */
  readonly findAccessControl: FindAccessControl
}

/**
 * What CloudFront gets for a new distribution: names resolved, defaults filled in, rules checked. Throws
 * VALIDATION_FAILED with a pointer for everything that CloudFront would refuse and the document shows.
 */
export async function toDistributionConfig(
  body: Omit<DistributionCreate, 'tags'>,
  { callerReference, policyNames, findAccessControl }: { callerReference: string } & Lookups
): Promise<CF.DistributionConfig> {
  const { errorPages, ...named } = body
  const errors: FieldError[] = []
  if (errorPages && body.customErrorResponses) {
    errors.push({ pointer: '/errorPages', detail: 'Give error pages here or in customErrorResponses, not in both.' })
  }
  // The schema has checked it; nothing but the names of policies and of managed access is changed.
  const resolved = await withPolicyIds(withoutOriginAccess(named, errors), policyNames, errors)
  const given = resolved as unknown as PartialConfigJson
  const config = toSdk(configShape, withDefaults(given, callerReference)) as CF.DistributionConfig
  if (errorPages) config.CustomErrorResponses = toCustomErrorResponses(errorPages)
  const broken = brokenRules(config, 'json')
  refuse([...errors, ...(errorPages ? movedTo('/errorPages', broken) : broken)])
  return attachAccessControl(config, managedOriginsOf(body), findAccessControl)
}

/** CloudFront's own form is taken as it is; only a missing caller reference is filled in. */
export function fromCloudFrontForm(json: unknown, callerReference: string): CF.DistributionConfig {
  const given = fromCloudFrontJsonToSdk(configShape, json) as CF.DistributionConfig
  const config = { ...given, CallerReference: given.CallerReference ?? callerReference }
  refuse(brokenRules(config, 'cloudfront'))
  return config
}

/** Shows also what the buckets behind these origins need. */
export function toDistribution(
  distribution: CF.Distribution,
  etag: string,
  managedOrigins: readonly string[] = []
): Distribution {
  const { distributionConfig: config, ...rest } = fromSdk(structure('Distribution'), distribution)
  const bucketPolicies = (distribution.DistributionConfig?.Origins?.Items ?? []).flatMap(origin => {
    const { Id: originId = '', DomainName: domainName } = origin
    const bucket = bucketOf(domainName)
    const statement = bucketPolicyStatement(origin, distribution.ARN ?? '')
    return managedOrigins.includes(originId) && bucket !== undefined && statement
      ? [{ originId, bucket, statement }]
      : []
  })
  return { ...rest, etag, config, ...(managedOrigins.length > 0 && { bucketPolicies }) }
}

export function toDistributionSummary(summary: CF.DistributionSummary): DistributionSummary {
  return fromSdk(structure('DistributionSummary'), summary)
}
