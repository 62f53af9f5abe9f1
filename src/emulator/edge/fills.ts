import { compressedHeaders, compression } from '../../delivery/compression.ts'
import { errorFreshness, errorMinTtlSeconds } from '../../delivery/errors.ts'
import { freshness } from '../../delivery/freshness.ts'
import { type HeaderList } from '../../delivery/headers.ts'
import { ownersOf, tagsOf } from '../../delivery/invalidation.ts'
import { type CacheKey } from '../../delivery/key.ts'
import { afterFailure, mergeNotModified, revalidationHeaders } from '../../delivery/stale.ts'
import { headersForViewers } from '../../delivery/to-viewer.ts'
import { type Clock } from '../clock.ts'
import { type Body, createSharedBody, type SharedBody } from './body.ts'
import { Cancellation } from './cancellation.ts'
import { compressed } from './compressed.ts'
import { edgeErrorOf } from './edge-errors.ts'
import { type CacheResult, type Wanted, type Why } from './found.ts'
import { type EdgeError, type Kept, type ObjectCache, type Removes, type StoredObject } from './object-cache.ts'
import { OriginFailure } from './origin-answer.ts'
import { type Answered, type Origins } from './origins.ts'

export interface FillLimits {
  /** The limit for an object; a larger one is passed on and not stored. */
  readonly objectBytesMax: number
  /** The limit for all objects that are arriving; beyond it they are passed on and not stored. */
  readonly arrivingBytesMax: number
}

export interface FillsDeps extends FillLimits {
  readonly cache: ObjectCache
  readonly origins: Origins
  readonly clock: Clock
}

/** The outcome of a miss, known when the head of the answer has arrived. */
export type Outcome =
  | { readonly kind: 'stored'; readonly shared: true; readonly object: StoredObject; readonly result: CacheResult }
  | {
      readonly kind: 'arriving'
      /** Whether it answers all who wait for it, because it may be stored or is a failure. */
      readonly shared: boolean
      readonly status: number
      readonly headers: HeaderList
      readonly length: number | undefined
      /** A body that is not shared. */
      readonly own?: Body | undefined
      readonly edgeError?: EdgeError | undefined
      readonly why: Why
    }

/** One viewer's part in a request to the origin. */
export interface Fill {
  readonly outcome: Promise<Outcome>
  readonly body: Body
}

interface Running {
  readonly owners: readonly string[]
  readonly key: CacheKey
  readonly body: SharedBody
  readonly outcome: Promise<Outcome>
  /** Of the old copy until the head of the answer has arrived. */
  tags: ReadonlySet<string>
  /** Invalidations of the time before its own tags were known; undefined since then. */
  removals: Removes[] | undefined
  /** What arrives must not be stored, because it has been invalidated meanwhile. */
  abandoned: boolean
}

/** Requests to origins for objects that are to be stored; concurrent identical ones are merged. */
export function createFills({ cache, origins, clock, objectBytesMax, arrivingBytesMax }: FillsDeps) {
  const running = new Map<string, Running>()
  const all = new Set<Running>()
  let arrivingBytes = 0

  /** A request that can be joined: its body is complete, or will be. */
  function find(keyId: string): Running | undefined {
    const found = running.get(keyId)
    return found?.body.whole ? found : undefined
  }

  /** The origin is asked with GET for a HEAD, whose answer would have no body to store. */
  function start(wanted: Wanted, key: CacheKey, stored: StoredObject | undefined): Fill {
    const body = createSharedBody(reserve)
    /** Of `arrivingBytes`. */
    let reserved = 0
    const unwanted = new Cancellation()
    // Made before the first await, so that the request counts as wanted.
    const reader = readerOf(body, wanted.cancellation)
    const outcome = ask()
    const fill: Running = {
      owners: ownersOf(wanted.distribution),
      key,
      body,
      outcome,
      tags: stored?.tags ?? new Set(),
      removals: [],
      abandoned: false
    }
    all.add(fill)
    if (!find(key.id)) running.set(key.id, fill)
    const done = () => {
      all.delete(fill)
      takeNobodyElse(fill)
    }
    body.onUnwanted(() => {
      unwanted.cancel()
      done()
    })
    outcome.then(found => {
      if (found.kind === 'stored' || found.own) done()
      else if (!found.shared) takeNobodyElse(fill)
    }, done)
    return { outcome, body: reader }

    /** Whether this many of its bytes may be held; they count until they are released. */
    function reserve(bytes: number): boolean {
      if (bytes <= reserved) return true
      if (bytes > objectBytesMax || arrivingBytes + bytes - reserved > arrivingBytesMax) return false
      arrivingBytes += bytes - reserved
      reserved = bytes
      return true
    }
    function release(): void {
      arrivingBytes -= reserved
      reserved = 0
    }

    async function ask(): Promise<Outcome> {
      const validated = stored && stored.status < 400 && !stored.freshness.variesByAll
      const conditions = validated ? revalidationHeaders(stored.headers) : []
      let answer: Answered
      try {
        // A body is not in the key, and its viewer may never send it.
        const shared = { ...wanted, body: undefined, request: asGet(wanted.request) }
        answer = await origins.ask({ ...shared, conditions, cancellation: unwanted })
      } catch (error) {
        if (!(error instanceof OriginFailure)) throw error
        return afterOriginFailed(error)
      }
      const { status, originId } = answer
      if (status === 304 && stored && conditions.length > 0) {
        answer.body.cancel()
        return confirmed(stored, answer)
      }
      if (status >= 500 && stored && stored.status < 400) {
        const after = afterFailure(stored, status, errorMinTtlSeconds(wanted.distribution, status), clock.now())
        if (after.serve === 'old') {
          answer.body.cancel()
          return keepOld(stored, after.staleUntilMs)
        }
      }
      const kept = status >= 400 ? errorTtlOf(status, answer.headers) : freshnessOf(status, answer.headers)
      const why = { originId, ttlSeconds: kept.ttlSeconds, rule: kept.rule, clampedBy: kept.clampedBy }
      const length = answer.body.length
      if (!kept.stored || !reserve(length ?? 0)) {
        // What it replaces must not come back when the origin fails. An error that is not kept replaces nothing.
        if (status < 400) removeReplaced()
        const headers = headersForViewers(wanted.behavior, answer.headers)
        return { kind: 'arriving', shared: false, status, headers, length, own: answer.body, why }
      }
      return arriving(answer, kept, why)
    }

    function arriving(answer: Answered, kept: Kept, why: Why): Outcome {
      const { status } = answer
      const encoding = compression(wanted.behavior, key.acceptEncoding, answer)
      setTags(tagsOf(answer.headers, wanted.distribution.cacheTagHeader))
      const plain = headersForViewers(wanted.behavior, answer.headers)
      const headers = encoding ? compressedHeaders(plain, encoding) : plain
      const source = encoding ? compressed(answer.body, encoding) : answer.body.read()
      // An error is small, and whoever gets its page in its place does not read it.
      if (status >= 400) body.reader().leave()
      const about = { originId: answer.originId, status, headers, freshness: kept, compressedAs: encoding }
      void arrive(source, answer.body, object => cache.put({ ...object, ...about }))
      return {
        kind: 'arriving',
        shared: !kept.variesByAll,
        status,
        headers,
        length: encoding ? undefined : answer.body.length,
        why
      }
    }

    async function arrive(
      source: AsyncIterable<Buffer>,
      { cancel }: Body,
      store: (object: Pick<StoredObject, 'owners' | 'key' | 'chunks' | 'length' | 'confirmedAtMs' | 'tags'>) => void
    ): Promise<void> {
      const confirmedAtMs = clock.now()
      let length = 0
      try {
        for await (const chunk of source) {
          length += chunk.length
          await body.push(chunk)
          // From here on only what is about to be sent is held.
          if (!body.kept) release()
          if (unwanted.isCancelled) throw new Error('no viewer is left')
        }
        if (!body.kept) removeReplaced()
        else if (!fill.abandoned) {
          const chunks = compact(body.chunks, length)
          store({ owners: fill.owners, key, chunks, length, confirmedAtMs, tags: fill.tags })
        }
        body.end()
      } catch (error) {
        // An incomplete answer is passed on as far as it came, and not stored.
        body.fail(error as Error)
        cancel()
      } finally {
        release()
        done()
      }
    }

    function confirmed(before: StoredObject, { headers: from304, originId }: Answered): Outcome {
      const merged = mergeNotModified(before.headers, headersForViewers(wanted.behavior, from304))
      // The origin knows nothing of the compression here, which its `Vary` may have overwritten.
      const headers = before.compressedAs ? compressedHeaders(merged, before.compressedAs) : merged
      const object: StoredObject = {
        ...before,
        originId,
        headers,
        confirmedAtMs: clock.now(),
        freshness: freshnessOf(before.status, headers),
        staleUntilMs: undefined
      }
      if (!fill.abandoned) {
        if (object.freshness.stored) cache.put(object)
        else cache.remove(key.id)
      }
      return { kind: 'stored', shared: true, object, result: 'RefreshHit' }
    }

    function setTags(tags: ReadonlySet<string>): void {
      fill.tags = tags
      if (fill.removals?.some(removes => removes({ ...key, tags }))) abandon(fill)
      fill.removals = undefined
    }

    function removeReplaced(): void {
      if (stored && !fill.abandoned) cache.remove(key.id)
    }

    function keepOld(before: StoredObject, staleUntilMs: number): Outcome {
      const object = { ...before, staleUntilMs }
      if (!fill.abandoned) cache.put(object)
      return { kind: 'stored', shared: true, object, result: 'Hit' }
    }

    function afterOriginFailed(failure: OriginFailure): Outcome {
      if (stored && stored.status < 400) {
        const minTtlSeconds = errorMinTtlSeconds(wanted.distribution, failure.status)
        const after = afterFailure(stored, 'unreachable', minTtlSeconds, clock.now())
        if (after.serve === 'old') return keepOld(stored, after.staleUntilMs)
      }
      const ttl = errorTtlOf(failure.status, [])
      const edgeError = edgeErrorOf(failure)
      const object: StoredObject = {
        owners: fill.owners,
        key,
        originId: failure.originId,
        status: failure.status,
        headers: [],
        chunks: [],
        length: 0,
        confirmedAtMs: clock.now(),
        freshness: ttl,
        edgeError,
        tags: new Set()
      }
      if (ttl.stored && !fill.abandoned) cache.put(object)
      return { kind: 'stored', shared: true, object, result: 'Miss' }
    }

    function freshnessOf(status: number, headers: HeaderList): Kept {
      return freshness(status, headers, wanted.behavior, clock.now())
    }
    function errorTtlOf(status: number, headers: HeaderList): Kept {
      const found = errorFreshness(wanted.distribution, wanted.behavior, { status, headers }, clock.now())
      return {
        ...found,
        staleWhileRevalidateSeconds: 0,
        staleIfErrorSeconds: undefined,
        variesByAll: false,
        clampedBy: undefined
      }
    }
  }

  return {
    start,
    find,
    /** Fetches a new copy, for which nobody waits. */
    refresh(wanted: Wanted, key: CacheKey, stored: StoredObject): void {
      const { body, outcome } = start(wanted, key, stored)
      body.leave()
      // What may not be stored is wanted by nobody. A failure keeps the old copy.
      outcome.then(
        found => found.kind === 'arriving' && found.own?.cancel(),
        () => undefined
      )
    },
    join: ({ body, outcome }: Running, cancellation: Cancellation | undefined): Fill => ({
      outcome,
      body: readerOf(body, cancellation)
    }),
    /** What matches is not stored when it has arrived, and nobody else is answered with it. */
    abandon(owner: string, removes: Removes): void {
      for (const fill of all) {
        if (!fill.owners.includes(owner)) continue
        if (removes({ ...fill.key, tags: fill.tags })) abandon(fill)
        else if (fill.removals) {
          fill.removals.push(removes)
          // Whoever comes later must not get what may have been invalidated.
          takeNobodyElse(fill)
        }
      }
    },
    abandonAll(): void {
      for (const fill of all) abandon(fill)
    }
  }

  function abandon(fill: Running): void {
    fill.abandoned = true
    takeNobodyElse(fill)
  }

  function takeNobodyElse(fill: Running): void {
    if (running.get(fill.key.id) === fill) running.delete(fill.key.id)
  }
}

function asGet(request: Wanted['request']): Wanted['request'] {
  return request.method === 'HEAD' ? { ...request, method: 'GET' } : request
}

/** A reader who leaves when the viewer does. */
function readerOf(body: SharedBody, cancellation: Cancellation | undefined): Body {
  const reader = body.reader()
  cancellation?.onCancel(() => reader.cancel())
  return reader
}

/** Up to here an object is kept in one piece, which is quicker to send. */
const ONE_PIECE_BYTES = 1024 * 1024

function compact(chunks: readonly Buffer[], length: number): readonly Buffer[] {
  return length <= ONE_PIECE_BYTES ? [Buffer.concat(chunks)] : [...chunks]
}
