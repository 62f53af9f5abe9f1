import { type FastifySchema } from 'fastify'
import Type, { type TSchema } from 'typebox'
import { ANY_CALL } from '../cloudfront/operation-problems.ts'
import { catalogue, type ErrorCode } from '../errors.ts'
import { problemResponses, withProblems } from './problem-schema.ts'

// Errors that any request can cause, outside the handler of its route.
const ANY_REQUEST: readonly ErrorCode[] = [
  'MALFORMED_REQUEST',
  'MALFORMED_URL',
  'UNAUTHENTICATED',
  'SCOPE_MISSING',
  'OUTSIDE_LIMITS',
  'REQUEST_TIMEOUT',
  'RATE_LIMITED',
  'HOURLY_BUDGET_EXCEEDED',
  'MONTHLY_REQUESTS_EXCEEDED',
  'URI_TOO_LONG',
  'EXPECTATION_FAILED',
  'MISDIRECTED_HOST',
  'HEADERS_TOO_LARGE',
  'INTERNAL',
  'SHUTTING_DOWN',
  'TOO_MANY_CONNECTIONS',
  'OVERLOADED',
  // If the token cannot be checked.
  'STORE_UNAVAILABLE',
  'ISSUER_UNAVAILABLE'
]
const ANY_WRITE: readonly ErrorCode[] = [
  // Nothing is written unless it can be recorded first.
  'STORE_UNAVAILABLE',
  'CROSS_SITE_REQUEST',
  // A body is read with every method except GET, even where the route expects none.
  'MALFORMED_BODY',
  'PAYLOAD_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE'
]

/** Errors that any request or any call to CloudFront can cause. */
export const GENERAL_CODES: ReadonlySet<ErrorCode> = new Set([...ANY_REQUEST, ...ANY_WRITE, ...ANY_CALL])

const text = (description: string) => Type.String({ description })
const whole = (description: string) => Type.Integer({ description })
/**
 * The headers of every answer, in OpenAPI's format. The document declares them only with each operation's `default`,
 * and says so: two references with every answer would make it a twentieth larger.
 */
export const ON_EVERY_ANSWER = {
  'X-Request-Id': {
    schema: { type: 'string' },
    description: 'Identifies the request in the log; the one from the request, if it had one.'
  },
  'X-Frontage-Backend': {
    schema: { type: 'string', enum: ['local', 'aws'] },
    description: 'Which CloudFront the answer is based on.'
  }
}
/**
 * Also on every answer, if the operator limits requests (draft-ietf-httpapi-ratelimit-headers-06). For the same reason,
 * the document declares them with 429 only.
 */
const rateLimitHeaders = {
  'RateLimit-Limit': whole('How many requests the caller may send in the current window, if limited.'),
  'RateLimit-Remaining': whole('How many of them are left.'),
  'RateLimit-Reset': whole('The number of seconds until the next window begins.')
}
export const NAMES_ON_EVERY_ANSWER: ReadonlySet<string> = new Set(
  Object.keys({ ...ON_EVERY_ANSWER, ...rateLimitHeaders })
)
const onHeldAnswer = {
  'Preference-Applied': text('With `Prefer: wait=N`: how long the answer may have been held, in seconds.')
}
const onPost = {
  'Idempotency-Replayed': Type.Enum(['true'], {
    type: 'string',
    description: 'Present if this is the stored answer to the first request with this Idempotency-Key.'
  })
}
const onPage = { Link: text('The address of the next page, with `rel="next"` (RFC 8288); absent on the last one.') }
const onRetryable = { 'Retry-After': text('After how many seconds to retry, if that may help.') }
const onStatus: Readonly<Record<string, Readonly<Record<string, TSchema>>>> = {
  401: { 'WWW-Authenticate': text('How to authenticate (RFC 6750).') },
  403: { 'WWW-Authenticate': text('The missing scope, if any (RFC 6750).') },
  405: { Allow: text('The methods that the address supports.') },
  412: { ETag: text('The current version, if there is one.') },
  415: {
    Accept: text('The supported media types, if the media type was refused.'),
    'Accept-Patch': text('The same for PATCH (RFC 5789).'),
    'Accept-Encoding': text('The supported content codings, if the coding was refused.')
  },
  429: rateLimitHeaders
}
const retryable = new Set(
  Object.values(catalogue).flatMap(({ status, retryAfterSeconds }) => (retryAfterSeconds === undefined ? [] : [status]))
)

interface Answer {
  readonly description: string
  readonly headers?: Readonly<Record<string, TSchema>>
}

/** Documents for every route the problems and headers that hooks add to its answers. */
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
    const headers = { ...answer.headers, ...own }
    return [status, { ...answer, ...(Object.keys(headers).length > 0 && { headers }) }]
  })
  return { ...schema, response: Object.fromEntries(response) as Record<string, Answer> }
}

/**
 * The answer to a method that an address does not have. It belongs to no operation, so it is only a component, which the
 * document's description mentions.
 */
export function withMethodNotAllowed(document: Record<string, unknown>): Record<string, unknown> {
  const [answer] = Object.values(problemResponses('METHOD_NOT_ALLOWED'))
  // As @fastify/swagger writes the headers of a route's answers.
  const headers = Object.entries(onFailure(405)).map(([name, header]) => {
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
  return withProblems(declared, ...ANY_REQUEST, ...(isRead ? [] : ANY_WRITE)) as Record<string, Answer>
}
