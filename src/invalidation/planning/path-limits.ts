import { isPermitted } from '../../access/permitted-paths.ts'
import { type FieldError, ServiceError } from '../../errors.ts'
import { readPath } from './paths.ts'

const ERRORS_MAX = 20

/**
 * Throws OUTSIDE_LIMITS if any of the items invalidates something that is not permitted. Items must be
 * as sent to CloudFront, since collapsing may widen what was given.
 */
export function refuseOutside(permitted: readonly string[] | undefined, items: readonly string[]): void {
  if (!permitted) return
  // One that could not be sent permits nothing.
  const sent = permitted.map(path => readPath(path).sent)
  const outside = items.filter(item => !isPermitted(item, sent))
  if (outside.length === 0) return
  const errors = outside.slice(0, ERRORS_MAX).map((item): FieldError => {
    const list = item.startsWith('#') ? 'cacheTags' : 'paths'
    return { pointer: `/${list}`, detail: `${item} lies outside` }
  })
  throw new ServiceError('OUTSIDE_LIMITS', `The token is limited to ${permitted.join(', ')}.`, { errors })
}
