import {
  ACCESS_IDENTITIES,
  type AccessIdentityConfig,
  type FamilyRecord,
  STREAMING_DISTRIBUTIONS,
  type StreamingConfig
} from '../records.ts'
import { callerReferenceRules } from '../rules/caller-reference.ts'
import { commentRule } from '../rules/policy-members.ts'
import { accessIdentityIn, references } from '../rules/references.ts'
import { inDistributions } from './account.ts'
import { type FamilyRow } from './row.ts'

const byDistributions = inDistributions(references.originAccessIdentities)

/** API reference, CloudFrontOriginAccessIdentityConfig. */
export const originAccessIdentity: FamilyRow<AccessIdentityConfig> = {
  entity: 'CloudFrontOriginAccessIdentity',
  noun: 'an origin access identity',
  collection: ACCESS_IDENTITIES,
  errors: {
    missing: 'NoSuchCloudFrontOriginAccessIdentity',
    alreadyExists: {
      code: 'CloudFrontOriginAccessIdentityAlreadyExists',
      // ansible/ansible #55189
      message:
        'The caller reference you are using to create the CloudFront origin access identity is associated with another identity.'
    },
    tooMany: 'TooManyCloudFrontOriginAccessIdentities',
    inUse: {
      code: 'CloudFrontOriginAccessIdentityInUse',
      // anomalyco/sst #4609
      message: 'The CloudFront origin access identity is still being used.'
    }
  },
  id: ids => ids.accessIdentity(),
  assigned: ids => ({ S3CanonicalUserId: ids.canonicalUser() }),
  unique: [{ of: ({ CallerReference }) => CallerReference, repeat: 'the first' }],
  quota: 'originAccessIdentities',
  usedBy: (record, account) => [
    ...byDistributions(record, account),
    ...account.records<FamilyRecord<StreamingConfig>>(STREAMING_DISTRIBUTIONS).flatMap(user => {
      const named = accessIdentityIn(user.config.S3Origin.OriginAccessIdentity)
      return named === record.id ? [user.id] : []
    })
  ],
  rules: [...callerReferenceRules, commentRule]
}
