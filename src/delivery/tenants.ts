import type * as CF from '@aws-sdk/client-cloudfront'

/** A distribution tenant, as far as its viewers notice it. */
export interface Tenant {
  readonly id: string
  readonly enabled: boolean
  readonly domains: readonly string[]
  readonly parameters: readonly CF.Parameter[]
  readonly group: ConnectionGroup
}

/** Where the viewers of tenants arrive. */
export interface ConnectionGroup {
  readonly enabled: boolean
  /** `d….cloudfront.net`. It leads to no tenant by itself: several share it. */
  readonly routingEndpoint: string
}

/** The place of a tenant's own value. */
const PARAMETER = /\{\{([A-Za-z0-9_-]{1,128})\}\}/g

/**
 * The configuration of a multi-tenant distribution as one of its tenants has it [D:tenant-customization]: its domains as aliases, and its
 * parameters filled in, or else their defaults, in the domain names and paths of origins. Viewers are answered only where distribution, tenant and
 * connection group are all enabled. What is neither given nor has a default stays as it is [C].
 */
export function configOfTenant(config: CF.DistributionConfig, tenant: Tenant): CF.DistributionConfig {
  const values = new Map([
    ...(config.TenantConfig?.ParameterDefinitions ?? []).map(
      ({ Name, Definition }) => [Name, Definition?.StringSchema?.DefaultValue] as const
    ),
    ...tenant.parameters.map(({ Name, Value }) => [Name, Value] as const)
  ])
  const fill = (text: string | undefined) =>
    text?.replace(PARAMETER, (place, name: string) => values.get(name) ?? place)
  const origins = (config.Origins?.Items ?? []).map(origin => ({
    ...origin,
    DomainName: fill(origin.DomainName),
    OriginPath: fill(origin.OriginPath)
  }))
  return {
    ...config,
    Enabled: config.Enabled === true && tenant.enabled && tenant.group.enabled,
    Aliases: { Quantity: tenant.domains.length, Items: [...tenant.domains] },
    Origins: { Quantity: origins.length, Items: origins }
  }
}

/** A text with something in each place of a parameter, by which its form can be judged before any tenant fills it in. */
export function withParameters(text: string, value: string): string {
  return text.replace(PARAMETER, value)
}
