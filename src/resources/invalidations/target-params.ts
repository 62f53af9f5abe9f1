import Type, { type Static } from 'typebox'
import { problemsOf } from '../../cloudfront/operation-problems.ts'
import { DistributionParams } from '../../configuration/distributions/schemas.ts'
import { type Target, type TargetKind } from '../../invalidation/targets.ts'

const TenantParams = Type.Object({
  distributionTenantId: Type.String({
    pattern: '^[A-Za-z0-9_-]{1,64}$',
    'x-expected': 'up to 64 letters, digits, _ and -',
    description: "The distribution tenant's id.",
    examples: ['dt_2wjMUbg3NHZEQ7OfoalP5zi1AB']
  })
})

export const InvalidationId = Type.String({
  pattern: '^[A-Za-z0-9_-]{1,80}$',
  'x-expected': 'up to 80 letters, digits, _ and -',
  description: "Frontage's id of the invalidation, or CloudFront's.",
  examples: ['inv_271be30d-fb15-489e-804e-f767e10e0663']
})

/** The address of each kind of target, its name in descriptions, and the problems if it does not exist. */
export const kinds = {
  distributions: {
    address: '/distributions/:distributionId',
    params: DistributionParams,
    infix: '',
    of: 'distribution',
    absent: problemsOf('GetDistribution'),
    calls: {
      exists: ['GetDistribution'],
      create: ['GetDistribution', 'CreateInvalidation', 'GetInvalidation', 'ListInvalidations'],
      read: ['GetDistribution', 'GetInvalidation'],
      list: ['GetDistribution', 'ListInvalidations']
    }
  },
  'distribution-tenants': {
    address: '/distribution-tenants/:distributionTenantId',
    params: TenantParams,
    infix: 'DistributionTenant',
    of: 'distribution tenant',
    absent: problemsOf('GetDistributionTenant'),
    calls: {
      exists: ['GetDistributionTenant', 'GetDistribution'],
      create: [
        'GetDistributionTenant',
        'GetDistribution',
        'CreateInvalidationForDistributionTenant',
        'GetInvalidationForDistributionTenant',
        'ListInvalidationsForDistributionTenant'
      ],
      read: ['GetDistributionTenant', 'GetInvalidationForDistributionTenant'],
      list: ['GetDistributionTenant', 'GetDistribution', 'ListInvalidationsForDistributionTenant']
    }
  }
} as const

export type TargetParams = Static<typeof DistributionParams> | Static<typeof TenantParams>

export function targetOf(kind: TargetKind, given: TargetParams): Target {
  return { kind, id: 'distributionId' in given ? given.distributionId : given.distributionTenantId }
}
