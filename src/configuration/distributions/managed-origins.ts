import type * as CF from '@aws-sdk/client-cloudfront'
import { type FieldError } from '../../errors.ts'
import { isObject } from '../../json-object.ts'
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

/** A changed version without the access from the version before in the origins in which `originAccess` replaces it. */
export function withoutReplacedAccess(document: Members, before: Members): Members {
  if (!Array.isArray(document.origins)) return document
  const known = Array.isArray(before.origins) ? before.origins.filter(isObject) : []
  const origins = (document.origins as unknown[]).map(origin => {
    if (!isObject(origin) || origin.originAccess === undefined) return origin
    const was = known.find(({ id }) => id === origin.id)
    return was ? withoutAccessOf(was, origin) : origin
  })
  return { ...document, origins }
}

function withoutAccessOf(was: Members, { originAccessControlId: control, ...origin }: Members): Members {
  const kept = control !== undefined && control !== was.originAccessControlId
  const rest = kept ? { ...origin, originAccessControlId: control } : origin
  const { s3OriginConfig: s3 } = origin
  const sameIdentity = isObject(s3) && isObject(was.s3OriginConfig) && isSameIdentity(s3, was.s3OriginConfig)
  if (origin.originAccess === null || !sameIdentity) return rest
  return { ...rest, s3OriginConfig: { ...s3, originAccessIdentity: '' } }
}

const isSameIdentity = (one: Members, other: Members) => one.originAccessIdentity === other.originAccessIdentity

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
