import { isServiceError, ServiceError } from '../../errors.ts'
import { addressOf, type Target } from '../targets.ts'

/** How many targets are named; others are only counted. */
const NAMED_MAX = 20

/**
 * Runs `prepare` for each child and resolves with the results, in order. If some are refused it throws the first error,
 * naming the targets of all children that were refused with the same code.
 */
export async function allOrNone<Child extends { readonly target: Target }, Result>(
  children: readonly Child[],
  prepare: (child: Child) => Promise<Result>
): Promise<Result[]> {
  const refused: { readonly target: Target; readonly error: unknown }[] = []
  const results = await Promise.all(
    children.map(async child => {
      try {
        return [await prepare(child)]
      } catch (error) {
        refused.push({ target: child.target, error })
        return []
      }
    })
  )
  const [first] = refused
  if (!first) return results.flat(1)
  const { error } = first
  // An error about the request itself is the same for all children, and names its members.
  if (!isServiceError(error) || error.errors.length > 0) throw error
  const alike = refused.filter(other => isServiceError(other.error, error.code)).map(({ target }) => addressOf(target))
  throw new ServiceError(error.code, `${sentenceOf(alike)}: ${error.message}`, {
    cause: error,
    headers: error.headers,
    ...(error.remedy !== undefined && { remedy: error.remedy }),
    ...(error.cloudFront && { cloudFront: error.cloudFront })
  })
}

function sentenceOf(addresses: readonly string[]): string {
  const named = addresses.slice(0, NAMED_MAX).join(', ')
  return addresses.length > NAMED_MAX ? `${named} and ${addresses.length - NAMED_MAX} more` : named
}
