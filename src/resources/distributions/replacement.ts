import type * as CF from '@aws-sdk/client-cloudfront'
import { fromCloudFrontJsonToSdk } from '../../cloudfront/model/cloudfront-json.ts'
import { toSdk } from '../../cloudfront/model/json.ts'
import { structure } from '../../cloudfront/model/shapes.ts'
import { type FieldError } from '../../errors.ts'
import { type ErrorPage } from '../error-pages/schemas.ts'
import { toCustomErrorResponses } from '../error-pages/mapper.ts'
import { type Form, inForm } from './config-forms.ts'
import { isObject, mergePatch } from './merge-patch.ts'
import { attachAccessControl, managedOriginsOf, withoutOriginAccess } from './managed-origins.ts'
import { type Lookups } from './mapper.ts'
import { withPolicyIds } from './policy-names.ts'
import { findMisfits } from './misfits.ts'
import { refuse } from './refuse.ts'
import { brokenUpdateRules, movedTo } from './rules/index.ts'
import { DistributionReplace } from './schemas.ts'

const shape = structure('DistributionConfig')

/**
 * What CloudFront gets instead of the current version. Nothing is filled in but the caller reference. Throws
 * VALIDATION_FAILED with a pointer for everything that CloudFront would refuse and the two documents show.
 */
export async function toReplacement(
  body: DistributionReplace,
  current: CF.DistributionConfig,
  lookups: Lookups
): Promise<CF.DistributionConfig> {
  const { errorPages, ...named } = body
  const errors: FieldError[] = []
  if (errorPages && named.customErrorResponses) errors.push(givenTwice)
  return fromJson(await withPolicyIds(named, lookups.policyNames, errors), errorPages, current, errors, lookups)
}

/** The same for CloudFront's own form, which is taken as it is. */
export function toReplacementFromCloudFrontForm(json: unknown, current: CF.DistributionConfig): CF.DistributionConfig {
  const given = fromCloudFrontJsonToSdk(shape, json) as CF.DistributionConfig
  return checked(given, current, 'cloudfront')
}

/** The same for the current version with a JSON merge patch (RFC 7396) applied. */
export async function toPatched(
  patch: Readonly<Record<string, unknown>>,
  current: CF.DistributionConfig,
  lookups: Lookups
): Promise<CF.DistributionConfig> {
  const errors: FieldError[] = []
  const { errorPages, ...named } = patch
  const before = inForm(current, 'json')
  // Names are resolved in the patch alone: beside the ids of the current version they would be given twice.
  const merged = mergePatch(before, await withPolicyIds(named, lookups.policyNames, errors)) as Record<string, unknown>
  if (errorPages !== undefined) {
    if (named.customErrorResponses !== undefined) errors.push(givenTwice)
    merged.customErrorResponses = []
    if (errorPages !== null) merged.errorPages = errorPages
  }
  refuse([...errors, ...findMisfits(DistributionReplace, merged, before)])
  const { errorPages: pages, ...config } = merged
  // The schema has checked it.
  return fromJson(config, pages as ErrorPage[] | undefined, current, leftFromOwnCertificate(patch, current), lookups)
}

const givenTwice = { pointer: '/errorPages', detail: 'Give error pages here or in customErrorResponses, not in both.' }

async function fromJson(
  json: Record<string, unknown>,
  errorPages: readonly ErrorPage[] | undefined,
  current: CF.DistributionConfig,
  errors: FieldError[],
  { findAccessControl }: Lookups
): Promise<CF.DistributionConfig> {
  const given = toSdk(shape, withoutOriginAccess(json, errors)) as CF.DistributionConfig
  const config = errorPages ? { ...given, CustomErrorResponses: toCustomErrorResponses(errorPages) } : given
  const good = checked(config, current, 'json', errors, errorPages !== undefined)
  return attachAccessControl(good, managedOriginsOf(json), findAccessControl)
}

function checked(
  given: CF.DistributionConfig,
  current: CF.DistributionConfig,
  form: Form,
  errors: readonly FieldError[] = [],
  hasErrorPages = false
): CF.DistributionConfig {
  const { CallerReference: reference = current.CallerReference } = given
  const pointer = form === 'json' ? '/callerReference' : '/CallerReference'
  const changed = { pointer, detail: 'The caller reference of a distribution never changes; it may be left out.' }
  const config = withoutStaleTwins({ ...given, CallerReference: current.CallerReference })
  const broken = brokenUpdateRules(config, current, form)
  refuse([
    ...errors,
    ...(reference !== current.CallerReference ? [changed] : []),
    ...(hasErrorPages ? movedTo('/errorPages', broken) : broken)
  ])
  return config
}

/**
 * CloudFront repeats a certificate in the deprecated members Certificate and CertificateSource (API reference,
 * ViewerCertificate). Who changes the certificate in what was read leaves the old one there: it is dropped.
 */
function withoutStaleTwins(config: CF.DistributionConfig): CF.DistributionConfig {
  const { Certificate: twin, CertificateSource: source, ...certificate } = config.ViewerCertificate ?? {}
  const own = certificate.ACMCertificateArn || certificate.IAMCertificateId
  const stale = own
    ? twin !== own && (twin !== undefined || source !== undefined)
    : certificate.CloudFrontDefaultCertificate === true && twin !== undefined
  return stale ? { ...config, ViewerCertificate: certificate } : config
}

/**
 * CloudFront's own certificate shows the support method vip and TLSv1; merged with a certificate of one's own that would
 * order a dedicated IP address, which is billed by the month (CloudFront Developer Guide, "Choose how CloudFront serves
 * HTTPS requests").
 */
function leftFromOwnCertificate(
  patch: Readonly<Record<string, unknown>>,
  current: CF.DistributionConfig
): FieldError[] {
  const { viewerCertificate: given } = patch
  if (!current.ViewerCertificate?.CloudFrontDefaultCertificate || !isObject(given)) return []
  if (!given.acmCertificateArn && !given.iamCertificateId) return []
  const usual = { sslSupportMethod: 'sni-only', minimumProtocolVersion: 'TLSv1.2_2021' }
  return Object.entries(usual)
    .filter(([name]) => given[name] === undefined)
    .map(([name, value]) => ({
      pointer: `/viewerCertificate/${name}`,
      detail: `Say it with the certificate, usually ${value}: the present value belongs to CloudFront's own certificate.`
    }))
}
