import { isDeepStrictEqual } from 'node:util'
import type * as CF from '@aws-sdk/client-cloudfront'
import { type Operation } from 'rfc6902'
import { toSdk } from '../../cloudfront/model/json.ts'
import { structure } from '../../cloudfront/model/shapes.ts'
import { type FieldError, ServiceError } from '../../errors.ts'
import { inCloudFrontFormat, readCloudFrontFormat } from './cloudfront-format.ts'
import { completed } from './complete.ts'
import { type CurrentVersion } from './editor.ts'
import { type ErrorPage } from './error-pages/schemas.ts'
import { toCustomErrorResponses } from './error-pages/mapper.ts'
import { type Format } from '../editing/config-formats.ts'
import { isObject } from '../../json-object.ts'
import { applyJsonPatch, saidBy } from '../editing/json-patch.ts'
import { type JsonPatch } from '../editing/json-patch-schema.ts'
import { mergePatchBetween, mergePatchKeepingNulls } from '../editing/merge-patch.ts'
import { brokenAppOrigins, withoutApp } from './app-origins.ts'
import {
  attachAccessControl,
  brokenOriginAccess,
  withoutOriginAccess,
  withoutReplacedAccess
} from './managed-origins.ts'
import { brokenLogging, loggingSaidIn, withoutUnusedBucket } from './logging.ts'
import { type Lookups } from './mapper.ts'
import { longLists } from './long-lists.ts'
import { omittedSettings, withOmitted } from './omitted.ts'
import { withoutReplacedIds, withPolicyIds, withUnknownPolicies } from './policy-names.ts'
import { findErrors } from '../editing/schema-errors.ts'
import { refuse } from '../editing/faults.ts'
import { type BrokenRule, brokenRulesOfAnyUpdate, brokenUpdateRules, movedTo } from './rules/index.ts'
import { DistributionReplace } from './schemas.ts'

const shape = structure('DistributionConfig')

type Members = Readonly<Record<string, unknown>>
type Current = Pick<CurrentVersion, 'config' | 'json'>

/**
 * The configuration that is sent to CloudFront to replace the current version; null and new elements get the defaults
 * of creation. Throws VALIDATION_FAILED with a pointer for everything that CloudFront would refuse, as far as the two
 * documents show it, and for omitted members that have a non-default value.
 */
export async function toReplacement(
  body: DistributionReplace,
  current: Current,
  lookups: Lookups
): Promise<CF.DistributionConfig> {
  const { errorPages, ...named } = body
  const errors: FieldError[] = []
  if (errorPages && named.customErrorResponses) errors.push(bothGiven)
  const resolved = await withPolicyIds(named, lookups.policyNames, errors)
  const document = completed(resolved, current.json)
  const omitted = omittedSettings({
    given: { ...resolved, ...(errorPages && { errorPages }) },
    before: current.json,
    after: document
  })
  const whole = { ...document, errorPages }
  refuse([...errors, ...brokenLogging(named, document), ...withOmitted(brokenIn(whole, current), omitted)])
  return toConfig(whole, current, lookups)
}

/** What `toReplacement` would refuse without knowing the current version or asking CloudFront. */
export function brokenReplaceRules({ errorPages, ...named }: DistributionReplace): FieldError[] {
  const errors: FieldError[] = []
  if (errorPages && named.customErrorResponses) errors.push(bothGiven)
  const document = { ...completed(withUnknownPolicies(named, errors), undefined), errorPages }
  return [...errors, ...brokenIn(document, undefined)]
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
export function toReplacementFromCloudFrontFormat(json: unknown, current: Current): CF.DistributionConfig {
  const read = readCloudFrontFormat(json, document => completed(document, current.json))
  const { given, completed: after } = read
  const broken = [
    ...inCloudFrontFormat(brokenLogging(given, after)),
    ...brokenReplacement(read.config, current, 'cloudfront')
  ]
  const omitted = omittedSettings({ given, before: current.json, after }).map(({ pointer = '' }) => ({
    pointer,
    detail:
      'It has a non-default value: include it. Only a document with everything that an update needs resets omitted ' +
      'members.'
  }))
  refuse(isDeepStrictEqual(given, after) ? broken : withOmitted(broken, inCloudFrontFormat(omitted)))
  return replacing(read.config, current.config)
}

/**
 * `toReplacement` for the current version with a JSON merge patch (RFC 7396) applied: removed and new elements get the
 * defaults of creation.
 */
export async function toPatched(given: Members, current: Current, lookups: Lookups): Promise<CF.DistributionConfig> {
  const errors: FieldError[] = []
  const patch = withoutOtherCertificate(given, current.json)
  const { errorPages, ...named } = patch
  // Names are resolved in the patch only: the current version has ids for the same members.
  const resolved = await withPolicyIds(named, lookups.policyNames, errors)
  const document = completed(mergePatchKeepingNulls(current.json, resolved) as Members, current.json)
  if (errorPages !== undefined) {
    if (named.customErrorResponses !== undefined) errors.push(bothGiven)
    document.customErrorResponses = []
    if (errorPages !== null) document.errorPages = errorPages
  }
  return checkedReplacement(document, patch, current, { lookups, errors })
}

/**
 * `toReplacement` for the current version with a part of it changed, in JSON; null and new elements get the defaults of
 * creation. `said`: what the caller gave although it may be as before.
 */
export async function toChanged(
  document: Members,
  current: Current,
  lookups: Lookups,
  said: Members = {}
): Promise<CF.DistributionConfig> {
  const errors: FieldError[] = []
  const { json: before } = current
  const { errorPages, ...named } = document
  const resolved = await withPolicyIds(named, lookups.policyNames, errors)
  const changed = { ...completed(resolved, before), ...(errorPages !== undefined && { errorPages }) }
  const patch = mergePatchKeepingNulls(mergePatchBetween(before, changed), said) as Members
  return checkedReplacement(changed, patch, current, { lookups, errors })
}

/**
 * `toReplacement` for the current version with a JSON patch (RFC 6902) applied; names of policies and managed access
 * replace the ids from before.
 */
export async function toJsonPatched(
  patch: JsonPatch,
  current: Current,
  lookups: Lookups
): Promise<CF.DistributionConfig> {
  const { json: before } = current
  const patched = applyJsonPatch(before, patch as Operation[], DistributionReplace, { keepsNulls: true })
  if (!isObject(patched)) throw new ServiceError('VALIDATION_FAILED', 'The JSON patch leaves no configuration.')
  refuse(longLists(patched, 'json', before))
  const said = saidBy(patch as Operation[], before)
  const replaced = withoutReplacedAccess(withoutReplacedIds(patched, before, said), before, said)
  return toChanged(replaced, current, lookups, loggingSaidIn(said))
}

/** `patch`: the caller's own change. The pointers of all errors are into the document. */
async function checkedReplacement(
  document: Members,
  patch: Members,
  current: Current,
  { lookups, errors }: { lookups: Lookups; errors: readonly FieldError[] }
): Promise<CF.DistributionConfig> {
  const broken = (fitting: DistributionReplace) => {
    const found = [...brokenLogging(patch, fitting), ...brokenCertificateMerge(patch, fitting, current.config)]
    // A repair of a schema error may be the name of a policy.
    const resolved = withUnknownPolicies(fitting, found)
    return [...found, ...brokenIn(resolved, current)]
  }
  refuse([...errors, ...findErrors(DistributionReplace, document, current.json, broken)])
  return toConfig(document, current, lookups)
}

const bothGiven = { pointer: '/errorPages', detail: 'Give error pages here or in customErrorResponses, not in both.' }

/**
 * What CloudFront would refuse in a document that fits the schema and has policies by their ids. If the current version
 * is not known, this may report what that breaks already.
 */
function brokenIn(document: Members, current: Current | undefined): FieldError[] {
  const config = fromDocument(document)
  const broken = current ? brokenReplacement(config, current, 'json') : brokenRulesOfAnyUpdate(config, 'json')
  return [
    ...brokenAppOrigins(document),
    ...brokenOriginAccess(document),
    ...(document.errorPages ? movedTo('/errorPages', broken) : broken)
  ]
}

/** The configuration of such a document in which nothing is broken. */
async function toConfig(
  document: Members,
  { config: current }: Current,
  { findAccessControl }: Lookups
): Promise<CF.DistributionConfig> {
  const config = replacing(fromDocument(document), current)
  return attachAccessControl(config, document, findAccessControl)
}

function fromDocument({ errorPages, ...json }: Members): CF.DistributionConfig {
  const config = toSdk(shape, withoutApp(withoutOriginAccess(json))) as CF.DistributionConfig
  return errorPages ? { ...config, CustomErrorResponses: toCustomErrorResponses(errorPages as ErrorPage[]) } : config
}

function brokenReplacement(given: CF.DistributionConfig, current: Current, format: Format): BrokenRule[] {
  const { CallerReference: fixed } = current.config
  const { CallerReference: reference = fixed } = given
  const pointer = format === 'json' ? '/callerReference' : '/CallerReference'
  const changed = { pointer, detail: 'The caller reference of a distribution never changes; it may be omitted.' }
  const broken = brokenUpdateRules(replacing(given, current.config), current, format)
  return reference === fixed ? broken : [changed, ...broken]
}

function replacing(given: CF.DistributionConfig, current: CF.DistributionConfig): CF.DistributionConfig {
  return withoutUnusedBucket(withoutStaleDuplicates({ ...given, CallerReference: current.CallerReference }))
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

const CERTIFICATES = ['acmCertificateArn', 'iamCertificateId', 'cloudFrontDefaultCertificate']

/**
 * A merge patch that also resets what belongs to another certificate than the one that it gives: the certificate before
 * and, if only one of the two is CloudFront's own, its settings.
 */
function withoutOtherCertificate(patch: Members, { viewerCertificate: before }: Members): Members {
  const { viewerCertificate: given } = patch
  if (!isObject(given) || !isObject(before)) return patch
  const [chosen, ...others] = CERTIFICATES.filter(name => given[name])
  if (chosen === undefined || others.length > 0) return patch
  const isStandard = chosen === 'cloudFrontDefaultCertificate'
  const settings = isStandard === (before.cloudFrontDefaultCertificate === true) ? [] : Object.keys(USUAL_SETTINGS)
  // What CloudFront shows for its own, too, is not removed, so that a write whose answer was lost is found.
  const removed = settings.filter(name => !isStandard || before[name] !== SETTINGS_OF_CLOUDFRONT[name])
  const stale = CERTIFICATES.filter(name => name !== chosen && before[name])
  // CloudFront need not show them for its own certificate.
  const resets = Object.fromEntries([...stale, ...removed].map(name => [name, null]))
  return { ...patch, viewerCertificate: { ...resets, ...given } }
}

const SETTINGS_OF_CLOUDFRONT: Members = { sslSupportMethod: 'vip', minimumProtocolVersion: 'TLSv1' }
const USUAL_SETTINGS = { sslSupportMethod: 'sni-only', minimumProtocolVersion: 'TLSv1.2_2021' }

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
  return Object.entries(USUAL_SETTINGS)
    .filter(([name]) => given[name] === undefined)
    .map(([name, value]) => ({
      pointer: `/viewerCertificate/${name}`,
      detail:
        `Set it together with the certificate, usually to ${value}: the current value belongs to CloudFront's own ` +
        'certificate.'
    }))
}
