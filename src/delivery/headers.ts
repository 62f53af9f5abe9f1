/** Header lines in order, with names as they were sent. */
export type HeaderList = readonly (readonly [name: string, value: string])[]

/** The pairs of a raw list of alternating names and values, as Node and undici return headers. */
export function headerList(raw: readonly string[]): HeaderList {
  const pairs: [string, string][] = []
  for (let at = 0; at + 1 < raw.length; at += 2) pairs.push([raw[at] ?? '', raw[at + 1] ?? ''])
  return pairs
}

/** The values of all lines of a header; names ignore case. */
export function headerValues(headers: HeaderList, name: string): readonly string[] {
  const wanted = name.toLowerCase()
  let values: string[] | undefined
  for (const [given, value] of headers) {
    if (given.length !== wanted.length || given.toLowerCase() !== wanted) continue
    if (values) values.push(value)
    else values = [value]
  }
  return values ?? NO_VALUES
}

const NO_VALUES: readonly string[] = []

/** The value of a header, several lines joined as in RFC 9110, 5.3; undefined if it is absent, as opposed to empty. */
export function headerValue(headers: HeaderList, name: string): string | undefined {
  const wanted = name.toLowerCase()
  let joined: string | undefined
  for (const [given, value] of headers) {
    if (given.length !== wanted.length || given.toLowerCase() !== wanted) continue
    joined = joined === undefined ? value : `${joined}, ${value}`
  }
  return joined
}

/** The names, in lower case, of the headers that `Connection` declares hop-by-hop [RFC 9110, 7.6.1]. */
export function connectionHeaders(headers: HeaderList): ReadonlySet<string> {
  const value = headerValue(headers, 'connection')
  if (value === undefined) return NO_NAMES
  return USUAL.get(value) ?? new Set(value.split(',').map(name => name.trim().toLowerCase()))
}

const NO_NAMES: ReadonlySet<string> = new Set()
/** What nearly every connection declares, as clients and servers spell it. */
const USUAL: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  ['keep-alive', 'Keep-Alive', 'close'].map(value => [value, new Set([value.toLowerCase()])])
)

export function withoutHeaders(headers: HeaderList, dropped: (lowerCaseName: string) => boolean): HeaderList {
  return headers.filter(([name]) => !dropped(name.toLowerCase()))
}

/** Without the cookies of these names; a `Cookie` line that becomes empty is removed. */
export function withoutCookies(headers: HeaderList, dropped: (name: string) => boolean): HeaderList {
  if (!headers.some(([name]) => isCookie(name))) return headers
  return headers.flatMap(([name, value]) => {
    if (!isCookie(name)) return [[name, value] as const]
    const rest = value.split(';').filter(cookie => !dropped((cookie.split('=')[0] ?? '').trim()))
    return rest.length > 0 ? [[name, rest.join(';').trim()] as const] : []
  })
}

function isCookie(name: string): boolean {
  return name.length === 6 && name.toLowerCase() === 'cookie'
}

/** Whether a line can be sent: a token, and a value without control characters [RFC 9110, 5.1 and 5.5]. */
export function canBeSent(name: string, value: string): boolean {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value)
}

/** The list with a single line of that name, in place of the first one or at the end. */
export function withHeader(headers: HeaderList, name: string, value: string): HeaderList {
  const wanted = name.toLowerCase()
  const lines: (readonly [string, string])[] = []
  let isThere = false
  for (const line of headers) {
    if (line[0].length !== wanted.length || line[0].toLowerCase() !== wanted) lines.push(line)
    else if (!isThere) {
      isThere = true
      lines.push([name, value])
    }
  }
  if (!isThere) lines.push([name, value])
  return lines
}

/** The elements of a comma-separated header, trimmed, without empty ones; commas inside quoted strings do not separate. */
export function listItems(value: string): string[] {
  if (!value.includes('"')) return value.split(',').flatMap(item => item.trim() || [])
  const items: string[] = []
  let item = ''
  let quoted = false
  for (let at = 0; at < value.length; at++) {
    const character = value[at] ?? ''
    if (quoted && character === '\\') {
      item += character + (value[++at] ?? '')
      continue
    }
    if (character === '"') quoted = !quoted
    if (character === ',' && !quoted) {
      items.push(item.trim())
      item = ''
    } else item += character
  }
  items.push(item.trim())
  return items.filter(text => text !== '')
}
