import { createPublicKey, type KeyObject } from 'node:crypto'
import { type FamilyRecord, KEY_GROUPS, type KeyGroupConfig, PUBLIC_KEYS, type PublicKeyConfig } from '../records.ts'
import { type Store } from '../store.ts'

export type SigningKeys = ReturnType<typeof createSigningKeys>

/** The public keys of key groups, by which signed URLs and cookies are checked. */
export function createSigningKeys(store: Store) {
  const groups = store.collection<FamilyRecord<KeyGroupConfig>>(KEY_GROUPS)
  const publicKeys = store.collection<FamilyRecord<PublicKeyConfig>>(PUBLIC_KEYS)
  /** By their text: reading one takes longer than checking a signature. */
  const read = new Map<string, KeyObject>()

  function keyOf(id: string): KeyObject | undefined {
    const text = publicKeys.get(id)?.config.EncodedKey
    if (text === undefined) return undefined
    const key = read.get(text) ?? createPublicKey(text)
    read.set(text, key)
    return key
  }

  /** By the ids of the public keys. */
  return (groupIds: readonly string[]): ReadonlyMap<string, KeyObject> => {
    const ids = groupIds.flatMap(id => groups.get(id)?.config.Items ?? [])
    return new Map(
      ids.flatMap(id => {
        const key = keyOf(id)
        return key ? [[id, key] as const] : []
      })
    )
  }
}
