/** The names under which a distribution is found. */
export interface Named {
  /** `d….cloudfront.net`; undefined for a tenant, which has no such name of its own. */
  readonly domainName: string | undefined
  readonly aliases: readonly string[]
}

export interface FoundHost<T> {
  readonly distribution: T
  /** As CloudFront knows it: lower case, without port, never the local name. */
  readonly host: string
}

export interface HostIndex<T> {
  /** Finds by the value of a `Host` header. Undefined for a host that no distribution has. */
  find(host: string): FoundHost<T> | undefined
}

/**
 * Finds distributions and tenants by host: their domain name or an alias, in any case and on any port. An exact name takes precedence
 * over the longest wildcard; `*.example.com` covers every name below example.com, however deep, but not example.com [G:CNAMEs]. A
 * disabled distribution keeps its names and is found, too. `d….cloudfront.localhost` and `<alias>.localhost` are local names, which
 * browsers resolve to this machine.
 */
export function indexHosts<T extends Named>(distributions: Iterable<T>): HostIndex<T> {
  const byName = new Map<string, T>()
  for (const distribution of distributions) {
    for (const name of namesOf(distribution)) byName.set(name, distribution)
  }
  return {
    find(header) {
      // Nearly every request names its distribution exactly, which takes precedence anyway.
      const given = bareHost(header)
      const named = byName.get(given)
      if (named) return { distribution: named, host: given }
      for (const { name, host } of namesFor(header)) {
        const distribution = byName.get(name)
        if (distribution) return { distribution, host }
      }
      return undefined
    }
  }
}

export function namesOf({ domainName, aliases }: Named): string[] {
  return [...aliases, ...(domainName === undefined ? [] : [domainName])].map(name => name.toLowerCase())
}

/**
 * The names to look a host up by, in order of precedence: the host itself, the wildcards that cover it, longest first, and, for a
 * local name, the same for the name that it stands for. Each comes with the host as CloudFront knows it.
 */
export function* namesFor(header: string): Generator<{ readonly name: string; readonly host: string }> {
  const given = bareHost(header)
  // The maximum length of a name [RFC 1035, 2.3.4].
  if (given.length > 253 + '.localhost'.length) return
  const global = globalNameOf(given)
  for (const host of global === undefined ? [given] : [given, global]) {
    yield { name: host, host }
    for (let dot = host.indexOf('.', 1); dot > 0; dot = host.indexOf('.', dot + 1)) {
      yield { name: `*${host.slice(dot)}`, host }
    }
  }
}

/** A host as hosts are compared: lower case, without port. */
export function bareHost(header: string): string {
  return header.replace(/:\d*$/, '').toLowerCase()
}

/** The name under which a browser reaches a distribution's domain or alias on this machine. */
export function localNameOf(host: string): string {
  return host.endsWith('.cloudfront.net') ? host.replace(/net$/, 'localhost') : `${host}.localhost`
}

/** The inverse of `localNameOf`; undefined for any other host. */
export function globalNameOf(host: string): string | undefined {
  if (!host.endsWith('.localhost')) return undefined
  const name = host.slice(0, -'.localhost'.length)
  return name.endsWith('.cloudfront') ? `${name}.net` : name
}

/** An `Origin` or `Referer` with a local name as it would be at AWS, so that an origin can compare it with `Host`. */
export function globalUrl(url: string, hosts: HostIndex<unknown>, protocol: 'http' | 'https'): string {
  const local = localAuthority(url)
  const found = local && hosts.find(local.authority)
  return found ? `${protocol}://${found.host}${local.rest}` : url
}

/** The authority of a URL, and what follows it, if the authority has the format of a local name. */
export function localAuthority(url: string): { readonly authority: string; readonly rest: string } | undefined {
  const [, authority, rest = ''] = /^https?:\/\/([^/?#]*)(.*)$/i.exec(url) ?? []
  if (authority === undefined || globalNameOf(bareHost(authority)) === undefined) return undefined
  return { authority, rest }
}
