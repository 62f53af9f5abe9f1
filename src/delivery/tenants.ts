import type * as CF from '@aws-sdk/client-cloudfront'

/** The members of a distribution tenant that matter to its viewers. */
export interface Tenant {
  readonly id: string
  readonly enabled: boolean
  readonly domains: readonly string[]
  readonly parameters: readonly CF.Parameter[]
  readonly group: ConnectionGroup
}

/** Where viewers of tenants arrive. */
export interface ConnectionGroup {
  readonly enabled: boolean
  /** `d….cloudfront.net`. It does not identify a tenant: several share it. */
  readonly routingEndpoint: string
}

/** A parameter's placeholder. */
const PARAMETER = /\{\{([A-Za-z0-9_-]{1,128})\}\}/g

/** All of these must be enabled for viewers to be served. */
export type Switch = 'distribution' | 'distribution tenant' | 'connection group of the tenant'

/** What is disabled, and keeps viewers from being served; undefined if nothing is. */
export function disabledOf(
  { Enabled }: Pick<CF.DistributionConfig, 'Enabled'>,
  tenant?: Pick<Tenant, 'enabled' | 'group'>
): Switch | undefined {
  if (Enabled !== true) return 'distribution'
  if (!tenant) return undefined
  if (!tenant.enabled) return 'distribution tenant'
  return tenant.group.enabled ? undefined : 'connection group of the tenant'
}

/**
 * The configuration of a multi-tenant distribution for one of its tenants [D:tenant-customization]: its domains are the aliases,
 * placeholders in the domain names and paths of origins are replaced by its parameters or their defaults, and it is enabled if
 * nothing is disabled. A placeholder with neither value nor default stays [C].
 */
export function configOfTenant(config: CF.DistributionConfig, tenant: Tenant): CF.DistributionConfig {
  const values = new Map([
    ...(config.TenantConfig?.ParameterDefinitions ?? []).map(
      ({ Name, Definition }) => [Name, Definition?.StringSchema?.DefaultValue] as const
    ),
    ...tenant.parameters.map(({ Name, Value }) => [Name, Value] as const)
  ])
  const fill = (text: string | undefined, write = (value: string) => value) =>
    text?.replace(PARAMETER, (place, name: string) => {
      const value = values.get(name)
      return value === undefined ? place : write(value)
    })
  const origins = (config.Origins?.Items ?? []).map(origin => ({
    ...origin,
    DomainName: fill(origin.DomainName),
    OriginPath: fill(origin.OriginPath, inPath)?.replace(/^(?=[^/])/, '/')
  }))
  return {
    ...config,
    Enabled: disabledOf(config, tenant) === undefined,
    Aliases: { Quantity: tenant.domains.length, Items: [...tenant.domains] },
    Origins: { Quantity: origins.length, Items: origins }
  }
}

/** Percent-encodes what would end a path or is not allowed in one (RFC 3986, section 3.3). */
function inPath(value: string): string {
  return value.replace(/[^\w.~!$&'()*+,;=:@/%-]/gu, encodeURIComponent)
}

/** A text with every placeholder filled in, so that its format can be checked before a tenant has a value. */
export function withParameters(text: string, value: string): string {
  return text.replace(PARAMETER, value)
}
