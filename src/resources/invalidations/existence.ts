import { type Queryable } from '../../database/database.ts'
import { catalogue, isServiceError, ServiceError } from '../../errors.ts'
import { addressOf, type Target, type TargetCalls, type TargetState } from './targets.ts'

const TRUSTED_MS = 60_000
/** Whether cache tags are on is asked again sooner: somebody may just have followed the remedy. */
const TAGS_TRUSTED_MS = 2_000
const REMEMBERED_MAX = 10_000

/**
 * Knows which targets there are, so that most requests need not ask CloudFront. Concurrent questions share one call. While
 * CloudFront cannot be asked, a target that was invalidated before counts as there: its request must not be lost for that.
 */
export function createExistence({ calls, database }: { calls: Pick<TargetCalls, 'describe'>; database: Queryable }) {
  const known = new Map<string, TargetState & { at: number }>()

  async function look(target: Target): Promise<TargetState> {
    const address = addressOf(target)
    try {
      const state = await calls.describe(target)
      known.delete(address)
      known.set(address, { ...state, at: performance.now() })
      const [oldest] = known.keys()
      if (known.size > REMEMBERED_MAX && oldest !== undefined) known.delete(oldest)
      return state
    } catch (error) {
      if (isServiceError(error) && catalogue[error.code].status === 404) known.delete(address)
      if (!cannotAnswer(error) || !(await wasInvalidated(database, address))) throw error
      return known.get(address) ?? { tags: true }
    }
  }

  return {
    /** Throws what CloudFront says where there is no such target, and CACHE_TAGS_NOT_CONFIGURED where tags need more. */
    async require(target: Target, { tags }: { tags: boolean }): Promise<void> {
      const found = known.get(addressOf(target))
      const age = found ? performance.now() - found.at : Infinity
      const state = found && age < (tags ? TAGS_TRUSTED_MS : TRUSTED_MS) ? found : await look(target)
      if (tags && !state.tags) {
        throw new ServiceError(
          'CACHE_TAGS_NOT_CONFIGURED',
          `${addressOf(target)} does not read cache tags, so that nothing can be removed by them.`
        )
      }
    },

    /** To be called when CloudFront has said that it is gone. */
    forget(address: string): void {
      known.delete(address)
    }
  }
}

export type Existence = ReturnType<typeof createExistence>

function cannotAnswer(error: unknown): boolean {
  if (!isServiceError(error)) return false
  const { class: errorClass } = catalogue[error.code]
  return errorClass === 'throttle' || errorClass === 'service'
}

async function wasInvalidated(database: Queryable, address: string): Promise<boolean> {
  const rows = await database.query('SELECT 1 FROM invalidation_targets WHERE target = $1', [address])
  return rows.length > 0
}
