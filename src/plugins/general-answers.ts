import { type FastifySchema } from 'fastify'
import Type, { type TSchema } from 'typebox'
import { type ErrorCode } from '../errors.ts'
import { problemResponses } from './problem-schema.ts'

// What any request can end in before, or beside, the work of its route.
const ANY_REQUEST: readonly ErrorCode[] = [
  'MALFORMED_REQUEST',
  'MALFORMED_URL',
  'UNAUTHENTICATED',
  'REQUEST_TIMEOUT',
  'URI_TOO_LONG',
  'EXPECTATION_FAILED',
  'MISDIRECTED_HOST',
  'HEADERS_TOO_LARGE',
  'INTERNAL',
  'SHUTTING_DOWN',
  'TOO_MANY_CONNECTIONS',
  'OVERLOADED'
]
// A body is read with every method but GET, also where none is asked for.
const ANY_WRITE: readonly ErrorCode[] = [
  'CROSS_SITE_REQUEST',
  'MALFORMED_BODY',
  'PAYLOAD_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE'
]

const text = (description: string) => Type.String({ description })
const onAnyAnswer = {
  'X-Request-Id': text('Finds the request in the log; the one that was sent, if any.'),
  'X-Frontage-Backend': Type.Enum(['local', 'aws'], {
    type: 'string',
    description: 'Which CloudFront is behind the answer.'
  })
}
const onHeldAnswer = { 'Preference-Applied': text('With `Prefer: wait=N`: for how long the answer could be held.') }
const onPost = {
  'Idempotency-Replayed': Type.Enum(['true'], {
    type: 'string',
    description: 'The answer is that to the first request with this Idempotency-Key.'
  })
}
const onPage = { Link: text('The address of the next page, with `rel="next"` (RFC 8288); absent on the last one.') }
const onRefusal = { 'Retry-After': Type.String({ description: 'After how many seconds to try again.' }) }

interface Answer {
  readonly description: string
  readonly headers?: Readonly<Record<string, TSchema>>
}

/** What hooks do to the answers of all routes is no route's business to say: problems, status by status, and headers. */
export function withGeneralAnswers(schema: FastifySchema, method: string): FastifySchema {
  const answers = withGeneralProblems(schema.response as Record<string, Answer>, method === 'GET')
  const asked = schema as { headers?: Properties; querystring?: Properties }
  const onSuccess = {
    ...(asked.headers?.properties?.prefer !== undefined && onHeldAnswer),
    ...(method === 'POST' && onPost),
    ...(asked.querystring?.properties?.cursor !== undefined && onPage)
  }
  const response = Object.entries(answers).map(([status, answer]) => {
    const own = Number(status) < 300 ? onSuccess : status === '429' || status === '503' ? onRefusal : {}
    return [status, { ...answer, headers: { ...answer.headers, ...own, ...onAnyAnswer } }]
  })
  return { ...schema, response: Object.fromEntries(response) as Record<string, Answer> }
}

interface Properties {
  readonly properties?: Readonly<Record<string, unknown>>
}

function withGeneralProblems(declared: Record<string, Answer>, isRead: boolean): Record<string, Answer> {
  const general = problemResponses(...ANY_REQUEST, ...(isRead ? [] : ANY_WRITE)) as Record<string, Answer>
  const added = Object.entries(general).map(([status, answer]) => {
    const own = declared[status]
    return [status, own ? { ...own, description: `${own.description}\n\n${answer.description}` } : answer]
  })
  return { ...declared, ...(Object.fromEntries(added) as Record<string, Answer>) }
}
