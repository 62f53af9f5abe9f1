import { type CompiledBehavior } from './behavior.ts'
import { type HeaderList, headerValue, listItems, withHeader, withoutHeaders } from './headers.ts'
import { type AcceptEncoding } from './key.ts'

export const COMPRESSED_BYTES = { min: 1_000, max: 10_000_000 } as const

const STATUSES = new Set([200, 403, 404])

/** [G:ServingCompressedFiles], the list of 2023. */
const TYPES = new Set([
  'application/dash+xml',
  'application/eot',
  'application/font',
  'application/font-sfnt',
  'application/javascript',
  'application/json',
  'application/opentype',
  'application/otf',
  'application/pkcs7-mime',
  'application/protobuf',
  'application/rss+xml',
  'application/truetype',
  'application/ttf',
  'application/vnd.apple.mpegurl',
  'application/vnd.mapbox-vector-tile',
  'application/vnd.ms-fontobject',
  'application/xhtml+xml',
  'application/xml',
  'application/x-font-opentype',
  'application/x-font-truetype',
  'application/x-font-ttf',
  'application/x-httpd-cgi',
  'application/x-javascript',
  'application/x-mpegurl',
  'application/x-opentype',
  'application/x-otf',
  'application/x-perl',
  'application/x-ttf',
  'font/eot',
  'font/opentype',
  'font/otf',
  'font/ttf',
  'image/svg+xml',
  'text/css',
  'text/csv',
  'text/html',
  'text/javascript',
  'text/js',
  'text/plain',
  'text/richtext',
  'text/tab-separated-values',
  'text/xml',
  'text/x-component',
  'text/x-java-source',
  'text/x-script',
  'vnd.apple.mpegurl'
])

/**
 * The encoding in which CloudFront itself compresses an origin's answer before storing it; undefined for none
 * [G:ServingCompressedFiles]. It compresses if the behavior says so, the viewer accepts it, the status is 200, 403 or 404, the
 * type is listed, `Content-Length` is 1,000 to 10,000,000 bytes, and there is no `Content-Encoding`, whatever its value.
 */
export function compression(
  { compresses }: Pick<CompiledBehavior, 'compresses'>,
  accepted: AcceptEncoding | undefined,
  { status, headers }: { readonly status: number; readonly headers: HeaderList }
): 'br' | 'gzip' | undefined {
  if (!compresses || accepted === undefined || !STATUSES.has(status)) return undefined
  if (headerValue(headers, 'content-encoding') !== undefined) return undefined
  const length = headerValue(headers, 'content-length') ?? ''
  if (!/^\d{1,9}$/.test(length) || headerValue(headers, 'transfer-encoding') !== undefined) return undefined
  if (Number(length) < COMPRESSED_BYTES.min || Number(length) > COMPRESSED_BYTES.max) return undefined
  const type = (headerValue(headers, 'content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  if (!TYPES.has(type)) return undefined
  return accepted === 'gzip' ? 'gzip' : 'br'
}

/**
 * The headers of a compressed answer: a strong ETag becomes weak, a malformed one is removed, `Vary` names the header [C], and
 * the length is unknown.
 */
export function compressedHeaders(headers: HeaderList, encoding: 'br' | 'gzip'): HeaderList {
  const etag = headerValue(headers, 'etag')
  const rest = withoutHeaders(headers, name => ['content-length', 'content-encoding', 'etag'].includes(name))
  const weak = etag?.startsWith('"') ? `W/${etag}` : etag
  const vary = headerValue(headers, 'vary')
  const varies = listItems(vary ?? '').some(name => name === '*' || name.toLowerCase() === 'accept-encoding')
  const named = varies ? rest : withHeader(rest, 'Vary', vary ? `${vary}, Accept-Encoding` : 'Accept-Encoding')
  return [...named, ['Content-Encoding', encoding], ...(weak?.startsWith('W/"') ? [['ETag', weak] as const] : [])]
}
