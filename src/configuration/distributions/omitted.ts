import { type FieldError } from '../../errors.ts'
import { pointerOf } from '../../json-pointer.ts'
import { isObject } from '../../json-object.ts'
import { listKeys } from './complete.ts'
import { ORIGIN_CONFIGS } from './origin-kind.ts'

type Members = Readonly<Record<string, unknown>>
type Path = readonly (string | number)[]

interface Replacement {
  /** As the caller sent it, with policies by their ids. */
  readonly given: unknown
  readonly before: unknown
  /** With defaults filled in. */
  readonly after: unknown
}

const ERRORS_MAX = 20

/** Members that others replace: if one of these is new, the omission is intended. */
const REPLACED_BY: Readonly<Record<string, readonly string[]>> = {
  cachePolicyId: ['forwardedValues'],
  originRequestPolicyId: ['forwardedValues'],
  forwardedValues: ['cachePolicyId'],
  minTtl: ['cachePolicyId'],
  defaultTtl: ['cachePolicyId'],
  maxTtl: ['cachePolicyId'],
  originAccessControlId: ['originAccess', 'customOriginConfig', 'vpcOriginConfig'],
  s3OriginConfig: ORIGIN_CONFIGS,
  customOriginConfig: ORIGIN_CONFIGS,
  vpcOriginConfig: ORIGIN_CONFIGS,
  customErrorResponses: ['errorPages']
}
/** A distribution keeps its caller reference; the deprecated duplicates of a certificate follow it. */
const NOT_REQUIRED = new Set(['callerReference', 'certificate', 'certificateSource'])
/** CloudFront's own defaults (API reference, Origin, S3OriginConfig and CacheBehavior). */
const BY_CLOUDFRONT: Members = {
  connectionMode: 'direct',
  connectionAttempts: 3,
  connectionTimeout: 10,
  ipAddressType: 'ipv4',
  originReadTimeout: 30,
  minTtl: 0,
  defaultTtl: 86_400,
  maxTtl: 31_536_000
}

/**
 * Errors for members that a replacement omits although they have a non-default value, up to twenty: a client that does
 * not know about a behavior's key groups must not make it public. Null resets a member explicitly.
 */
export function omittedSettings({ given, before, after }: Replacement, path: Path = []): FieldError[] {
  if (!isObject(given) || !isObject(before) || !isObject(after)) return []
  const errors = Object.entries(before).flatMap(([name, was]): FieldError[] => {
    const at = [...path, name]
    if (NOT_REQUIRED.has(name) || (name === 'viewerCertificate' && isOtherCertificate(given[name], was))) return []
    const keyOf = listKeys[name]
    if (keyOf) return ofList({ given: given[name], before: was, after: after[name] }, at, keyOf)
    // An omitted object with a default may have members that the default does not have.
    const from = given[name] === undefined && isObject(after[name]) ? {} : given[name]
    if (from !== undefined) return omittedSettings({ given: from, before: was, after: after[name] }, at)
    if (after[name] !== undefined || !isSet(name, was)) return []
    const isNew = (other: string) =>
      (given[other] ?? after[other] ?? undefined) !== undefined && !isSet(other, before[other])
    const instead = REPLACED_BY[name]?.some(isNew)
    return instead
      ? []
      : [{ pointer: pointerOf(at), detail: 'It has a non-default value: include it, or send null to reset it.' }]
  })
  return errors.slice(0, ERRORS_MAX)
}

function ofList(lists: Replacement, path: Path, keyOf: (item: Members) => unknown): FieldError[] {
  const [given, before, after] = [lists.given, lists.before, lists.after].map(list =>
    Array.isArray(list) ? (list as unknown[]) : []
  )
  return (given ?? []).flatMap((item: unknown, index) => {
    if (!isObject(item)) return []
    const was = before?.find((each: unknown) => isObject(each) && keyOf(each) === keyOf(item))
    return omittedSettings({ given: item, before: was, after: after?.[index] }, [...path, index])
  })
}

function isOtherCertificate(given: unknown, was: unknown): boolean {
  // No caller has set what CloudFront shows for its own certificate.
  if (isObject(was) && was.cloudFrontDefaultCertificate === true) return true
  const own = (of: unknown) => isObject(of) && (of.acmCertificateArn ?? of.iamCertificateId)
  return given !== undefined && own(given) !== own(was)
}

/** Whether omitting it would change anything: not if it is off, empty, or CloudFront's default. */
function isSet(name: string, value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === 0 || value === BY_CLOUDFRONT[name])
    return false
  // Frontage turns it on at creation, so somebody has turned it off.
  if (value === false) return name === 'isIpv6Enabled'
  if (Array.isArray(value)) return value.length > 0
  if (!isObject(value)) return true
  return value.enabled !== false && Object.entries(value).some(([inner, each]) => isSet(inner, each))
}

/** What is broken and what is omitted; each place is reported once. */
export function withOmitted(broken: readonly FieldError[], omitted: readonly FieldError[]): FieldError[] {
  const named = new Set(broken.map(({ pointer }) => pointer))
  return [...broken, ...omitted.filter(({ pointer }) => !named.has(pointer))]
}
