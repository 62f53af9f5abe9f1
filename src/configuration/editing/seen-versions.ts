import { LRUCache } from 'lru-cache'
import { isObject } from '../../json-object.ts'
import { type ConfigVersion } from './edit.ts'

const VERSIONS_MAX = 200
const BYTES_MAX = 8 * 1_048_576

/** What an object, an array or an entry takes, roughly, besides its strings. */
const OBJECT_BYTES = 64
const ENTRY_BYTES = 16

/**
 * The configurations that this process has seen recently, by id and ETag. `bytesMax` bounds the memory that they take, by an
 * estimate; one that is larger is not remembered.
 */
export function createSeenVersions<Config extends object>({
  versionsMax = VERSIONS_MAX,
  bytesMax = BYTES_MAX
}: { versionsMax?: number; bytesMax?: number } = {}) {
  const versions = new LRUCache<string, Config>({ max: versionsMax, maxSize: bytesMax, sizeCalculation: sizeOf })
  const keyOf = (id: string, etag: string) => `${id} ${etag}`

  return {
    remember: (id: string, { etag, config }: ConfigVersion<Config>): void => {
      versions.set(keyOf(id, etag), config)
    },

    find: (id: string, etag: string): Config | undefined => versions.get(keyOf(id, etag))
  }
}

/** In bytes. The text of its JSON says little: `{}` takes many times two. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return 2 * value.length
  if (ArrayBuffer.isView(value)) return OBJECT_BYTES + value.byteLength
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + ENTRY_BYTES + sizeOf(item), OBJECT_BYTES)
  if (!isObject(value)) return 0
  return Object.entries(value).reduce(
    (sum, [name, item]) => sum + ENTRY_BYTES + sizeOf(name) + sizeOf(item),
    OBJECT_BYTES
  )
}
