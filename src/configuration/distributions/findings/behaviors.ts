import { managedPolicyId } from '../policies.ts'
import { covers } from '../../../delivery/patterns.ts'
import { behaviorsOf, eachBehavior, EVERY_METHOD, type FindingRule, targetsOf, withBehavior } from './rule.ts'

const READ_METHODS = ['GET', 'HEAD', 'OPTIONS']
const preflightPolicies = [
  managedPolicyId('responseHeadersPolicy', 'CORS-With-Preflight'),
  managedPolicyId('responseHeadersPolicy', 'CORS-with-preflight-and-SecurityHeadersPolicy')
]

/** Which requests a behavior gets, and which of them it accepts. */
export const behaviorRules: readonly FindingRule[] = [
  {
    /** CloudFront Developer Guide, "Path pattern": the first that matches is used, in the order of the list. */
    code: 'BEHAVIOR_UNREACHABLE',
    severity: 'warning',
    find: config => {
      const behaviors = config.cacheBehaviors ?? []
      return behaviors.flatMap(({ pathPattern }, index) => {
        const earlier = behaviors.slice(0, index).find(other => covers(other.pathPattern, pathPattern))
        if (!earlier) return []
        return [
          {
            path: ['cacheBehaviors', index, 'pathPattern'],
            detail:
              `${earlier.pathPattern} comes first and matches every request for ${pathPattern}: move this behavior before it, ` +
              'or remove it.',
            fixed: { ...config, cacheBehaviors: behaviors.filter((_, at) => at !== index) }
          }
        ]
      })
    }
  },
  {
    /** CloudFront Developer Guide, "Path pattern": the default behavior gets what no other pattern matches. */
    code: 'DEFAULT_BEHAVIOR_UNREACHABLE',
    severity: 'warning',
    find: config =>
      (config.cacheBehaviors ?? []).flatMap(({ pathPattern }, index) =>
        covers(pathPattern, '*')
          ? [
              {
                path: ['cacheBehaviors', index, 'pathPattern'],
                detail: `${pathPattern} matches every path: the default behavior gets no request.`
              }
            ]
          : []
      )
  },
  {
    /** CloudFront Developer Guide, "Path pattern": without a wildcard it is that one path. */
    code: 'PATH_PATTERN_WITHOUT_WILDCARD',
    severity: 'warning',
    find: config =>
      eachBehavior(config, ({ behavior, path }) =>
        behavior.pathPattern && behavior.pathPattern.length > 1 && behavior.pathPattern.endsWith('/')
          ? {
              at: ['pathPattern'],
              detail:
                `It matches only the path ${behavior.pathPattern} and nothing below it; ${behavior.pathPattern}* matches ` +
                'everything there.',
              fixed: withBehavior(config, path, given => ({ ...given, pathPattern: `${given.pathPattern}*` }))
            }
          : undefined
      )
  },
  {
    /** CloudFront Developer Guide, "Require HTTPS for communication between viewers and CloudFront". */
    code: 'VIEWERS_WITHOUT_HTTPS',
    severity: 'warning',
    find: config =>
      eachBehavior(config, ({ behavior, path, name }) =>
        behavior.viewerProtocolPolicy === 'allow-all'
          ? {
              at: ['viewerProtocolPolicy'],
              detail: `The ${name} serves viewers over unencrypted HTTP, including their cookies.`,
              fixed: withBehavior(config, path, given => ({ ...given, viewerProtocolPolicy: 'redirect-to-https' }))
            }
          : undefined
      )
  },
  {
    /** CloudFront Developer Guide, "Require HTTPS for communication between viewers and CloudFront": HTTP is answered with 403. */
    code: 'VIEWERS_OVER_HTTP_REFUSED',
    severity: 'info',
    find: config =>
      eachBehavior(config, ({ behavior, path, name }) =>
        behavior.viewerProtocolPolicy === 'https-only'
          ? {
              at: ['viewerProtocolPolicy'],
              detail: `Following an http:// link to the ${name} returns 403 instead of a redirect.`,
              fixed: withBehavior(config, path, given => ({ ...given, viewerProtocolPolicy: 'redirect-to-https' }))
            }
          : undefined
      )
  },
  {
    /** CloudFront Developer Guide, "Add a response headers policy", CORS: a preflight is an OPTIONS request, which must be allowed. */
    code: 'PREFLIGHT_REFUSED',
    // Affects only cross-origin requests that need a preflight; a plain GET does not.
    severity: 'warning',
    find: config =>
      eachBehavior(config, ({ behavior, path, name }) => {
        const { responseHeadersPolicyId: policy, allowedMethods: allowed } = behavior
        if (policy === undefined || !preflightPolicies.includes(policy)) return undefined
        if (allowed?.items.includes('OPTIONS')) return undefined
        return {
          at: ['responseHeadersPolicyId'],
          detail: `The policy answers CORS preflights, but the ${name} refuses OPTIONS with 403.`,
          fixed: withBehavior(config, path, given => ({
            ...given,
            allowedMethods: { items: READ_METHODS, cachedMethods: allowed?.cachedMethods ?? ['GET', 'HEAD'] }
          }))
        }
      })
  },
  {
    /** CloudFront Developer Guide, "Allowed HTTP methods": make sure that viewers may not delete what they should not. */
    code: 'BUCKET_TAKES_WRITES',
    severity: 'warning',
    find: config =>
      eachBehavior(config, ({ behavior, path, name }) => {
        const { allowedMethods: allowed } = behavior
        const targets = targetsOf(config, behavior)
        if (allowed?.items.length !== EVERY_METHOD.length || targets.length === 0) return undefined
        if (!targets.every(({ s3OriginConfig: s3 }) => s3)) return undefined
        return {
          at: ['allowedMethods', 'items'],
          detail: `The ${name} forwards PUT and DELETE to a bucket: if CloudFront's identity may write to it, every viewer may.`,
          fixed: withBehavior(config, path, given => ({
            ...given,
            allowedMethods: { ...given.allowedMethods, items: READ_METHODS }
          }))
        }
      })
  },
  {
    /** CloudFront Developer Guide, "Specify a default root object". */
    code: 'NO_DEFAULT_ROOT_OBJECT',
    severity: 'warning',
    find: config => {
      const [{ behavior } = { behavior: config.defaultCacheBehavior }] = behaviorsOf(config)
      const targets = targetsOf(config, behavior)
      const rewrites = [...(behavior.functionAssociations ?? []), ...(behavior.lambdaFunctionAssociations ?? [])]
      if (config.defaultRootObject || rewrites.some(({ eventType }) => eventType?.endsWith('request'))) return []
      if (targets.length === 0 || !targets.every(({ s3OriginConfig: s3 }) => s3)) return []
      return [
        {
          path: ['defaultRootObject'],
          detail:
            'A bucket has no index page: the address without a path returns 403, or lists the keys if listing is allowed.',
          fixed: { ...config, defaultRootObject: 'index.html' }
        }
      ]
    }
  }
]
