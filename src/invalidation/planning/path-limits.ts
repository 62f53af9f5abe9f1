import { liesUnder } from '../../access/path-prefixes.ts'
import { type FieldError, ServiceError } from '../../errors.ts'

const ERRORS_MAX = 20

/**
 * Throws OUTSIDE_LIMITS if any of the items invalidates something that is not under one of the prefixes. Items must be
 * as sent to CloudFront, since collapsing may widen what was given.
 */
export function refuseOutside(prefixes: readonly string[] | undefined, items: readonly string[]): void {
  if (!prefixes) return
  const outside = items.filter(item => !liesUnder(item, prefixes))
  if (outside.length === 0) return
  const errors = outside.slice(0, ERRORS_MAX).map((item): FieldError => {
    const list = item.startsWith('#') ? 'cacheTags' : 'paths'
    return { pointer: `/${list}`, detail: `${item} lies outside` }
  })
  throw new ServiceError('OUTSIDE_LIMITS', `The token is limited to ${prefixes.join(', ')}.`, { errors })
}
