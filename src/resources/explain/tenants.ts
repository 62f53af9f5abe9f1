import {
  type CloudFrontClient,
  GetConnectionGroupCommand,
  GetDistributionTenantByDomainCommand
} from '@aws-sdk/client-cloudfront'
import { globalNameOf } from '../../delivery/hosts.ts'
import { type Tenant } from '../../delivery/tenants.ts'
import { isServiceError, ServiceError } from '../../errors.ts'

/** A domain has few labels; what has more is not looked for. */
const LOOK_UPS_MAX = 10

/**
 * The tenant of a distribution that serves a host: by the domain itself, or else by the longest wildcard that covers it. Undefined where
 * there is none.
 */
export async function findTenant(
  cloudfront: CloudFrontClient,
  distributionId: string,
  host: string
): Promise<Tenant | undefined> {
  for (const domain of domainsFor(host)) {
    const tenant = await findByDomain(cloudfront, domain)
    if (tenant) return tenant.DistributionId === distributionId ? toTenant(cloudfront, tenant) : undefined
  }
  return undefined
}

function domainsFor(host: string): string[] {
  const name = globalNameOf(host) ?? host
  const labels = name.split('.')
  const wildcards = labels.slice(1, -1).map((_, place) => `*.${labels.slice(place + 1).join('.')}`)
  return [name, ...wildcards].slice(0, LOOK_UPS_MAX)
}

async function findByDomain(cloudfront: CloudFrontClient, Domain: string) {
  try {
    return (await cloudfront.send(new GetDistributionTenantByDomainCommand({ Domain }))).DistributionTenant
  } catch (error) {
    if (isServiceError(error, 'RESOURCE_NOT_FOUND')) return undefined
    throw error
  }
}

async function toTenant(
  cloudfront: CloudFrontClient,
  { Id, Enabled, Domains, Parameters, ConnectionGroupId }: NonNullable<Awaited<ReturnType<typeof findByDomain>>>
): Promise<Tenant> {
  const { ConnectionGroup: group } = await cloudfront.send(
    new GetConnectionGroupCommand({ Identifier: ConnectionGroupId })
  )
  if (Id === undefined || group?.RoutingEndpoint === undefined) {
    throw new ServiceError('CLOUDFRONT_BAD_ANSWER', 'CloudFront answered without the tenant or its connection group.')
  }
  return {
    id: Id,
    enabled: Enabled === true,
    domains: (Domains ?? []).map(({ Domain }) => Domain ?? ''),
    parameters: Parameters ?? [],
    group: { enabled: group.Enabled === true, routingEndpoint: group.RoutingEndpoint }
  }
}
