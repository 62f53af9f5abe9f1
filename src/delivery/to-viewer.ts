import { type CompiledBehavior } from './behavior.ts'
import { connectionHeaders, type HeaderList, listItems } from './headers.ts'
import { selects } from './selection.ts'

/**
 * The headers of an origin's answer as they are stored and sent to viewers: without hop-by-hop headers and those that CloudFront
 * writes itself. `Set-Cookie` stays only if cookies are forwarded, and is then stored, too [G:Cookies]; `Vary` keeps only headers
 * that the origin received.
 */
export function headersForViewers(behavior: CompiledBehavior, headers: HeaderList): HeaderList {
  const hopByHop = connectionHeaders(headers)
  const lines: (readonly [string, string])[] = []
  for (const line of headers) {
    const [name, value] = line
    const lower = name.toLowerCase()
    if (REMOVED.has(lower) || hopByHop.has(lower)) continue
    if (lower === 'set-cookie' && !behavior.cookiesForwarded) continue
    if (lower !== 'vary') lines.push(line)
    else {
      const kept = listItems(value).filter(item => isKeptInVary(behavior, item.toLowerCase()))
      if (kept.length > 0) lines.push([name, kept.join(', ')])
    }
  }
  return lines
}

const REMOVED = new Set([
  'age',
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'via',
  'x-amz-cf-id',
  'x-amz-cf-pop',
  'x-cache'
])

function isKeptInVary({ forwarded, cookiesForwarded }: CompiledBehavior, name: string): boolean {
  if (name === '*' || name === 'accept-encoding') return true
  return name === 'cookie' ? cookiesForwarded : selects(forwarded.headers, name)
}
