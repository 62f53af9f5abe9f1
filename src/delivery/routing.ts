import { type CompiledBehavior } from './behavior.ts'
import { type CompiledDistribution } from './distribution.ts'
import { matchesPathPattern } from './patterns.ts'
import { type ErrorAnswer, type ViewerRequest } from './viewer-request.ts'

/** The root object applies to `/` only, never to other folders; it may be a path [D:DefaultRootObject]. */
export function applyRootObject({ rootObject }: Pick<CompiledDistribution, 'rootObject'>, path: string): string {
  return path === '/' && rootObject !== undefined ? `/${rootObject}` : path
}

/**
 * The first behavior whose pattern matches the path, in the configuration's order, or else the default behavior. The query is
 * ignored, and nothing is decoded [G:distribution-web-values-specify] [C].
 */
export function chooseBehavior({ behaviors }: Pick<CompiledDistribution, 'behaviors'>, path: string): CompiledBehavior {
  const found = behaviors.find(({ place, pathPattern }) => place === 'default' || matchesPathPattern(pathPattern, path))
  if (!found) throw new TypeError('a distribution has a default behavior')
  return found
}

export interface Redirect {
  readonly kind: 'redirect'
  readonly status: 301 | 307
  readonly location: string
}

export type Admission = { readonly kind: 'continue' } | Redirect | ErrorAnswer

export const METHOD_NOT_ALLOWED =
  'This distribution is not configured to allow the HTTP request method that was used for this request. The distribution ' +
  'supports only cachable requests.'

/** CloudFront has no use for the body of a read [G:RequestAndResponseBehaviorCustomOrigin]; for HEAD: [C]. */
export function refusesBody(method: string): boolean {
  return method === 'GET' || method === 'HEAD'
}

/**
 * Whether a behavior accepts a request at all: its method, no body with GET and HEAD, then the viewer's protocol
 * [G:using-https-viewers-to-cloudfront] [G:RequestAndResponseBehaviorCustomOrigin].
 */
export function admit(
  behavior: Pick<CompiledBehavior, 'allowedMethods' | 'viewerProtocolPolicy'>,
  request: Pick<ViewerRequest, 'method' | 'protocol' | 'httpVersion' | 'host' | 'target'>,
  { hasBody }: { readonly hasBody: boolean }
): Admission {
  const { method } = request
  if (!behavior.allowedMethods.has(method)) {
    return { kind: 'error', status: 403, message: METHOD_NOT_ALLOWED, detail: `AllowedMethods does not have ${method}` }
  }
  if (hasBody && refusesBody(method)) {
    return { kind: 'error', status: 403, message: 'Bad request.', detail: `a ${method} must not have a body` }
  }
  if (request.protocol === 'https' || behavior.viewerProtocolPolicy === 'allow-all') return { kind: 'continue' }
  const isRead = method === 'GET' || method === 'HEAD'
  if (behavior.viewerProtocolPolicy === 'https-only' || (!isRead && request.httpVersion < '1.1')) {
    const detail = `ViewerProtocolPolicy is ${behavior.viewerProtocolPolicy}`
    return { kind: 'error', status: 403, message: 'Bad request.', detail }
  }
  const location = `https://${request.host}${request.target.replace(/^https?:\/\/[^/?#]*/i, '')}`
  return { kind: 'redirect', status: isRead ? 301 : 307, location }
}
