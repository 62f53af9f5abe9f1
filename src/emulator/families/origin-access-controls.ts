import { ACCESS_CONTROLS, type AccessControlConfig } from '../records.ts'
import { accessControlRules } from '../rules/origin-access-control.ts'
import { references } from '../rules/references.ts'
import { inDistributions } from './account.ts'
import { type FamilyRow } from './row.ts'

export const originAccessControl: FamilyRow<AccessControlConfig> = {
  entity: 'OriginAccessControl',
  noun: 'an origin access control',
  collection: ACCESS_CONTROLS,
  errors: {
    missing: 'NoSuchOriginAccessControl',
    alreadyExists: 'OriginAccessControlAlreadyExists',
    tooMany: 'TooManyOriginAccessControls',
    inUse: {
      code: 'OriginAccessControlInUse',
      // terraform-aws-modules/terraform-aws-cloudfront #135
      message: 'The CloudFront origin access control is still being used.'
    }
  },
  id: ids => ids.accessControl(),
  unique: [{ of: ({ Name }) => Name }],
  quota: 'originAccessControls',
  usedBy: inDistributions(references.originAccessControls),
  complete: config => ({ ...config, Description: config.Description ?? '' }),
  rules: accessControlRules
}
