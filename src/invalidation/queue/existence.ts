import { setTimeout as delay } from 'node:timers/promises'
import { type DistributionConfig } from '@aws-sdk/client-cloudfront'
import { type ObservedCall } from '../../cloudfront/observed-calls.ts'
import { type Queryable } from '../../database/database.ts'
import { catalogue, isServiceError, ServiceError } from '../../errors.ts'
import { addressOf, type Target, type TargetCalls, type TargetState } from '../targets.ts'

/**
 * If a target was deleted in the meantime, the first invalidation accepted for it fails with the reason, and the target
 * is forgotten, so a long time costs at most one wrong answer.
 */
const TRUSTED_MS = 6 * 3_600_000
/** That cache tags are off is trusted for less time: the caller may just have turned them on. */
const NO_CACHE_TAGS_TRUSTED_MS = 2_000
const REMEMBERED_MAX = 10_000
/**
 * While CloudFront throttles, its answer may take longer than a caller should wait for something that the store
 * probably knows.
 */
const WAIT_MS_MAX = 1_000

/** Runs something that calls CloudFront, and attributes the calls to the request. */
export type NoteCalls = <Result>(run: () => Promise<Result>) => Promise<Result>

/**
 * Caches which targets exist, so that most requests need no call to CloudFront. While CloudFront is unavailable or slow, a
 * target that was invalidated before is assumed to exist, so that its request is not lost; if it does not, the invalidation
 * fails with the reason.
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
    const trustedMs = cacheTags && !found.cacheTags ? NO_CACHE_TAGS_TRUSTED_MS : TRUSTED_MS
    // The clock may have been set back.
    return age >= 0 && age < trustedMs ? found : undefined
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
    // It may fail after it is no longer awaited; then the invalidation itself will fail.
    asked.catch(() => undefined)
    const waiting = new AbortController()
    const late = delay(WAIT_MS_MAX, undefined, { signal: waiting.signal })
    try {
      const state = await Promise.race([asked, late])
      if (state) return state
    } finally {
      waiting.abort()
      late.catch(() => undefined)
    }
    if (!(await wasInvalidated(database, address))) return asked
    return known.get(address) ?? { cacheTags: true }
  }

  return {
    /**
     * Throws CloudFront's error if there is no such target, and CACHE_TAGS_NOT_CONFIGURED if it does not support cache
     * tags. Calls to CloudFront are made inside `noteCalls`.
     */
    async require(
      target: Target,
      { cacheTags, noteCalls = async ask => ask() }: { cacheTags: boolean; noteCalls?: NoteCalls | undefined }
    ): Promise<void> {
      const state = findTrusted(addressOf(target), { cacheTags }) ?? (await noteCalls(async () => askOrTrust(target)))
      if (cacheTags && !state.cacheTags) {
        throw new ServiceError(
          'CACHE_TAGS_NOT_CONFIGURED',
          `${addressOf(target)} does not read cache tags, so nothing can be invalidated by them.`
        )
      }
    },

    /** To be called when CloudFront has said that the target does not exist. */
    forget(address: string): void {
      known.delete(address)
    },

    /** Learns from the calls that the service makes for other purposes. */
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
