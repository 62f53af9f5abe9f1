import { bareHost } from '../../delivery/hosts.ts'
import { type HeaderList } from '../../delivery/headers.ts'
import { splitTarget, type ViewerRequest } from '../../delivery/viewer-request.ts'
import { type FieldError, ServiceError } from '../../errors.ts'
import { pointerOf } from '../../json-pointer.ts'
import { type ExplainRequest } from './schemas.ts'

/** Scheme, authority, and the target, exactly as they are written. */
const URL_PARTS = /^(https?):\/\/([^/?#]*)([^#]*)(#.*)?$/i
const HOST = /^[a-z0-9._-]+(:\d{1,5})?$/i

/** The viewer's request to be explained. Throws VALIDATION_FAILED for what no viewer could send. */
export function viewerRequestOf({ url, method = 'GET', headers = {} }: ExplainRequest): ViewerRequest {
  const [, scheme = '', authority = '', written = ''] = URL_PARTS.exec(url) ?? []
  const errors: FieldError[] = []
  const refuse = (detail: string) => errors.push({ pointer: '/url', detail })
  if (scheme === '') refuse('Must begin with https:// or http:// and a host, e.g. https://www.example.com/index.html.')
  else if (authority.includes('@')) refuse('Viewers do not send names and passwords in a URL: omit them.')
  else if (!HOST.test(authority)) refuse('The host is missing or invalid.')
  if (/[^\x21-\x7e]/.test(url)) refuse('Spaces, control characters and non-ASCII characters must be percent-encoded.')
  for (const name of Object.keys(headers)) {
    if (name.toLowerCase() === 'host')
      errors.push({ pointer: pointerOf(['headers', name]), detail: 'The host is part of the url.' })
  }
  const target = written.startsWith('/') ? written : `/${written}`
  const { path, query } = splitTarget(target) ?? { path: '/', query: undefined }
  if (errors.length > 0)
    throw new ServiceError('VALIDATION_FAILED', 'A viewer could not send this request.', { errors })
  const sent: HeaderList = Object.entries(headers)
  return {
    method,
    httpVersion: '1.1',
    protocol: scheme.toLowerCase() === 'http' ? 'http' : 'https',
    host: bareHost(authority),
    target,
    path,
    query,
    headers: [['Host', authority], ...sent],
    // An address for documentation (RFC 5737).
    address: '192.0.2.1',
    port: 50_000,
    id: 'explained'
  }
}
