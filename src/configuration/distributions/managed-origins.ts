import type * as CF from '@aws-sdk/client-cloudfront'
import { type FieldError } from '../../errors.ts'
import { isObject } from '../../json-object.ts'
import { valueAt } from '../../json-pointer.ts'
import { mergePatchKeepingNulls } from '../editing/merge-patch.ts'
import { originKindOf } from './origin-kind.ts'
import { type FindAccessControl } from './origin-access.ts'

type Members = Readonly<Record<string, unknown>>

const ERRORS_MAX = 20

/** The ids of the origins in a body with `"originAccess": "managed"`. */
export function managedOriginsOf(body: Members): string[] {
  const origins: unknown[] = Array.isArray(body.origins) ? body.origins : []
  return origins.flatMap(origin => {
    if (!isObject(origin) || origin.originAccess !== 'managed') return []
    const id = origin.id ?? origin.domainName
    return typeof id === 'string' ? [id] : []
  })
}

/** Errors for `originAccess` where it contradicts other members, up to twenty. The schema has checked the body. */
export function brokenOriginAccess({ origins }: Members): FieldError[] {
  const all: unknown[] = Array.isArray(origins) ? origins : []
  const errors = all.flatMap((origin, index) => {
    if (!isObject(origin) || origin.originAccess === undefined) return []
    return contradictions(origin).map(detail => ({ pointer: `/origins/${index}/originAccess`, detail }))
  })
  return errors.slice(0, ERRORS_MAX)
}

/**
 * The body without `originAccess`, which CloudFront does not know, but with the S3 origin configuration that it
 * implies unless it contradicts other members.
 */
export function withoutOriginAccess<Body extends Members>(body: Body): Body {
  if (!Array.isArray(body.origins)) return body
  const origins = (body.origins as unknown[]).map(origin => {
    if (!isObject(origin) || origin.originAccess === undefined) return origin
    const { originAccess: _, ...rest } = origin
    if (contradictions(origin).length > 0) return rest
    const given = isObject(rest.s3OriginConfig) ? rest.s3OriginConfig : {}
    return { ...rest, s3OriginConfig: { originAccessIdentity: '', ...given } }
  })
  return { ...body, origins }
}

/**
 * A merge patch of an origin that also resets the access from before if it has `originAccess` and names no other access.
 * Null takes only an access control away, so that an identity may stand beside it.
 */
export function withReplacedAccess(patch: Members, before: Members): Members {
  const { originAccess, s3OriginConfig: _, ...others } = patch
  if (originAccess === undefined || accessesOf(originAccess === null ? others : patch).length > 0) return patch
  return mergePatchKeepingNulls(resetAccess(before, originAccess), patch) as Members
}

/**
 * The result of a JSON patch without the access from before in managed origins, unless the patch says it there. `said`:
 * see `saidBy`.
 */
export function withoutReplacedAccess(document: Members, before: Members, said: unknown): Members {
  if (!Array.isArray(document.origins)) return document
  const known = Array.isArray(before.origins) ? before.origins.filter(isObject) : []
  const origins = (document.origins as unknown[]).map((origin, index) => {
    if (!isObject(origin) || origin.originAccess !== 'managed') return origin
    const was = accessesOf(known.find(({ id }) => id === origin.id) ?? {})
    const saidHere = valueAt(said, ['origins', index])
    const isSaid = isObject(saidHere) && accessesOf(saidHere).length > 0
    const isLeft = !isSaid && accessesOf(origin).every(access => was.includes(access))
    return isLeft ? mergePatchKeepingNulls(origin, resetAccess(origin, 'managed')) : origin
  })
  return { ...document, origins }
}

/** The ids of the access control and of the identity that an origin, or a patch of one, names. */
function accessesOf({ originAccessControlId: control, s3OriginConfig: s3 }: Members): string[] {
  const named = [control, isObject(s3) ? s3.originAccessIdentity : undefined]
  return named.filter(id => typeof id === 'string' && id !== '') as string[]
}

/** The merge patch of the origin that resets its access; without managed access, an identity is none of ours. */
function resetAccess({ originAccessControlId: control, s3OriginConfig: s3 }: Members, originAccess: unknown): Members {
  const hasIdentity = isObject(s3) && Boolean(s3.originAccessIdentity)
  return {
    ...(Boolean(control) && { originAccessControlId: null }),
    ...(originAccess !== null && hasIdentity && { s3OriginConfig: { originAccessIdentity: null } })
  }
}

function contradictions(origin: Members): string[] {
  const { domainName, originAccessControlId, s3OriginConfig, customOriginConfig, vpcOriginConfig } = origin
  const host = typeof domainName === 'string' ? domainName : ''
  const kind = originKindOf(host)
  const identity = isObject(s3OriginConfig) && s3OriginConfig.originAccessIdentity
  const found: [wrong: boolean, detail: string][] = [
    [
      kind === 's3-website',
      "An S3 website endpoint is public and does not accept signed requests: use the bucket's own host, such as " +
        'bucket.s3.eu-west-1.amazonaws.com.'
    ],
    [kind !== 's3-bucket' && kind !== 's3-website', 'Only the host of an S3 bucket can have it.'],
    [Boolean(originAccessControlId), 'Give originAccess or originAccessControlId, not both.'],
    [Boolean(identity), 'Give originAccess or s3OriginConfig/originAccessIdentity, not both.'],
    [Boolean(customOriginConfig), 'Give originAccess or customOriginConfig, not both: it is for S3 origins.'],
    [Boolean(vpcOriginConfig), 'Give originAccess or vpcOriginConfig, not both: it is for S3 origins.']
  ]
  return found.flatMap(([wrong, detail]) => (wrong ? [detail] : []))
}

/**
 * The configuration of a body with the managed origin access control on the origins that have managed access. Looks it
 * up only if there are any.
 */
export async function attachAccessControl(
  config: CF.DistributionConfig,
  body: Members,
  findAccessControl: FindAccessControl
): Promise<CF.DistributionConfig> {
  const originIds = managedOriginsOf(body)
  if (originIds.length === 0) return config
  const id = await findAccessControl()
  const Items = config.Origins?.Items?.map(origin =>
    originIds.includes(origin.Id ?? '') ? { ...origin, OriginAccessControlId: id } : origin
  )
  return { ...config, Origins: { ...config.Origins, Quantity: Items?.length, Items } }
}
