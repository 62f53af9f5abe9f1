import { type StoredGroup } from '../../invalidation/groups/store.ts'
import { type InvalidationStatus } from '../../invalidation/schemas.ts'
import { targetAt } from '../../invalidation/targets.ts'
import { type InvalidationGroupSummary } from './schemas.ts'

/** The status of a group. Failures show only when all have ended; until then, whether CloudFront has any of it. */
export function statusOf(counts: Readonly<Record<InvalidationStatus, number>>): InvalidationStatus {
  const { queued, inProgress, succeeded, failed, cancelled } = counts
  if (queued + inProgress > 0) return inProgress + succeeded + failed + cancelled > 0 ? 'inProgress' : 'queued'
  if (failed > 0) return 'failed'
  return cancelled > 0 ? 'cancelled' : 'succeeded'
}

export function toGroupSummary(group: StoredGroup): InvalidationGroupSummary {
  const { id, selector, counts, total, submitted, completed, created_at: createdAt, ended_at: endedAt } = group
  return {
    id,
    status: statusOf(counts),
    selector,
    ...(group.tags_read_at && { tagsReadAt: group.tags_read_at.toISOString() }),
    counts,
    progress: { total, submitted, completed },
    warnings: group.warnings.map(({ target, code, detail }) => ({ distributionId: targetAt(target).id, code, detail })),
    createdAt: createdAt.toISOString(),
    ...(endedAt && { endedAt: endedAt.toISOString() })
  }
}
