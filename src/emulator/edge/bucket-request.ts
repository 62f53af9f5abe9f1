import { type HeaderList, headerValue } from '../../delivery/headers.ts'
import { bufferBody, WholeBody } from './body.ts'
import { type Signing } from './origin-access.ts'
import { type OriginAnswer } from './origin-answer.ts'
import { type OriginTarget } from './origin-map.ts'

export interface BucketRequest {
  readonly method: string
  readonly bucket: string
  /** As it is sent, including the origin's path. */
  readonly path: string
  readonly headers: HeaderList
  /** X-Amz-Request-Id. */
  readonly requestId: string
}

/** Sends a request to an S3-compatible endpoint, with the origin's timeouts. */
export type AskEndpoint = (
  endpoint: OriginTarget,
  request: { readonly target: string; readonly headers: HeaderList }
) => Promise<OriginAnswer>

/** Answers as a bucket. */
export type AskBucket = (request: BucketRequest, signing: Signing, ask: AskEndpoint) => Promise<OriginAnswer>

/** The bucket of an S3 origin's REST host name: `site` of `site.s3.eu-west-1.amazonaws.com`; undefined for other hosts. */
export function bucketOf(domainName: string): string | undefined {
  return /^([a-z0-9][a-z0-9.-]*)\.s3(?:[.-](?!website)[a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?$/.exec(
    domainName.toLowerCase()
  )?.[1]
}

/**
 * The key that a request asks for, or S3's refusal of other methods and undecodable keys. A key that would lead elsewhere in a
 * file system does not exist here, nor does an empty one, for which S3 would list the bucket, nor one of slashes only, which some
 * servers treat as empty.
 */
export function keyOf(request: BucketRequest, methods: ReadonlySet<string>): { readonly key: string } | OriginAnswer {
  if (!methods.has(request.method)) {
    return refusal(request, 405, 'MethodNotAllowed', 'The specified method is not allowed against this resource.')
  }
  const key = decoded(request.path)
  if (key === undefined) return refusal(request, 400, 'InvalidURI', "Couldn't parse the specified URI.")
  const leadsElsewhere = /[\\\0]/.test(key) || key.split('/').some(segment => segment === '.' || segment === '..')
  return /^\/*$/.test(key) || leadsElsewhere ? noSuchKey(request, key) : { key }
}

export function noSuchKey(request: BucketRequest, key: string): OriginAnswer {
  return refusal(request, 404, 'NoSuchKey', 'The specified key does not exist.', { Key: key })
}

export function noSuchBucket(request: BucketRequest): OriginAnswer {
  return refusal(request, 404, 'NoSuchBucket', 'The specified bucket does not exist')
}

/** S3's answer to a preflight for a bucket without CORS configuration, as recorded in LocalStack's tests. */
export function corsRefusal(request: BucketRequest): OriginAnswer {
  if (headerValue(request.headers, 'origin') === undefined) {
    return refusal(request, 400, 'BadRequest', 'Insufficient information. Origin request header needed.')
  }
  return refusal(request, 403, 'AccessForbidden', 'CORSResponse: CORS is not enabled for this bucket.', {
    Method: headerValue(request.headers, 'access-control-request-method') ?? request.method,
    ResourceType: 'BUCKET'
  })
}

/** An S3 error, with its document. */
export function refusal(
  request: BucketRequest,
  status: number,
  code: string,
  message: string,
  details: Readonly<Record<string, string>> = {}
): OriginAnswer {
  const named = Object.entries(details)
    .map(([name, value]) => `<${name}>${escaped(value)}</${name}>`)
    .join('')
  const document =
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${escaped(message)}</Message>${named}` +
    `<RequestId>${request.requestId}</RequestId></Error>`
  const body = Buffer.from(document)
  const headers: HeaderList = [
    ['x-amz-request-id', request.requestId],
    ['Content-Type', 'application/xml'],
    ['Content-Length', String(body.length)],
    ['Server', 'AmazonS3']
  ]
  return {
    status,
    headers,
    body: request.method === 'HEAD' ? new WholeBody([], body.length) : bufferBody([body])
  }
}

/** Without the first slash; undefined if it cannot be decoded. */
function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path.slice(1))
  } catch (error) {
    if (error instanceof URIError) return undefined
    throw error
  }
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function escaped(text: string): string {
  // Other control characters cannot be in an XML document.
  return text.replace(/[&<>"]/g, character => ENTITIES[character] ?? '').replace(/[^\t\n\r\x20-\uFFFD]/g, '')
}
