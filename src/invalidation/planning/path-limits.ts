import { liesUnder } from '../../access/path-prefixes.ts'
import { type FieldError, ServiceError } from '../../errors.ts'

const ERRORS_MAX = 20

/**
 * Throws OUTSIDE_LIMITS where any of the items, as they are sent to CloudFront, removes what does not lie under one of the
 * prefixes: what is collapsed may be more than what was given.
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
