import { headerValue, withHeader, withoutHeaders } from '../../delivery/headers.ts'
import { type AskBucket, type BucketRequest, keyOf, noSuchBucket } from './bucket-request.ts'
import { type Signing } from './origin-access.ts'
import { hostOf, type OriginTarget } from './origin-map.ts'
import { canonicalLines, type Credentials, signatureHeaders } from './signature-v4.ts'

export interface BucketEndpoint {
  readonly endpoint: OriginTarget
  /** Without them every request is anonymous. */
  readonly credentials?: Credentials | undefined
}

const READABLE = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Administration paths of MinIO, RustFS and Ceph (`rgw_admin_entry`), not buckets: with the edge's signature a viewer could do there
 * whatever the credentials allow.
 */
const RESERVED = new Set(['minio', 'rustfs', 'admin'])

/** The headers of a signature. A viewer's own are dropped if the edge signs, or should sign and has no credentials. */
const SIGNING = new Set(['authorization', 'x-amz-content-sha256', 'x-amz-date', 'x-amz-security-token'])

/**
 * Buckets on an S3-compatible server, path style: `/site/img/a.png` is the key `img/a.png` of the bucket `site`. As in folders,
 * only objects are read: the query is dropped, since it could ask for something else. Requests are signed if the origin's access
 * control says so and there are credentials, and anonymous otherwise.
 */
export function createBucketEndpoint({ endpoint, credentials }: BucketEndpoint): AskBucket {
  const host = hostOf(endpoint)

  return async (request, signing, ask) => {
    if (RESERVED.has(request.bucket)) return noSuchBucket(request)
    const asked = keyOf(request, READABLE)
    if (!('key' in asked)) return asked
    const target = `/${request.bucket}/${encoded(asked.key)}`
    const signer = isSigned(signing, request) ? credentials : undefined
    const isOurs = signing === 'always' || signer !== undefined
    const unsigned = isOurs ? withoutHeaders(request.headers, name => SIGNING.has(name)) : request.headers
    const headers = withHeader(unsigned, 'Host', host)
    if (!signer) return ask(endpoint, { target, headers })
    const lines = canonicalLines(headers.filter(([name]) => isToSign(name)))
    const others = headers.filter(([name]) => !isToSign(name))
    const signature = signatureHeaders({ method: request.method, path: target, headers: lines }, signer, new Date())
    return ask(endpoint, { target, headers: [...lines, ...others, ...signature] })
  }
}

function isToSign(name: string): boolean {
  return /^(host$|x-amz-)/i.test(name)
}

/** A preflight never is (Amazon S3 API Reference, OPTIONS). */
function isSigned(signing: Signing, { method, headers }: BucketRequest): boolean {
  if (signing === 'never' || method === 'OPTIONS') return false
  return signing === 'always' || headerValue(headers, 'authorization') === undefined
}

/** All but letters, digits and `-._~/` percent-encoded, as signatures require. */
function encoded(key: string): string {
  return encodeURIComponent(key)
    .replaceAll('%2F', '/')
    .replace(/[!'()*]/g, character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
}
