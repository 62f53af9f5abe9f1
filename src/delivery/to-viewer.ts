import { type CompiledBehavior } from './behavior.ts'
import { type HeaderList, headerValues, listItems } from './headers.ts'
import { selects } from './selection.ts'

/**
 * The headers of an origin's answer as they are stored and sent to viewers: without hop-by-hop headers and those that CloudFront
 * writes itself. `Set-Cookie` stays only if cookies are forwarded, and is then stored, too [G:Cookies]; `Vary` keeps only headers
 * that the origin received.
 */
export function headersForViewers(behavior: CompiledBehavior, headers: HeaderList): HeaderList {
  const hopByHop = new Set(
    headerValues(headers, 'connection').flatMap(value => value.split(',').map(name => name.trim().toLowerCase()))
  )
  return headers.flatMap(([name, value]) => {
    const lower = name.toLowerCase()
    if (REMOVED.has(lower) || hopByHop.has(lower)) return []
    if (lower === 'set-cookie' && !behavior.cookiesForwarded) return []
    if (lower !== 'vary') return [[name, value] as const]
    const kept = listItems(value).filter(item => isKeptInVary(behavior, item.toLowerCase()))
    return kept.length > 0 ? [[name, kept.join(', ')] as const] : []
  })
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
