import { headerValue, withHeader, withoutHeaders } from '../../delivery/headers.ts'
import { type AskBucket, type BucketRequest, keyOf } from './bucket-request.ts'
import { type Signing } from './origin-access.ts'
import { hostOf, type OriginTarget } from './origin-map.ts'
import { type Credentials, signatureHeaders } from './signature-v4.ts'

export interface BucketEndpoint {
  readonly endpoint: OriginTarget
  /** Without them every request is anonymous. */
  readonly credentials?: Credentials | undefined
}

const READABLE = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Of a signature; a viewer's own would contradict the edge's. */
const SIGNING = new Set(['authorization', 'x-amz-content-sha256', 'x-amz-date', 'x-amz-security-token'])

/**
 * Buckets of a server that speaks S3's protocol, path style: `/site/img/a.png` is the key `img/a.png` of the bucket `site`. As in folders, only
 * objects are read: no query goes there, since it could ask for something else. A request is signed where the origin has an
 * access control that says so and there are credentials, and anonymous otherwise.
 */
export function createBucketEndpoint({ endpoint, credentials }: BucketEndpoint): AskBucket {
  const host = hostOf(endpoint)

  return async (request, signing, ask) => {
    const asked = keyOf(request, READABLE)
    if (!('key' in asked)) return asked
    const target = `/${request.bucket}/${encoded(asked.key)}`
    const headers = withHeader(request.headers, 'Host', host)
    if (!credentials || !isSigned(signing, request)) return ask(endpoint, { target, headers })
    const own = withoutHeaders(headers, name => SIGNING.has(name))
    const toSign = own.filter(([name]) => /^(host$|x-amz-)/i.test(name))
    const signed = { method: request.method, path: target, headers: toSign }
    return ask(endpoint, { target, headers: [...own, ...signatureHeaders(signed, credentials, new Date())] })
  }
}

/** A preflight never is (Amazon S3 API Reference, OPTIONS). */
function isSigned(signing: Signing, { method, headers }: BucketRequest): boolean {
  if (signing === 'never' || method === 'OPTIONS') return false
  return signing === 'always' || headerValue(headers, 'authorization') === undefined
}

/** All but letters, digits and `-._~/` percent-encoded, as signatures want it. */
function encoded(key: string): string {
  return encodeURIComponent(key)
    .replaceAll('%2F', '/')
    .replace(/[!'()*]/g, character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
}
