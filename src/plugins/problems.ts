import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import { type Socket } from 'node:net'
import { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { forAllRoutes } from './for-all-routes.ts'
import { catalogue, type ErrorCode, ServiceError } from '../errors.ts'
import { type Problem } from './problem-schema.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The place of `body` in what was sent; problems' pointers begin with it. */
    bodyPointer: string
  }
}

const PROBLEM_TYPE = 'application/problem+json; charset=utf-8'

const codes = new WeakMap<FastifyRequest, ErrorCode>()

/** The code of the problem in the answer, if there is one. */
export function problemCodeOf(request: FastifyRequest): ErrorCode | undefined {
  return codes.get(request)
}
/** Called with the code of every problem that is answered. */
export type OnProblem = (code: ErrorCode) => void

/** Every failure is answered as `application/problem+json` (RFC 9457); internal causes are only logged. */
export const problems = forAllRoutes<{ onProblem?: OnProblem }>(
  async (app: FastifyInstance, { onProblem = () => undefined }) => {
    app.decorateRequest('bodyPointer', '')
    app.setErrorHandler((error, request, reply) => {
      try {
        return sendProblem(asServiceError(error), request, reply, onProblem)
      } catch (unsendable) {
        const cause = new AggregateError([error, unsendable], 'a problem could not be written')
        const detail = 'The request failed with an internal error.'
        return sendProblem(new ServiceError('INTERNAL', detail, { cause }), request, reply, onProblem)
      }
    })
  }
)

/**
 * The type of a problem, which is also the address of its explanation: without a host, since an instance may have
 * several names (RFC 9457, section 3.1.1).
 */
export function problemTypeOf(code: ErrorCode): string {
  return `/problems/${code}`
}

/** The body for an error, as a caller may see it. */
export function problemOf(error: ServiceError, requestId: string): Problem {
  const { title, status, retryable, quota, class: errorClass } = catalogue[error.code]
  const { remedy, errors, cloudFront, usedBy } = error
  return {
    type: problemTypeOf(error.code),
    title,
    status,
    detail: error.message,
    code: error.code,
    class: errorClass,
    requestId,
    retryable,
    ...(remedy !== undefined && { remedy }),
    ...(quota !== undefined && { quota }),
    ...(errors.length > 0 && { errors: [...errors] }),
    ...(usedBy.length > 0 && { usedBy: [...usedBy] }),
    ...(cloudFront && {
      cloudFront: {
        code: cloudFront.code,
        ...(cloudFront.requestId !== undefined && { requestId: cloudFront.requestId })
      }
    })
  }
}

function sendProblem(error: ServiceError, request: FastifyRequest, reply: FastifyReply, onProblem: OnProblem) {
  const { status, retryAfterSeconds } = catalogue[error.code]
  codes.set(request, error.code)
  if (status >= 500) request.log.error({ err: error, code: error.code }, error.message)
  else request.log.debug({ err: error, code: error.code }, error.message)
  reply.code(status).headers(error.headers).type(PROBLEM_TYPE)
  if (retryAfterSeconds !== undefined && !reply.hasHeader('retry-after')) reply.header('retry-after', retryAfterSeconds)
  // The rest of a refused body may still be in transit.
  if (status === 413 || status === 408) reply.header('connection', 'close')
  const body = bodyOf(error, request)
  onProblem(error.code)
  return reply.send(body)
}

/** Serialised here, so that a failure to serialise does not end in the framework's own error. */
function bodyOf(error: ServiceError, request: FastifyRequest): string {
  const problem = withBodyPointer(problemOf(error, request.id), request.bodyPointer)
  const mayRepeatEffect = request.method === 'POST' && request.headers['idempotency-key'] === undefined
  return JSON.stringify(mayRepeatEffect && UNKNOWN_EFFECT.has(error.code) ? { ...problem, retryable: false } : problem)
}

function withBodyPointer(problem: Problem, bodyPointer: string): Problem {
  if (bodyPointer === '' || problem.errors === undefined) return problem
  const errors = problem.errors.map(error =>
    error.pointer === undefined ? error : { ...error, pointer: bodyPointer + error.pointer }
  )
  return { ...problem, errors }
}

/** After these it is unknown whether the call took effect, so a retry may repeat it. */
export const UNKNOWN_EFFECT: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'CLOUDFRONT_BAD_ANSWER',
  'CLOUDFRONT_UNREACHABLE',
  'CLOUDFRONT_TIMEOUT'
])

/** Fastify's own errors by code, with messages that reveal no internals. */
const byFastifyCode: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['PAYLOAD_TOO_LARGE', 'The body is larger than this service accepts.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['UNSUPPORTED_MEDIA_TYPE', 'The body must be JSON, with a matching Content-Type.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['MALFORMED_BODY', 'The body is shorter or longer than Content-Length says.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['MALFORMED_BODY', 'Content-Type is JSON, but the body is empty.'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['MALFORMED_BODY', 'The body is not valid JSON.']
}

function asServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error
  const { code, statusCode } = error as Partial<FastifyError>
  const known = code === undefined ? undefined : byFastifyCode[code]
  if (known) return new ServiceError(known[0], known[1], { cause: error })
  // The client disconnected in the middle of its body.
  if (code === 'ECONNRESET' && statusCode === 400) {
    return new ServiceError('MALFORMED_BODY', 'The body ended before it was complete.', { cause: error })
  }
  if (statusCode === 404)
    return new ServiceError('ROUTE_NOT_FOUND', 'There is nothing at this address.', { cause: error })
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new ServiceError('MALFORMED_REQUEST', `${STATUS_CODES[statusCode] ?? 'Bad Request'}.`, { cause: error })
  }
  if (statusCode === 503)
    return new ServiceError('SHUTTING_DOWN', 'This instance no longer accepts requests.', { cause: error })
  return new ServiceError('INTERNAL', 'The request failed with an internal error.', { cause: error })
}

/** Closes after a delay: unread data would turn an immediate close into a reset, which may lose the answer. */
const LINGER_MS = 1_000

const brokenHttp: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT'
}

/** Fastify's option for what Node refuses before there is a request: the answer is written directly to the socket. */
export function earlyProblems(headers: Readonly<Record<string, string>>, onProblem: OnProblem) {
  return {
    clientErrorHandler(this: FastifyInstance, error: Error & { code?: string }, socket: Socket): void {
      if (error.code === 'ECONNRESET' || !socket.writable) {
        socket.destroy()
        return
      }
      const requestId = randomUUID()
      const code = brokenHttp[error.code ?? ''] ?? 'MALFORMED_REQUEST'
      const { status, title } = catalogue[code]
      onProblem(code)
      this.log.debug({ err: error, requestId, code }, `${title}.`)
      const body = JSON.stringify(problemOf(new ServiceError(code, `${title}.`), requestId))
      const head = {
        'content-type': PROBLEM_TYPE,
        'content-length': String(Buffer.byteLength(body)),
        'x-request-id': requestId,
        ...headers,
        connection: 'close'
      }
      const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}\r\n`)
      socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${body}`)
      // The other side may never close its half, or never read the answer.
      const timer = setTimeout(() => socket.destroy(), LINGER_MS)
      socket.once('close', () => clearTimeout(timer))
    }
  }
}
