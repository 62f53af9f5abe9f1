import { type Clock } from '../clock.ts'
import { type Identifiers } from '../identifiers.ts'
import { type Change } from '../journal.ts'
import { type Store } from '../store.ts'

/** One pair of one store, stored separately so that a change writes only what changed. */
interface ItemRecord {
  readonly storeId: string
  readonly key: string
  readonly value: string
}

/** The version of a store's pairs; the store itself, with its comment, has its own in CloudFront's API. */
interface ItemsVersion {
  readonly etag: string
  readonly modifiedAt: number
}

/** The pairs of one store. */
export interface Items {
  readonly values: ReadonlyMap<string, string>
  /** The total size of keys and values in UTF-8. */
  readonly bytes: number
  /** Undefined before the first change. */
  readonly version: ItemsVersion | undefined
}

export type KeyValueItems = ReturnType<typeof createItems>

const ITEMS = 'key-value-store-items'
const VERSIONS = 'key-value-store-versions'

export const bytesOf = (key: string, value: string) => Buffer.byteLength(key) + Buffer.byteLength(value)

/** The pairs of all key value stores, by the stores' ids, which are never used again. */
export function createItems({ store, ids, clock }: { store: Store; ids: Pick<Identifiers, 'etag'>; clock: Clock }) {
  const stores = new Map<string, { values: Map<string, string>; bytes: number }>()

  const pairsOf = (storeId: string) => {
    const pairs = stores.get(storeId) ?? { values: new Map<string, string>(), bytes: 0 }
    stores.set(storeId, pairs)
    return pairs
  }

  store.collection<ItemRecord>(ITEMS, (record, before) => {
    const changed = record ?? before
    if (!changed) return
    const pairs = pairsOf(changed.storeId)
    if (before) pairs.bytes -= bytesOf(before.key, before.value)
    if (record) pairs.bytes += bytesOf(record.key, record.value)
    if (record) pairs.values.set(record.key, record.value)
    else pairs.values.delete(changed.key)
    if (pairs.values.size === 0) stores.delete(changed.storeId)
  })
  const versions = store.collection<ItemsVersion>(VERSIONS)

  function of(storeId: string): Items {
    const { values = new Map<string, string>(), bytes = 0 } = stores.get(storeId) ?? {}
    return { values, bytes, version: versions.get(storeId) }
  }

  const idOf = (storeId: string, key: string) => `${storeId}/${key}`

  function changesOf(storeId: string, puts: ReadonlyMap<string, string>, deletes: readonly string[]): Change[] {
    return [
      ...[...puts].map(([key, value]): Change => [ITEMS, idOf(storeId, key), { storeId, key, value }]),
      ...deletes.map((key): Change => [ITEMS, idOf(storeId, key), undefined]),
      [VERSIONS, storeId, { etag: ids.etag(), modifiedAt: clock.now() }]
    ]
  }

  return {
    of,

    /** Puts pairs and deletes keys, all or none, and gives the store a new version. */
    change(storeId: string, puts: ReadonlyMap<string, string>, deletes: readonly string[]): Items {
      store.commit(changesOf(storeId, puts, deletes))
      return of(storeId)
    },

    /** The changes that add the first pairs of a new store. */
    additionsOf: (storeId: string, pairs: ReadonlyMap<string, string>): Change[] => changesOf(storeId, pairs, []),

    /** The changes that delete the pairs of a store with it. */
    removalsOf(storeId: string): Change[] {
      const keys = [...of(storeId).values.keys()]
      return [...keys.map((key): Change => [ITEMS, idOf(storeId, key), undefined]), [VERSIONS, storeId, undefined]]
    }
  }
}
