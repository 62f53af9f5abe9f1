import { type HeaderList, headerValue } from '../../delivery/headers.ts'
import { type ViewerRequest } from '../../delivery/viewer-request.ts'
import { type Wanted } from './found.ts'
import { keyText } from './request-log.ts'
import { type Answer } from './send.ts'

/** Asks for a header of the same name, which explains the answer. */
const EXPLAIN = 'X-Frontage-Edge'
const NO_HEADERS: HeaderList = []

/** The header that explains an answer to people, if the request asks for it. */
export function explanation(
  { headers }: Pick<ViewerRequest, 'headers'>,
  wanted: Wanted | undefined,
  answer: Answer
): HeaderList {
  if (headerValue(headers, EXPLAIN) === undefined) return NO_HEADERS
  const { key, originId, ttlSeconds, rule, clampedBy, detail } = answer.why ?? {}
  const determined = [rule, clampedBy].filter(text => text !== undefined).join(', ')
  const functions = Object.values(wanted?.behavior.functions ?? {})
  const parts = [
    wanted && `distribution=${wanted.distribution.id}`,
    wanted?.distribution.tenantId !== undefined && `tenant=${wanted.distribution.tenantId}`,
    wanted && `behavior=${wanted.behavior.pathPattern}`,
    originId !== undefined && `origin=${originId}`,
    key && `key=${keyText(key)}`,
    ttlSeconds !== undefined && `ttl=${ttlSeconds}${determined === '' ? '' : ` (${determined})`}`,
    functions.length > 0 && `function=${functions.join(',')}`,
    `result=${answer.result}`,
    detail !== undefined && `detail=${detail}`
  ]
  const text = parts.filter(part => typeof part === 'string').join('; ')
  return [[EXPLAIN, text.replace(/[^\x20-\x7e]/g, '?')]]
}
