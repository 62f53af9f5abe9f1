import { LRUCache } from 'lru-cache'
import { type ErrorFreshness } from '../../delivery/errors.ts'
import { type Freshness } from '../../delivery/freshness.ts'
import { type HeaderList } from '../../delivery/headers.ts'
import { type Invalidated } from '../../delivery/invalidation.ts'
import { type CacheKey } from '../../delivery/key.ts'

/** An error that the edge made itself, stored like an origin's; its page has each viewer's own request id. */
export interface EdgeError {
  readonly status: number
  readonly message: string
  /** The reason, for logs and explanations. */
  readonly detail?: string | undefined
  /** As in access logs. */
  readonly errorType?: string | undefined
}

/** How long an object or an error is kept, and what determined that. */
export type Kept = Omit<Freshness, 'rule'> & { readonly rule: Freshness['rule'] | ErrorFreshness['rule'] }

export interface StoredObject {
  /** The ids whose invalidations remove it: its distribution and, if it has one, its tenant. */
  readonly owners: readonly string[]
  readonly key: CacheKey
  /** The origin that sent or confirmed it, or failed to. */
  readonly originId: string | undefined
  readonly status: number
  /** As every viewer gets them, before the response headers policy. */
  readonly headers: HeaderList
  readonly chunks: readonly Buffer[]
  readonly length: number
  /** When it was fetched, or last confirmed by its origin. */
  readonly confirmedAtMs: number
  readonly freshness: Kept
  /** Set when the origin failed: the old copy is served until then. */
  readonly staleUntilMs?: number | undefined
  readonly edgeError?: EdgeError | undefined
  /** The encoding in which the edge itself compressed it. */
  readonly compressedAs?: 'br' | 'gzip' | undefined
  /** Of an answer to HEAD: the length that it states for the body that it does not have. */
  readonly statedLength?: number | undefined
  /** Cache tags of its own answer. */
  readonly tags: ReadonlySet<string>
}

/** Whether an object is to be removed. */
export type Removes = (object: Invalidated) => boolean

export type ObjectCache = ReturnType<typeof createObjectCache>

/** The overhead of an entry: the objects around its bytes. */
const ENTRY_BYTES = 1024

/** Objects in memory, up to `bytesMax`; the least recently used ones are evicted first. */
export function createObjectCache(bytesMax: number) {
  const byOwner = new Map<string, Set<string>>()
  const objects = new LRUCache<string, StoredObject>({
    maxSize: bytesMax,
    sizeCalculation: sizeOf,
    dispose: ({ owners }, id) => {
      for (const owner of owners) {
        const ids = byOwner.get(owner)
        ids?.delete(id)
        if (ids?.size === 0) byOwner.delete(owner)
      }
    }
  })

  return {
    get: (id: string): StoredObject | undefined => objects.get(id),

    /** Replaces the object with the same key. An object that is larger than the whole cache is not stored. */
    put(object: StoredObject): void {
      const { id } = object.key
      objects.set(id, object)
      if (!objects.has(id)) return
      for (const owner of object.owners) byOwner.set(owner, (byOwner.get(owner) ?? new Set()).add(id))
    },

    remove: (id: string): void => void objects.delete(id),

    /** Removes the objects of a distribution or a tenant for which `removes` is true. */
    removeMatching(owner: string, removes: Removes): void {
      for (const id of [...(byOwner.get(owner) ?? [])]) {
        const object = objects.peek(id)
        if (object && removes({ ...object.key, tags: object.tags })) objects.delete(id)
      }
    },

    clear: (): void => objects.clear(),

    get size() {
      return { objects: objects.size, bytes: objects.calculatedSize }
    }
  }
}

function sizeOf({ key, headers, length }: StoredObject): number {
  const text = headers.reduce((sum, [name, value]) => sum + name.length + value.length, key.id.length)
  return ENTRY_BYTES + length + 2 * text
}
