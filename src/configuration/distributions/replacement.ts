import { isDeepStrictEqual } from 'node:util'
import type * as CF from '@aws-sdk/client-cloudfront'
import { toSdk } from '../../cloudfront/model/json.ts'
import { cloudFrontPath } from '../../cloudfront/model/json-pointer.ts'
import { structure } from '../../cloudfront/model/shapes.ts'
import { type FieldError } from '../../errors.ts'
import { pointerOf, stepsOf } from '../../json-pointer.ts'
import { readCloudFrontFormat } from './cloudfront-format.ts'
import { completed } from './complete.ts'
import { type ErrorPage } from './error-pages/schemas.ts'
import { toCustomErrorResponses } from './error-pages/mapper.ts'
import { inFormat } from './config-format.ts'
import { type Format } from '../editing/config-formats.ts'
import { isObject } from '../../json-object.ts'
import { mergePatchBetween, mergePatchKeepingNulls } from '../editing/merge-patch.ts'
import { brokenAppOrigins, withoutApp } from './app-origins.ts'
import { attachAccessControl, managedOriginsOf, withoutOriginAccess } from './managed-origins.ts'
import { type Lookups } from './mapper.ts'
import { omittedSettings } from './omitted.ts'
import { withoutReplacedIds, withPolicyIds, withUnknownPolicies } from './policy-names.ts'
import { findSchemaErrors } from '../editing/schema-errors.ts'
import { refuse } from '../editing/refuse.ts'
import { type BrokenRule, brokenRulesOfAnyUpdate, brokenUpdateRules, movedTo } from './rules/index.ts'
import { DistributionReplace } from './schemas.ts'

const shape = structure('DistributionConfig')

type Members = Readonly<Record<string, unknown>>

/**
 * The configuration that is sent to CloudFront to replace the current version; null and new elements get the defaults
 * of creation. Throws VALIDATION_FAILED with a pointer for everything that CloudFront would refuse, as far as the two
 * documents show it, and for omitted members that have a non-default value.
 */
export async function toReplacement(
  body: DistributionReplace,
  current: CF.DistributionConfig,
  lookups: Lookups
): Promise<CF.DistributionConfig> {
  const { errorPages, ...named } = body
  const errors: FieldError[] = []
  if (errorPages && named.customErrorResponses) errors.push(bothGiven)
  const resolved = await withPolicyIds(named, lookups.policyNames, errors)
  const before = inFormat(current, 'json') as Members
  const document = completed(resolved, before)
  const { config, broken } = examined({ ...document, errorPages }, current, errors)
  const omitted = omittedSettings({
    given: { ...resolved, ...(errorPages && { errorPages }) },
    before,
    after: document
  })
  refuse([...errors, ...withOmitted(broken, omitted)])
  return attachAccessControl(config, managedOriginsOf(body), lookups.findAccessControl)
}

/** Each place is reported once. */
function withOmitted(broken: readonly FieldError[], omitted: readonly FieldError[]): FieldError[] {
  const named = new Set(broken.map(({ pointer }) => pointer))
  return [...broken, ...omitted.filter(({ pointer }) => !named.has(pointer))]
}

/** What `toReplacement` would refuse without knowing the current version or asking CloudFront. */
export function brokenReplaceRules({ errorPages, ...named }: DistributionReplace): FieldError[] {
  const errors: FieldError[] = []
  if (errorPages && named.customErrorResponses) errors.push(bothGiven)
  const config = toConfig({ ...completed(withUnknownPolicies(named, errors), undefined), errorPages }, errors)
  const broken = brokenRulesOfAnyUpdate(config, 'json')
  return [...errors, ...(errorPages ? movedTo('/errorPages', broken) : broken)]
}

/** The same for CloudFront's own format. */
export function brokenCloudFrontFormatReplaceRules(json: unknown): FieldError[] {
  return brokenRulesOfAnyUpdate(readCloudFrontFormat(json, given => completed(given, undefined)).config, 'cloudfront')
}

/**
 * `toReplacement` for CloudFront's own format. As in CloudFront, a document with all the members that an update
 * requires resets those that it omits. One that has to be completed was not made from the current version, and resets
 * nothing.
 */
export function toReplacementFromCloudFrontFormat(
  json: unknown,
  current: CF.DistributionConfig
): CF.DistributionConfig {
  const before = inFormat(current, 'json') as Members
  const read = readCloudFrontFormat(json, document => completed(document, before))
  const { config, broken } = checked(read.config, current, 'cloudfront')
  const omitted = omittedSettings({ given: read.given, before, after: read.completed }).map(({ pointer = '' }) => ({
    pointer: pointerOf(cloudFrontPath(shape, stepsOf(pointer))),
    detail:
      'It has a non-default value: include it. Only a document with everything that an update needs resets omitted ' +
      'members.'
  }))
  refuse(isDeepStrictEqual(read.given, read.completed) ? broken : withOmitted(broken, omitted))
  return config
}

/**
 * `toReplacement` for the current version with a JSON merge patch (RFC 7396) applied: removed and new elements get the
 * defaults of creation.
 */
export async function toPatched(
  patch: Members,
  current: CF.DistributionConfig,
  lookups: Lookups
): Promise<CF.DistributionConfig> {
  const errors: FieldError[] = []
  const { errorPages, ...named } = patch
  const before = inFormat(current, 'json') as Members
  // Names are resolved in the patch only: the current version has ids for the same members.
  const resolved = await withPolicyIds(named, lookups.policyNames, errors)
  const merged = completed(mergePatchKeepingNulls(before, resolved) as Members, before)
  if (errorPages !== undefined) {
    if (named.customErrorResponses !== undefined) errors.push(bothGiven)
    merged.customErrorResponses = []
    if (errorPages !== null) merged.errorPages = errorPages
  }
  return checkedReplacement(merged, patch, current, { lookups, errors })
}

/**
 * `toReplacement` for the current version with a part of it changed, in JSON; null and new elements get the defaults of
 * creation.
 */
export async function toChanged(
  document: Members,
  current: CF.DistributionConfig,
  lookups: Lookups
): Promise<CF.DistributionConfig> {
  const errors: FieldError[] = []
  const before = inFormat(current, 'json') as Members
  const { errorPages, ...named } = document
  const resolved = await withPolicyIds(withoutReplacedIds(named, before), lookups.policyNames, errors)
  const changed = { ...completed(resolved, before), ...(errorPages !== undefined && { errorPages }) }
  return checkedReplacement(changed, mergePatchBetween(before, changed) as Members, current, { lookups, errors })
}

/** `patch`: the caller's own change. The pointers of all errors are into the document. */
async function checkedReplacement(
  document: Members,
  patch: Members,
  current: CF.DistributionConfig,
  { lookups, errors }: { lookups: Lookups; errors: FieldError[] }
): Promise<CF.DistributionConfig> {
  const rules = (repaired: DistributionReplace) => {
    const found: FieldError[] = []
    const { broken } = examined(withUnknownPolicies(repaired, found), current, found)
    return [...brokenCertificateMerge(patch, repaired, current), ...found, ...broken]
  }
  const schemaErrors = findSchemaErrors(DistributionReplace, document, inFormat(current, 'json'), rules)
  if (schemaErrors.length > 0) refuse([...errors, ...schemaErrors])
  const { config, broken } = examined(document, current, errors)
  refuse([...errors, ...brokenCertificateMerge(patch, document, current), ...broken])
  return attachAccessControl(config, managedOriginsOf(document), lookups.findAccessControl)
}

const bothGiven = { pointer: '/errorPages', detail: 'Give error pages here or in customErrorResponses, not in both.' }

interface Checked {
  readonly config: CF.DistributionConfig
  /** What CloudFront would refuse. */
  readonly broken: readonly BrokenRule[]
}

/** `json` has passed the schema, and policies have ids. Contradictions of managed access are added to the errors. */
function examined(json: Members, current: CF.DistributionConfig, errors: FieldError[]): Checked {
  const { config, broken } = checked(toConfig(json, errors), current, 'json')
  return { config, broken: json.errorPages ? movedTo('/errorPages', broken) : broken }
}

function toConfig({ errorPages, ...json }: Members, errors: FieldError[]): CF.DistributionConfig {
  errors.push(...brokenAppOrigins(json))
  const given = toSdk(shape, withoutApp(withoutOriginAccess(json, errors))) as CF.DistributionConfig
  return errorPages ? { ...given, CustomErrorResponses: toCustomErrorResponses(errorPages as ErrorPage[]) } : given
}

function checked(given: CF.DistributionConfig, current: CF.DistributionConfig, format: Format): Checked {
  const { CallerReference: reference = current.CallerReference } = given
  const pointer = format === 'json' ? '/callerReference' : '/CallerReference'
  const changed = { pointer, detail: 'The caller reference of a distribution never changes; it may be omitted.' }
  const config = withoutStaleDuplicates({ ...given, CallerReference: current.CallerReference })
  const broken = brokenUpdateRules(config, current, format)
  return { config, broken: reference === current.CallerReference ? broken : [changed, ...broken] }
}

/**
 * CloudFront repeats a certificate in the deprecated members Certificate and CertificateSource (API reference,
 * ViewerCertificate). These still have the old certificate if a caller changes only the current member, so they are
 * dropped.
 */
function withoutStaleDuplicates(config: CF.DistributionConfig): CF.DistributionConfig {
  const { Certificate: twin, CertificateSource: source, ...certificate } = config.ViewerCertificate ?? {}
  const own = certificate.ACMCertificateArn || certificate.IAMCertificateId
  const stale = own
    ? twin !== own && (twin !== undefined || source !== undefined)
    : certificate.CloudFrontDefaultCertificate === true && twin !== undefined
  return stale ? { ...config, ViewerCertificate: certificate } : config
}

/**
 * CloudFront's own certificate has the support method vip and TLSv1; merged with the caller's certificate, that would
 * order dedicated IP addresses, which are billed monthly (CloudFront Developer Guide, "Choose how CloudFront serves
 * HTTPS requests").
 */
function brokenCertificateMerge(
  { viewerCertificate: given }: Members,
  { viewerCertificate: merged }: Members,
  current: CF.DistributionConfig
): FieldError[] {
  if (!current.ViewerCertificate?.CloudFrontDefaultCertificate || !isObject(given) || !isObject(merged)) return []
  if (!merged.acmCertificateArn && !merged.iamCertificateId) return []
  const usual = { sslSupportMethod: 'sni-only', minimumProtocolVersion: 'TLSv1.2_2021' }
  return Object.entries(usual)
    .filter(([name]) => given[name] === undefined)
    .map(([name, value]) => ({
      pointer: `/viewerCertificate/${name}`,
      detail:
        `Set it together with the certificate, usually to ${value}: the current value belongs to CloudFront's own ` +
        'certificate.'
    }))
}
