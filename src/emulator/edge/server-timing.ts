import { type CompiledBehavior } from '../../delivery/behavior.ts'
import { type HeaderList, headerValue, withHeader } from '../../delivery/headers.ts'
import { sendsServerTiming } from '../../delivery/response-headers.ts'
import { type ViewerRequest } from '../../delivery/viewer-request.ts'
import { type Answer, POP } from './send.ts'

/**
 * Adds `Server-Timing`, after the rest of the policy, if the behavior's policy has it for this request (Developer Guide,
 * "Server-Timing header").
 */
export function withServerTiming(
  answer: Answer,
  { policies }: Pick<CompiledBehavior, 'policies'>,
  request: ViewerRequest,
  firstByteMs: number
): HeaderList {
  if (!sendsServerTiming(policies.responseHeaders, request.headers, Math.random())) return answer.headers
  const took = `dur=${Math.round(firstByteMs)}`
  const common = [`cdn-pop;desc="${POP}"`, `cdn-rid;desc="${request.id}"`]
  if (answer.cacheResult === 'Hit') {
    const metrics = ['cdn-cache-hit', ...common, 'cdn-hit-layer;desc="EDGE"', `cdn-downstream-fbl;${took}`]
    return withHeader(answer.headers, 'Server-Timing', metrics.join(','))
  }
  const refreshed = answer.cacheResult === 'RefreshHit'
  const kind = refreshed ? 'cdn-cache-refresh' : 'cdn-cache-miss'
  const metrics = ['cdn-upstream-layer;desc="EDGE"', `cdn-upstream-fbl;${took}`, kind, ...common]
  // The origin's metrics in a stored answer are about another request.
  const ofOrigin = refreshed ? undefined : headerValue(answer.headers, 'server-timing')
  return withHeader(
    answer.headers,
    'Server-Timing',
    [...(ofOrigin === undefined ? [] : [ofOrigin]), ...metrics].join(',')
  )
}
