import { arnOf } from '../identifiers.ts'
import { type KeyValueStores } from '../key-value-stores/key-value-stores.ts'
import {
  CONNECTION_FUNCTIONS,
  type ConnectionFunctionContent,
  type FamilyRecord,
  FUNCTIONS,
  type FunctionContent,
  KEY_VALUE_STORES,
  type KeyValueStoreContent
} from '../records.ts'
import { nameRule } from '../rules/name.ts'
import { entityErrors, type FamilyRow } from './row.ts'

type FunctionConfig = FunctionContent['FunctionConfig']

/** The changes to pairs that accompany the creation or deletion of a store. */
export type PairChanges = Pick<KeyValueStores, 'additionsOf' | 'removalsOf'>

/** It ends with the store's id, not with the name that its operations use. */
export const keyValueStoreArn = ({ assigned }: FamilyRecord<KeyValueStoreContent>) =>
  arnOf('key-value-store', assigned?.Id ?? '')

/** Its pairs have an API of their own: `key-value-stores/`. */
export const keyValueStore = (pairs: PairChanges): FamilyRow<KeyValueStoreContent> => ({
  entity: 'KeyValueStore',
  noun: 'a key value store',
  collection: KEY_VALUE_STORES,
  operations: { get: 'DescribeKeyValueStore', getConfig: null },
  errors: entityErrors,
  id: (_ids, { Name }) => Name,
  arn: 'key-value-store',
  tagged: true,
  assigned: ids => ({ Id: ids.keyValueStore() }),
  unique: [{ of: ({ Name }) => Name }],
  quota: 'keyValueStores',
  // API reference, CreateKeyValueStore.
  rules: [
    nameRule(64),
    {
      code: 'InvalidArgument',
      message: 'The parameter Comment must have at most 128 characters.',
      brokenBy: ({ config }) => (config.Comment ?? '').length > 128
    }
  ],
  provision: record => ({ record, changes: pairs.additionsOf(record) }),
  cascade: record => pairs.removalsOf(record),
  states: ['PROVISIONING', 'READY'],
  usedBy: (record, { records }) => {
    const arn = keyValueStoreArn(record)
    const reads = (config: FunctionConfig | undefined) =>
      config?.KeyValueStoreAssociations?.Items?.some(({ KeyValueStoreARN }) => KeyValueStoreARN === arn) ?? false
    const functions = records<FamilyRecord<FunctionContent>>(FUNCTIONS).filter(({ config, live }) =>
      [config, live?.config].some(stage => reads(stage?.FunctionConfig))
    )
    const ofConnections = records<FamilyRecord<ConnectionFunctionContent>>(CONNECTION_FUNCTIONS).filter(
      ({ config, live }) => [config, live?.config].some(stage => reads(stage?.ConnectionFunctionConfig))
    )
    return [...functions, ...ofConnections].map(({ id }) => id)
  }
})
