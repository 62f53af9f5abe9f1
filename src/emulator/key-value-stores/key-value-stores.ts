import { type ReadObject } from '../buckets.ts'
import { type Clock } from '../clock.ts'
import { keyValueStoreArn } from '../families/key-value-stores.ts'
import { type FunctionStore } from '../functions/job.ts'
import { type Identifiers } from '../identifiers.ts'
import { type Change } from '../journal.ts'
import { type FamilyRecord, KEY_VALUE_STORES, type KeyValueStoreContent } from '../records.ts'
import { type Store } from '../store.ts'
import { createExchange, type ExchangeOptions } from '../wire/exchange.ts'
import { readImport } from './import.ts'
import { createItems } from './items.ts'
import { createOperations, type KeyValueStoreRecord } from './operations.ts'
import { restJson } from './rest-json.ts'

export type KeyValueStores = ReturnType<typeof createKeyValueStores>

interface KeyValueStoreDeps {
  readonly store: Store
  readonly ids: Pick<Identifiers, 'etag'>
  readonly clock: Clock
  /** Where import sources are read, if anywhere. */
  readonly readObject?: ReadObject | undefined
}

/** The pairs of the account's key value stores: the API that changes them, and the view of functions. */
export function createKeyValueStores(deps: KeyValueStoreDeps) {
  const { store, clock, readObject } = deps
  const stores = store.collection<FamilyRecord<KeyValueStoreContent>>(KEY_VALUE_STORES)
  const items = createItems(deps)

  const idOf = ({ assigned }: FamilyRecord<KeyValueStoreContent>) => assigned?.Id ?? ''

  function findStore(arn: string): KeyValueStoreRecord | undefined {
    const record = [...stores.values()].find(each => keyValueStoreArn(each) === arn)
    if (!record) return undefined
    const { createdAt, modifiedAt, readyAt } = record
    // After a change of the comment the pairs remain available.
    return { id: idOf(record), arn, createdAt, readyAt: modifiedAt === createdAt ? readyAt : createdAt }
  }

  return {
    /** The API of the pairs, served on the port of CloudFront's own. */
    exchange: (options: ExchangeOptions) =>
      createExchange(restJson(createOperations({ items, clock, findStore })), options),

    /** A snapshot for a function that is associated with this store. */
    forFunction(arn: string): FunctionStore | undefined {
      const record = findStore(arn)
      if (!record) return undefined
      const { values, version } = items.of(record.id)
      const iso = (at: number) => new Date(at).toISOString()
      return {
        id: record.id,
        items: values,
        created: iso(record.createdAt),
        modified: iso(version?.modifiedAt ?? record.createdAt)
      }
    },

    /** The changes that come with the creation of a store from an import source, if it has one. */
    additionsOf(record: FamilyRecord<KeyValueStoreContent>): readonly Change[] {
      const { ImportSource: source } = record.config
      if (!source) return []
      return items.additionsOf(idOf(record), readImport(source.SourceARN, readObject))
    },

    /** The changes that come with the deletion of a store. */
    removalsOf: (record: FamilyRecord<KeyValueStoreContent>): readonly Change[] => items.removalsOf(idOf(record))
  }
}
