import { type Json } from '../../cloudfront/model/json.ts'
import type * as CF from '@aws-sdk/client-cloudfront'
import { managedPolicyId } from './policies.ts'
import { isObject } from '../../json-object.ts'
import { forwardsHost } from './findings/forwarding.ts'
import { originKindOf, speaksTls } from './origin-kind.ts'

/** A distribution's configuration in JSON, with all required members. */
export type ConfigJson = Json<CF.DistributionConfig>
type OriginJson = Json<CF.Origin>
type BehaviorJson = Omit<Json<CF.DefaultCacheBehavior>, 'targetOriginId'> & { targetOriginId?: string }

/** What a caller may send: only origins are required, and of an origin only its domain name. */
export type PartialConfigJson = Partial<Omit<ConfigJson, 'origins' | 'defaultCacheBehavior' | 'cacheBehaviors'>> & {
  origins: PartialOriginJson[]
  defaultCacheBehavior?: Partial<BehaviorJson>
  cacheBehaviors?: (Partial<BehaviorJson> & { pathPattern: string })[]
}
type PartialOriginJson = Partial<Omit<OriginJson, 's3OriginConfig' | 'customOriginConfig'>> & {
  domainName: string
  /** An application answers there rather than files. */
  app?: boolean
  s3OriginConfig?: Partial<Json<CF.S3OriginConfig>>
  customOriginConfig?: Partial<Json<CF.CustomOriginConfig>>
}

/**
 * Fills in what the caller left out, except what CloudFront fills in itself. A target that cannot be guessed stays
 * absent, for the rules to report.
 */
export function withDefaults(given: PartialConfigJson, callerReference: string): ConfigJson {
  const { origins: givenOrigins, defaultCacheBehavior, cacheBehaviors, viewerCertificate, ...others } = given
  const { logging, restrictions, ...rest } = others
  const target = targetOf(givenOrigins.map(withId), rest.originGroups)
  const apps = appOriginsOf(givenOrigins)
  const defaultBehavior = behaviorWithDefaults(defaultCacheBehavior ?? {}, target, apps)
  const otherBehaviors = cacheBehaviors?.map(behavior => behaviorWithDefaults(behavior, target, apps))
  const behaviors = [defaultBehavior, ...(otherBehaviors ?? [])]
  const withHost = originsWithHost(behaviors)
  const origins = givenOrigins.map(({ app: _, ...origin }) =>
    originWithDefaults(origin, { getsHost: withHost.has(withId(origin).id) })
  )
  return {
    callerReference,
    ...configDefaults(rest.connectionMode !== 'tenant-only'),
    ...rest,
    origins,
    defaultCacheBehavior: defaultBehavior,
    ...(otherBehaviors && { cacheBehaviors: otherBehaviors }),
    ...(logging && { logging: { ...loggingDefaults, ...logging } }),
    ...(restrictions && { restrictions: { ...restrictionDefaults, ...restrictions } }),
    ...(viewerCertificate && {
      viewerCertificate: { ...certificateDefaults(viewerCertificate), ...viewerCertificate }
    })
  }
}

type Members = Readonly<Record<string, unknown>>

/**
 * What a document that replaces a version gets where it has nothing: the defaults of creation, and of what CloudFront
 * fills in at creation but requires in an update (see rules/update.ts). Behaviors and origins have theirs at the same
 * index. The document has not been checked by the schema, but contains no null.
 */
export function updateDefaults(document: Members): Members {
  const standard = document.connectionMode !== 'tenant-only'
  const { defaultCacheBehavior: behavior, viewerCertificate: certificate } = document
  const origins = objectsIn(document.origins)
  const target = targetOf(origins.filter(origin => origin !== undefined).map(withId), document.originGroups)
  const apps = appOriginsOf(origins)
  const ofBehavior = (given: Members): Members => ({
    allowedMethods: { items: READS, cachedMethods: READS },
    lambdaFunctionAssociations: [],
    fieldLevelEncryptionId: '',
    ...(standard && { smoothStreaming: false }),
    ...behaviorWithDefaults(given, target, apps)
  })
  const defaultCacheBehavior = ofBehavior(isObject(behavior) ? behavior : {})
  const cacheBehaviors = objectsIn(document.cacheBehaviors).map(each => each && ofBehavior(each))
  const withHost = originsWithHost([defaultCacheBehavior, ...cacheBehaviors.filter(each => each !== undefined)])
  return {
    defaultRootObject: '',
    customErrorResponses: [],
    logging: loggingDefaults,
    restrictions: restrictionDefaults,
    webAclId: '',
    // If an update omits it, CloudFront keeps the policy.
    ...(standard && { aliases: [], priceClass: 'PriceClass_All', continuousDeploymentPolicyId: '' }),
    ...configDefaults(standard),
    defaultCacheBehavior,
    cacheBehaviors,
    ...(document.origins !== undefined && {
      origins: origins.map(each => each && originDefaults(each, withHost.has(withId(each).id)))
    }),
    viewerCertificate: isObject(certificate) ? certificateDefaults(certificate) : { cloudFrontDefaultCertificate: true }
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

/** The items of a list, in their places; undefined for what is not an object. */
function objectsIn(list: unknown): (Members | undefined)[] {
  return Array.isArray(list) ? list.map((item: unknown) => (isObject(item) ? item : undefined)) : []
}

const READS = ['HEAD', 'GET']
const METHODS = [...READS, 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE']
const loggingDefaults = { enabled: false, includeCookies: false, bucket: '', prefix: '' }
const restrictionDefaults = { geoRestriction: { restrictionType: 'none' as const, items: [] } }

/** `standard`: not multi-tenant. */
function configDefaults(standard: boolean) {
  return {
    comment: '',
    enabled: true,
    httpVersion: 'http2and3' as const,
    // Not allowed in a multi-tenant distribution: its connection group has the setting.
    ...(standard && { isIpv6Enabled: true })
  }
}

/** The target of a behavior without one: the only origin, if there is just one. */
function targetOf(origins: readonly { readonly id?: unknown }[], originGroups: unknown): string | undefined {
  const [only, ...others] = origins
  if (others.length > 0 || (Array.isArray(originGroups) && originGroups.length > 0)) return undefined
  return typeof only?.id === 'string' ? only.id : undefined
}

const withId = ({ id, domainName }: { readonly id?: unknown; readonly domainName?: unknown }) => ({
  id: id ?? domainName
})

/** The ids of the origins that are known to get the viewer's Host with every request; none that no behavior uses. */
function originsWithHost(behaviors: readonly Partial<BehaviorJson>[]): ReadonlySet<unknown> {
  const ids = new Set<unknown>(behaviors.map(({ targetOriginId }) => targetOriginId))
  for (const behavior of behaviors) if (!forwardsHost(behavior)) ids.delete(behavior.targetOriginId)
  return ids
}

function originWithDefaults(given: PartialOriginJson, { getsHost }: { getsHost: boolean }): OriginJson {
  const { s3OriginConfig, customOriginConfig, ...rest } = given
  const origin = { ...rest, id: given.id ?? given.domainName }
  const kind = originKindOf(given.domainName)
  const guessed = !s3OriginConfig && !customOriginConfig && !given.vpcOriginConfig
  return {
    ...origin,
    ...((s3OriginConfig || (guessed && kind === 's3-bucket')) && {
      s3OriginConfig: { originAccessIdentity: '', ...s3OriginConfig }
    }),
    ...((customOriginConfig || (guessed && kind !== 's3-bucket')) && {
      customOriginConfig: {
        httpPort: 80,
        httpsPort: 443,
        originProtocolPolicy: speaksTls(kind, { getsHost }) ? 'https-only' : 'http-only',
        originSslProtocols: ['TLSv1.2'],
        ...customOriginConfig
      }
    })
  }
}

function behaviorWithDefaults<Behavior extends Partial<BehaviorJson>>(
  given: Behavior,
  target: string | undefined,
  apps: ReadonlySet<unknown>
): Behavior & Json<CF.DefaultCacheBehavior> {
  return {
    viewerProtocolPolicy: 'redirect-to-https',
    compress: true,
    ...(target !== undefined && { targetOriginId: target }),
    ...cachingDefaults(given),
    ...(apps.has(given.targetOriginId ?? target) && appDefaults(given)),
    ...given
    // The rules report a behavior without a target.
  } as Behavior & Json<CF.DefaultCacheBehavior>
}

/** The ids of the origins with `"app": true`, where an application answers rather than files. */
function appOriginsOf(origins: unknown): ReadonlySet<unknown> {
  const all: unknown[] = Array.isArray(origins) ? origins : []
  return new Set(
    all.flatMap(origin => (isObject(origin) && origin.app === true ? [origin.id ?? origin.domainName] : []))
  )
}

/**
 * What a behavior for an application needs (CloudFront Developer Guide, "Use managed cache policies" and "Use managed
 * origin request policies"): all methods, no caching, and everything in the request except the Host. If the caller
 * enables caching, nothing outside the cache key is forwarded, because answers that depend on it would be shared.
 * Legacy settings (`forwardedValues`) exclude policies.
 */
function appDefaults({
  forwardedValues,
  cachePolicyId
}: {
  readonly forwardedValues?: unknown
  readonly cachePolicyId?: unknown
}) {
  const cachingDisabled = managedPolicyId('cachePolicy', 'CachingDisabled')
  const caches = (cachePolicyId ?? cachingDisabled) !== cachingDisabled
  return {
    allowedMethods: { items: METHODS, cachedMethods: READS },
    ...((forwardedValues ?? undefined) === undefined &&
      !caches && {
        cachePolicyId: cachingDisabled,
        originRequestPolicyId: managedPolicyId('originRequestPolicy', 'AllViewerExceptHostHeader')
      })
  }
}

/** Legacy settings (`forwardedValues` and its TTLs) exclude a cache policy, and need a minimum TTL. */
function cachingDefaults(given: Partial<BehaviorJson>): Partial<BehaviorJson> {
  if (given.forwardedValues) return given.cachePolicyId === undefined ? { minTtl: 0 } : {}
  return { cachePolicyId: managedPolicyId('cachePolicy', 'CachingOptimized') }
}

function certificateDefaults(given: Partial<Json<CF.ViewerCertificate>>): Partial<Json<CF.ViewerCertificate>> {
  if (!given.acmCertificateArn && !given.iamCertificateId) return {}
  // With dedicated IP addresses CloudFront speaks nothing newer (CloudFront API reference, ViewerCertificate).
  const minimumProtocolVersion = given.sslSupportMethod === 'vip' ? 'TLSv1' : 'TLSv1.2_2021'
  return { sslSupportMethod: 'sni-only', minimumProtocolVersion }
}
