import { behaviorWithDefaults, certificateDefaults, configDefaults, originWithDefaults, targetOf } from './defaults.ts'
import { isObject } from '../editing/merge-patch.ts'

type Members = Readonly<Record<string, unknown>>

/**
 * The patched configuration with the defaults of creation where the patch says null, and in behaviours and origins that
 * were not there before. Nothing else is touched: what CloudFront has and the patch does not mention stays, and what was
 * there already is not completed. What is no object stays for the schema to refuse.
 */
export function withPatchDefaults(patched: Members, patch: Members, before: Members): Record<string, unknown> {
  const standard = patched.connectionMode !== 'tenant-only'
  const origins = newWithDefaults(patched.origins, before.origins, originId, newOrigin)
  const target = targetOf(arrayOf(origins).filter(isObject), patched.originGroups)
  const complete = (behavior: Members) => ({
    ...updateMembersOfBehavior(standard),
    ...behaviorWithDefaults(behavior, target)
  })
  const { defaultCacheBehavior: behavior, viewerCertificate: certificate } = patched
  const defaults = {
    ...updateMembersOfConfig(standard),
    ...configDefaults(standard),
    defaultCacheBehavior: complete(isObject(behavior) ? behavior : {}),
    // A patch that removes the certificate falls back on CloudFront's own; one that keeps it, on the usual TLS.
    viewerCertificate: isObject(certificate) ? certificateDefaults(certificate) : { cloudFrontDefaultCertificate: true }
  }
  const completed = withNullsReset(patched, patch, defaults)
  return {
    ...completed,
    ...(origins !== undefined && { origins }),
    ...(completed.cacheBehaviors !== undefined && {
      cacheBehaviors: newWithDefaults(completed.cacheBehaviors, before.cacheBehaviors, pathPattern, complete)
    })
  }
}

function withNullsReset(patched: Members, patch: Members, defaults: Members): Record<string, unknown> {
  const reset = { ...patched }
  for (const [name, value] of Object.entries(patch)) {
    if (!Object.hasOwn(defaults, name)) continue
    const [member, fallback] = [patched[name], defaults[name]]
    if (value === null) reset[name] = fallback
    else if (isObject(value) && isObject(member) && isObject(fallback)) {
      reset[name] = withNullsReset(member, value, fallback)
    }
  }
  return reset
}

/** A list with those members completed whose key was not in the list before. */
function newWithDefaults(
  list: unknown,
  before: unknown,
  keyOf: (member: Members) => unknown,
  complete: (member: Members) => unknown
): unknown {
  if (!Array.isArray(list)) return list
  const known = new Set(arrayOf(before).filter(isObject).map(keyOf))
  return list.map((member: unknown) => {
    if (!isObject(member)) return member
    return known.has(keyOf(member)) ? member : complete(member)
  })
}

const pathPattern = (behavior: Members) => behavior.pathPattern
const originId = (origin: Members) => origin.id ?? origin.domainName

function arrayOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

// What CloudFront fills in by itself at creation, and wants said in an update: see rules/update.ts.

function updateMembersOfConfig(standard: boolean): Members {
  return {
    defaultRootObject: '',
    cacheBehaviors: [],
    customErrorResponses: [],
    logging: { enabled: false, includeCookies: false, bucket: '', prefix: '' },
    restrictions: { geoRestriction: { restrictionType: 'none', items: [] } },
    webAclId: '',
    ...(standard && { aliases: [], priceClass: 'PriceClass_All' })
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

function newOrigin(given: Members): Members {
  const { domainName, s3OriginConfig, customOriginConfig: custom, originAccess } = given
  const fits = [s3OriginConfig, custom].every(each => each === undefined || isObject(each))
  if (typeof domainName !== 'string' || !fits) return given
  // Managed access says what kind of origin it is.
  const origin: Members =
    originAccess === undefined ? originWithDefaults({ ...given, domainName }) : { id: domainName, ...given }
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
