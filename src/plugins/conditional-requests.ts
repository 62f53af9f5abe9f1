import { type FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import Type from 'typebox'
import { ServiceError } from '../errors.ts'
import { etagHeader } from './json-answer.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * That equal ETags mean equal answers. CloudFront's ETag is of a configuration: it stays when a distribution becomes
     * Deployed, and in another media type.
     */
    etagCoversAnswer?: boolean
  }
}

export const IfMatchHeader = Type.Object({
  'if-match': Type.Optional(
    Type.String({
      maxLength: 1_000,
      description:
        'The ETag of the version that is changed, as an answer gave it. Stale: 412. Left out: the newest version is changed.'
      // No example: Swagger UI would send it with every request.
    })
  )
})

export const IfNoneMatchHeader = Type.Object({
  'if-none-match': Type.Optional(
    Type.String({
      maxLength: 1_000,
      description: '`*` only creates: where there is one already, the answer is 412.'
      // No example: Swagger UI would send it with every request.
    })
  )
})

interface EntityTag {
  readonly weak: boolean
  readonly tag: string
}

/**
 * The tags of a list (RFC 9110, sections 5.6.1 and 8.8.3), which may have empty elements; undefined where it is none. A
 * bare tag is taken as a quoted one: CloudFront's own tools print it that way.
 */
function readEntityTags(header: string): EntityTag[] | undefined {
  // Blanks stand at one place only where no tag follows: at two, a header of blanks would be read in every way there is.
  const element = /[ \t]*(?:(?:(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"|([A-Z0-9]+))[ \t]*)?(,|$)/y
  const tags: EntityTag[] = []
  for (let separator: string | undefined = ','; separator === ',';) {
    const found = element.exec(header)
    if (!found) return undefined
    const [, weak, quoted, bare] = found
    const tag = quoted ?? bare
    if (tag !== undefined) tags.push({ weak: weak !== undefined, tag })
    separator = found[4]
  }
  return tags.length > 0 ? tags : undefined
}

/**
 * The header's strong entity tags without their quotes (RFC 9110, section 13.1.1), `*`, or undefined where it is absent.
 * Weak ones never match and are left out, so that the list may be empty. Throws VALIDATION_FAILED for anything else.
 */
export function readIfMatch(header: string | undefined): '*' | readonly string[] | undefined {
  if (header === undefined) return undefined
  if (header.trim() === '*') return '*'
  const tags = readEntityTags(header)
  if (tags) return tags.filter(({ weak }) => !weak).map(({ tag }) => tag)
  throw new ServiceError('VALIDATION_FAILED', 'If-Match holds no entity tag.', {
    errors: [{ parameter: 'If-Match', detail: 'Expected an ETag in double quotes, or *.' }]
  })
}

/** Whether a write is only to create what it names. Throws VALIDATION_FAILED for tags, which a creation has no use for. */
export function requireOnlyCreate(ifNoneMatch: string | undefined): boolean {
  if (ifNoneMatch === undefined) return false
  if (ifNoneMatch.trim() === '*') return true
  throw new ServiceError('VALIDATION_FAILED', 'If-None-Match of a write is *.', {
    errors: [{ parameter: 'If-None-Match', detail: 'Expected *.' }]
  })
}

/** As HTTP wants an entity tag; CloudFront's own have no quotes. */
export function quoteEtag(etag: string): string {
  return `"${etag}"`
}

/**
 * A GET that names the current ETag in If-None-Match is answered 304 without a body (RFC 9110, section 13.1.2), on routes
 * whose answer changes with the ETag alone: they say so by `etagCoversAnswer`.
 */
export const conditionalRequests = fp(async (app: FastifyInstance) => {
  app.addHook('onRoute', ({ config, schema }) => {
    if (config?.etagCoversAnswer !== true || !schema || schema.hide) return
    schema.response = {
      ...(schema.response as object),
      304: { description: 'If-None-Match names this very version.', headers: etagHeader }
    }
  })
  app.addHook('onSend', async (request, reply, payload) => {
    const etag = reply.getHeader('etag')
    const asked = request.headers['if-none-match']
    if (request.routeOptions.config.etagCoversAnswer !== true) return payload
    if (typeof etag !== 'string' || asked === undefined || reply.statusCode !== 200) return payload
    if (request.method !== 'GET' && request.method !== 'HEAD') return payload
    const unchanged = asked.trim() === '*' || readEntityTags(asked)?.some(({ tag }) => quoteEtag(tag) === etag)
    if (!unchanged) return payload
    reply.code(304)
    for (const name of ['content-type', 'content-length', 'content-encoding']) reply.removeHeader(name)
    return ''
  })
})
