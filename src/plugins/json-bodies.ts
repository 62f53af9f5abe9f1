import { type FastifyInstance, type FastifyRequest, type FastifySchema } from 'fastify'
import fp from 'fastify-plugin'
import { type FieldError, ServiceError } from '../errors.ts'
import { CLOUDFRONT_JSON } from './media-types.ts'
import { duplicateMembers } from './validation/duplicate-members.ts'
import { validationFailed } from './validation.ts'

const JSON_TYPE = 'application/json'
const MERGE_PATCH = 'application/merge-patch+json'

/**
 * Reads bodies as strict JSON in UTF-8. A route takes the media types of its `schema.body.content`; without those it takes
 * JSON, and a PATCH also a merge patch under its own name (RFC 7396).
 */
export const jsonBodies = fp(async (app: FastifyInstance) => {
  // Fastify's own parsers, one of which takes any text, and say less about what is wrong.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser([JSON_TYPE, MERGE_PATCH], { parseAs: 'buffer' }, async (_: FastifyRequest, body: Buffer) =>
    parseJson(body)
  )
  app.addContentTypeParser(CLOUDFRONT_JSON, { parseAs: 'buffer' }, async (_: FastifyRequest, body: Buffer) =>
    refuseAnswers(parseJson(body))
  )
  app.addHook('preParsing', async request => {
    if (!hasBody(request) || request.is404) return
    const coding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase()
    if (coding !== 'identity' && coding !== '') {
      throw new ServiceError('UNSUPPORTED_MEDIA_TYPE', 'Bodies are read as they are: send no Content-Encoding.', {
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
      throw new ServiceError('UNSUPPORTED_MEDIA_TYPE', 'JSON is always UTF-8; leave charset out of Content-Type.')
    }
  })
})

function hasBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
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

/** An empty body is none: some clients announce JSON with every request. */
function parseJson(body: Buffer): unknown {
  if (body.length === 0) return undefined
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
  if (isDeeperThan(value, DEPTH_MAX)) {
    throw new ServiceError('MALFORMED_BODY', `The body is nested more than ${DEPTH_MAX} levels deep.`)
  }
  // Both names are harmless until somebody copies the object; no member of CloudFront's is called like that.
  const forbidden = SUSPECT.test(text) ? forbiddenMembers(value, '') : []
  if (forbidden.length > 0) throw validationFailed(forbidden)
  const unwritable = UNWRITABLE_MAYBE.test(text) ? unwritableTexts(value, '') : []
  if (unwritable.length > 0) throw validationFailed(unwritable)
  const twice = duplicateMembers(text, value, 20)
  if (twice.length > 0) throw validationFailed(twice.map(pointer => ({ pointer, detail: 'stands twice' })))
  return value
}

/** The AWS CLI prints a configuration with its ETag around it, which is easily taken for the configuration itself. */
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

/** V8's message quotes the body; only the position is taken from it. */
function placeOf(error: unknown, text: string): string {
  const message = error instanceof Error ? error.message : ''
  if (/Unexpected end|Unterminated/.test(message)) return ': it ends too early'
  const position = /at position (\d+)/.exec(message)?.[1]
  if (position === undefined) return ''
  if (Number(position) >= text.trimEnd().length) return ': it ends too early'
  const before = text.slice(0, Number(position)).split('\n')
  return ` (line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1})`
}

/** CloudFront's own documents are a dozen levels deep; what walks over a value does so by recursion. */
const DEPTH_MAX = 64

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some(member => isDeeperThan(member, levels - 1))
}

// Any letter may be written as \u005f, so an escape makes a text as suspect as the words themselves.
const FORBIDDEN_MAX = 20
const SUSPECT = /__proto__|constructor|\\u/

function forbiddenMembers(value: unknown, pointer: string, found: FieldError[] = []): FieldError[] {
  if (found.length >= FORBIDDEN_MAX) return found
  if (typeof value !== 'object' || value === null) return found
  for (const name of Object.keys(value)) {
    const at = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
    if (name === '__proto__' || name === 'constructor')
      found.push({ pointer: at, detail: 'is a name that is never accepted' })
    else forbiddenMembers((value as Record<string, unknown>)[name], at, found)
  }
  return found
}

// CloudFront is spoken to in XML 1.0, section 2.2 of which leaves out these characters, and half of a surrogate pair.
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u
// In JSON nearly all of them can only be written as an escape.
const UNWRITABLE_MAYBE = /\\[ubf]|[\ufffe\uffff]/
const UNWRITABLE_MAX = 20

function unwritableTexts(value: unknown, pointer: string, found: FieldError[] = []): FieldError[] {
  if (found.length >= UNWRITABLE_MAX) return found
  if (typeof value === 'string' && UNWRITABLE.test(value)) {
    found.push({ pointer, detail: 'holds a control character or half of a surrogate pair' })
  }
  if (typeof value !== 'object' || value === null) return found
  for (const [name, member] of Object.entries(value)) {
    const at = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
    if (UNWRITABLE.test(name)) found.push({ pointer: at, detail: 'is a name that CloudFront cannot be told' })
    else unwritableTexts(member, at, found)
    if (found.length >= UNWRITABLE_MAX) break
  }
  return found
}
