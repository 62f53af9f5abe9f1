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
import { findNewest, isRepeated, nextOf } from '../../invalidation/queue/generations.ts'
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
  /** Where there are several. */
  readonly accountNames?: readonly string[] | undefined
  readonly database: Database
  readonly invalidations: Pick<InvalidationService, 'createAll' | 'ofGroup' | 'cancel' | 'watch'>
  /** Milliseconds since 1970. */
  readonly clock: { now(): number }
}

/** Of all distributions together: they are written in one transaction, which others wait for. */
const ITEMS_MAX = 200_000
/** Notifications can be lost with their connection, so that waiters also poll this often. */
const POLL_MS = 5_000
const DISTRIBUTIONS_RECORDED_MAX = 50

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
  /** Of what its caller may touch; everything where left out. */
  readonly limits?: DistributionLimits | undefined
  /** What its caller may remove; everything where left out. */
  readonly pathPrefixes?: readonly string[] | undefined
  /** What its paths are charged to. */
  readonly budget?: CallerBudget | undefined
}

/** By tags that are at most so old, and of what the caller may touch. */
interface Within {
  readonly maxAgeSeconds: number | undefined
  readonly limits: DistributionLimits | undefined
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
    within: Within
  ): Promise<{ selector: store.GroupSelector; parts: Part[]; tagsReadAt?: Date | undefined }> {
    const errors = unclear(request)
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
    { caller, reference, maxAgeSeconds, limits, pathPrefixes, budget }: GroupRequest
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
    const made = await invalidations.createAll(children, { caller, pathPrefixes, budget, groupId }, async tx => {
      if (!(await store.insertGroup(tx, { id: groupId, selector, tagsReadAt, createdAt }))) throw new MadeMeanwhile()
      const trail = currentTrail()
      trail?.note({ resource: resourceOf(groupId), changes: diff({}, recordedOf(request, selector, parts)) })
      await trail?.recordIn(tx)
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
      const id = idOf(request.reference)
      const newest = await findNewest(database, 'invalidation_groups', id)
      if (newest && isRepeated(newest, clock.now())) return repeated(newest.id)
      const reference = nextOf(request.reference, newest)
      try {
        return await make(body, { ...request, reference })
      } catch (error) {
        if (error instanceof MadeMeanwhile) return repeated(idOf(reference))
        throw error
      }
    },

    /** Waits up to so many seconds for its end. Throws INVALIDATION_GROUP_NOT_FOUND. */
    get: async (id: string, waitSeconds = 0, signal?: AbortSignal): Promise<InvalidationGroup> =>
      waitUntilEnded(id, waitSeconds * 1_000, signal),

    /** The distributions of its invalidations. Throws INVALIDATION_GROUP_NOT_FOUND. */
    async distributionIds(id: string): Promise<string[]> {
      await getStored(id)
      return (await invalidations.ofGroup(id)).map(({ target }) => targetAt(target).id)
    },

    /** The newest first, without their invalidations. */
    async list({
      limit,
      marker,
      account
    }: {
      limit: number
      marker: string | undefined
      /** Only groups with an invalidation there. */
      account?: ListedAccount | undefined
    }): Promise<Page<InvalidationGroupSummary>> {
      const before = marker !== undefined && /^\d{1,18}$/.test(marker) ? marker : undefined
      const found = await store.listGroups(database, { before, account, limit: limit + 1 })
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

    /** Its state with the version that tells whether something has changed. */
    async describe(id: string): Promise<{ version: number; ended: boolean; summary: InvalidationGroupSummary }> {
      const group = await getStored(id)
      return { version: group.version, ended: group.ended_at !== null, summary: toGroupSummary(group) }
    },

    /** To be made before `describe` is called. */
    watch: (id: string): Watch => invalidations.watch(id)
  }
}

const idOf = (reference: string) => `grp_${reference}`
const resourceOf = (id: string) => `/invalidations/${id}`

/** Of a large request the first; its invalidations have records of their own. */
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

/** What can be said against a request without asking CloudFront; of its paths and cache tags the planner says it. */
function unclear({ selector, urls, paths, cacheTags }: InvalidationGroupCreate): FieldError[] {
  if (urls === undefined) {
    return selector === undefined ? [{ pointer: '/selector', detail: 'is missing, and so are urls' }] : []
  }
  if (selector !== undefined || paths !== undefined || cacheTags !== undefined) {
    return [{ pointer: '/urls', detail: 'cannot be combined with selector, paths or cacheTags' }]
  }
  return unreadableUrls(urls)
}

/** The same, and the first of the paths and cache tags that cannot be read: for what is reported beside a schema error. */
export function brokenGroupRules(request: InvalidationGroupCreate): FieldError[] {
  return [...unclear(request), ...unreadable(request)]
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
