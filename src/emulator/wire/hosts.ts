import { type IncomingHttpHeaders } from 'node:http'
import { isIPv4 } from 'node:net'

/**
 * Whether a Host header names this machine: `localhost`, 127.0.0.0/8 or `[::1]`, with or without a port, or one of the
 * names allowed beside them. A page whose own name was re-bound to a loopback address sends that name here, and is refused.
 */
export function isAllowedHost(host: string | undefined, allowedHosts: readonly string[]): boolean {
  const name = /^(\[[^\]]*\]|[^:]*)(?::\d{1,5})?$/.exec(host ?? '')?.[1]?.toLowerCase()
  if (!name) return false
  if (name === 'localhost' || name === '[::1]') return true
  if (isIPv4(name) && name.startsWith('127.')) return true
  return allowedHosts.some(allowed => allowed.toLowerCase() === name)
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Whether a web page of another origin wants to change something. It need not ask first for a POST of plain text with the
 * signature in its query; but its browser says where it comes from, and other clients say nothing of the kind.
 */
export function isForeignWrite(method: string | undefined, headers: IncomingHttpHeaders): boolean {
  if (SAFE_METHODS.has(method ?? '')) return false
  const { origin, host } = headers
  return headers['sec-fetch-site'] === 'cross-site' || (origin !== undefined && origin !== `http://${host}`)
}
