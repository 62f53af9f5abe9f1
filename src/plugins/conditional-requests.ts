import { type FastifyInstance } from 'fastify'
import { forAllRoutes } from './for-all-routes.ts'
import Type, { type Static } from 'typebox'
import { ServiceError } from '../errors.ts'
import { etagHeader } from './json-answer.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * Whether equal ETags mean equal answers. CloudFront's ETag is that of a configuration: it does not change when a
     * distribution becomes Deployed, or with the media type.
     */
    etagCoversAnswer?: boolean
  }
}

export const IfMatchHeader = Type.Object({
  'if-match': Type.Optional(
    Type.String({
      maxLength: 1_000,
      description:
        'The ETag of the version to be changed; a stale one is 412. Without it, the newest version is changed.'
      // No example: Swagger UI would send it with every request.
    })
  )
})
export type IfMatchHeader = Static<typeof IfMatchHeader>

export const IfNoneMatchHeader = Type.Object({
  'if-none-match': Type.Optional(
    Type.String({
      maxLength: 1_000,
      description: 'With `*` the request only creates: 412 if it already exists.'
      // No example: Swagger UI would send it with every request.
    })
  )
})

interface EntityTag {
  readonly weak: boolean
  readonly tag: string
}

/**
 * The entity tags of a list (RFC 9110, sections 5.6.1 and 8.8.3), which may have empty elements; undefined if it is not
 * one. A tag without quotes is accepted, because CloudFront's own tools print it that way.
 */
function readEntityTags(header: string): EntityTag[] | undefined {
  // Blanks match in one place only; in two, a header of many blanks would cause quadratic backtracking.
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
 * The header's strong entity tags without their quotes (RFC 9110, section 13.1.1), `*`, or undefined if it is absent.
 * Weak ones never match and are omitted, so the list may be empty. Throws VALIDATION_FAILED for anything else.
 */
export function readIfMatch(header: string | undefined): '*' | readonly string[] | undefined {
  if (header === undefined) return undefined
  if (header.trim() === '*') return '*'
  const tags = readEntityTags(header)
  if (tags) return tags.filter(({ weak }) => !weak).map(({ tag }) => tag)
  throw new ServiceError('VALIDATION_FAILED', 'If-Match is not an entity tag.', {
    errors: [{ parameter: 'If-Match', detail: 'Expected an ETag in double quotes, or *.' }]
  })
}

/** Whether a write may only create. Throws VALIDATION_FAILED for entity tags, which make no sense for a creation. */
export function requireOnlyCreate(ifNoneMatch: string | undefined): boolean {
  if (ifNoneMatch === undefined) return false
  if (ifNoneMatch.trim() === '*') return true
  throw new ServiceError('VALIDATION_FAILED', 'If-None-Match of a write must be *.', {
    errors: [{ parameter: 'If-None-Match', detail: 'Expected *.' }]
  })
}

/** An entity tag in HTTP's format; CloudFront's own have no quotes. */
export function quoteEtag(etag: string): string {
  return `"${etag}"`
}

/**
 * Answers 304 without a body to a GET whose If-None-Match has the current ETag (RFC 9110, section 13.1.2), on routes with
 * `etagCoversAnswer`, whose answer changes only with the ETag. A write with a precondition that its route does not declare
 * is refused: it must not be performed as if the precondition held.
 */
export const conditionalRequests = forAllRoutes(async (app: FastifyInstance) => {
  app.addHook('onRoute', ({ config, schema }) => {
    if (config?.etagCoversAnswer !== true || !schema || schema.hide) return
    schema.response = {
      ...(schema.response as object),
      304: { description: 'If-None-Match has the current ETag.', headers: etagHeader }
    }
  })
  app.addHook('preValidation', async request => {
    // Where there is no route, the answer is 404 or 405.
    if (request.is404 || request.method === 'GET' || request.method === 'HEAD') return
    const { properties = {} } = (request.routeOptions.schema?.headers ?? {}) as { properties?: object }
    const ignored = ['If-Match', 'If-None-Match'].filter(name => {
      return request.headers[name.toLowerCase()] !== undefined && !(name.toLowerCase() in properties)
    })
    if (ignored.length === 0) return
    const errors = ignored.map(parameter => ({ parameter, detail: 'Not supported by this operation: omit it.' }))
    throw new ServiceError('VALIDATION_FAILED', `${ignored.join(' and ')} cannot be evaluated here.`, { errors })
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
    // Fastify would state a length of 0 for an empty text, but it could only be that of the 200 (RFC 9110, section 8.6).
    return null
  })
})
