import { type Queryable } from '../../database/database.ts'
import { requirePlan } from '../planning/plan.ts'
import { FREE_PATHS_A_MONTH, price } from '../planning/price.ts'
import { type HeadRoom } from '../queue/limits.ts'
import { type InvalidationCreate, PATHS_MAX, PATHS_SHOWN_MAX } from '../schemas.ts'
import { addressOf, type Target } from '../targets.ts'
import { type InvalidationPreview } from './preview-schemas.ts'
import { type InvalidationUsageService } from './usage.ts'
import { estimate, loadAhead, loadOf, type Places, quotaFor, roundsFor, TYPICAL_SECONDS } from './wait.ts'

interface PreviewDeps {
  readonly database: Queryable
  readonly usage: Pick<InvalidationUsageService, 'get'>
  /** Throws if there is no such target, or if it does not support cache tags but some are given. */
  readonly requireTarget: (target: Target, options: { cacheTags: boolean }) => Promise<void>
  readonly headRoom: HeadRoom
  readonly backend: 'local' | 'aws'
}

export type PreviewService = ReturnType<typeof createPreviewService>

export function createPreviewService({ database, usage, requireTarget, headRoom, backend }: PreviewDeps) {
  const quota = quotaFor(headRoom)

  return {
    /**
     * What would happen to this invalidation if it were created now. Changes nothing. Without `ofAccount` its price
     * counts no path as free, since that would reveal what others have used. Throws what creating it does, except
     * errors of guards.
     */
    async preview(
      target: Target,
      body: InvalidationCreate,
      { caller, ofAccount }: { caller: string; ofAccount: boolean }
    ): Promise<InvalidationPreview> {
      const { items, lanes, dropped, covered, encodings, warnings } = requirePlan(body, { max: PATHS_MAX })
      const cacheTags = lanes.wildcard.filter(item => item.startsWith('#'))
      await requireTarget(target, { cacheTags: cacheTags.length > 0 })
      const { month, durationSeconds } = await usage.get(target, { ofAccount })
      const own: Places = { paths: items.length, wildcards: lanes.wildcard.length }
      const priority = body.priority === 'high' ? 1 : 0
      const ahead = loadAhead(await loadOf(database, addressOf(target)), { own, quota, caller, priority })
      const typicalSeconds = durationSeconds.p50 ?? TYPICAL_SECONDS[backend]
      return {
        paths: items.slice(0, PATHS_SHOWN_MAX).filter(item => item.startsWith('/')),
        cacheTags: cacheTags.slice(0, PATHS_SHOWN_MAX).map(item => item.slice(1)),
        pathCount: items.length,
        dropped,
        covered: [...covered],
        encodings: [...encodings],
        warnings: [...warnings],
        batches: { count: roundsFor(own, quota).rounds, pathsMax: quota.paths, wildcardsMax: quota.wildcards },
        price: price({ items: items.length, usedThisMonth: FREE_PATHS_A_MONTH - (month.freeLeft ?? 0) }),
        wait: { ...estimate({ own, ahead, quota, typicalSeconds }), typicalSeconds, samples: durationSeconds.samples }
      }
    }
  }
}
