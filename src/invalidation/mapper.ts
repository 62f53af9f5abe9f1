import {
  type Invalidation as CloudFrontInvalidation,
  type InvalidationSummary as CloudFrontSummary
} from '@aws-sdk/client-cloudfront'
import { ServiceError } from '../errors.ts'
import { toServiceError } from '../jobs/operation.ts'
import { problemOf } from '../plugins/problems.ts'
import { type Accepted } from './queue/accept.ts'
import { type HeadRoom, QUOTA } from './queue/limits.ts'
import { type StoredItem } from './queue/items.ts'
import { type StoredInvalidation, type Waiting } from './queue/reads.ts'
import {
  type Invalidation,
  type InvalidationItem,
  type InvalidationSummary,
  type OwnInvalidation,
  PATHS_SHOWN_MAX,
  type WaitingFor
} from './schemas.ts'
import { waitingForQuota } from './dispatch/waiting.ts'

/** An invalidation without its paths, as callers see it. */
export function toSummary(stored: StoredInvalidation, headRoom: HeadRoom): OwnInvalidation {
  const { id, status, total, submitted, completed, error, group_id, webhook, submitted_at, deadline_at, ended_at } =
    stored
  const waitingFor = stored.waiting ? waitingForOf(stored.waiting, headRoom) : undefined
  return {
    id,
    status,
    priority: stored.priority > 0 ? 'high' : 'normal',
    pathCount: total,
    createdAt: stored.created_at.toISOString(),
    ...(submitted_at && { submittedAt: submitted_at.toISOString() }),
    ...(deadline_at && { deadlineAt: deadline_at.toISOString() }),
    ...(ended_at && { endedAt: ended_at.toISOString() }),
    cloudFrontInvalidations: [...stored.batches],
    progress: { total, submitted, completed },
    ...(waitingFor && { waitingFor }),
    warnings: [...stored.warnings],
    // The failure belongs to no request, so its request id is the invalidation's id, as in logs.
    ...(error && { error: problemOf(toServiceError(error), id) }),
    ...itemsAddress(stored.target, id, total),
    ...(group_id !== null && { groupId: group_id }),
    ...(webhook && { webhook })
  }
}

export function toInvalidation(stored: StoredInvalidation, headRoom: HeadRoom): Invalidation {
  return { ...toSummary(stored, headRoom), ...pathsAndCacheTags(stored.items) }
}

/** The answer to a request that was just accepted: what a read would return. */
export function toAccepted(accepted: Accepted, estimatedSeconds: number, now: number): Invalidation {
  const { id, priority, items, createdAt, warnings, groupId, webhook, holdUntil, deadlineAt } = accepted
  return {
    id,
    status: 'queued',
    warnings: [...warnings],
    priority: priority > 0 ? 'high' : 'normal',
    pathCount: items.length,
    createdAt: createdAt.toISOString(),
    ...(deadlineAt && { deadlineAt: deadlineAt.toISOString() }),
    cloudFrontInvalidations: [],
    progress: { total: items.length, submitted: 0, completed: 0 },
    estimatedSeconds: estimatedSeconds + (holdUntil ? secondsUntil(holdUntil, now) : 0),
    ...(holdUntil && { waitingFor: held(holdUntil) }),
    ...itemsAddress(accepted.target, id, items.length),
    ...(groupId !== undefined && { groupId }),
    ...(webhook && { webhook }),
    ...pathsAndCacheTags(items.slice(0, PATHS_SHOWN_MAX))
  }
}

function secondsUntil(time: Date, now: number): number {
  return Math.max(0, Math.ceil((time.getTime() - now) / 1_000))
}

/** CloudFront's own record as an invalidation. */
export function fromCloudFront(record: CloudFrontInvalidation | CloudFrontSummary): InvalidationSummary {
  const { Id: id, Status: status, CreateTime: time } = record
  if (!id || !status || !time) {
    throw new ServiceError('CLOUDFRONT_BAD_ANSWER', 'CloudFront answered an invalidation without id, status or time.')
  }
  return {
    id,
    status: status === 'Completed' ? 'succeeded' : 'inProgress',
    priority: 'normal',
    createdAt: time.toISOString(),
    submittedAt: time.toISOString(),
    cloudFrontInvalidations: [{ id, status }],
    warnings: []
  }
}

/** The same with its paths; `target` is the address of its target. */
export function fromCloudFrontWithPaths(target: string, record: CloudFrontInvalidation): Invalidation {
  const items = record.InvalidationBatch?.Paths?.Items ?? []
  const total = items.length
  const summary = fromCloudFront(record)
  return {
    ...summary,
    pathCount: total,
    progress: { total, submitted: total, completed: summary.status === 'succeeded' ? total : 0 },
    ...itemsAddress(target, summary.id, total),
    ...pathsAndCacheTags(items.slice(0, PATHS_SHOWN_MAX))
  }
}

/** The address of all items, if there are more than an invalidation shows. */
function itemsAddress(target: string, id: string, count: number): { itemsUrl?: string } {
  return count > PATHS_SHOWN_MAX ? { itemsUrl: `${target}/invalidations/${id}/items` } : {}
}

export function toItem({ item, status, cloudFrontId }: StoredItem): InvalidationItem {
  return {
    ...(item.startsWith('#') ? { cacheTag: item.slice(1) } : { path: item }),
    status,
    ...(cloudFrontId !== null && { cloudFrontInvalidationId: cloudFrontId })
  }
}

function pathsAndCacheTags(items: readonly string[]): { paths: string[]; cacheTags: string[] } {
  return {
    paths: items.filter(item => !item.startsWith('#')),
    cacheTags: items.filter(item => item.startsWith('#')).map(item => item.slice(1))
  }
}

function held(until: Date): WaitingFor {
  return {
    reason: 'debounce',
    detail: `The distribution's guard holds it back until ${until.toISOString()}, together with others.`
  }
}

function waitingForOf(waiting: Waiting, { paths, wildcards }: HeadRoom): WaitingFor {
  const { path, wildcard, hold_until, refused_lane, batch, refusal, live_paths, live_wildcards } = waiting
  if (hold_until !== null) return held(new Date(hold_until))
  if (batch) return batch
  if (refusal) return refusal
  if (path && (refused_lane === 'path' || live_paths >= QUOTA.path - paths)) return waitingForQuota('path')
  if (wildcard && (refused_lane === 'wildcard' || live_wildcards >= QUOTA.wildcard - wildcards))
    return waitingForQuota('wildcard')
  return { reason: 'scheduling', detail: 'It is about to be submitted, together with others for the distribution.' }
}
