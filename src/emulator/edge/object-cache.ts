import { type ErrorFreshness } from '../../delivery/errors.ts'
import { type Freshness } from '../../delivery/freshness.ts'
import { type HeaderList } from '../../delivery/headers.ts'
import { type Invalidated } from '../../delivery/invalidation.ts'
import { type CacheKey } from '../../delivery/key.ts'

/** An error that the edge made itself, stored like one of an origin; its page has each viewer's own request id. */
export interface EdgeError {
  readonly status: number
  readonly message: string
}

/** How long an object or an error is kept, and what determined that. */
export type Kept = Omit<Freshness, 'rule' | 'clampedBy'> & { readonly rule: Freshness['rule'] | ErrorFreshness['rule'] }

export interface StoredObject {
  /** Whose invalidations remove it: a distribution, and a tenant where it belongs to one. */
  readonly owners: readonly string[]
  readonly key: CacheKey
  readonly status: number
  /** As every viewer gets them, before the response headers policy. */
  readonly headers: HeaderList
  readonly chunks: readonly Buffer[]
  readonly length: number
  /** When it was fetched, or last confirmed by its origin. */
  readonly confirmedAtMs: number
  readonly freshness: Kept
  /** After a failure of the origin the old copy is served until then. */
  readonly staleUntilMs?: number | undefined
  readonly edgeError?: EdgeError | undefined
  /** Cache tags of its own answer. */
  readonly tags: ReadonlySet<string>
}

/** Whether an object is to be removed. */
export type Removes = (object: Invalidated) => boolean

export type ObjectCache = ReturnType<typeof createObjectCache>

/** What an entry takes besides its bytes: the objects around it. */
const ENTRY_BYTES = 1024

/** Objects in memory, up to `bytesMax`; the least recently used ones are evicted first. */
export function createObjectCache(bytesMax: number) {
  /** Least recently used first. */
  const objects = new Map<string, StoredObject>()
  const byOwner = new Map<string, Set<string>>()
  let bytes = 0

  function remove(id: string): void {
    const object = objects.get(id)
    if (!object) return
    objects.delete(id)
    bytes -= sizeOf(object)
    for (const owner of object.owners) {
      const ids = byOwner.get(owner)
      ids?.delete(id)
      if (ids?.size === 0) byOwner.delete(owner)
    }
  }

  return {
    get(id: string): StoredObject | undefined {
      const object = objects.get(id)
      if (!object) return undefined
      objects.delete(id)
      objects.set(id, object)
      return object
    },

    /** Replaces the object with the same key. An object that is larger than the whole cache is not stored. */
    put(object: StoredObject): void {
      const { id } = object.key
      remove(id)
      const size = sizeOf(object)
      if (size > bytesMax) return
      objects.set(id, object)
      bytes += size
      for (const owner of object.owners) byOwner.set(owner, (byOwner.get(owner) ?? new Set()).add(id))
      for (const oldest of objects.keys()) {
        if (bytes <= bytesMax) break
        remove(oldest)
      }
    },

    remove,

    /** Removes the objects of a distribution or a tenant for which `removes` is true. */
    removeMatching(owner: string, removes: Removes): void {
      for (const id of [...(byOwner.get(owner) ?? [])]) {
        const object = objects.get(id)
        if (object && removes({ ...object.key, tags: object.tags })) remove(id)
      }
    },

    clear(): void {
      objects.clear()
      byOwner.clear()
      bytes = 0
    },

    get size() {
      return { objects: objects.size, bytes }
    }
  }
}

function sizeOf({ key, headers, length }: StoredObject): number {
  const text = headers.reduce((sum, [name, value]) => sum + name.length + value.length, key.id.length)
  return ENTRY_BYTES + length + 2 * text
}
