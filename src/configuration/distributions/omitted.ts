import { type FieldError } from '../../errors.ts'
import { pointerOf } from '../../json-pointer.ts'
import { isObject } from '../../json-object.ts'

type Members = Readonly<Record<string, unknown>>
type Path = readonly (string | number)[]

interface Replacement {
  /** As the caller sent it, with policies by their ids. */
  readonly given: unknown
  readonly before: unknown
  /** With the defaults of what was left out. */
  readonly after: unknown
}

const ERRORS_MAX = 20
const ORIGIN_KINDS = ['s3OriginConfig', 'customOriginConfig', 'vpcOriginConfig']

/** Members that others take the place of; where one of these is there that was not there before, it is said what is wanted. */
const INSTEAD: Readonly<Record<string, readonly string[]>> = {
  cachePolicyId: ['forwardedValues'],
  originRequestPolicyId: ['forwardedValues'],
  forwardedValues: ['cachePolicyId'],
  minTtl: ['cachePolicyId'],
  defaultTtl: ['cachePolicyId'],
  maxTtl: ['cachePolicyId'],
  originAccessControlId: ['originAccess', 'customOriginConfig', 'vpcOriginConfig'],
  s3OriginConfig: ORIGIN_KINDS,
  customOriginConfig: ORIGIN_KINDS,
  vpcOriginConfig: ORIGIN_KINDS,
  customErrorResponses: ['errorPages']
}
/** A distribution keeps its caller reference; the deprecated twins of a certificate follow it. */
const NEVER = new Set(['callerReference', 'certificate', 'certificateSource'])
/** What CloudFront fills in by itself (API reference, Origin, S3OriginConfig and CacheBehavior). */
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
const KEYS: Readonly<Record<string, (item: Members) => unknown>> = {
  origins: ({ id, domainName }) => id ?? domainName,
  cacheBehaviors: ({ pathPattern }) => pathPattern
}

/**
 * What a replacement leaves out, though it is set in the version before and has no default: a client that does not know
 * of the key groups of a behavior must not open it to everybody. Null says that it is meant. Up to twenty.
 */
export function omittedSettings({ given, before, after }: Replacement, path: Path = []): FieldError[] {
  if (!isObject(given) || !isObject(before) || !isObject(after)) return []
  const errors = Object.entries(before).flatMap(([name, was]): FieldError[] => {
    const at = [...path, name]
    if (NEVER.has(name) || (name === 'viewerCertificate' && isOther(given[name], was))) return []
    const keyOf = KEYS[name]
    if (keyOf) return ofList({ given: given[name], before: was, after: after[name] }, at, keyOf)
    // What is left out as a whole and has a default may have more in it than the default says.
    const from = given[name] === undefined && isObject(after[name]) ? {} : given[name]
    if (from !== undefined) return omittedSettings({ given: from, before: was, after: after[name] }, at)
    if (after[name] !== undefined || !isSet(name, was)) return []
    const isNew = (other: string) =>
      (given[other] ?? after[other] ?? undefined) !== undefined && !isSet(other, before[other])
    const instead = INSTEAD[name]?.some(isNew)
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

function isOther(given: unknown, was: unknown): boolean {
  // What CloudFront shows of its own certificate was not set by a caller.
  if (isObject(was) && was.cloudFrontDefaultCertificate === true) return true
  const own = (of: unknown) => isObject(of) && (of.acmCertificateArn ?? of.iamCertificateId)
  return given !== undefined && own(given) !== own(was)
}

/** Whether leaving it out changes anything: not for what is off, empty, or what CloudFront fills in. */
function isSet(name: string, value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === 0 || value === BY_CLOUDFRONT[name])
    return false
  // Frontage turns it on at creation, so that off was meant.
  if (value === false) return name === 'isIpv6Enabled'
  if (Array.isArray(value)) return value.length > 0
  if (!isObject(value)) return true
  return value.enabled !== false && Object.entries(value).some(([inner, each]) => isSet(inner, each))
}
