import { type Subject } from '../families/row.ts'
import {
  type EncryptionConfig,
  type EncryptionProfile,
  ENCRYPTION_PROFILES,
  type FamilyRecord,
  PUBLIC_KEYS,
  type PublicKeyConfig
} from '../records.ts'
import { callerReferenceRules } from './caller-reference.ts'
import { nameRule } from './name.ts'
import { commentRule } from './policy-members.ts'
import { repeated, type Rule } from './rule.ts'

const queryArgs = ({ QueryArgProfileConfig }: EncryptionConfig) => QueryArgProfileConfig?.QueryArgProfiles?.Items ?? []
const contentTypes = ({ ContentTypeProfileConfig }: EncryptionConfig) =>
  ContentTypeProfileConfig?.ContentTypeProfiles?.Items ?? []

/** The ids of the profiles that a configuration names. */
export function profilesOf(config: EncryptionConfig): string[] {
  return [...queryArgs(config), ...contentTypes(config)].flatMap(({ ProfileId }) => ProfileId || [])
}

/** API reference, FieldLevelEncryptionConfig and its members; Developer Guide, quotas on field-level encryption. */
export const encryptionConfigRules: readonly Rule<Subject<EncryptionConfig>>[] = [
  ...callerReferenceRules,
  commentRule,
  {
    code: 'QueryArgProfileEmpty',
    message: 'No profile specified for the field-level encryption query argument.',
    brokenBy: ({ config }) => queryArgs(config).some(({ ProfileId }) => ProfileId === '')
  },
  {
    code: 'InvalidArgument',
    message: 'The parameter QueryArg must not be empty or given more than once.',
    brokenBy: ({ config }) => {
      const names = queryArgs(config).map(({ QueryArg }) => QueryArg)
      return names.includes('') || repeated(names).length > 0
    }
  },
  {
    code: 'InvalidArgument',
    message: 'The parameter ContentType must be application/x-www-form-urlencoded.',
    brokenBy: ({ config }) =>
      contentTypes(config).some(({ ContentType }) => ContentType !== 'application/x-www-form-urlencoded')
  },
  {
    code: 'TooManyFieldLevelEncryptionQueryArgProfiles',
    message: 'The maximum number of query arg profiles for field-level encryption have been created.',
    brokenBy: ({ config, account }) =>
      queryArgs(config).length > account.quotas().queryArgProfilesPerFieldLevelEncryptionConfig
  },
  {
    // Only one content type can have a profile.
    code: 'TooManyFieldLevelEncryptionContentTypeProfiles',
    message: 'The maximum number of content type profiles for field-level encryption have been created.',
    brokenBy: ({ config }) => contentTypes(config).length > 1
  },
  {
    code: 'NoSuchFieldLevelEncryptionProfile',
    message: 'The specified profile for field-level encryption does not exist.',
    brokenBy: ({ config, account }) => {
      const there = account.records<FamilyRecord<EncryptionProfile>>(ENCRYPTION_PROFILES).map(({ id }) => id)
      return profilesOf(config).some(id => !there.includes(id))
    }
  }
]

const entities = ({ config }: Subject<EncryptionProfile>) => config.EncryptionEntities.Items ?? []

/** API reference, FieldLevelEncryptionProfileConfig and its members; Developer Guide, as above. */
export const encryptionProfileRules: readonly Rule<Subject<EncryptionProfile>>[] = [
  ...callerReferenceRules,
  commentRule,
  // The format is inferred.
  nameRule(128),
  {
    code: 'InvalidArgument',
    message: 'The parameter EncryptionEntities must have an entity, with a provider and at least one field pattern.',
    brokenBy: subject =>
      entities(subject).length === 0 ||
      entities(subject).some(
        ({ ProviderId, FieldPatterns }) => ProviderId === '' || (FieldPatterns.Items ?? []).length === 0
      )
  },
  {
    code: 'TooManyFieldLevelEncryptionEncryptionEntities',
    message: 'The maximum number of encryption entities for field-level encryption have been created.',
    brokenBy: subject =>
      entities(subject).length > subject.account.quotas().encryptionEntitiesPerFieldLevelEncryptionProfile
  },
  {
    code: 'FieldLevelEncryptionProfileSizeExceeded',
    message: 'The maximum size of a profile for field-level encryption was exceeded.',
    brokenBy: subject =>
      Buffer.byteLength(JSON.stringify(entities(subject))) > subject.account.quotas().fieldLevelEncryptionProfileBytes
  },
  {
    code: 'TooManyFieldLevelEncryptionFieldPatterns',
    message: 'The maximum number of field patterns for field-level encryption have been created.',
    brokenBy: subject =>
      entities(subject).flatMap(({ FieldPatterns }) => FieldPatterns.Items ?? []).length >
      subject.account.quotas().fieldPatternsPerFieldLevelEncryptionProfile
  },
  {
    code: 'NoSuchPublicKey',
    message: 'The specified public key does not exist.',
    brokenBy: subject => {
      const there = subject.account.records<FamilyRecord<PublicKeyConfig>>(PUBLIC_KEYS).map(({ id }) => id)
      return entities(subject).some(({ PublicKeyId }) => !there.includes(PublicKeyId))
    }
  }
]
