import { type ErrorCode, findCodeOf } from '../errors.ts'
import { operationTypings } from './model/typings-of.ts'

// Errors of any call, in addition to those that the model lists for its operation.
export const ANY_CALL: readonly ErrorCode[] = [
  'CLOUDFRONT_THROTTLED',
  'CLOUDFRONT_ACCESS_DENIED',
  'CLOUDFRONT_CREDENTIALS_INVALID',
  'CLOUDFRONT_CREDENTIALS_EXPIRED',
  'CLOUDFRONT_CREDENTIALS_MISSING',
  'CLOUDFRONT_INTERNAL_ERROR',
  'CLOUDFRONT_UNAVAILABLE',
  'CLOUDFRONT_UNREACHABLE',
  'CLOUDFRONT_BAD_ANSWER',
  'CLOUDFRONT_TIMEOUT'
]

/** The codes of all problems that calls of these CloudFront operations can cause, for a route to declare. */
export function problemsOf(...operations: string[]): ErrorCode[] {
  const named = operations.flatMap(operation =>
    operationTypings(operation).errors.map(name => {
      const code = findCodeOf(name, operation)
      if (!code) throw new Error(`the catalogue has no code for ${name} of ${operation}`)
      return code
    })
  )
  return [...new Set([...named, ...ANY_CALL])]
}
