import { type FastifyReply, type FastifyRequest } from 'fastify'
import Type, { type TSchema } from 'typebox'
import { ServiceError } from '../errors.ts'

/** CloudFront returns at most 100 items at once. */
export const PageQuery = Type.Object(
  {
    limit: Type.Integer({ minimum: 1, maximum: 100, default: 100, description: 'The most items to return.' }),
    cursor: Type.Optional(Type.String({ maxLength: 200, description: 'nextCursor of the previous page.' }))
  },
  { additionalProperties: false }
)

/** The members of every page's body. */
export function pageMembers<Item extends TSchema>(item: Item) {
  return {
    items: Type.Array(item, { description: 'The items of this page.' }),
    nextCursor: Type.Optional(Type.String({ description: 'The cursor of the next page; absent on the last one.' }))
  }
}

/** The schema of a list's pages, as a component with this name. */
export function pageSchema<Item extends TSchema>(item: Item, component: string, description?: string) {
  return Type.Object(pageMembers(item), {
    'x-component': component,
    ...(description !== undefined && { 'x-component-description': description })
  })
}

/** One page of a list. */
export interface Page<Item> {
  readonly items: Item[]
  /** Where the next page begins; undefined on the last one. */
  readonly nextMarker: string | undefined
}

const MARKER = /^[\x21-\x7e]{1,128}$/

/**
 * The marker in a cursor of this list. Cursors are opaque, so that their content may change. Throws VALIDATION_FAILED
 * for an invalid cursor, and for one of another list.
 */
export function readCursor(list: string, cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined
  const text = Buffer.from(cursor, 'base64url').toString('utf8')
  const marker = text.startsWith(`${list}:`) ? text.slice(list.length + 1) : ''
  if (MARKER.test(marker) && Buffer.from(text).toString('base64url') === cursor) return marker
  throw new ServiceError('VALIDATION_FAILED', 'The cursor does not belong to this list.', {
    errors: [{ parameter: 'cursor', detail: 'Expected nextCursor of the previous page.' }]
  })
}

/** The body of one page of the list; the address of the next one is also in the Link header (RFC 8288). */
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
  const others = reply.getHeader('link')
  const link = `<${path}?${next.toString()}>; rel="next"`
  reply.header('link', others === undefined ? link : `${String(others)}, ${link}`)
  return { items, nextCursor }
}
