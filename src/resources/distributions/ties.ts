import {
  type CloudFrontClient,
  type Distribution,
  ListContinuousDeploymentPoliciesCommand,
  ListDistributionTenantsCommand
} from '@aws-sdk/client-cloudfront'
import { inUse } from '../../configuration/editing/in-use.ts'
import { isServiceError, ServiceError } from '../../errors.ts'

/** The operations by which the ties of a distribution are found. */
export const TIES_OPERATIONS = ['ListContinuousDeploymentPolicies', 'ListDistributionTenants'] as const

/** More tenants than a problem names. */
const TENANTS_LISTED = 100

/**
 * Throws RESOURCE_IN_USE, with the addresses of what refers to it if these may be named, if CloudFront will not delete the distribution even when
 * it is disabled (API reference, DeleteDistribution, ResourceInUse). Otherwise its viewers, and those of all its tenants, would be cut
 * off for nothing. What Frontage may not list is left for CloudFront to refuse.
 */
export async function refuseTied(
  cloudfront: CloudFrontClient,
  distribution: Distribution,
  { namesUsers }: { namesUsers: boolean }
): Promise<void> {
  const users = await tiesOf(cloudfront, distribution)
  if (users.length === 0) return
  if (namesUsers) throw inUse(`The distribution ${distribution.Id}`, users)
  throw new ServiceError(
    'RESOURCE_IN_USE',
    `The distribution ${distribution.Id} is used by resources that you may not read.`
  )
}

async function tiesOf(cloudfront: CloudFrontClient, distribution: Distribution): Promise<string[]> {
  const {
    ContinuousDeploymentPolicyId: policy,
    Staging: isStaging,
    ConnectionMode: mode
  } = distribution.DistributionConfig ?? {}
  if (policy) return [policyAddress(policy)]
  try {
    if (isStaging) return await policiesOfStaging(cloudfront, distribution.DomainName)
    return mode === 'tenant-only' ? await tenantsOf(cloudfront, distribution.Id) : []
  } catch (error) {
    if (isServiceError(error, 'CLOUDFRONT_ACCESS_DENIED')) return []
    throw error
  }
}

const policyAddress = (id: string | undefined) => `/continuous-deployment-policies/${id}`

async function policiesOfStaging(cloudfront: CloudFrontClient, domainName: string | undefined): Promise<string[]> {
  const found: string[] = []
  let marker: string | undefined
  do {
    const { ContinuousDeploymentPolicyList: list } = await cloudfront.send(
      new ListContinuousDeploymentPoliciesCommand({ Marker: marker })
    )
    for (const { ContinuousDeploymentPolicy: policy } of list?.Items ?? []) {
      const names = policy?.ContinuousDeploymentPolicyConfig?.StagingDistributionDnsNames?.Items ?? []
      if (domainName !== undefined && names.includes(domainName)) found.push(policyAddress(policy?.Id))
    }
    marker = list?.NextMarker
  } while (marker)
  return found
}

async function tenantsOf(cloudfront: CloudFrontClient, distributionId: string | undefined): Promise<string[]> {
  const { DistributionTenantList: tenants = [] } = await cloudfront.send(
    new ListDistributionTenantsCommand({
      AssociationFilter: { DistributionId: distributionId },
      MaxItems: TENANTS_LISTED
    })
  )
  return tenants.map(({ Id }) => `/distribution-tenants/${Id}`)
}
