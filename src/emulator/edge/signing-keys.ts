import { createPublicKey, type KeyObject } from 'node:crypto'
import { type FamilyRecord, KEY_GROUPS, type KeyGroupConfig, PUBLIC_KEYS, type PublicKeyConfig } from '../records.ts'
import { type Store } from '../store.ts'

export type SigningKeys = ReturnType<typeof createSigningKeys>

/** The public keys of key groups, by which signed URLs and cookies are checked. */
export function createSigningKeys(store: Store) {
  const groups = store.collection<FamilyRecord<KeyGroupConfig>>(KEY_GROUPS)
  const publicKeys = store.collection<FamilyRecord<PublicKeyConfig>>(PUBLIC_KEYS)
  /** By the keys' text: parsing one takes longer than checking a signature. */
  const parsed = new Map<string, KeyObject>()

  function keyOf(id: string): KeyObject | undefined {
    const text = publicKeys.get(id)?.config.EncodedKey
    if (text === undefined) return undefined
    const key = parsed.get(text) ?? createPublicKey(text)
    parsed.set(text, key)
    return key
  }

  /** The keys of these groups, by public key id. */
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
