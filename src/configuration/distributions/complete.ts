import { contains } from '../editing/contains.ts'
import { appOriginsOf } from './app-origins.ts'
import {
  alwaysGetsHost,
  behaviorWithDefaults,
  certificateDefaults,
  configDefaults,
  loggingDefaults,
  originWithDefaults,
  restrictionDefaults,
  targetOf
} from './defaults.ts'
import { isObject } from '../../json-object.ts'

type Members = Readonly<Record<string, unknown>>

/**
 * Fills in the defaults of creation in a document that is to replace a version: for null, in new origins, behaviors and
 * other objects, and for omitted members that have their default now. An omitted member with another value stays
 * omitted, for the rules to report: nothing is reset by accident. Without a version everything is new. What is not an
 * object is left for the schema to refuse.
 */
export function completed(document: Members, before: Members | undefined): Record<string, unknown> {
  const standard = document.connectionMode !== 'tenant-only'
  const { defaultCacheBehavior: behavior = {}, viewerCertificate: certificate } = document
  const origins = arrayOf(document.origins).filter(isObject)
  const target = targetOf(
    origins.map(origin => ({ id: originId(origin) })),
    document.originGroups
  )
  const apps = appOriginsOf(origins)
  const defaultsOf = (given: Members) => ({
    ...updateMembersOfBehavior(standard),
    ...behaviorWithDefaults(withoutNulls(given), target, apps)
  })
  const config = filled({ ...document, defaultCacheBehavior: behavior }, withSameCertificate(before, certificate), {
    ...updateMembersOfConfig(standard),
    ...configDefaults(standard),
    defaultCacheBehavior: defaultsOf(isObject(behavior) ? behavior : {}),
    viewerCertificate: isObject(certificate)
      ? certificateDefaults(withoutNulls(certificate))
      : { cloudFrontDefaultCertificate: true }
  })
  if (Array.isArray(document.cacheBehaviors)) {
    config.cacheBehaviors = completedList(document.cacheBehaviors, before?.cacheBehaviors, pathPattern, (each, was) =>
      filled(each, was, defaultsOf(each))
    )
  }
  const behaviors = [config.defaultCacheBehavior, ...arrayOf(config.cacheBehaviors)].filter(isObject)
  if (Array.isArray(document.origins)) {
    config.origins = completedList(document.origins, before?.origins, originId, (origin, was) =>
      completedOrigin(origin, was, { getsHost: alwaysGetsHost(behaviors, originId(origin)) })
    )
  }
  return config
}

/** An origin that is to replace the one before it; see `completed`. `getsHost`: every request has the viewer's Host. */
function completedOrigin(
  origin: Members,
  before: Members | undefined,
  { getsHost = false } = {}
): Record<string, unknown> {
  return filled(origin, before, originDefaults(withoutNulls(origin), getsHost))
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
    if (isObject(value)) {
      result[name] = filled(value, isObject(was) ? was : undefined, isObject(fallback) ? fallback : {})
    } else if (value !== undefined && value !== null) {
      result[name] = withoutNullsInside(value)
    } else if (fallback !== undefined && (value === null || before === undefined || contains(was, fallback))) {
      result[name] = fallback
    }
  }
  return result
}

/** Where there is no default, null is the same as leaving a member out. */
export function withoutNulls(members: Members): Record<string, unknown> {
  const given = Object.entries(members).filter(([, value]) => value !== null)
  return Object.fromEntries(given.map(([name, value]) => [name, withoutNullsInside(value)]))
}

function withoutNullsInside(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNullsInside)
  return isObject(value) ? withoutNulls(value) : value
}

/** Completes each member of a list, given the earlier member with the same key, if any. */
function completedList(
  list: unknown,
  before: unknown,
  keyOf: (member: Members) => unknown,
  complete: (member: Members, before: Members | undefined) => unknown
): unknown {
  if (!Array.isArray(list)) return list
  const known = new Map(
    arrayOf(before)
      .filter(isObject)
      .map(member => [keyOf(member), member])
  )
  return list.map((member: unknown) => (isObject(member) ? complete(member, known.get(keyOf(member))) : member))
}

const pathPattern = (behavior: Members) => behavior.pathPattern
const originId = (origin: Members) => origin.id ?? origin.domainName

function arrayOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

// What CloudFront fills in at creation, but requires in an update: see rules/update.ts.

function updateMembersOfConfig(standard: boolean): Members {
  return {
    defaultRootObject: '',
    cacheBehaviors: [],
    customErrorResponses: [],
    logging: loggingDefaults,
    restrictions: restrictionDefaults,
    webAclId: '',
    // If an update omits it, CloudFront keeps the policy.
    ...(standard && { aliases: [], priceClass: 'PriceClass_All', continuousDeploymentPolicyId: '' })
  }
}

function updateMembersOfBehavior(standard: boolean): Members {
  return {
    allowedMethods: { items: ['HEAD', 'GET'], cachedMethods: ['HEAD', 'GET'] },
    lambdaFunctionAssociations: [],
    fieldLevelEncryptionId: '',
    ...(standard && { smoothStreaming: false })
  }
}

function originDefaults(given: Members, getsHost: boolean): Members {
  const { domainName, s3OriginConfig, customOriginConfig: custom, originAccess } = given
  const fits = [s3OriginConfig, custom].every(each => each === undefined || isObject(each))
  if (typeof domainName !== 'string' || !fits) return {}
  // Managed access says what kind of origin it is.
  const origin: Members =
    originAccess === undefined
      ? originWithDefaults({ ...given, domainName }, { getsHost })
      : { id: domainName, ...given }
  const { customOriginConfig } = origin
  return {
    originPath: '',
    customHeaders: [],
    ...origin,
    ...(isObject(customOriginConfig) && {
      customOriginConfig: { originReadTimeout: 30, originKeepaliveTimeout: 5, ...customOriginConfig }
    })
  }
}
