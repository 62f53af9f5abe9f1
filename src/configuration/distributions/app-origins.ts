import { type FieldError } from '../../errors.ts'
import { isObject } from '../../json-object.ts'
import { originKindOf } from './origin-kind.ts'
import { managedPolicyId } from './policies.ts'

type Members = Readonly<Record<string, unknown>>

const ERRORS_MAX = 20
const READS = ['HEAD', 'GET']
const METHODS = [...READS, 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE']

/** The ids of the origins with `"app": true`, where an application answers rather than files. */
export function appOriginsOf(origins: unknown): ReadonlySet<unknown> {
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
export function appDefaults({
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

/** Errors for `"app": true` on origins that cannot be applications, up to twenty. The schema has checked the body. */
export function brokenAppOrigins({ origins }: Members): FieldError[] {
  const all: unknown[] = Array.isArray(origins) ? origins : []
  const errors = all.flatMap((origin, index): FieldError[] => {
    if (!isObject(origin) || origin.app !== true) return []
    const kind = originKindOf(typeof origin.domainName === 'string' ? origin.domainName : '')
    if (kind !== 's3-bucket' && kind !== 's3-website') return []
    return [{ pointer: `/origins/${index}/app`, detail: 'A bucket holds files and is not an application. Omit app.' }]
  })
  return errors.slice(0, ERRORS_MAX)
}

/** The body without `app`, which CloudFront does not know. */
export function withoutApp<Body extends Members>(body: Body): Body {
  if (!Array.isArray(body.origins)) return body
  const origins = (body.origins as unknown[]).map(origin => {
    if (!isObject(origin)) return origin
    const { app: _, ...rest } = origin
    return rest
  })
  return { ...body, origins }
}
