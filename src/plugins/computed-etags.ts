import { type FastifyReply } from 'fastify'
import Type from 'typebox'
import { type IfMatchHeader, quoteEtag } from './conditional-requests.ts'

/** If-Match and ETag of what CloudFront keeps no versions of. */
export const ComputedIfMatchHeader: typeof IfMatchHeader = Type.Object({
  'if-match': Type.Optional(
    Type.String({
      maxLength: 1_000,
      description:
        'The ETag of the content to be changed, or * for any; a stale one is 412. It is compared with what is read just before: ' +
        'CloudFront has no versions of this, so a write by another process between that and the change is not detected.'
      // No example: Swagger UI would send it with every request.
    })
  )
})

export const computedEtagHeader = {
  ETag: Type.String({ description: 'The version of the content, computed from it.' })
}

/** Sends content with the ETag that was computed from it. */
export function sendComputed<Content>(
  reply: FastifyReply,
  { content, etag }: { readonly content: Content; readonly etag: string }
): Content {
  reply.header('etag', quoteEtag(etag))
  return content
}
