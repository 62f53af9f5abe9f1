import type * as CF from '@aws-sdk/client-cloudfront'
import { fromSdk, toSdk } from '../../cloudfront/model/json.ts'
import { structure } from '../../cloudfront/model/shapes.ts'
import { type FieldError } from '../../errors.ts'
import { pagesOf, toCustomErrorResponses } from './error-pages/mapper.ts'
import { brokenTagRules } from '../tags/rules.ts'
import { withoutNulls } from './complete.ts'
import { brokenAppOrigins } from './app-origins.ts'
import { readCloudFrontFormat } from './cloudfront-format.ts'
import { type PartialConfigJson, withDefaults } from './defaults.ts'
import { findingsOfJson } from './findings/index.ts'
import { type PolicyNames } from './policies.ts'
import { withPolicyIds, withUnknownPolicies } from './policy-names.ts'
import { attachAccessControl, managedOriginsOf, withoutOriginAccess } from './managed-origins.ts'
import { bucketOf, bucketPolicyStatement, type FindAccessControl } from './origin-access.ts'
import { refuse } from '../editing/refuse.ts'
import { brokenRules, movedTo } from './rules/index.ts'
import { type Distribution, type DistributionSummary, inAndBesideConfig } from './answer-schemas.ts'
import { type DistributionCreate } from './schemas.ts'

const configShape = structure('DistributionConfig')

/** What the document does not hold and CloudFront is asked for, where it is needed. */
export interface Lookups {
  readonly policyNames: PolicyNames
  /** Asked last, when nothing else is wrong: it may make what it finds. */
  readonly findAccessControl: FindAccessControl
}

/** What of a new distribution is in its configuration. */
type NewConfig = Omit<DistributionCreate, 'tags' | 'protected'>

/**
 * What CloudFront gets for a new distribution: names resolved, defaults filled in, rules checked. Throws
 * VALIDATION_FAILED with a pointer for everything that CloudFront would refuse and the document shows.
 */
export async function toDistributionConfig(
  body: NewConfig,
  { callerReference, policyNames, findAccessControl }: { callerReference: string } & Lookups
): Promise<CF.DistributionConfig> {
  const errors: FieldError[] = []
  const named = withoutNames(body, errors)
  const { config, broken } = examined(await withPolicyIds(named, policyNames, errors), body, callerReference)
  refuse([...errors, ...broken])
  return attachAccessControl(config, managedOriginsOf(body), findAccessControl)
}

/**
 * What `toDistributionConfig` would refuse for the document's own sake, also of its tags; whether the account has the
 * policies that are named is left out, as only CloudFront knows.
 */
export function brokenCreateRules(given: DistributionCreate): FieldError[] {
  const { tags = {}, protected: _, ...body } = withoutNulls(given) as DistributionCreate
  const errors = brokenTagRules(tags, '/tags')
  const named = withoutNames(body, errors)
  const { broken } = examined(withUnknownPolicies(named, errors), body, 'not made yet')
  return [...errors, ...broken]
}

/** The same for CloudFront's own format. */
export function brokenCloudFrontFormatRules(json: unknown): FieldError[] {
  return brokenRules(newFromCloudFrontFormat(json, 'not made yet'), 'cloudfront')
}

function withoutNames(body: NewConfig, errors: FieldError[]) {
  const { errorPages, spa, ...named } = body
  if (body.customErrorResponses) {
    const detail = 'Give error pages here or in customErrorResponses, not in both.'
    if (errorPages) errors.push({ pointer: '/errorPages', detail })
    if (spa) errors.push({ pointer: '/spa', detail })
  }
  errors.push(...brokenAppOrigins(named))
  return withoutOriginAccess(named, errors)
}

/** The schema has checked it; nothing but the names of policies and of managed access is changed. */
function examined(
  resolved: Record<string, unknown>,
  { errorPages, spa }: NewConfig,
  callerReference: string
): { config: CF.DistributionConfig; broken: FieldError[] } {
  const given = resolved as unknown as PartialConfigJson
  const config = toSdk(configShape, withDefaults(given, callerReference)) as CF.DistributionConfig
  const pages = pagesOf({ items: errorPages, spa })
  if (pages) config.CustomErrorResponses = toCustomErrorResponses(pages)
  const broken = brokenRules(config, 'json')
  return { config, broken: errorPages ? movedTo('/errorPages', broken) : broken }
}

/** `toDistributionConfig` for CloudFront's own format, in which nothing has a name to be looked up. */
export function fromCloudFrontFormat(json: unknown, callerReference: string): CF.DistributionConfig {
  const config = newFromCloudFrontFormat(json, callerReference)
  refuse(brokenRules(config, 'cloudfront'))
  return config
}

function newFromCloudFrontFormat(json: unknown, callerReference: string): CF.DistributionConfig {
  return readCloudFrontFormat(json, given => withDefaults(given, callerReference)).config
}

/** What an answer shows of a distribution that CloudFront does not know. */
export interface Beside {
  /** The ids of the origins whose access the write that made this version left to Frontage. */
  readonly managedOrigins?: readonly string[]
  /** Whether it was protected by the write that made this version. */
  readonly isProtected?: boolean
}

/** Shows also what the buckets behind managed origins need. */
export function toDistribution(
  distribution: CF.Distribution,
  etag: string,
  { managedOrigins = [], isProtected }: Beside = {}
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
  const findings = config ? findingsOfJson(config) : []
  return {
    ...rest,
    etag,
    config,
    findings,
    ...(isProtected && { protected: true }),
    ...(managedOrigins.length > 0 && { bucketPolicies })
  }
}

export function toDistributionSummary(summary: CF.DistributionSummary): DistributionSummary {
  const { config, beside } = inAndBesideConfig<unknown>(fromSdk(structure('DistributionSummary'), summary))
  // CloudFront's lists say HTTP2AND3, its configurations http2and3.
  const httpVersion = summary.HttpVersion?.toLowerCase()
  return { ...beside, config: { ...config, ...(httpVersion !== undefined && { httpVersion }) } } as DistributionSummary
}
