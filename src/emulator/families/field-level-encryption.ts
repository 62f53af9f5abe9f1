import {
  type EncryptionConfig,
  type EncryptionProfile,
  ENCRYPTION_CONFIGS,
  ENCRYPTION_PROFILES,
  type FamilyRecord
} from '../records.ts'
import { encryptionConfigRules, encryptionProfileRules, profilesOf } from '../rules/field-level-encryption.ts'
import { references } from '../rules/references.ts'
import { inDistributions } from './account.ts'
import { type FamilyRow } from './row.ts'

/** Which profile encrypts what, for the cache behaviors that reference it. */
export const fieldLevelEncryptionConfig: FamilyRow<EncryptionConfig> = {
  entity: 'FieldLevelEncryptionConfig',
  noun: 'a field-level encryption configuration',
  collection: ENCRYPTION_CONFIGS,
  operations: { get: 'GetFieldLevelEncryption', getConfig: 'GetFieldLevelEncryptionConfig' },
  errors: {
    missing: 'NoSuchFieldLevelEncryptionConfig',
    alreadyExists: 'FieldLevelEncryptionConfigAlreadyExists',
    tooMany: 'TooManyFieldLevelEncryptionConfigs',
    inUse: 'FieldLevelEncryptionConfigInUse'
  },
  id: ids => ids.encryptionConfig(),
  unique: [{ of: ({ CallerReference }) => CallerReference }],
  quota: 'fieldLevelEncryptionConfigs',
  usedBy: inDistributions(references.fieldLevelEncryptionConfigs),
  complete: config => ({ ...config, Comment: config.Comment ?? '' }),
  rules: encryptionConfigRules
}

/** Which fields are encrypted with which public key, for the configurations that reference it. */
export const fieldLevelEncryptionProfile: FamilyRow<EncryptionProfile> = {
  entity: 'FieldLevelEncryptionProfile',
  noun: 'a field-level encryption profile',
  collection: ENCRYPTION_PROFILES,
  errors: {
    missing: 'NoSuchFieldLevelEncryptionProfile',
    alreadyExists: 'FieldLevelEncryptionProfileAlreadyExists',
    tooMany: 'TooManyFieldLevelEncryptionProfiles',
    inUse: 'FieldLevelEncryptionProfileInUse'
  },
  id: ids => ids.encryptionProfile(),
  unique: [{ of: ({ Name }) => Name }, { of: ({ CallerReference }) => CallerReference }],
  quota: 'fieldLevelEncryptionProfiles',
  usedBy: ({ id }, { records }) =>
    records<FamilyRecord<EncryptionConfig>>(ENCRYPTION_CONFIGS).flatMap(user =>
      profilesOf(user.config).includes(id) ? [user.id] : []
    ),
  complete: config => ({ ...config, Comment: config.Comment ?? '' }),
  rules: encryptionProfileRules
}
