import { ACCOUNT_ID } from '../identifiers.ts'
import { VPC_ORIGINS, type VpcOriginContent } from '../records.ts'
import { references } from '../rules/references.ts'
import { VPC_ORIGIN_IN_USE, vpcOriginRemovalRules, vpcOriginRules } from '../rules/vpc-origin.ts'
import { inDistributions } from './account.ts'
import { entityErrors, type FamilyRow } from './row.ts'

export const vpcOrigin: FamilyRow<VpcOriginContent> = {
  entity: 'VpcOrigin',
  noun: 'a VPC origin',
  collection: VPC_ORIGINS,
  operations: { getConfig: null },
  errors: {
    ...entityErrors,
    inUse: { code: 'CannotDeleteEntityWhileInUse', message: VPC_ORIGIN_IN_USE }
  },
  id: ids => ids.vpcOrigin(),
  arn: 'vpcorigin',
  unique: [{ of: ({ VpcOriginEndpointConfig: { Name } }) => Name }],
  quota: 'vpcOrigins',
  usedBy: inDistributions(references.vpcOrigins),
  rules: vpcOriginRules,
  removal: vpcOriginRemovalRules,
  states: ['Deploying', 'Deployed'],
  tagged: true,
  shows: ({ config: { VpcOriginEndpointConfig: endpoint } }) => ({
    AccountId: ACCOUNT_ID,
    Name: endpoint.Name,
    OriginEndpointArn: endpoint.Arn,
    IpAddressType: endpoint.IpAddressType
  })
}
