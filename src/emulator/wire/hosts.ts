import { type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { isIPv4 } from 'node:net'

/**
 * Turns a request as a proxy receives it (`GET http://123456789012.localhost/path`) into one for a server; a different Host
 * header is ignored (RFC 9112, 3.2.2). This is how clients of key value stores reach names that their system does not resolve.
 */
export function takeAbsoluteForm(request: IncomingMessage): void {
  const [, authority, rest = ''] = /^http:\/\/([^/?#]*)(.*)$/is.exec(request.url ?? '') ?? []
  if (authority === undefined) return
  request.headers.host = authority
  request.url = rest.startsWith('/') ? rest : `/${rest}`
}

/**
 * Whether a Host header names this machine: `localhost` or a name below it (clients of key value stores put the account's
 * number before it), 127.0.0.0/8 or `[::1]`, with or without a port, or one of the other allowed names. A page whose own
 * name was rebound to a loopback address sends that name, and is refused.
 */
export function isAllowedHost(host: string | undefined, allowedHosts: readonly string[]): boolean {
  const name = /^(\[[^\]]*\]|[^:]*)(?::\d{1,5})?$/.exec(host ?? '')?.[1]?.toLowerCase()
  if (!name) return false
  if (name === 'localhost' || name.endsWith('.localhost') || name === '[::1]') return true
  if (isIPv4(name) && name.startsWith('127.')) return true
  return allowedHosts.some(allowed => allowed.toLowerCase() === name)
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Whether a web page of another origin tries to change something. A POST of plain text with the signature in its query needs no
 * preflight request; but browsers send the page's origin, which other clients do not.
 */
export function isForeignWrite(method: string | undefined, headers: IncomingHttpHeaders): boolean {
  if (SAFE_METHODS.has(method ?? '')) return false
  const { origin, host } = headers
  return headers['sec-fetch-site'] === 'cross-site' || (origin !== undefined && origin !== `http://${host}`)
}
