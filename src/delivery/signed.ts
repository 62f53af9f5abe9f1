import { type KeyObject, verify } from 'node:crypto'
import { headerValues, withoutCookies } from './headers.ts'
import { coversResource, readPolicy, type SignedPolicy } from './signed-policy.ts'
import { cookiePairs, queryParameters, selectQuery } from './selection.ts'
import { splitTarget, type ViewerRequest } from './viewer-request.ts'

export type SignatureCode = 'MissingKey' | 'InvalidKey' | 'MalformedPolicy' | 'AccessDenied'

export type SignatureCheck =
  | { readonly kind: 'allowed' }
  /** 403 with these two in an XML document. */
  | { readonly kind: 'denied'; readonly code: SignatureCode; readonly message: string }

const MESSAGES: Readonly<Record<SignatureCode, string>> = {
  MissingKey: 'Missing Key-Pair-Id query parameter or cookie value',
  InvalidKey: 'Unknown Key',
  MalformedPolicy: 'Malformed Policy',
  AccessDenied: 'Access denied'
}

const PARAMETERS = new Set(['Expires', 'Signature', 'Key-Pair-Id', 'Policy', 'Hash-Algorithm'])
/** The names of the cookies that replace the parameters. */
const COOKIE_PREFIX = 'CloudFront-'
/** If any of them is in the URL, cookies are ignored [G:private-content-choosing-signed-urls-cookies]. */
const DECISIVE = ['Signature', 'Key-Pair-Id', 'Policy']

/**
 * Whether a request to a behavior with trusted key groups or trusted signers is allowed: by signed URL or signed cookies, with a
 * canned or custom policy. `keys`: those of the behavior's groups, by public key id.
 */
export function checkSignature(
  request: Pick<ViewerRequest, 'target' | 'query' | 'protocol' | 'host' | 'headers' | 'address'>,
  keys: ReadonlyMap<string, KeyObject>,
  nowMs: number
): SignatureCheck {
  const parameters = queryParameters(request.query)
  const query = unsignedQuery(request.query)
  const url = {
    protocol: request.protocol,
    host: request.host,
    path: splitTarget(request.target)?.path ?? '/',
    query
  }
  const signed = signatureOf(request, new Map(parameters.map(({ name, text }) => [name, text.slice(name.length + 1)])))
  const keyId = signed.get('Key-Pair-Id')
  if (!keyId) return denied('MissingKey')
  const key = keys.get(keyId)
  if (!key) return denied('InvalidKey')
  const text = policyText(signed, `${url.protocol}://${url.host}${url.path}${query === undefined ? '' : `?${query}`}`)
  const policy = text === undefined ? undefined : readPolicy(text)
  if (text === undefined) return denied('AccessDenied')
  if (!policy) return denied('MalformedPolicy')
  const signature = decode(signed.get('Signature') ?? '')
  const algorithm = signed.get('Hash-Algorithm') === 'SHA256' ? 'sha256' : 'sha1'
  if (!signature || !verify(algorithm, Buffer.from(text), key, signature)) return denied('AccessDenied')
  const holds =
    isInForce(policy, request.address, nowMs) && (!signed.has('Policy') || coversResource(policy.resource, url))
  return holds ? { kind: 'allowed' } : denied('AccessDenied')
}

/** The request without the parameters and cookies that sign it, as key, functions and origin see it [G:private-content-signed-urls]. */
export function withoutSignature(request: ViewerRequest): ViewerRequest {
  return {
    ...request,
    query: unsignedQuery(request.query),
    headers: withoutCookies(
      request.headers,
      name => name.startsWith(COOKIE_PREFIX) && PARAMETERS.has(name.slice(COOKIE_PREFIX.length))
    )
  }
}

function unsignedQuery(query: string | undefined): string | undefined {
  return selectQuery(query, name => !PARAMETERS.has(name))
}

/** The parameters that sign a request: from the URL, or else from cookies. */
function signatureOf({ headers }: Pick<ViewerRequest, 'headers'>, parameters: ReadonlyMap<string, string>) {
  if (DECISIVE.some(name => parameters.has(name))) return parameters
  return new Map(
    cookiePairs(headerValues(headers, 'cookie')).flatMap(([name, value]) =>
      name.startsWith(COOKIE_PREFIX) ? [[name.slice(COOKIE_PREFIX.length), value] as const] : []
    )
  )
}

/** What was signed: the custom policy, or the canned one, which follows from the URL and its expiry. */
function policyText(signed: ReadonlyMap<string, string>, url: string): string | undefined {
  const custom = signed.get('Policy')
  if (custom !== undefined) return decode(custom)?.toString('utf8') ?? ''
  const expires = signed.get('Expires') ?? ''
  if (!/^\d{1,12}$/.test(expires)) return undefined
  return `{"Statement":[{"Resource":"${url}","Condition":{"DateLessThan":{"AWS:EpochTime":${Number(expires)}}}}]}`
}

function isInForce({ from, until, isForAddress }: SignedPolicy, address: string, nowMs: number): boolean {
  return nowMs < until * 1000 && (from === undefined || nowMs > from * 1000) && isForAddress(address)
}

/** CloudFront's base64: `-`, `_` and `~` for `+`, `=` and `/`. */
function decode(text: string): Buffer | undefined {
  if (!/^[A-Za-z0-9\-_~+/=]+$/.test(text)) return undefined
  return Buffer.from(text.replaceAll('-', '+').replaceAll('_', '=').replaceAll('~', '/'), 'base64')
}

function denied(code: SignatureCode): SignatureCheck {
  return { kind: 'denied', code, message: MESSAGES[code] }
}
