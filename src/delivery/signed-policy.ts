import { BlockList, isIPv4 } from 'node:net'
import { matchesWildcards } from './patterns.ts'

/** The single statement of a signed policy. Times are seconds since 1970. */
export interface SignedPolicy {
  readonly resource: string | undefined
  readonly from: number | undefined
  readonly until: number
  readonly isForAddress: (address: string) => boolean
}

/** Undefined for an invalid policy: other JSON, no or several statements, no end, an invalid address. */
export function readPolicy(text: string): SignedPolicy | undefined {
  const statement = only(member(parse(text), 'Statement'))
  const condition = member(statement, 'Condition')
  const until = member(member(condition, 'DateLessThan'), 'AWS:EpochTime')
  const from = member(member(condition, 'DateGreaterThan'), 'AWS:EpochTime')
  const network = member(member(condition, 'IpAddress'), 'AWS:SourceIp')
  const resource = member(statement, 'Resource')
  const isForAddress = network === undefined ? () => true : addressesIn(network)
  if (typeof until !== 'number' || (from !== undefined && typeof from !== 'number') || !isForAddress) return undefined
  if (resource !== undefined && typeof resource !== 'string') return undefined
  return { resource, from, until, isForAddress }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Text that is not JSON is an invalid policy.
    return undefined
  }
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return (value as Record<string, unknown>)[name]
}

function only(list: unknown): unknown {
  return Array.isArray(list) && list.length === 1 ? (list[0] as unknown) : undefined
}

/** An IPv4 address or network; `0.0.0.0/0` is everybody, including IPv6 [G:private-content-creating-signed-url-custom-policy]. */
function addressesIn(network: unknown): ((address: string) => boolean) | undefined {
  const [, base = '', bits = '32'] = /^([\d.]+)(?:\/(\d{1,2}))?$/.exec(typeof network === 'string' ? network : '') ?? []
  if (!isIPv4(base) || Number(bits) > 32) return undefined
  if (bits === '0') return () => true
  const addresses = new BlockList()
  addresses.addSubnet(base, Number(bits), 'ipv4')
  return address => {
    const own = address.replace(/^::ffff:/i, '')
    return !own.includes(':') && addresses.check(own, 'ipv4')
  }
}

export interface SignedUrl {
  readonly protocol: string
  readonly host: string
  readonly path: string
  readonly query: string | undefined
}

/**
 * Whether a policy's resource covers a URL. Protocol, domain, path and query are matched separately, so that `*` and `?` stay
 * within one of them. A `*` at the end of the path covers any query, at the end of the domain any path and query; without a
 * scheme any protocol is covered. The query begins at an escaped question mark or, as clients sign it, at an unescaped one
 * [G:private-content-creating-signed-url-custom-policy].
 */
export function coversResource(resource: string | undefined, url: SignedUrl): boolean {
  if (resource === undefined || resource === '*') return true
  const separator = resource.indexOf('://')
  const protocol = separator < 0 ? '*' : resource.slice(0, separator)
  const rest = separator < 0 ? resource : resource.slice(separator + 3)
  const slash = rest.indexOf('/')
  const domain = (slash < 0 ? rest : rest.slice(0, slash)).toLowerCase()
  if (!matchesWildcards(protocol, url.protocol) || !matchesWildcards(domain, url.host)) return false
  if (slash < 0) return domain.endsWith('*') || (url.path === '/' && url.query === undefined)
  const local = rest.slice(slash)
  return (
    ['\\?', '?'].some(mark => {
      const at = local.indexOf(mark)
      return at >= 0 && coversLocal(local.slice(0, at), local.slice(at + mark.length), url)
    }) || coversLocal(local, undefined, url)
  )
}

function coversLocal(path: string, query: string | undefined, url: SignedUrl): boolean {
  if (!matchesWildcards(path, url.path)) return false
  if (query !== undefined) return url.query !== undefined && matchesWildcards(query, url.query)
  return path.endsWith('*') || url.query === undefined
}
