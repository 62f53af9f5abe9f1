import { type Queryable } from '../../database/database.ts'
import { requirePlan } from '../planning/plan.ts'
import { FREE_PATHS_A_MONTH, price } from '../planning/price.ts'
import { type HeadRoom } from '../queue/limits.ts'
import { type InvalidationCreate, PATHS_MAX, PATHS_SHOWN_MAX } from '../schemas.ts'
import { addressOf, type Target } from '../targets.ts'
import { type InvalidationPreview } from './preview-schemas.ts'
import { type InvalidationUsageService } from './usage.ts'
import { estimate, goingFirst, loadOf, type Places, quotaFor, turnsFor, TYPICAL_SECONDS } from './wait.ts'

export interface PreviewDeps {
  readonly database: Queryable
  readonly usage: Pick<InvalidationUsageService, 'get'>
  /** Throws where there is no such target, or where cache tags are to be removed and it does not read them. */
  readonly requireTarget: (target: Target, options: { cacheTags: boolean }) => Promise<void>
  readonly headRoom: HeadRoom
  readonly backend: 'local' | 'aws'
}

export type PreviewService = ReturnType<typeof createPreviewService>

export function createPreviewService({ database, usage, requireTarget, headRoom, backend }: PreviewDeps) {
  const quota = quotaFor(headRoom)

  return {
    /** What would become of this invalidation if it were created now. Changes nothing; throws what creating it throws, but for guards. */
    async preview(target: Target, body: InvalidationCreate, caller: string): Promise<InvalidationPreview> {
      const { items, lanes, dropped, covered, encodings, warnings } = requirePlan(body, { max: PATHS_MAX })
      const cacheTags = lanes.wildcard.filter(item => item.startsWith('#'))
      await requireTarget(target, { cacheTags: cacheTags.length > 0 })
      const { month, durationSeconds } = await usage.get(target)
      const own: Places = { paths: items.length, wildcards: lanes.wildcard.length }
      const priority = body.priority === 'high' ? 1 : 0
      const ahead = goingFirst(await loadOf(database, addressOf(target)), { own, quota, caller, priority })
      const typicalSeconds = durationSeconds.p50 ?? TYPICAL_SECONDS[backend]
      return {
        paths: items.slice(0, PATHS_SHOWN_MAX).filter(item => item.startsWith('/')),
        cacheTags: cacheTags.slice(0, PATHS_SHOWN_MAX).map(item => item.slice(1)),
        pathCount: items.length,
        ...{ dropped, covered: [...covered], encodings: [...encodings], warnings: [...warnings] },
        batches: { count: turnsFor(own, quota).turns, pathsMax: quota.paths, wildcardsMax: quota.wildcards },
        price: price({ items: items.length, usedThisMonth: FREE_PATHS_A_MONTH - month.freeLeft }),
        wait: { ...estimate({ own, ahead, quota, typicalSeconds }), typicalSeconds, samples: durationSeconds.samples }
      }
    }
  }
}
