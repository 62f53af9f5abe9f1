import { type FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import Type from 'typebox'
import { ServiceError } from '../errors.ts'

export const IfMatchHeader = Type.Object({
  'if-match': Type.Optional(
    Type.String({
      maxLength: 1_000,
      description:
        'The ETag of the version that is changed, as an answer gave it. Stale: 412. Left out: the newest version is changed.',
      examples: ['*']
    })
  )
})

/**
 * The header's entity tags without their quotes (RFC 9110, section 13.1.1), `*`, or undefined where it is absent. A bare
 * tag is taken as a quoted one: CloudFront's own tools print it that way. Throws VALIDATION_FAILED for anything else.
 */
export function readIfMatch(header: string | undefined): '*' | readonly string[] | undefined {
  if (header === undefined) return undefined
  if (header.trim() === '*') return '*'
  const tags = header.split(',').map(tag => /^\s*(?:"([\x21\x23-\x7e]*)"|([A-Z0-9]+))\s*$/.exec(tag))
  if (tags.every(tag => tag !== null)) return tags.map(tag => tag[1] ?? tag[2] ?? '')
  throw new ServiceError('VALIDATION_FAILED', 'If-Match holds no entity tag.', {
    errors: [{ parameter: 'If-Match', detail: 'Expected an ETag in double quotes, or *.' }]
  })
}

/** As HTTP wants an entity tag; CloudFront's own have no quotes. */
export function quoteEtag(etag: string): string {
  return `"${etag}"`
}

/** A GET that names the current ETag in If-None-Match is answered 304 without a body (RFC 9110, section 13.1.2). */
export const conditionalRequests = fp(async (app: FastifyInstance) => {
  app.addHook('onSend', async (request, reply, payload) => {
    const etag = reply.getHeader('etag')
    const asked = request.headers['if-none-match']
    if (typeof etag !== 'string' || asked === undefined || reply.statusCode !== 200) return payload
    if (request.method !== 'GET' && request.method !== 'HEAD') return payload
    const unchanged = asked.split(',').some(tag => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag)
    if (!unchanged) return payload
    reply.code(304).removeHeader('content-type').removeHeader('content-length')
    return ''
  })
})
