import { type FamilyRow } from './family.ts'
import { anyOf, behaviorsOf, distributionsListedBy, distributionsThat, othersThat } from './used-by.ts'

/** Who may read from an origin, and who from the edge. */
export const access: readonly FamilyRow[] = [
  {
    noun: 'origin access control',
    plural: 'origin access controls',
    address: 'origin-access-controls',
    tag: 'Access',
    entity: 'OriginAccessControl',
    id: { parameter: 'originAccessControlId', example: 'E327GJI25M56DG' },
    findUsers: distributionsThat(({ Origins }, id) =>
      (Origins?.Items ?? []).some(({ OriginAccessControlId }) => OriginAccessControlId === id)
    ),
    example: { name: 'assets', description: 'Signs requests to the bucket' }
  },
  {
    noun: 'origin access identity',
    plural: 'origin access identities',
    address: 'origin-access-identities',
    tag: 'Access',
    entity: 'CloudFrontOriginAccessIdentity',
    id: { parameter: 'originAccessIdentityId', example: 'E74FTE3AJFJ256A' },
    findUsers: distributionsThat(({ Origins }, id) =>
      (Origins?.Items ?? []).some(
        ({ S3OriginConfig }) => S3OriginConfig?.OriginAccessIdentity === `origin-access-identity/cloudfront/${id}`
      )
    ),
    example: { comment: 'For older buckets; use an origin access control for new ones' }
  },
  {
    noun: 'public key',
    plural: 'public keys',
    address: 'public-keys',
    tag: 'Access',
    entity: 'PublicKey',
    id: { parameter: 'publicKeyId', example: 'K2JCJMDEHXQW5F' },
    findUsers: anyOf(
      othersThat('ListKeyGroups', 'key-groups', (item, key) => {
        const { Id, KeyGroupConfig } = (item as { KeyGroup: { Id: string; KeyGroupConfig: { Items?: string[] } } })
          .KeyGroup
        return KeyGroupConfig.Items?.includes(key) ? Id : undefined
      }),
      othersThat('ListFieldLevelEncryptionProfiles', 'field-level-encryption-profiles', (item, key) => {
        const { Id, EncryptionEntities } = item as {
          Id: string
          EncryptionEntities?: { Items?: { PublicKeyId?: string }[] }
        }
        return EncryptionEntities?.Items?.some(({ PublicKeyId }) => PublicKeyId === key) ? Id : undefined
      })
    ),
    example: {
      name: 'signing-2026',
      encodedKey:
        '-----BEGIN PUBLIC KEY-----\n' +
        'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAECMJmerZx+mTg71UDmaVdmEjxli+L\n' +
        '0bsl2o4Z3tejKXBTIPoHVthDtFYNptTyAtM0bVuwasAqFYYWqdZ7zj4zYQ==\n' +
        '-----END PUBLIC KEY-----\n'
    }
  },
  {
    noun: 'key group',
    plural: 'key groups',
    address: 'key-groups',
    tag: 'Access',
    entity: 'KeyGroup',
    id: { parameter: 'keyGroupId', example: '5e3a2f1c-0b7d-4c9e-8a6f-1d2e3f4a5b6c' },
    findUsers: distributionsListedBy('ListDistributionsByKeyGroup', 'KeyGroupId'),
    example: { name: 'signers', items: ['K2JCJMDEHXQW5F'] }
  },
  {
    noun: 'field-level encryption configuration',
    plural: 'field-level encryption configurations',
    address: 'field-level-encryption-configs',
    tag: 'Field-level encryption',
    entity: 'FieldLevelEncryption',
    operations: {
      create: 'CreateFieldLevelEncryptionConfig',
      list: 'ListFieldLevelEncryptionConfigs',
      update: 'UpdateFieldLevelEncryptionConfig',
      delete: 'DeleteFieldLevelEncryptionConfig'
    },
    id: { parameter: 'fieldLevelEncryptionConfigId', example: 'C3KM2WVD605UAY' },
    findUsers: distributionsThat((distribution, id) =>
      behaviorsOf(distribution).some(({ FieldLevelEncryptionId }) => FieldLevelEncryptionId === id)
    ),
    example: {
      comment: 'Card numbers',
      contentTypeProfileConfig: { forwardWhenContentTypeIsUnknown: true }
    }
  },
  {
    noun: 'field-level encryption profile',
    plural: 'field-level encryption profiles',
    address: 'field-level-encryption-profiles',
    tag: 'Field-level encryption',
    entity: 'FieldLevelEncryptionProfile',
    id: { parameter: 'fieldLevelEncryptionProfileId', example: 'P280MFCLSYOCVU' },
    findUsers: othersThat('ListFieldLevelEncryptionConfigs', 'field-level-encryption-configs', (item, profile) => {
      const { Id, QueryArgProfileConfig, ContentTypeProfileConfig } = item as Partial<FieldLevelEncryptionItem>
      const named = [
        ...(QueryArgProfileConfig?.QueryArgProfiles?.Items ?? []),
        ...(ContentTypeProfileConfig?.ContentTypeProfiles?.Items ?? [])
      ]
      return named.some(({ ProfileId }) => ProfileId === profile) ? Id : undefined
    }),
    example: {
      name: 'cards',
      encryptionEntities: [{ publicKeyId: 'K2JCJMDEHXQW5F', providerId: 'shop', fieldPatterns: ['card*'] }]
    }
  }
]

interface Profiles {
  readonly Items?: readonly { readonly ProfileId?: string }[]
}
interface FieldLevelEncryptionItem {
  readonly Id: string
  readonly QueryArgProfileConfig?: { readonly QueryArgProfiles?: Profiles }
  readonly ContentTypeProfileConfig?: { readonly ContentTypeProfiles?: Profiles }
}
