import { compileDistribution, type CompiledDistribution, type DistributionParts } from '../../delivery/distribution.ts'
import { configOfTenant, disabledOf, type Switch, type Tenant } from '../../delivery/tenants.ts'
import { type Clock } from '../clock.ts'
import {
  CONNECTION_GROUPS,
  type ConnectionGroupContent,
  type DistributionRecord,
  domainsOf,
  type FamilyRecord,
  isMultiTenant,
  type TenantContent,
  TENANTS
} from '../records.ts'
import { type Store } from '../store.ts'
import { createDeployed } from './deployed.ts'

type TenantRecord = FamilyRecord<TenantContent>
type GroupRecord = FamilyRecord<ConnectionGroupContent>

/** A deployed tenant with the deployed versions of its distribution and connection group. */
export interface TenantParts {
  readonly tenant: TenantRecord
  readonly distribution: DistributionRecord
  readonly group: GroupRecord
}

/** A deployed tenant; without parts its distribution or connection group is not deployed. */
export interface DeployedTenant {
  readonly tenant: TenantRecord
  readonly parts: TenantParts | undefined
}

interface TenantsDeps {
  readonly store: Store
  readonly clock: Clock
  readonly policiesOf: DistributionParts['policiesOf']
}

/** The tenants of multi-tenant distributions, as viewers get them. Call it before the store is opened. */
export function createTenants({ store, clock, policiesOf }: TenantsDeps) {
  const deployedAt = ({ readyAt }: { readonly readyAt: number }) => readyAt
  const tenants = createDeployed<TenantRecord>({ store, clock, collection: TENANTS, deployedAt })
  const groups = createDeployed<GroupRecord>({ store, clock, collection: CONNECTION_GROUPS, deployedAt })
  let compiled = new WeakMap<TenantRecord, TenantParts & { readonly compiled: CompiledDistribution }>()

  return {
    /** Each is the same array as before if nothing has changed. */
    deployed: () => [tenants.get(), groups.get()] as const,

    /** All of them: a name that cannot be served must not fall to another tenant's wildcard. */
    among(distributions: readonly DistributionRecord[]): DeployedTenant[] {
      const multiTenant = new Map(
        distributions.filter(({ config }) => isMultiTenant(config)).map(record => [record.id, record])
      )
      const groupById = new Map(groups.get().map(record => [record.id, record]))
      return tenants.get().map(tenant => {
        const distribution = multiTenant.get(tenant.config.DistributionId)
        const group = groupById.get(tenant.config.ConnectionGroupId ?? '')
        return { tenant, parts: distribution && group ? { tenant, distribution, group } : undefined }
      })
    },

    compile(parts: TenantParts): CompiledDistribution {
      const { tenant, distribution, group } = parts
      const known = compiled.get(tenant)
      if (known?.distribution === distribution && known.group === group) return known.compiled
      const fresh = compileDistribution({
        id: distribution.id,
        tenantId: tenant.id,
        domainName: routingEndpointOf(group),
        config: configOfTenant(distribution.config, tenantOf(parts)),
        policiesOf
      })
      compiled.set(tenant, { ...parts, compiled: fresh })
      return fresh
    },

    disabledOf: (parts: TenantParts): Switch | undefined => disabledOf(parts.distribution.config, tenantOf(parts)),

    /** After a change of policies. */
    forget(): void {
      compiled = new WeakMap()
    },

    /** The distribution that serves a tenant; undefined unless it is a deployed tenant. */
    distributionIdOf: (id: string): string | undefined =>
      tenants.get().find(tenant => tenant.id === id)?.config.DistributionId
  }
}

function tenantOf({ tenant: { id, config }, group }: TenantParts): Tenant {
  return {
    id,
    enabled: config.Enabled === true,
    domains: domainsOf(config),
    parameters: config.Parameters ?? [],
    group: { enabled: group.config.Enabled === true, routingEndpoint: routingEndpointOf(group) }
  }
}

function routingEndpointOf({ assigned }: GroupRecord): string {
  return String(assigned?.RoutingEndpoint)
}
