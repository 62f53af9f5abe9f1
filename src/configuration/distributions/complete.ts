import { contains } from '../editing/contains.ts'
import { isObject } from '../../json-object.ts'
import { updateDefaults } from './defaults.ts'
import { mayBeBucket, ORIGIN_CONFIGS } from './origin-kind.ts'

type Members = Readonly<Record<string, unknown>>

/** What tells the items of a list apart. */
export const listKeys: Readonly<Record<string, (item: Members) => unknown>> = {
  origins: ({ id, domainName }) => id ?? domainName,
  cacheBehaviors: ({ pathPattern }) => pathPattern
}

/**
 * Fills in the defaults of creation in a document that is to replace a version: for null, in new origins, behaviors and
 * other objects, and for omitted members that have their default now. An omitted member with another value stays
 * omitted, for the rules to report: nothing is reset by accident. Without a version everything is new. What is not an
 * object is left for the schema to refuse.
 */
export function completed(document: Members, before: Members | undefined): Record<string, unknown> {
  const { defaultCacheBehavior = {}, viewerCertificate } = document
  return filled(
    { ...document, defaultCacheBehavior },
    withSameCertificate(before, viewerCertificate),
    updateDefaults(withoutNulls(document))
  )
}

/** The settings of one certificate are not defaults for those of another. */
function withSameCertificate(before: Members | undefined, certificate: unknown): Members | undefined {
  if (before === undefined || !isObject(certificate)) return before
  const own = (of: unknown) => isObject(of) && (of.acmCertificateArn ?? of.iamCertificateId)
  if (own(before.viewerCertificate) === own(certificate)) return before
  return { ...before, viewerCertificate: undefined }
}

function filled(given: Members, before: Members | undefined, defaults: Members): Record<string, unknown> {
  const result: Record<string, unknown> = {}
  for (const name of new Set([...Object.keys(given), ...Object.keys(defaults)])) {
    const [value, fallback, was] = [given[name], defaults[name], before?.[name]]
    const keyOf = listKeys[name]
    if (isObject(value)) {
      result[name] = filled(value, isObject(was) ? was : undefined, isObject(fallback) ? fallback : {})
    } else if (keyOf && Array.isArray(value) && Array.isArray(fallback)) {
      result[name] = filledList(value, was, fallback as readonly (Members | undefined)[], keyOf)
    } else if (value !== undefined && value !== null) {
      result[name] = withoutNullsInside(value)
    } else if (fallback !== undefined && (value === null || before === undefined || contains(was, fallback))) {
      result[name] = fallback
    }
  }
  return result
}

/** Fills in each item, given the earlier one with the same key, if any, and the defaults of its own index. */
function filledList(
  given: readonly unknown[],
  before: unknown,
  defaults: readonly (Members | undefined)[],
  keyOf: (item: Members) => unknown
): unknown[] {
  const earlier = Array.isArray(before) ? before.filter(isObject) : []
  const known = new Map(earlier.map(item => [keyOf(item), item]))
  return given.map((item, index) => {
    if (!isObject(item)) return item
    const was = known.get(keyOf(item))
    const fallback = defaults[index] ?? {}
    return filled(was ? withKind(item, was, fallback) : item, was, fallback)
  })
}

/**
 * An origin without a kind gets that of its host, as at creation, if its own is null, or the new host is of another kind
 * than the host before. A VPC origin stays one until null says otherwise: others are public. Null for a kind that the
 * origin did not have says nothing.
 */
function withKind(item: Members, was: Members, defaults: Members): Members {
  const isOther = (name: string) => ORIGIN_CONFIGS.includes(name) && item[name] === null && (was[name] ?? null) === null
  const said: Members = Object.fromEntries(Object.entries(item).filter(([name]) => !isOther(name)))
  const kind = ORIGIN_CONFIGS.find(name => defaults[name] !== undefined)
  if (kind === undefined || ORIGIN_CONFIGS.some(name => (said[name] ?? null) !== null)) return said
  const isRemoved = ORIGIN_CONFIGS.some(name => said[name] === null)
  const isOfOtherHost = was[kind] === undefined && was.vpcOriginConfig === undefined && isBucket(item) !== isBucket(was)
  return isRemoved || isOfOtherHost ? { ...said, [kind]: null } : said
}

const isBucket = ({ domainName }: Members) => typeof domainName === 'string' && mayBeBucket(domainName)

/** Where there is no default, null is the same as leaving a member out. */
export function withoutNulls(members: Members): Record<string, unknown> {
  const given = Object.entries(members).filter(([, value]) => value !== null)
  return Object.fromEntries(given.map(([name, value]) => [name, withoutNullsInside(value)]))
}

function withoutNullsInside(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNullsInside)
  return isObject(value) ? withoutNulls(value) : value
}
