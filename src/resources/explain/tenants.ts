import {
  type CloudFrontClient,
  type DistributionTenant,
  GetConnectionGroupCommand,
  GetDistributionTenantByDomainCommand
} from '@aws-sdk/client-cloudfront'
import { namesFor } from '../../delivery/hosts.ts'
import { type Tenant } from '../../delivery/tenants.ts'
import { isServiceError, ServiceError } from '../../errors.ts'

/** A tenant by one of its domains. */
export type FindTenant = (domain: string) => Promise<FoundTenant | undefined>

export interface FoundTenant {
  readonly found: DistributionTenant
  readonly domains: readonly string[]
}

/** Looks each domain up only once. */
export function createFindTenant(cloudfront: CloudFrontClient): FindTenant {
  const asked = new Map<string, Promise<FoundTenant | undefined>>()
  async function find(Domain: string): Promise<FoundTenant | undefined> {
    try {
      const { DistributionTenant: found } = await cloudfront.send(new GetDistributionTenantByDomainCommand({ Domain }))
      return found && { found, domains: (found.Domains ?? []).map(one => one.Domain ?? '') }
    } catch (error) {
      if (isServiceError(error, 'RESOURCE_NOT_FOUND')) return undefined
      throw error
    }
  }
  return domain => {
    const known = asked.get(domain) ?? find(domain)
    asked.set(domain, known)
    return known
  }
}

/** Host names have few labels; longer ones are not looked up. */
const LOOKUPS_MAX = 20

/**
 * The tenant of the distribution that serves a host, by the domain itself or by the longest wildcard that covers it;
 * undefined if there is none.
 */
export async function tenantFor(
  cloudfront: CloudFrontClient,
  findTenant: FindTenant,
  { distributionId, host }: { readonly distributionId: string; readonly host: string }
): Promise<Tenant | undefined> {
  for (const { name } of [...namesFor(host)].slice(0, LOOKUPS_MAX)) {
    const tenant = await findTenant(name)
    if (tenant) return tenant.found.DistributionId === distributionId ? toTenant(cloudfront, tenant) : undefined
  }
  return undefined
}

async function toTenant(
  cloudfront: CloudFrontClient,
  { found: { Id, Enabled, Parameters, ConnectionGroupId }, domains }: FoundTenant
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
    domains,
    parameters: Parameters ?? [],
    group: { enabled: group.Enabled === true, routingEndpoint: group.RoutingEndpoint }
  }
}
