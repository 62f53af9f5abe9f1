/** Where an origin's host is reached instead. */
export interface OriginTarget {
  readonly protocol: 'http' | 'https'
  readonly hostname: string
  readonly port: number
}

export type OriginMap = ReturnType<typeof readOriginMap>

export const ORIGIN_MAP_EXPECTATION =
  'pairs such as shop.example.com=http://127.0.0.1:9000,*.example.com=https://127.0.0.1:9443, without paths'

const HOST = /^(\*\.)?[a-z0-9_]([a-z0-9._-]*[a-z0-9])?$/i

/** Whether a text is a host name or an IPv4 address, and nothing else. */
export function isHostName(text: string): boolean {
  return HOST.test(text) && !text.startsWith('*')
}

/** Whether a text can be read as an origin map. */
export function isOriginMap(text: string): boolean {
  return entriesOf(text).every(entry => entry !== undefined)
}

/** Reads `host=http://127.0.0.1:9000,*.example.com=https://127.0.0.1:9443`; an entry that cannot be read is left out. */
export function readOriginMap(text: string) {
  const exact = new Map<string, OriginTarget>()
  const wildcards: [suffix: string, target: OriginTarget][] = []
  for (const entry of entriesOf(text)) {
    if (!entry) continue
    const [host, target] = entry
    if (host.startsWith('*')) wildcards.push([host.slice(1), target])
    else exact.set(host, target)
  }
  wildcards.sort(([one], [other]) => other.length - one.length)
  return {
    /** An exact name takes precedence over the longest wildcard. */
    find(host: string): OriginTarget | undefined {
      const name = host.toLowerCase()
      return exact.get(name) ?? wildcards.find(([suffix]) => name.endsWith(suffix))?.[1]
    }
  }
}

function entriesOf(text: string): ([host: string, target: OriginTarget] | undefined)[] {
  const entries = text.split(/[\s,]+/).filter(entry => entry !== '')
  return entries.map(entry => {
    const [, host = '', address = ''] = /^([^=]+)=(.+)$/.exec(entry) ?? []
    const target = readTarget(address)
    return HOST.test(host) && target ? [host.toLowerCase(), target] : undefined
  })
}

/** Reads an address without path, query and user; undefined for anything else. */
export function readTarget(address: string): OriginTarget | undefined {
  if (!/^https?:\/\/[^/\\?#@\s]+\/?$/i.test(address) || !URL.canParse(address)) return undefined
  const { protocol, hostname, port } = new URL(address)
  if (port === '0') return undefined
  const secure = protocol === 'https:'
  return {
    protocol: secure ? 'https' : 'http',
    hostname: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(port) || (secure ? 443 : 80)
  }
}

/** As in a `Host` header. */
export function hostOf({ protocol, hostname, port }: OriginTarget): string {
  return new URL(`${protocol}://${hostname.includes(':') ? `[${hostname}]` : hostname}:${port}`).host
}
