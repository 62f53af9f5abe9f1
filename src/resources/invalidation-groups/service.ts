import { type Watch } from '../../database/changes.ts'
import { type Database } from '../../database/database.ts'
import { type FieldError, isServiceError, ServiceError } from '../../errors.ts'
import { type Page } from '../../plugins/pagination.ts'
import { type InvalidationCreate } from '../../invalidation/schemas.ts'
import { unreadable } from '../../invalidation/planning/plan.ts'
import { type InvalidationService } from '../../invalidation/service.ts'
import { targetAt } from '../../invalidation/targets.ts'
import { type ListDeps } from '../distributions/list.ts'
import { toGroupSummary } from './mapper.ts'
import {
  type GroupSelector,
  type InvalidationGroup,
  type InvalidationGroupCreate,
  type InvalidationGroupSummary,
  type Selector,
  URLS_SHOWN_MAX
} from './schemas.ts'
import { selectDistributions } from './select.ts'
import * as store from './store.ts'
import { distributionsOf, unreadableUrls } from './urls.ts'

export interface InvalidationGroupServiceDeps extends ListDeps {
  readonly database: Database
  readonly invalidations: Pick<InvalidationService, 'createAll' | 'ofGroup' | 'cancel' | 'watch'>
  /** Milliseconds since 1970. */
  readonly clock: { now(): number }
}

/** Of all distributions together: they are written in one transaction, which others wait for. */
const ITEMS_MAX = 200_000
/** After this long an Idempotency-Key means a new request. */
const KEY_KEPT_MS = 24 * 3_600_000
/** Notifications can be lost with their connection, so that waiters also poll this often. */
const POLL_MS = 5_000

/** What one distribution is asked for. */
interface Part {
  readonly id: string
  /** It was listed just now. */
  readonly known: boolean
  readonly body: InvalidationCreate
}

/** What is known of the request that makes a group. */
interface GroupRequest {
  readonly caller: string
  /** The same for every repetition of a request with its Idempotency-Key. */
  readonly reference: string
  /** How old the tags may be that decide which distributions are meant; as old as the index allows where left out. */
  readonly maxAgeSeconds?: number | undefined
}

/** A request with the same key was faster. */
class MadeMeanwhile extends Error {}

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

  /** Which distributions, and what is to be removed from each. Throws what is wrong with the request. */
  async function partsOf(
    request: InvalidationGroupCreate,
    maxAgeSeconds: number | undefined
  ): Promise<{ selector: GroupSelector; parts: Part[]; tagsReadAt?: Date | undefined }> {
    const errors = unclear(request)
    if (errors.length > 0)
      throw new ServiceError('VALIDATION_FAILED', 'The group cannot be made like this.', { errors })
    const { selector = {}, urls, ...body } = request
    if (urls === undefined) return { selector, ...(await selectedParts(selector, body, maxAgeSeconds)) }
    const served = await distributionsOf(deps, urls)
    return {
      selector: { urls: urls.slice(0, URLS_SHOWN_MAX) },
      parts: served.map(({ id, paths }) => ({ id, known: true, body: { ...body, paths } }))
    }
  }

  async function selectedParts(selector: Selector, body: InvalidationCreate, maxAgeSeconds: number | undefined) {
    const { ids, known, tagsReadAt } = await selectDistributions(deps, selector, maxAgeSeconds)
    refuseTooMany(ids.length, (body.paths?.length ?? 0) + (body.cacheTags?.length ?? 0))
    return { parts: ids.map((id): Part => ({ id, known, body })), tagsReadAt }
  }

  async function make(
    request: InvalidationGroupCreate,
    { caller, reference, maxAgeSeconds }: GroupRequest
  ): Promise<InvalidationGroup> {
    const groupId = `grp_${reference}`
    const { selector, parts, tagsReadAt } = await partsOf(request, maxAgeSeconds)
    const children = parts.map(({ id, known, body }, index) => ({
      target: { kind: 'distributions' as const, id },
      reference: `${reference}_${index}`,
      known,
      body
    }))
    const createdAt = new Date(clock.now())
    const made = await invalidations.createAll(children, { caller, groupId }, async tx => {
      if (!(await store.insertGroup(tx, { id: groupId, selector, tagsReadAt, createdAt }))) throw new MadeMeanwhile()
    })
    const estimatedSeconds = Math.max(...made.map(({ estimatedSeconds: of = 0 }) => of))
    return { ...(await describe(await getStored(groupId))), estimatedSeconds }
  }

  /** Answers when the group has ended, or as it is when the time is up. */
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
     * All of it is durable once this has resolved, or nothing is. A repeat with the same reference is the same group. Throws
     * NO_DISTRIBUTION_SELECTED, and whatever one of the invalidations alone would be refused for.
     */
    async create(body: InvalidationGroupCreate, request: GroupRequest): Promise<InvalidationGroup> {
      const { reference } = request
      const before = await store.findGroup(database, `grp_${reference}`)
      const isRepeat = before && clock.now() - before.created_at.getTime() <= KEY_KEPT_MS
      if (isRepeat) return describe(before)
      const fresh = before ? `${reference}_${clock.now()}` : reference
      try {
        return await make(body, { ...request, reference: fresh })
      } catch (error) {
        if (error instanceof MadeMeanwhile) return describe(await getStored(`grp_${fresh}`))
        throw error
      }
    },

    /** Waits up to so many seconds for its end. Throws INVALIDATION_GROUP_NOT_FOUND. */
    get: async (id: string, waitSeconds = 0, signal?: AbortSignal): Promise<InvalidationGroup> =>
      waitUntilEnded(id, waitSeconds * 1_000, signal),

    /** The newest first, without their invalidations. */
    async list({
      limit,
      marker
    }: {
      limit: number
      marker: string | undefined
    }): Promise<Page<InvalidationGroupSummary>> {
      const before = marker !== undefined && /^\d{1,18}$/.test(marker) ? marker : undefined
      const found = await store.listGroups(database, { before, limit: limit + 1 })
      const page = found.slice(0, limit)
      return {
        items: page.map(toGroupSummary),
        nextMarker: found.length > limit ? page.at(-1)?.position : undefined
      }
    },

    /**
     * Takes back what CloudFront has not been sent, of all its invalidations. A repeat is harmless. Throws
     * INVALIDATION_GROUP_NOT_FOUND, INVALIDATION_ENDED, and INVALIDATION_SENT where nothing is left to take back.
     */
    async cancel(id: string): Promise<InvalidationGroup> {
      await getStored(id)
      let refusal: ServiceError | undefined
      let cancelled = 0
      for (const child of await invalidations.ofGroup(id)) {
        try {
          await invalidations.cancel(targetAt(child.target), child.id)
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

    /** Its state with the version that tells whether something has changed. */
    async describe(id: string): Promise<{ version: number; ended: boolean; summary: InvalidationGroupSummary }> {
      const group = await getStored(id)
      return { version: group.version, ended: group.ended_at !== null, summary: toGroupSummary(group) }
    },

    /** To be made before `describe` is called. */
    watch: (id: string): Watch => invalidations.watch(id)
  }
}

/** What can be said against a request without asking CloudFront; of its paths and cache tags the planner says it. */
function unclear({ selector, urls, paths, cacheTags }: InvalidationGroupCreate): FieldError[] {
  if (urls === undefined) {
    return selector === undefined ? [{ pointer: '/selector', detail: 'is missing, and so are urls' }] : []
  }
  if (selector !== undefined || paths !== undefined || cacheTags !== undefined) {
    return [{ pointer: '/urls', detail: 'says all that is to be removed: leave out selector, paths and cacheTags' }]
  }
  return unreadableUrls(urls)
}

/** The same, and the first of the paths and cache tags that cannot be read: for what is reported beside a misfit. */
export function brokenGroupRules(request: InvalidationGroupCreate): FieldError[] {
  return [...unclear(request), ...unreadable(request)]
}

function refuseTooMany(distributions: number, items: number): void {
  if (distributions * items <= ITEMS_MAX) return
  throw new ServiceError('VALIDATION_FAILED', 'The group is too large.', {
    errors: [
      {
        pointer: '/paths',
        detail: `${items} paths and cache tags of ${distributions} distributions are ${items * distributions}; a group has at most ${ITEMS_MAX}. Send fewer at once, or a wildcard.`
      }
    ]
  })
}
