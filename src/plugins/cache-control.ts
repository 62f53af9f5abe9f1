import Type from 'typebox'

export const CacheControlHeader = Type.Object({
  'cache-control': Type.Optional(
    Type.String({
      maxLength: 1_000,
      // No example: Swagger UI would send it with every request.
      description:
        '`no-cache` reads tags from CloudFront for this request, with one call for each distribution; `max-age=N` ' +
        'accepts those read at most N seconds ago (RFC 9111, section 5.2.1).'
    })
  )
})

/**
 * The maximum age of an answer in seconds that the caller accepts (RFC 9111, sections 5.2.1.1 and 5.2.1.4); undefined for any.
 * Unknown directives are ignored, as section 5.2.3 requires.
 */
export function readMaxAgeSeconds(header: string | undefined): number | undefined {
  let seconds: number | undefined
  for (const directive of (header ?? '').split(',')) {
    if (/^\s*no-(cache|store)\s*$/i.test(directive)) return 0
    const [, digits] = /^\s*max-age\s*=\s*"?(\d{1,9})"?\s*$/i.exec(directive) ?? []
    if (digits !== undefined) seconds = Math.min(seconds ?? Infinity, Number(digits))
  }
  return seconds
}
