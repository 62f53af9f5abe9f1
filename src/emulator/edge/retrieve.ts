import { tagsOf } from '../../delivery/invalidation.ts'
import { type CacheKey, cacheKey, isCached } from '../../delivery/key.ts'
import { rangeOf } from '../../delivery/ranges.ts'
import { ageSeconds, useStored } from '../../delivery/stale.ts'
import { headersForViewers } from '../../delivery/to-viewer.ts'
import { type Clock } from '../clock.ts'
import { bufferBody, WholeBody } from './body.ts'
import { type Fill } from './fill.ts'
import { createFills, type FillLimits, type Part } from './fills.ts'
import { type CacheResult, type Found, type Wanted } from './found.ts'
import { type EdgeError, type ObjectCache, type Removes, type StoredObject } from './object-cache.ts'
import { OriginFailure } from './origin-answer.ts'
import { type Origins } from './origins.ts'
import { edgeErrorOf, keptError } from './edge-errors.ts'

export interface RetrieverDeps extends FillLimits {
  readonly cache: ObjectCache
  readonly origins: Origins
  readonly clock: Clock
}

export type Retriever = ReturnType<typeof createRetriever>

/** Objects from the cache or their origin. HEAD, ranges and conditions share keys, cache, origins and storing with GET. */
export function createRetriever(deps: RetrieverDeps) {
  const { cache, origins, clock } = deps
  const fills = createFills(deps)
  /** The number of removals since the start. */
  let removals = 0

  /** Rejects only when the viewer has left. */
  async function retrieve(wanted: Wanted): Promise<Found> {
    const { behavior, request, distribution } = wanted
    const uncached = whyUncached(wanted)
    if (uncached !== undefined) return pass(wanted, uncached)
    const key = cacheKey(distribution, behavior, request)
    const stored = cache.get(key.id)
    const use = stored ? useStored(stored, clock.now()) : undefined
    if (stored && (use === 'fresh' || use === 'stale')) return fromCache(stored, 'Hit')
    // An answer to HEAD is never stored for GET; an old copy is revalidated for both.
    const isAlone = !behavior.collapses || !fills.find(key.id)
    if (request.method === 'HEAD' && isAlone && (!stored || use === 'refetch')) return head(wanted, key)
    if (stored && use === 'stale-while-revalidate') {
      if (!fills.find(key.id)) fills.refresh({ ...wanted, cancellation: undefined }, key, stored)
      return fromCache(stored, 'Hit')
    }
    return fill(wanted, key, stored)
  }

  function fill(wanted: Wanted, key: CacheKey, stored: StoredObject | undefined): Promise<Found> {
    const mayJoin = wanted.behavior.collapses && !stored?.freshness.variesByAll
    const running = mayJoin ? fills.find(key.id) : undefined
    if (running) return join(running, wanted, key)
    return found(wanted, fills.start(wanted, key, stored), key, { joined: false })
  }

  async function join(running: Fill, wanted: Wanted, key: CacheKey): Promise<Found> {
    const joined = fills.join(running, wanted.cancellation)
    const { shared } = await joined.outcome
    if (shared) return found(wanted, joined, key, { joined: true })
    joined.body.cancel()
    return pass(wanted, 'the answer to another viewer is not shared', key)
  }

  async function found(wanted: Wanted, fill: Part, key: CacheKey, { joined }: { joined: boolean }): Promise<Found> {
    const outcome = await fill.outcome
    if (outcome.kind === 'stored') {
      return fromCache(outcome.object, joined ? 'Hit' : outcome.result)
    }
    const { status, headers, why } = outcome
    // It reads nothing; the other readers decide whether the object goes on arriving.
    if (joined && wanted.request.method === 'HEAD') fill.body.cancel()
    if (outcome.own && status === 200 && rangeOf(wanted.request).length > 0) {
      // Too large to be stored: only the part is requested.
      fill.body.cancel()
      outcome.own.cancel()
      return pass(wanted, 'the object is not stored, and only a part of it is requested', key)
    }
    return {
      status,
      headers,
      body: outcome.own ?? outcome.whole ?? fill.body,
      result: joined ? 'Hit' : 'Miss',
      ageSeconds: undefined,
      why
    }
  }

  /** The origin's own answer to a HEAD. Only an error is stored, and for other HEADs, since it has no body for a GET. */
  async function head(wanted: Wanted, ofGet: CacheKey): Promise<Found> {
    const { distribution } = wanted
    const key = { ...ofGet, id: `HEAD ${ofGet.id}` }
    const stored = cache.get(key.id)
    if (stored && useStored(stored, clock.now()) === 'fresh') return fromCache(stored, 'Hit')
    const removalsBefore = removals
    const found = await pass(wanted, 'nothing is stored for a HEAD', ofGet)
    const { status, headers, edgeError, body, why } = found
    const freshness = status >= 400 ? keptError(wanted, { status, headers }, clock.now()) : undefined
    // It may have been invalidated meanwhile.
    if (!freshness?.stored || removals !== removalsBefore) return found
    cache.put({
      owners: distribution.owners,
      key,
      originId: why.originId,
      status,
      headers,
      chunks: [],
      length: 0,
      statedLength: body.length,
      confirmedAtMs: clock.now(),
      freshness,
      edgeError,
      tags: tagsOf(headers, distribution.cacheTagHeader)
    })
    return found
  }

  /** From the origin to the viewer, without the cache; a requested part is also requested from the origin. */
  async function pass(wanted: Wanted, detail: string, key?: CacheKey): Promise<Found> {
    try {
      const answer = await origins.ask({ ...wanted, conditions: rangeOf(wanted.request) })
      const { status, headers, body, upgraded, originId } = answer
      return {
        status,
        headers: headersForViewers(wanted.behavior, headers),
        body,
        upgraded,
        result: 'Miss',
        ageSeconds: undefined,
        why: { key, originId, detail }
      }
    } catch (error) {
      if (!(error instanceof OriginFailure)) throw error
      const edgeError = edgeErrorOf(error)
      const { originId } = error
      return { ...EDGE_ANSWER, edgeError, status: error.status, why: { key, originId, ...reasonOf(edgeError) } }
    }
  }

  function fromCache(object: StoredObject, result: CacheResult): Found {
    const { status, headers, chunks, statedLength, key, originId, edgeError, freshness, confirmedAtMs } = object
    const { ttlSeconds, rule, clampedBy } = freshness
    return {
      status,
      headers,
      body: statedLength === undefined ? bufferBody(chunks) : new WholeBody([], statedLength),
      result,
      ageSeconds: result === 'Hit' ? ageSeconds(confirmedAtMs, clock.now()) : undefined,
      edgeError,
      why: { key, originId, ttlSeconds, rule, clampedBy, ...reasonOf(edgeError) }
    }
  }

  return {
    retrieve,
    /** Removes what is stored, and prevents what is in progress from being stored. */
    remove(owner: string, removes: Removes): void {
      removals += 1
      cache.removeMatching(owner, removes)
      fills.invalidate(owner, removes)
    },
    clear(): void {
      removals += 1
      cache.clear()
      fills.abandonAll()
    }
  }
}

const EDGE_ANSWER = { headers: [], body: bufferBody([]), result: 'Miss' as const, ageSeconds: undefined }

function reasonOf(error: EdgeError | undefined) {
  return error && { detail: error.detail, errorType: error.errorType }
}

/** Why a request bypasses the cache; undefined if it does not. */
function whyUncached({ behavior, request, webSocket }: Wanted): string | undefined {
  if (isCached(behavior, { method: request.method, webSocket })) return undefined
  if (webSocket) return 'a WebSocket is not cached'
  return behavior.caches ? `${request.method} is not cached` : 'the behavior caches nothing'
}
