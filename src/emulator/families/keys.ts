import {
  type EncryptionProfile,
  type FamilyRecord,
  ENCRYPTION_PROFILES,
  KEY_GROUPS,
  type KeyGroupConfig,
  PUBLIC_KEYS,
  type PublicKeyConfig
} from '../records.ts'
import { keyGroupRules, publicKeyRules } from '../rules/keys.ts'
import { references } from '../rules/references.ts'
import { type Account, inDistributions } from './account.ts'
import { type FamilyRow } from './row.ts'

export const publicKey: FamilyRow<PublicKeyConfig> = {
  entity: 'PublicKey',
  noun: 'a public key',
  collection: PUBLIC_KEYS,
  errors: {
    missing: 'NoSuchPublicKey',
    alreadyExists: 'PublicKeyAlreadyExists',
    tooMany: {
      code: 'TooManyPublicKeys',
      // hashicorp/terraform-provider-aws #36663
      message: 'Processing your request will cause you to exceed the maximum number of CloudFront public keys allowed.'
    },
    inUse: 'PublicKeyInUse'
  },
  id: ids => ids.publicKey(),
  unique: [{ of: ({ CallerReference }) => CallerReference }, { of: ({ Name }) => Name }],
  quota: 'publicKeys',
  usedBy: usersOfKey,
  complete: config => ({ ...config, Comment: config.Comment ?? '' }),
  rules: publicKeyRules
}

/** Key groups, and profiles of field-level encryption. */
function usersOfKey({ id }: FamilyRecord<PublicKeyConfig>, { records }: Account): string[] {
  const groups = records<FamilyRecord<KeyGroupConfig>>(KEY_GROUPS)
  const profiles = records<FamilyRecord<EncryptionProfile>>(ENCRYPTION_PROFILES)
  return [
    ...groups.filter(({ config }) => config.Items.includes(id)),
    ...profiles.filter(({ config }) => (config.EncryptionEntities.Items ?? []).some(each => each.PublicKeyId === id))
  ].map(user => user.id)
}

export const keyGroup: FamilyRow<KeyGroupConfig> = {
  entity: 'KeyGroup',
  noun: 'a key group',
  collection: KEY_GROUPS,
  errors: {
    missing: 'NoSuchResource',
    alreadyExists: 'KeyGroupAlreadyExists',
    tooMany: 'TooManyKeyGroups',
    inUse: 'ResourceInUse'
  },
  id: ids => ids.policy(),
  unique: [{ of: ({ Name }) => Name }],
  quota: 'keyGroups',
  usedBy: inDistributions(references.keyGroups),
  complete: config => ({ ...config, Comment: config.Comment ?? '' }),
  rules: keyGroupRules
}
