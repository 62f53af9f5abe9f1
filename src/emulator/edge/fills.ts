import { type CacheKey } from '../../delivery/key.ts'
import { type Clock } from '../clock.ts'
import { type Body } from './body.ts'
import { type Cancellation } from './cancellation.ts'
import { Fill, type Outcome } from './fill.ts'
import { type Wanted } from './found.ts'
import { type ObjectCache, type Removes, type StoredObject } from './object-cache.ts'
import { type Origins } from './origins.ts'

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

/** One viewer's part in a request to the origin. */
export interface Part {
  readonly outcome: Promise<Outcome>
  readonly body: Body
}

/**
 * What V8 leaves behind when a Map or a Set grows refers to the next one, and keeps alive, until a full collection, what was in
 * it: nothing but this, once the request has ended.
 */
interface Place {
  fill: Fill | undefined
}

/** Requests to origins for objects that are to be stored; concurrent identical ones are merged. */
export function createFills({ arrivingBytesMax, ...rest }: FillsDeps) {
  /** Those that can be joined, by key. */
  const running = new Map<string, Place>()
  const all: Fill[] = []
  let arrivingBytes = 0

  const deps = {
    ...rest,
    reserve(bytes: number): boolean {
      if (arrivingBytes + bytes > arrivingBytesMax) return false
      arrivingBytes += bytes
      return true
    },
    release(bytes: number): void {
      arrivingBytes -= bytes
    },
    onClosed: takeNobodyElse,
    onDone(fill: Fill): void {
      takeNobodyElse(fill)
      const at = all.indexOf(fill)
      const last = at < 0 ? undefined : all.pop()
      if (last && last !== fill) all[at] = last
    }
  }

  function takeNobodyElse(fill: Fill): void {
    const place = running.get(fill.key.id)
    if (place?.fill !== fill) return
    place.fill = undefined
    running.delete(fill.key.id)
  }

  /** A request that can be joined: its body is complete, or will be. */
  function find(keyId: string): Fill | undefined {
    const found = running.get(keyId)?.fill
    return found?.body.whole ? found : undefined
  }

  function start(wanted: Wanted, key: CacheKey, stored: StoredObject | undefined): Part {
    const fill = new Fill(deps, wanted, key, stored)
    all.push(fill)
    if (!find(key.id)) running.set(key.id, { fill })
    return join(fill, wanted.cancellation)
  }

  /** A reader who leaves when the viewer does. */
  function join({ outcome, body }: Fill, cancellation: Cancellation | undefined): Part {
    const reader = body.reader()
    cancellation?.onCancel(() => reader.cancel())
    return { outcome, body: reader }
  }

  return {
    find,
    start,
    join,
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
    /** What matches is not stored when it has arrived, and nobody else is answered with it. */
    invalidate(owner: string, removes: Removes): void {
      for (const fill of all) fill.invalidate(owner, removes)
    },
    abandonAll(): void {
      for (const fill of all) fill.abandon()
    }
  }
}
