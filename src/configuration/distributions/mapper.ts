import type * as CF from '@aws-sdk/client-cloudfront'
import { fromSdk, toSdk } from '../../cloudfront/model/json.ts'
import { structure } from '../../cloudfront/model/shapes.ts'
import { type FieldError } from '../../errors.ts'
import { pagesOf, toCustomErrorResponses } from './error-pages/mapper.ts'
import { brokenTagRules } from '../tags/rules.ts'
import { withoutNulls } from './complete.ts'
import { brokenAppOrigins } from './app-origins.ts'
import { inCloudFrontFormat, readCloudFrontFormat } from './cloudfront-format.ts'
import { type PartialConfigJson, withDefaults } from './defaults.ts'
import { findingsOfJson } from './findings/index.ts'
import { type PolicyNames } from './policies.ts'
import { withPolicyIds, withUnknownPolicies } from './policy-names.ts'
import { brokenLogging, withoutUnusedBucket } from './logging.ts'
import { attachAccessControl, brokenOriginAccess, withoutOriginAccess } from './managed-origins.ts'
import { bucketOf, bucketPolicyStatement, type FindAccessControl } from './origin-access.ts'
import { refuse } from '../editing/faults.ts'
import { brokenRules, movedTo } from './rules/index.ts'
import { type Distribution, type DistributionSummary, inAndBesideConfig } from './answer-schemas.ts'
import { type DistributionCreate } from './schemas.ts'

const configShape = structure('DistributionConfig')

/** Lookups in CloudFront that a body may need. */
export interface Lookups {
  readonly policyNames: PolicyNames
  /** Called last, when everything else is valid, because it may create the access control. */
  readonly findAccessControl: FindAccessControl
}

/** The members of a creation that are part of the configuration. */
type NewConfig = Omit<DistributionCreate, 'tags' | 'protected'>

/**
 * The configuration that is sent to CloudFront for a new distribution: names resolved, defaults filled in, rules
 * checked. Throws VALIDATION_FAILED with a pointer for everything that CloudFront would refuse, as far as the document
 * shows it.
 */
export async function toDistributionConfig(
  body: NewConfig,
  { callerReference, policyNames, findAccessControl }: { callerReference: string } & Lookups
): Promise<CF.DistributionConfig> {
  const errors: FieldError[] = []
  const named = withoutNames(body, errors)
  const { config, broken } = examined(await withPolicyIds(named, policyNames, errors), body, callerReference)
  refuse([...errors, ...broken])
  return attachAccessControl(withoutUnusedBucket(config), body, findAccessControl)
}

/**
 * What `toDistributionConfig` would refuse without asking CloudFront, and errors of the tags. Whether the account has
 * the named policies is not checked.
 */
export function brokenCreateRules(given: DistributionCreate): FieldError[] {
  const { tags = {}, protected: _, ...body } = withoutNulls(given) as DistributionCreate
  const errors = brokenTagRules(tags, '/tags')
  const named = withoutNames(body, errors)
  const { broken } = examined(withUnknownPolicies(named, errors), body, 'not created yet')
  return [...errors, ...broken]
}

/** The same for CloudFront's own format. */
export function brokenCloudFrontFormatRules(json: unknown): FieldError[] {
  return examinedInCloudFrontFormat(json, 'not created yet').broken
}

function withoutNames(body: NewConfig, errors: FieldError[]) {
  const { errorPages, spa, ...named } = body
  if (body.customErrorResponses) {
    const detail = 'Give error pages here or in customErrorResponses, not in both.'
    if (errorPages) errors.push({ pointer: '/errorPages', detail })
    if (spa) errors.push({ pointer: '/spa', detail })
  }
  errors.push(...brokenAppOrigins(named), ...brokenOriginAccess(named), ...brokenLogging(named))
  return withoutOriginAccess(named)
}

/** `resolved` has passed the schema; only names of policies and managed access have been replaced. */
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

/** `toDistributionConfig` for CloudFront's own format, which has no names to look up. */
export function fromCloudFrontFormat(json: unknown, callerReference: string): CF.DistributionConfig {
  const { config, broken } = examinedInCloudFrontFormat(json, callerReference)
  refuse(broken)
  return withoutUnusedBucket(config)
}

function examinedInCloudFrontFormat(
  json: unknown,
  callerReference: string
): { config: CF.DistributionConfig; broken: FieldError[] } {
  const { config, given } = readCloudFrontFormat(json, document => withDefaults(document, callerReference))
  return { config, broken: [...inCloudFrontFormat(brokenLogging(given)), ...brokenRules(config, 'cloudfront')] }
}

/** Facts about a distribution in an answer that CloudFront does not know. */
export interface Beside {
  /** The ids of the origins with managed access in the write that made this version. */
  readonly managedOrigins?: readonly string[]
  /** Whether the write that made this version protected it. */
  readonly isProtected?: boolean
}

/** Includes the policies that the buckets behind managed origins need. */
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
