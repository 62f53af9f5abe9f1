import { setTimeout as delay } from 'node:timers/promises'
import { type DistributionConfig } from '@aws-sdk/client-cloudfront'
import { type ObservedCall } from '../../cloudfront/observed-calls.ts'
import { type Queryable } from '../../database/database.ts'
import { catalogue, isServiceError, ServiceError } from '../../errors.ts'
import { addressOf, type Target, type TargetCalls, type TargetState } from '../targets.ts'

/**
 * One that has gone since fails the first invalidation that is accepted for it, with its reason, and is forgotten then: so
 * one wrong answer is what a long memory costs.
 */
const TRUSTED_MS = 6 * 3_600_000
/** That cache tags are off is checked again sooner: the remedy may just have been followed. */
const NO_TAGS_TRUSTED_MS = 2_000
const REMEMBERED_MAX = 10_000
/** Where CloudFront throttles, its answer may take longer than a caller should wait for what the store knows as well. */
const PATIENCE_MS = 1_000

/** Runs what calls CloudFront so that the calls can be tied to the request. */
export type NoteCalls = <Result>(run: () => Promise<Result>) => Promise<Result>

/**
 * Knows which targets there are, so that most requests need not ask CloudFront. Concurrent questions share one call. While
 * CloudFront cannot be asked, or does not answer soon, a target that was invalidated before counts as there: its request must
 * not be lost for that, and one that has gone meanwhile fails it with its reason.
 */
export function createExistence({
  calls,
  database,
  clock
}: {
  calls: Pick<TargetCalls, 'describe'>
  database: Queryable
  /** Milliseconds since 1970. */
  clock: { now(): number }
}) {
  const known = new Map<string, TargetState & { at: number }>()

  function remember(address: string, state: TargetState): void {
    known.delete(address)
    known.set(address, { ...state, at: clock.now() })
    const [oldest] = known.keys()
    if (known.size > REMEMBERED_MAX && oldest !== undefined) known.delete(oldest)
  }

  function findTrusted(address: string, { cacheTags }: { cacheTags: boolean }): TargetState | undefined {
    const found = known.get(address)
    if (!found) return undefined
    const age = clock.now() - found.at
    return age < (cacheTags && !found.cacheTags ? NO_TAGS_TRUSTED_MS : TRUSTED_MS) ? found : undefined
  }

  async function ask(target: Target): Promise<TargetState> {
    const address = addressOf(target)
    try {
      const state = await calls.describe(target)
      remember(address, state)
      return state
    } catch (error) {
      if (isAbsence(error)) known.delete(address)
      if (!cannotAnswer(error) || !(await wasInvalidated(database, address))) throw error
      return known.get(address) ?? { cacheTags: true }
    }
  }

  async function askOrTrust(target: Target): Promise<TargetState> {
    const address = addressOf(target)
    const asked = ask(target)
    // Also where it is no longer awaited: the invalidation itself will fail with a missing target.
    asked.catch(() => undefined)
    const patience = new AbortController()
    const late = delay(PATIENCE_MS, undefined, { signal: patience.signal })
    try {
      const state = await Promise.race([asked, late])
      if (state) return state
    } finally {
      patience.abort()
      late.catch(() => undefined)
    }
    if (!(await wasInvalidated(database, address))) return asked
    return known.get(address) ?? { cacheTags: true }
  }

  return {
    /**
     * Throws what CloudFront says where there is no such target, and CACHE_TAGS_NOT_CONFIGURED where cache tags need more. Where
     * CloudFront must be asked, that is done inside `noteCalls`.
     */
    async require(
      target: Target,
      { cacheTags, noteCalls = async ask => ask() }: { cacheTags: boolean; noteCalls?: NoteCalls | undefined }
    ): Promise<void> {
      const state = findTrusted(addressOf(target), { cacheTags }) ?? (await noteCalls(async () => askOrTrust(target)))
      if (cacheTags && !state.cacheTags) {
        throw new ServiceError(
          'CACHE_TAGS_NOT_CONFIGURED',
          `${addressOf(target)} does not read cache tags, so that nothing can be removed by them.`
        )
      }
    },

    /** To be called when CloudFront has said that it is gone. */
    forget(address: string): void {
      known.delete(address)
    },

    /** Learns from the calls that the service makes for other reasons: what it made, read, changed or deleted itself. */
    learn({ operation, input, output, error }: ObservedCall): void {
      const { Id: id } = input
      const distribution = output?.Distribution as { Id?: string; DistributionConfig?: DistributionConfig } | undefined
      if (distribution?.Id !== undefined && distribution.DistributionConfig) {
        const cacheTags = distribution.DistributionConfig.CacheTagConfig !== undefined
        remember(addressOf({ kind: 'distributions', id: distribution.Id }), { cacheTags })
      }
      if (typeof id !== 'string') return
      const isGone =
        error === undefined ? operation === 'DeleteDistribution' : isServiceError(error, 'DISTRIBUTION_NOT_FOUND')
      if (isGone) known.delete(addressOf({ kind: 'distributions', id }))
      if (operation === 'DeleteDistributionTenant' && error === undefined) {
        known.delete(addressOf({ kind: 'distribution-tenants', id }))
      }
    }
  }
}

export type Existence = ReturnType<typeof createExistence>

function isAbsence(error: unknown): boolean {
  return isServiceError(error) && catalogue[error.code].status === 404
}

function cannotAnswer(error: unknown): boolean {
  if (!isServiceError(error)) return false
  const { class: errorClass } = catalogue[error.code]
  return errorClass === 'throttle' || errorClass === 'service'
}

async function wasInvalidated(database: Queryable, address: string): Promise<boolean> {
  const rows = await database.query('SELECT 1 FROM invalidation_targets WHERE target = $1', [address])
  return rows.length > 0
}
