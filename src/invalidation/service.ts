import { distributionIn } from '../audit/store.ts'
import { type Trail, type RelatedTrail } from '../audit/trail.ts'
import { type Changes, type Watch } from '../database/changes.ts'
import { type Queryable } from '../database/database.ts'
import { ServiceError } from '../errors.ts'
import { type Page } from '../plugins/pagination.ts'
import { currentTrail } from '../plugins/request-context.ts'
import { validationFailed } from '../plugins/validation.ts'
import { createCreation, type CreationDeps, resourceOf } from './creation.ts'
import { fromCloudFront, fromCloudFrontWithPaths, toInvalidation, toSummary } from './mapper.ts'
import { lockTarget } from './queue/leases.ts'
import { recordStep, type Count } from './queue/progress.ts'
import * as reads from './queue/reads.ts'
import { type Invalidation, type InvalidationQuery, type InvalidationSummary, type OwnInvalidation } from './schemas.ts'
import { addressOf, isOurs, type Target, type TargetCalls } from './targets.ts'

export interface InvalidationServiceDeps extends CreationDeps {
  readonly calls: TargetCalls
  readonly changes: Pick<Changes, 'watch'>
}

/** Notifications can be lost with their connection, so waiters also poll, this often. */
const POLL_MS = 5_000

export type InvalidationService = ReturnType<typeof createInvalidationService>

/** Creates, reads, lists and cancels invalidations, of distributions and distribution tenants alike. */
export function createInvalidationService(deps: InvalidationServiceDeps) {
  const { database, calls, existence, changes, headRoom } = deps

  const getStored = async (target: Target, id: string): Promise<reads.StoredInvalidation> =>
    reads.requireInvalidation(database, addressOf(target), id)

  /** Frontage's id; CloudFront's names an invalidation of Frontage if it is the only one in it. */
  const findOwnId = async (target: Target, id: string): Promise<string | undefined> =>
    isOurs(id) ? id : reads.findSoleInvalidation(database, addressOf(target), id)

  async function waitUntilEnded(
    target: Target,
    id: string,
    waitMs: number,
    signal?: AbortSignal
  ): Promise<Invalidation> {
    const watch = changes.watch(id)
    const until = performance.now() + waitMs
    try {
      for (;;) {
        const stored = await getStored(target, id)
        const leftMs = until - performance.now()
        if (stored.ended_at || leftMs <= 0 || signal?.aborted) return toInvalidation(stored, headRoom)
        await watch.wait(Math.min(leftMs, POLL_MS), signal)
      }
    } finally {
      watch.end()
    }
  }

  return {
    ...createCreation(deps),

    /**
     * By Frontage's id or by CloudFront's; waits up to `waitSeconds` for it to end, unless only CloudFront knows it. Throws
     * INVALIDATION_NOT_FOUND.
     */
    async get(target: Target, id: string, waitSeconds = 0, signal?: AbortSignal): Promise<Invalidation> {
      const own = await findOwnId(target, id)
      if (own === undefined) return fromCloudFrontWithPaths(addressOf(target), await calls.get(target, id))
      return waitUntilEnded(target, own, waitSeconds * 1_000, signal)
    },

    waitUntilEnded,

    /** For events and webhooks: without its paths, and with a version that changes whenever the invalidation does. */
    async describe(id: string): Promise<{ version: number; ended: boolean; summary: OwnInvalidation } | undefined> {
      const stored = await reads.findInvalidationById(database, id)
      return (
        stored && { version: stored.version, ended: stored.ended_at !== null, summary: toSummary(stored, headRoom) }
      )
    },

    /** Must be called before `describe`, so that no change is missed. */
    watch: (id: string): Watch => changes.watch(id),

    /** The invalidations of a group, without their paths. */
    async ofGroup(groupId: string): Promise<(OwnInvalidation & { target: string })[]> {
      const found = await reads.listOfGroup(database, groupId)
      return found.map(stored => ({ ...toSummary(stored, headRoom), target: stored.target }))
    },

    /** Newest first, of Frontage's own records or CloudFront's. */
    async list(
      target: Target,
      {
        limit,
        marker,
        status,
        createdAfter,
        createdBefore,
        source
      }: Omit<InvalidationQuery, 'cursor'> & { marker: string | undefined }
    ): Promise<Page<InvalidationSummary>> {
      if (source === 'cloudfront') {
        refuseFilters({ status, createdAfter, createdBefore })
        return listFromCloudFront(target, { limit, marker })
      }
      const address = addressOf(target)
      const found = await reads.listInvalidations(database, {
        target: address,
        status,
        limit: limit + 1,
        createdAfter: createdAfter === undefined ? undefined : new Date(createdAfter),
        createdBefore: createdBefore === undefined ? undefined : new Date(createdBefore),
        before: marker !== undefined && /^\d{1,18}$/.test(marker) ? marker : undefined
      })
      if (found.length === 0 && !(await reads.isKnownTarget(database, address))) {
        await existence.require(target, { cacheTags: false })
      }
      const page = found.slice(0, limit)
      return {
        items: page.map(stored => toSummary(stored, headRoom)),
        nextMarker: found.length > limit ? page.at(-1)?.position : undefined
      }
    },

    /**
     * Cancels what has not been submitted, by Frontage's id or by CloudFront's; `ofGroup` if its whole group is being
     * cancelled. Safe to repeat. Throws INVALIDATION_NOT_FOUND, INVALIDATION_ENDED, or INVALIDATION_SENT if nothing is left to
     * cancel.
     */
    async cancel(target: Target, given: string, { ofGroup = false } = {}): Promise<Invalidation> {
      const id = await findOwnId(target, given)
      if (id === undefined) {
        await calls.get(target, given)
        throw new ServiceError('INVALIDATION_SENT', 'CloudFront already has all of it.')
      }
      const trail = currentTrail()
      // It is in the history of the invalidation, whichever id was given.
      if (id !== given) trail?.note({ resource: resourceOf(addressOf(target), id) })
      const related = trail && ofGroup ? [trailInGroup(trail, resourceOf(addressOf(target), id))] : []
      await database.transaction(async tx => {
        // Batches are made under this lock, so none can take these items in the meantime.
        await lockTarget(tx, addressOf(target))
        const stored = await reads.requireInvalidation(tx, addressOf(target), id)
        const counts = await tx.query<Count>(
          `WITH gone AS (DELETE FROM invalidation_chunks WHERE invalidation_id = $1 RETURNING invalidation_id, count)
           SELECT invalidation_id AS id, sum(count)::integer AS count FROM gone GROUP BY invalidation_id`,
          [id]
        )
        if (counts.length === 0 && !(await wasCancelled(tx, id))) throw cannotCancel(stored)
        await recordStep(tx, counts, { step: 'cancelled' })
        await trail?.recordIn(tx, related)
      })
      for (const each of related) each.recorded()
      return toInvalidation(await getStored(target, id), headRoom)
    }
  }

  async function listFromCloudFront(
    target: Target,
    page: { limit: number; marker: string | undefined }
  ): Promise<Page<InvalidationSummary>> {
    const list = await calls.list(target, page)
    return {
      items: (list.Items ?? []).map(fromCloudFront),
      nextMarker: list.IsTruncated ? list.NextMarker : undefined
    }
  }
}

/** CloudFront's list has no filters, and pages of it would have gaps. */
function refuseFilters(filters: Readonly<Record<string, string | undefined>>): void {
  const errors = Object.entries(filters).flatMap(([parameter, value]) =>
    value === undefined ? [] : [{ parameter, detail: 'filters only the records of Frontage: omit it, or source' }]
  )
  if (errors.length > 0) throw validationFailed(errors)
}

/** Its own audit record, since the group's is not in the history of its distributions. */
function trailInGroup(trail: Trail, resource: string): RelatedTrail {
  return trail.addRelated({ action: 'cancelInvalidation', resource, distribution: distributionIn(resource) })
}

async function wasCancelled(tx: Queryable, id: string): Promise<boolean> {
  const rows = await tx.query('SELECT 1 FROM invalidations WHERE id = $1 AND cancelled_at IS NOT NULL', [id])
  return rows.length > 0
}

function cannotCancel({ status, ended_at }: reads.StoredInvalidation): ServiceError {
  return ended_at
    ? new ServiceError('INVALIDATION_ENDED', `The invalidation has already ended, with the status ${status}.`)
    : new ServiceError('INVALIDATION_SENT', 'All of the invalidation has been submitted.')
}
