import { compressedHeaders, compression } from '../../delivery/compression.ts'
import { errorMinTtlSeconds } from '../../delivery/errors.ts'
import { freshness } from '../../delivery/freshness.ts'
import { type HeaderList } from '../../delivery/headers.ts'
import { NO_TAGS, tagsOf } from '../../delivery/invalidation.ts'
import { type CacheKey } from '../../delivery/key.ts'
import { afterFailure, mergeNotModified, revalidationHeaders } from '../../delivery/stale.ts'
import { headersForViewers } from '../../delivery/to-viewer.ts'
import { type Clock } from '../clock.ts'
import { type Body, bytesOf, compact } from './body.ts'
import { Cancellation } from './cancellation.ts'
import { compressed } from './compressed.ts'
import { edgeErrorOf, keptError } from './edge-errors.ts'
import { type Outcome, type Wanted, type Why } from './found.ts'
import { type Kept, type ObjectCache, type Removes, type StoredObject } from './object-cache.ts'
import { OriginFailure } from './origin-answer.ts'
import { type Answered, type Origins } from './origins.ts'
import { SharedBody } from './shared-body.ts'

export interface FillDeps {
  readonly cache: ObjectCache
  readonly origins: Origins
  readonly clock: Clock
  /** Whether an object of this size could arrive now. Nothing is reserved: it may never arrive, or take very long. */
  hasRoom(bytes: number): boolean
  /** Whether an object that is arriving may hold this many bytes more. */
  reserve(bytes: number): boolean
  release(bytes: number): void
  /** Called when no other request may join it any more. */
  onClosed(fill: Fill): void
  /** Called when it has ended. */
  onDone(fill: Fill): void
  /** The limit for an object; a larger one is passed on and not stored. */
  readonly objectBytesMax: number
}

/** A body of stated length reserves all of it when one part in so many has arrived. */
const RESERVED_FROM_PART = 8

/** What is known of an object when the head of its answer has arrived. */
type Arrived = Pick<StoredObject, 'originId' | 'status' | 'headers' | 'freshness' | 'compressedAs' | 'confirmedAtMs'>

/** A request to the origin for an object that is to be stored. */
export class Fill {
  readonly key: CacheKey
  readonly owners: readonly string[]
  readonly body = new SharedBody(this)
  readonly outcome: Promise<Outcome>
  readonly #deps: FillDeps
  readonly #wanted: Wanted
  /** The old copy. */
  readonly #stored: StoredObject | undefined
  readonly #cancellation = new Cancellation()
  /** The old copy's until the head of the answer has arrived. */
  #tags: ReadonlySet<string>
  #hasOwnTags = false
  /** Invalidations that came before its own tags were known. */
  #removals: Removes[] | undefined
  /** It must not be stored, because it has been invalidated meanwhile. */
  #abandoned = false
  #reserved = 0

  /** Asks the origin at once, with GET for HEAD, since an answer to HEAD has no body to store. */
  constructor(deps: FillDeps, wanted: Wanted, key: CacheKey, stored: StoredObject | undefined) {
    this.key = key
    this.owners = wanted.distribution.owners
    this.#deps = deps
    this.#wanted = wanted
    this.#stored = stored
    this.#tags = stored?.tags ?? NO_TAGS
    this.outcome = this.#ask()
    this.outcome.then(
      found => {
        if (found.kind === 'stored' || found.own || found.whole) deps.onDone(this)
        else if (!found.shared) deps.onClosed(this)
      },
      () => deps.onDone(this)
    )
  }

  /** What matches is not stored when it has arrived, and nobody else is answered with it. */
  invalidate(owner: string, removes: Removes): void {
    if (!this.owners.includes(owner)) return
    if (removes({ ...this.key, tags: this.#tags })) this.abandon()
    else if (!this.#hasOwnTags) {
      this.#removals = [...(this.#removals ?? []), removes]
      // Later requests must not get what may have been invalidated.
      this.#deps.onClosed(this)
    }
  }

  abandon(): void {
    this.#abandoned = true
    this.#deps.onClosed(this)
  }

  /** Whether this many of its bytes may be held; they count until they are released. */
  mayKeep(arrivedBytes: number): boolean {
    const deps = this.#deps
    const bytes = this.#neededFor(arrivedBytes)
    if (bytes <= this.#reserved) return true
    if (bytes > deps.objectBytesMax || !deps.reserve(bytes - this.#reserved)) return false
    this.#reserved = bytes
    return true
  }

  /**
   * All of a body of stated length once an eighth of it has arrived. Bodies that arrive at once and do not all fit would otherwise
   * be refused when most of each is there, until none is stored; and what is announced and does not arrive keeps nothing out.
   */
  #neededFor(arrivedBytes: number): number {
    const { length = 0 } = this.body
    return arrivedBytes * RESERVED_FROM_PART >= length ? Math.max(arrivedBytes, length) : arrivedBytes
  }

  /** Whether a body may be kept, as far as its size is known. One that has arrived needs no room besides the cache's own. */
  #fits({ length = 0, chunks }: Body): boolean {
    const deps = this.#deps
    if (chunks) return bytesOf(chunks) <= deps.objectBytesMax
    return length <= deps.objectBytesMax && deps.hasRoom(length)
  }

  unwanted(): void {
    this.#cancellation.cancel()
    this.#deps.onDone(this)
  }

  #release(): void {
    this.#deps.release(this.#reserved)
    this.#reserved = 0
  }

  async #ask(): Promise<Outcome> {
    const { origins, clock } = this.#deps
    const wanted = this.#wanted
    const stored = this.#stored
    const validated = stored && stored.status < 400 && !stored.freshness.variesByAll
    const conditions = validated ? revalidationHeaders(stored.headers) : []
    let answer: Answered
    try {
      answer = await origins.ask({
        distribution: wanted.distribution,
        behavior: wanted.behavior,
        request: asGet(wanted.request),
        // A body is not in the key, and its viewer may never send it.
        body: undefined,
        webSocket: wanted.webSocket,
        conditions,
        cancellation: this.#cancellation
      })
    } catch (error) {
      if (!(error instanceof OriginFailure)) throw error
      return this.#afterOriginFailed(error)
    }
    const { status, originId } = answer
    if (status === 304 && stored && conditions.length > 0) {
      answer.body.cancel()
      return this.#confirmed(stored, answer)
    }
    if (status >= 500 && stored && stored.status < 400) {
      const after = afterFailure(stored, status, errorMinTtlSeconds(wanted.distribution, status), clock.now())
      if (after.serve === 'old') {
        answer.body.cancel()
        return this.#keepOld(stored, after.staleUntilMs)
      }
    }
    const kept = status >= 400 ? this.#errorTtlOf(status, answer.headers) : this.#freshnessOf(status, answer.headers)
    const why = { key: this.key, originId, ttlSeconds: kept.ttlSeconds, rule: kept.rule, clampedBy: kept.clampedBy }
    if (!kept.stored || !this.#fits(answer.body)) {
      // What it replaces must not come back when the origin fails. An error that is not kept replaces nothing.
      if (status < 400) this.#removeReplaced()
      const headers = headersForViewers(wanted.behavior, answer.headers)
      return { kind: 'arriving', shared: false, status, headers, own: answer.body, whole: undefined, why }
    }
    return this.#arriving(answer, kept, why)
  }

  #arriving(answer: Answered, kept: Kept, why: Why): Outcome {
    const { distribution, behavior } = this.#wanted
    const { status, originId, body } = answer
    const encoding = compression(behavior, this.key.acceptEncoding, answer)
    this.#setTags(tagsOf(answer.headers, distribution.cacheTagHeader))
    const plain = headersForViewers(behavior, answer.headers)
    const headers = encoding ? compressedHeaders(plain, encoding) : plain
    const confirmedAtMs = this.#deps.clock.now()
    const about = { originId, status, headers, freshness: kept, compressedAs: encoding, confirmedAtMs }
    const whole = body.chunks && !encoding ? body : undefined
    const outcome = {
      kind: 'arriving' as const,
      shared: !kept.variesByAll,
      status,
      headers,
      own: undefined,
      whole,
      why
    }
    if (body.chunks && !encoding) {
      this.#store(body.chunks, about)
      this.body.end()
      return outcome
    }
    this.body.begin(encoding ? undefined : body.length)
    const source = encoding ? compressed(body, encoding) : body.read()
    // Counts as a reader, so that a small error is stored even if its viewers only read the page in its place.
    if (status >= 400) this.body.reader().leave()
    void this.#arrive(source, body, about)
    return outcome
  }

  async #arrive(source: AsyncIterable<Buffer>, origin: Body, about: Arrived): Promise<void> {
    const { body } = this
    try {
      for await (const chunk of source) {
        await body.push(chunk)
        // From here on only what is about to be sent is held.
        if (!body.kept) this.#release()
        if (this.#cancellation.isCancelled) throw new Error('no viewer is left')
      }
      if (body.kept) this.#store(body.chunks, about)
      else this.#removeReplaced()
      body.end()
    } catch (error) {
      // An incomplete answer is passed on as far as it came, and not stored.
      body.fail(error as Error)
      origin.cancel()
    } finally {
      this.#release()
      this.#deps.onDone(this)
    }
  }

  #store(chunks: readonly Buffer[], about: Arrived): void {
    this.#put({
      owners: this.owners,
      key: this.key,
      originId: about.originId,
      status: about.status,
      headers: about.headers,
      chunks: compact(chunks),
      length: bytesOf(chunks),
      confirmedAtMs: about.confirmedAtMs,
      freshness: about.freshness,
      compressedAs: about.compressedAs,
      tags: this.#tags
    })
  }

  #put(object: StoredObject): void {
    if (!this.#abandoned) this.#deps.cache.put(object)
  }

  #removeReplaced(): void {
    if (this.#stored && !this.#abandoned) this.#deps.cache.remove(this.key.id)
  }

  #setTags(tags: ReadonlySet<string>): void {
    this.#tags = tags
    this.#hasOwnTags = true
    if (this.#removals?.some(removes => removes({ ...this.key, tags }))) this.abandon()
  }

  #confirmed(before: StoredObject, { headers: from304, originId }: Answered): Outcome {
    const merged = mergeNotModified(before.headers, headersForViewers(this.#wanted.behavior, from304))
    // The origin's `Vary` knows nothing of the compression here, and may have replaced the stored one.
    const headers = before.compressedAs ? compressedHeaders(merged, before.compressedAs) : merged
    const object: StoredObject = {
      ...before,
      originId,
      headers,
      confirmedAtMs: this.#deps.clock.now(),
      freshness: this.#freshnessOf(before.status, headers),
      staleUntilMs: undefined
    }
    if (object.freshness.stored) this.#put(object)
    else this.#removeReplaced()
    return { kind: 'stored', shared: true, object, result: 'RefreshHit' }
  }

  #keepOld(before: StoredObject, staleUntilMs: number): Outcome {
    const object = { ...before, staleUntilMs }
    this.#put(object)
    return { kind: 'stored', shared: true, object, result: 'Hit' }
  }

  #afterOriginFailed(failure: OriginFailure): Outcome {
    const stored = this.#stored
    const { distribution } = this.#wanted
    if (stored && stored.status < 400) {
      const minTtlSeconds = errorMinTtlSeconds(distribution, failure.status)
      const after = afterFailure(stored, 'unreachable', minTtlSeconds, this.#deps.clock.now())
      if (after.serve === 'old') return this.#keepOld(stored, after.staleUntilMs)
    }
    const object: StoredObject = {
      owners: this.owners,
      key: this.key,
      originId: failure.originId,
      status: failure.status,
      headers: [],
      chunks: [],
      length: 0,
      confirmedAtMs: this.#deps.clock.now(),
      freshness: this.#errorTtlOf(failure.status, []),
      edgeError: edgeErrorOf(failure),
      tags: NO_TAGS
    }
    if (object.freshness.stored) this.#put(object)
    return { kind: 'stored', shared: true, object, result: 'Miss' }
  }

  #freshnessOf(status: number, headers: HeaderList): Kept {
    return freshness(status, headers, this.#wanted.behavior, this.#deps.clock.now())
  }

  #errorTtlOf(status: number, headers: HeaderList): Kept {
    return keptError(this.#wanted, { status, headers }, this.#deps.clock.now())
  }
}

function asGet(request: Wanted['request']): Wanted['request'] {
  return request.method === 'HEAD' ? { ...request, method: 'GET' } : request
}
