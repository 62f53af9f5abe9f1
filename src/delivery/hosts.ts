/** The names under which a distribution is found. */
export interface Named {
  /** `d….cloudfront.net`; undefined for a tenant, which has no such name of its own. */
  readonly domainName: string | undefined
  readonly aliases: readonly string[]
}

export interface FoundHost<T> {
  readonly distribution: T
  /** As CloudFront knows it: lower case, without port, never the local form. */
  readonly host: string
}

export interface HostIndex<T> {
  /** By the value of a `Host` header. Undefined for a host that no distribution has. */
  find(host: string): FoundHost<T> | undefined
}

/**
 * Finds distributions and tenants by host: their domain name or an alias, in any case and on any port. An exact name takes precedence
 * over the longest wildcard; `*.example.com` covers every name below example.com, however deep, but not example.com [G:CNAMEs]. A
 * disabled distribution is found, too: its names are not given to another. `d….cloudfront.localhost` and `<alias>.localhost` are names
 * that browsers resolve to this machine by themselves.
 */
export function indexHosts<T extends Named>(distributions: Iterable<T>): HostIndex<T> {
  const exact = new Map<string, T>()
  /** By what follows the asterisk. */
  const wildcards = new Map<string, T>()
  for (const distribution of distributions) {
    if (distribution.domainName !== undefined) exact.set(distribution.domainName.toLowerCase(), distribution)
    for (const alias of distribution.aliases.map(name => name.toLowerCase())) {
      if (alias.startsWith('*.')) wildcards.set(alias.slice(1), distribution)
      else exact.set(alias, distribution)
    }
  }

  function findName(host: string): FoundHost<T> | undefined {
    const named = exact.get(host)
    if (named) return { distribution: named, host }
    for (let dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
      const found = dot > 0 ? wildcards.get(host.slice(dot)) : undefined
      if (found) return { distribution: found, host }
    }
    return undefined
  }

  return {
    find(header) {
      const host = bareHost(header)
      const local = globalNameOf(host)
      return findName(host) ?? (local === undefined ? undefined : findName(local))
    }
  }
}

/** A host in the form in which it is compared: lower case, without port. */
export function bareHost(header: string): string {
  return header.replace(/:\d*$/, '').toLowerCase()
}

/** The name under which a browser reaches a distribution's domain or alias on this machine. */
export function localNameOf(host: string): string {
  return host.endsWith('.cloudfront.net') ? host.replace(/net$/, 'localhost') : `${host}.localhost`
}

/** The inverse of `localNameOf`; undefined for a host of another form. */
export function globalNameOf(host: string): string | undefined {
  if (!host.endsWith('.localhost')) return undefined
  const name = host.slice(0, -'.localhost'.length)
  return name.endsWith('.cloudfront') ? `${name}.net` : name
}

/** An `Origin` or `Referer` with a local name as it would be at AWS, so that an origin can compare it with `Host`. */
export function globalUrl(url: string, hosts: HostIndex<unknown>, protocol: 'http' | 'https'): string {
  const [, authority, rest = ''] = /^https?:\/\/([^/?#]*)(.*)$/i.exec(url) ?? []
  if (authority === undefined || globalNameOf(bareHost(authority)) === undefined) return url
  const found = hosts.find(authority)
  return found ? `${protocol}://${found.host}${rest}` : url
}
