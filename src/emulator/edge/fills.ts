import { type CacheKey } from '../../delivery/key.ts'
import { type Clock } from '../clock.ts'
import { type Body } from './body.ts'
import { type Cancellation } from './cancellation.ts'
import { Fill } from './fill.ts'
import { type Outcome, type Wanted } from './found.ts'
import { type ObjectCache, type Removes, type StoredObject } from './object-cache.ts'
import { type Origins } from './origins.ts'

export interface FillLimits {
  /** The limit for an object; a larger one is passed on and not stored. */
  readonly objectBytesMax: number
  /** The limit for what has arrived of all objects that are arriving; beyond it they are passed on and not stored. */
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
 * When a Map or a Set grows, V8 leaves a table behind that keeps alive, until a full collection, what was in it: with this holder,
 * nothing but the holder once the request has ended.
 */
interface FillHolder {
  fill: Fill | undefined
}

/** Requests to origins for objects that are to be stored; concurrent identical ones are merged. */
export function createFills({ arrivingBytesMax, ...rest }: FillsDeps) {
  /** Those that can be joined, by key. */
  const running = new Map<string, FillHolder>()
  const all: Fill[] = []
  let arrivingBytes = 0

  const deps = {
    ...rest,
    hasRoom: (bytes: number): boolean => arrivingBytes + bytes <= arrivingBytesMax,
    reserve(bytes: number): boolean {
      if (arrivingBytes + bytes > arrivingBytesMax) return false
      arrivingBytes += bytes
      return true
    },
    release(bytes: number): void {
      arrivingBytes -= bytes
    },
    onClosed: preventJoins,
    onDone(fill: Fill): void {
      preventJoins(fill)
      const at = all.indexOf(fill)
      const last = at < 0 ? undefined : all.pop()
      if (last && last !== fill) all[at] = last
    }
  }

  function preventJoins(fill: Fill): void {
    const holder = running.get(fill.key.id)
    if (holder?.fill !== fill) return
    holder.fill = undefined
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
    /** Fetches a new copy in the background. */
    refresh(wanted: Wanted, key: CacheKey, stored: StoredObject): void {
      const { body, outcome } = start(wanted, key, stored)
      body.leave()
      // Nobody reads what may not be stored. After a failure the old copy stays.
      outcome.then(
        found => found.kind === 'arriving' && found.own?.cancel(),
        () => undefined
      )
    },
    /** What matches is neither stored when it has arrived nor used for later requests. */
    invalidate(owner: string, removes: Removes): void {
      for (const fill of all) fill.invalidate(owner, removes)
    },
    abandonAll(): void {
      for (const fill of all) fill.abandon()
    }
  }
}
