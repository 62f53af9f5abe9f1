import { type ListedAccount } from '../../accounts/accounts.ts'
import { type Watch } from '../../database/changes.ts'
import { type Database } from '../../database/database.ts'
import { type FieldError, isServiceError, ServiceError } from '../../errors.ts'
import { currentTrail } from '../../plugins/request-context.ts'
import { type Page } from '../../plugins/pagination.ts'
import { type InvalidationCreate } from '../../invalidation/schemas.ts'
import { diff } from '../../configuration/editing/diff.ts'
import { PATHS_RECORDED_MAX } from '../../invalidation/creation.ts'
import * as store from '../../invalidation/groups/store.ts'
import { findNewest, isRepetition, nextIdAfter } from '../../invalidation/queue/generations.ts'
import { unreadable } from '../../invalidation/planning/plan.ts'
import { type InvalidationService } from '../../invalidation/service.ts'
import { targetAt } from '../../invalidation/targets.ts'
import { type CallerBudget } from '../../access/budget.ts'
import { type DistributionLimits } from '../../access/limits.ts'
import { toGroupSummary } from './mapper.ts'
import {
  type InvalidationGroup,
  type InvalidationGroupCreate,
  type InvalidationGroupSummary,
  type Selector,
  URLS_SHOWN_MAX
} from './schemas.ts'
import { type SelectDeps, selectDistributions } from './select.ts'
import { distributionsOf, unreadableUrls } from './urls.ts'

interface InvalidationGroupServiceDeps extends SelectDeps {
  /** Present if there are several. */
  readonly accountNames?: readonly string[] | undefined
  readonly database: Database
  readonly invalidations: Pick<InvalidationService, 'createAll' | 'ofGroup' | 'cancel' | 'watch'>
  /** Milliseconds since 1970. */
  readonly clock: { now(): number }
}

/** For all distributions together, because they are written in one transaction, for which others wait. */
const ITEMS_MAX = 200_000
/** Notifications can be lost with their connection, so waiters also poll, this often. */
const POLL_MS = 5_000
const DISTRIBUTIONS_RECORDED_MAX = 50

/** The invalidation for one distribution. */
interface Part {
  readonly id: string
  /** Whether it is known to exist, because it was just listed. */
  readonly known: boolean
  readonly body: InvalidationCreate
}

/** What is known about the request that creates a group. */
interface GroupRequest {
  readonly caller: string
  /** The same for every repetition of a request with its Idempotency-Key. */
  readonly reference: string
  /** How old the tags may be that select distributions. Default: as old as the index allows. */
  readonly maxAgeSeconds?: number | undefined
  /** The distributions that its caller may use. Default: all. */
  readonly limits?: DistributionLimits | undefined
  /** The paths that its caller may invalidate. Default: all. */
  readonly permittedPaths?: readonly string[] | undefined
  /** The budget that its paths are charged to. */
  readonly budget?: CallerBudget | undefined
}

/** Restrictions on the selection: the age of tags, and the caller's limits. */
interface Within {
  readonly maxAgeSeconds: number | undefined
  readonly limits: DistributionLimits | undefined
}

/** A concurrent request with the same key has created the group. */
class CreatedConcurrently extends Error {}

export type InvalidationGroupService = ReturnType<typeof createInvalidationGroupService>

/** One request for many distributions: a group, with an ordinary invalidation for each of them. */
export function createInvalidationGroupService(deps: InvalidationGroupServiceDeps) {
  const { database, invalidations, clock } = deps

  async function getStored(id: string): Promise<store.StoredGroup> {
    const group = await store.findGroup(database, id)
    if (!group) throw new ServiceError('INVALIDATION_GROUP_NOT_FOUND', `There is no group ${id}.`)
    return group
  }

  async function describe(group: store.StoredGroup): Promise<InvalidationGroup> {
    const items = group.selector.urls ? [] : await store.itemsOfGroup(database, group.id)
    const children = await invalidations.ofGroup(group.id)
    return {
      ...toGroupSummary(group),
      paths: items.filter(item => !item.startsWith('#')),
      cacheTags: items.filter(item => item.startsWith('#')).map(item => item.slice(1)),
      children: children.map(({ target, ...child }) => ({ distributionId: targetAt(target).id, ...child }))
    }
  }

  /** The distributions, and what to invalidate in each. Throws VALIDATION_FAILED for an invalid request. */
  async function partsOf(
    request: InvalidationGroupCreate,
    within: Within
  ): Promise<{ selector: store.GroupSelector; parts: Part[]; tagsReadAt?: Date | undefined }> {
    const errors = brokenSelection(request)
    if (errors.length > 0) throw new ServiceError('VALIDATION_FAILED', 'The group is not valid.', { errors })
    const { selector = {}, urls, ...body } = request
    if (urls === undefined) return { selector, ...(await selectedParts(selector, body, within)) }
    const served = await distributionsOf(deps, urls, within.limits)
    return {
      selector: { urls: urls.slice(0, URLS_SHOWN_MAX) },
      parts: served.map(({ id, paths }) => ({ id, known: true, body: { ...body, paths } }))
    }
  }

  async function selectedParts(selector: Selector, body: InvalidationCreate, within: Within) {
    const { ids, known, tagsReadAt } = await selectDistributions(deps, selector, within)
    refuseTooMany(ids.length, (body.paths?.length ?? 0) + (body.cacheTags?.length ?? 0))
    return { parts: ids.map((id): Part => ({ id, known, body })), tagsReadAt }
  }

  async function repeated(id: string): Promise<InvalidationGroup> {
    currentTrail()?.note({ resource: resourceOf(id), replayed: true })
    return describe(await getStored(id))
  }

  async function make(
    request: InvalidationGroupCreate,
    { caller, reference, maxAgeSeconds, limits, permittedPaths, budget }: GroupRequest
  ): Promise<InvalidationGroup> {
    const groupId = idOf(reference)
    const { selector, parts, tagsReadAt } = await partsOf(request, { maxAgeSeconds, limits })
    const children = parts.map(({ id, known, body }, index) => ({
      target: { kind: 'distributions' as const, id },
      reference: `${reference}_${index}`,
      known,
      body
    }))
    const createdAt = new Date(clock.now())
    const made = await invalidations.createAll(children, { caller, permittedPaths, budget, groupId }, async tx => {
      if (!(await store.insertGroup(tx, { id: groupId, selector, tagsReadAt, createdAt })))
        throw new CreatedConcurrently()
      const trail = currentTrail()
      trail?.note({ resource: resourceOf(groupId), changes: diff({}, recordedOf(request, selector, parts)) })
      await trail?.recordIn(tx)
    })
    const estimatedSeconds = Math.max(...made.map(({ estimatedSeconds: of = 0 }) => of))
    return { ...(await describe(await getStored(groupId))), estimatedSeconds }
  }

  /** Resolves when the group has ended or the time is up. */
  async function waitUntilEnded(id: string, waitMs: number, signal?: AbortSignal): Promise<InvalidationGroup> {
    const watch = invalidations.watch(id)
    const until = performance.now() + waitMs
    try {
      for (;;) {
        const group = await getStored(id)
        const leftMs = until - performance.now()
        if (group.ended_at || leftMs <= 0 || signal?.aborted) return await describe(group)
        await watch.wait(Math.min(leftMs, POLL_MS), signal)
      }
    } finally {
      watch.end()
    }
  }

  return {
    /**
     * Once this has resolved, all of it is durable; if it throws, nothing is. A repeat with the same reference returns
     * the same group. Throws NO_DISTRIBUTION_SELECTED, and the errors of single invalidations.
     */
    async create(body: InvalidationGroupCreate, request: GroupRequest): Promise<InvalidationGroup> {
      const id = idOf(request.reference)
      const newest = await findNewest(database, 'invalidation_groups', id)
      if (newest && isRepetition(newest, clock.now())) return repeated(newest.id)
      const reference = nextIdAfter(request.reference, newest)
      try {
        return await make(body, { ...request, reference })
      } catch (error) {
        if (error instanceof CreatedConcurrently) return repeated(idOf(reference))
        throw error
      }
    },

    /** Waits up to `waitSeconds` for its end. Throws INVALIDATION_GROUP_NOT_FOUND. */
    get: async (id: string, waitSeconds = 0, signal?: AbortSignal): Promise<InvalidationGroup> =>
      waitUntilEnded(id, waitSeconds * 1_000, signal),

    /** The distributions of its invalidations. Throws INVALIDATION_GROUP_NOT_FOUND. */
    async distributionIds(id: string): Promise<string[]> {
      await getStored(id)
      return (await invalidations.ofGroup(id)).map(({ target }) => targetAt(target).id)
    },

    /** Newest first, without their invalidations. */
    async list({
      limit,
      marker,
      account,
      within
    }: {
      limit: number
      marker: string | undefined
      /** Only groups with an invalidation there. */
      account?: ListedAccount | undefined
      /** Only groups that are about these distributions alone. */
      within?: readonly string[] | undefined
    }): Promise<Page<InvalidationGroupSummary>> {
      const before = marker !== undefined && /^\d{1,18}$/.test(marker) ? marker : undefined
      const { rows, next } = await store.listGroups(database, { before, account, within, limit })
      return { items: rows.map(toGroupSummary), nextMarker: next }
    },

    /**
     * Cancels everything in the group that has not been submitted. Safe to repeat. Throws INVALIDATION_GROUP_NOT_FOUND,
     * INVALIDATION_ENDED, or INVALIDATION_SENT if nothing is left to cancel.
     */
    async cancel(id: string): Promise<InvalidationGroup> {
      await getStored(id)
      let refusal: ServiceError | undefined
      let cancelled = 0
      for (const child of await invalidations.ofGroup(id)) {
        try {
          await invalidations.cancel(targetAt(child.target), child.id, { ofGroup: true })
          cancelled += 1
        } catch (error) {
          if (!isServiceError(error, 'INVALIDATION_SENT') && !isServiceError(error, 'INVALIDATION_ENDED')) throw error
          // The group ends with the last of them.
          if (refusal === undefined || isServiceError(error, 'INVALIDATION_SENT')) refusal = error
        }
      }
      if (cancelled === 0 && refusal !== undefined) throw refusal
      return describe(await getStored(id))
    },

    /** Its state, with a version that changes whenever the state does. */
    async describe(id: string): Promise<{ version: number; ended: boolean; summary: InvalidationGroupSummary }> {
      const group = await getStored(id)
      return { version: group.version, ended: group.ended_at !== null, summary: toGroupSummary(group) }
    },

    /** Must be called before `describe`, so that no change is missed. */
    watch: (id: string): Watch => invalidations.watch(id)
  }
}

const idOf = (reference: string) => `grp_${reference}`
const resourceOf = (id: string) => `/invalidations/${id}`

/** The group's audit record, with the first paths of a large request; each invalidation has its own record. */
function recordedOf(
  { paths, cacheTags }: InvalidationGroupCreate,
  selector: store.GroupSelector,
  parts: readonly Part[]
) {
  return {
    selector,
    ...(paths && { paths: paths.slice(0, PATHS_RECORDED_MAX) }),
    ...(cacheTags && { cacheTags: cacheTags.slice(0, PATHS_RECORDED_MAX) }),
    distributionIds: parts.slice(0, DISTRIBUTIONS_RECORDED_MAX).map(({ id }) => id),
    distributions: parts.length
  }
}

/** Errors of a request that are found without CloudFront; the planner checks paths and cache tags. */
function brokenSelection({ selector, urls, paths, cacheTags }: InvalidationGroupCreate): FieldError[] {
  if (urls === undefined) {
    return selector === undefined ? [{ pointer: '/selector', detail: 'is missing, and so are urls' }] : []
  }
  if (selector !== undefined || paths !== undefined || cacheTags !== undefined) {
    return [{ pointer: '/urls', detail: 'cannot be combined with selector, paths or cacheTags' }]
  }
  return unreadableUrls(urls)
}

/** The same with the first invalid paths and cache tags, to be reported together with schema errors. */
export function brokenGroupRules(request: InvalidationGroupCreate): FieldError[] {
  return [...brokenSelection(request), ...unreadable(request)]
}

function refuseTooMany(distributions: number, items: number): void {
  if (distributions * items <= ITEMS_MAX) return
  throw new ServiceError('VALIDATION_FAILED', 'The group is too large.', {
    errors: [
      {
        pointer: '/paths',
        detail:
          `${items} paths and cache tags of ${distributions} distributions are ${items * distributions}; a group has at ` +
          `most ${ITEMS_MAX}. Send fewer at once, or a wildcard.`
      }
    ]
  })
}
