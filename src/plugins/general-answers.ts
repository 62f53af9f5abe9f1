import { type FastifySchema } from 'fastify'
import Type, { type TSchema } from 'typebox'
import { catalogue, type ErrorCode } from '../errors.ts'
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
const onRetryable = { 'Retry-After': text('After how many seconds to try again, where that can help.') }
const onStatus: Readonly<Record<string, Readonly<Record<string, TSchema>>>> = {
  401: { 'WWW-Authenticate': text('How to authenticate (RFC 6750).') },
  405: { Allow: text('The methods that the address has.') },
  412: { ETag: text('The current version, where there is one.') },
  415: {
    Accept: text('The media types that are read, where the media type is refused.'),
    'Accept-Patch': text('The same for PATCH (RFC 5789).'),
    'Accept-Encoding': text('The content codings that are read, where the coding is refused.')
  }
}
const retryable = new Set(
  Object.values(catalogue).flatMap(({ status, retryAfterSeconds }) => (retryAfterSeconds === undefined ? [] : [status]))
)

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
    const own = Number(status) < 300 ? onSuccess : onFailure(Number(status))
    return [status, { ...answer, headers: { ...answer.headers, ...own, ...onAnyAnswer } }]
  })
  return { ...schema, response: Object.fromEntries(response) as Record<string, Answer> }
}

/**
 * What any address answers to a method that it does not have. It belongs to no operation, so that it is a component alone,
 * which the description of the document names.
 */
export function withMethodNotAllowed(document: Record<string, unknown>): Record<string, unknown> {
  const [answer] = Object.values(problemResponses('METHOD_NOT_ALLOWED'))
  // As @fastify/swagger writes the headers of a route's answers.
  const headers = Object.entries({ ...onFailure(405), ...onAnyAnswer }).map(([name, header]) => {
    const { description, ...schema } = header as TSchema & { description?: string }
    return [name, { schema, description }] as const
  })
  const MethodNotAllowed = { ...(answer as Answer), headers: Object.fromEntries(headers) }
  return { ...document, components: { ...(document.components as object), responses: { MethodNotAllowed } } }
}

function onFailure(status: number): Readonly<Record<string, TSchema>> {
  return { ...onStatus[status], ...(retryable.has(status) && onRetryable) }
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
