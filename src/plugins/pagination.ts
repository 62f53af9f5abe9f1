import { type FastifyReply, type FastifyRequest } from 'fastify'
import Type from 'typebox'
import { ServiceError } from '../errors.ts'

/** CloudFront gives at most 100 items at once. */
export const PageQuery = Type.Object(
  {
    limit: Type.Integer({ minimum: 1, maximum: 100, default: 100, description: 'How many items at most.' }),
    cursor: Type.Optional(Type.String({ maxLength: 200, description: 'nextCursor of the page before.' }))
  },
  { additionalProperties: false }
)

/** One page of a list, before it is answered. */
export interface Page<Item> {
  readonly items: Item[]
  /** Where the next page begins; undefined on the last one. */
  readonly nextMarker: string | undefined
}

const MARKER = /^[\x21-\x7e]{1,128}$/

/**
 * The marker behind a cursor of this list. A cursor says nothing to callers, so that what is behind it may change. Throws
 * VALIDATION_FAILED for a made-up one and for one of another list.
 */
export function readCursor(list: string, cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined
  const text = Buffer.from(cursor, 'base64url').toString('utf8')
  const marker = text.startsWith(`${list}:`) ? text.slice(list.length + 1) : ''
  if (MARKER.test(marker) && Buffer.from(text).toString('base64url') === cursor) return marker
  throw new ServiceError('VALIDATION_FAILED', 'The cursor is not one that this list gave.', {
    errors: [{ parameter: 'cursor', detail: 'Expected nextCursor of the page before.' }]
  })
}

/** The body of one page of the list; the way to the next one is also in the Link header (RFC 8288). */
export function pageOf<Item>(
  request: FastifyRequest,
  reply: FastifyReply,
  list: string,
  { items, nextMarker }: { items: Item[]; nextMarker: string | undefined }
): { items: Item[]; nextCursor?: string } {
  if (nextMarker === undefined) return { items }
  const nextCursor = Buffer.from(`${list}:${nextMarker}`).toString('base64url')
  const [path = '', query] = request.url.split('?', 2)
  const next = new URLSearchParams(query)
  next.set('cursor', nextCursor)
  reply.header('link', `<${path}?${next.toString()}>; rel="next"`)
  return { items, nextCursor }
}
