import { type FastifyInstance, type FastifyRequest, type FastifySchema } from 'fastify'
import { forAllRoutes } from './for-all-routes.ts'
import { payloadHook } from './hooks.ts'
import { ServiceError } from '../errors.ts'
import { BYTES, CLOUDFRONT_JSON, JSON_PATCH } from './media-types.ts'
import { duplicateMembers } from '../validation/duplicate-members.ts'
import { jsonSize, type JsonSize } from '../validation/json-size.ts'
import { unusableTexts } from '../validation/unusable-texts.ts'
import { validationFailed } from './validation.ts'

const JSON_TYPE = 'application/json'
const MERGE_PATCH = 'application/merge-patch+json'
/** Far beyond CloudFront's limit for a function's code, so that CloudFront refuses it and names the limit. */
export const BYTES_MAX = 100_000

/**
 * Reads bodies as strict JSON in UTF-8. A route accepts the media types of its `schema.body.content`; by default JSON,
 * and for PATCH also `application/merge-patch+json` (RFC 7396). Other media types are read as bytes, for the routes
 * that list them.
 */
export const jsonBodies = forAllRoutes(async (app: FastifyInstance) => {
  // Fastify's own parsers accept any text and have less helpful errors.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    [JSON_TYPE, MERGE_PATCH, JSON_PATCH],
    { parseAs: 'buffer' },
    async (_: FastifyRequest, body: Buffer) => parseJson(body)
  )
  app.addContentTypeParser(CLOUDFRONT_JSON, { parseAs: 'buffer' }, async (_: FastifyRequest, body: Buffer) =>
    refuseAnswers(parseJson(body))
  )
  app.addContentTypeParser(
    BYTES,
    { parseAs: 'buffer', bodyLimit: BYTES_MAX },
    async (_: FastifyRequest, body: Buffer) => body
  )
  app.addHook(
    'preParsing',
    payloadHook((request, reply) => {
      // The content of a GET has no meaning (RFC 9110, section 9.3.1) and is not read.
      if (!hasBody(request) || request.method === 'GET' || request.method === 'HEAD') return
      if (!request.is404) refuseUnsupported(request)
      // Only now, because nobody should send a body that is refused (RFC 9110, section 10.1.1).
      if (isExpectant(request) && announcedBytes(request) <= limitOf(request)) reply.raw.writeContinue()
    })
  )
})

function refuseUnsupported(request: FastifyRequest): void {
  const coding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase()
  if (coding !== 'identity' && coding !== '') {
    throw new ServiceError('UNSUPPORTED_MEDIA_TYPE', 'Encoded bodies are not supported: send no Content-Encoding.', {
      headers: { 'accept-encoding': 'identity' }
    })
  }
  const accepted = acceptedTypes(request.routeOptions.schema, request.method)
  const { mediaType, charset } = contentType(request)
  if (!accepted.includes(mediaType)) {
    throw new ServiceError(
      'UNSUPPORTED_MEDIA_TYPE',
      `Send ${accepted.join(' or ')}, not ${mediaType || 'a body without Content-Type'}.`,
      {
        headers: { [request.method === 'PATCH' ? 'accept-patch' : 'accept']: accepted.join(', ') }
      }
    )
  }
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8') {
    throw new ServiceError('UNSUPPORTED_MEDIA_TYPE', 'Bodies are always UTF-8; omit charset from Content-Type.')
  }
}

/** Whether the client waits for 100 Continue: other expectations are refused, and HTTP/1.0 does not have it. */
function isExpectant({ headers, raw }: FastifyRequest): boolean {
  return headers.expect !== undefined && raw.httpVersion === '1.1'
}

function announcedBytes({ headers }: FastifyRequest): number {
  return Number(headers['content-length'] ?? 0)
}

/** The limit that Fastify applies to the body. */
function limitOf(request: FastifyRequest): number {
  return BYTES.includes(contentType(request).mediaType) ? BYTES_MAX : request.routeOptions.bodyLimit
}

function hasBody(request: FastifyRequest): boolean {
  return request.headers['transfer-encoding'] !== undefined || announcedBytes(request) > 0
}

function acceptedTypes(schema: FastifySchema | undefined, method: string): string[] {
  const body = schema?.body as { content?: object } | undefined
  if (body?.content) return Object.keys(body.content)
  return method === 'PATCH' ? [JSON_TYPE, MERGE_PATCH] : [JSON_TYPE]
}

function contentType({ headers }: FastifyRequest): { mediaType: string; charset: string | undefined } {
  const [mediaType = '', ...parameters] = (headers['content-type'] ?? '').toLowerCase().split(';')
  const charset = parameters.map(parameter => parameter.trim()).find(parameter => parameter.startsWith('charset='))
  return { mediaType: mediaType.trim(), charset: charset?.slice('charset='.length).replaceAll('"', '') }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

const ERRORS_MAX = 20
/** CloudFront's own documents are a dozen levels deep; values are processed recursively. */
const DEPTH_MAX = 64
/** A hundred thousand paths, as many tags, and a configuration. */
const VALUES_MAX = 250_000
/** The largest configuration within CloudFront's quotas has a few thousand. */
const MEMBERS_MAX = 20_000
/** Longer than any text of CloudFront, and short enough for regular expressions that repeat a group. */
const TEXT_BYTES_MAX = 1_024 * 1_024

/** A body within the byte limit may still have so many values that parsing it would block other requests for seconds. */
function refuseTooMuch({ depth, values, members, longestText }: JsonSize): void {
  if (depth > DEPTH_MAX) {
    throw new ServiceError('MALFORMED_BODY', `The body is nested more than ${DEPTH_MAX} levels deep.`)
  }
  const refuse = (what: string) => new ServiceError('PAYLOAD_TOO_LARGE', `The body contains ${what}.`)
  if (values > VALUES_MAX) throw refuse(`more than ${VALUES_MAX} values`)
  if (members > MEMBERS_MAX) throw refuse(`more than ${MEMBERS_MAX} members`)
  if (longestText > TEXT_BYTES_MAX) throw refuse(`a text of more than ${TEXT_BYTES_MAX} bytes`)
}

/** An empty body counts as none, because some clients send a Content-Type of JSON with every request. */
function parseJson(body: Buffer): unknown {
  if (body.length === 0) return undefined
  const size = jsonSize(body)
  refuseTooMuch(size)
  let text: string
  try {
    text = utf8.decode(body)
  } catch (error) {
    throw new ServiceError('MALFORMED_BODY', 'The body is not valid UTF-8.', { cause: error })
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new ServiceError('MALFORMED_BODY', `The body is not valid JSON${placeOf(error, text)}.`, { cause: error })
  }
  const unusable = unusableTexts(text, value, ERRORS_MAX)
  if (unusable.length > 0) throw validationFailed(unusable)
  const duplicates = duplicateMembers(text, value, size.members, ERRORS_MAX)
  if (duplicates.length > 0) throw validationFailed(duplicates.map(pointer => ({ pointer, detail: 'is duplicated' })))
  return value
}

/** The AWS CLI wraps a configuration together with its ETag, which is easily mistaken for the configuration itself. */
function refuseAnswers(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('ETag' in value)) return value
  if ('DistributionConfig' in value) throw answerOf('get-distribution-config', ['DistributionConfig'])
  if ('Distribution' in value) throw answerOf('get-distribution', ['Distribution', 'DistributionConfig'])
  return value
}

function answerOf(command: string, member: readonly string[]): ServiceError {
  return new ServiceError('VALIDATION_FAILED', `The body is the answer of ${command}, not a configuration.`, {
    errors: [{ pointer: `/${member.join('/')}`, detail: 'is the configuration; send it alone' }],
    remedy: `This is the answer of ${command}; send its member ${member.join('.')}, and its ETag as If-Match with a PUT.`
  })
}

/** Only the position, because V8's message quotes the body. */
function placeOf(error: unknown, text: string): string {
  const message = error instanceof Error ? error.message : ''
  if (/Unexpected end|Unterminated/.test(message)) return ': it ends too early'
  const position = /at position (\d+)/.exec(message)?.[1]
  if (position === undefined) return ''
  if (Number(position) >= text.trimEnd().length) return ': it ends too early'
  let [line, lineStart] = [1, 0]
  for (let at = text.indexOf('\n'); at >= 0 && at < Number(position); at = text.indexOf('\n', lineStart)) {
    line += 1
    lineStart = at + 1
  }
  return ` (line ${line}, column ${Number(position) - lineStart + 1})`
}
