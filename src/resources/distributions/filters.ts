import { type DistributionSummary } from '@aws-sdk/client-cloudfront'
import Type, { type Static } from 'typebox'
import { type Tags } from '../../configuration/tags/schemas.ts'

const text = (description: string, examples?: string[]) =>
  Type.Optional(Type.String({ minLength: 1, maxLength: 2_048, description, ...(examples && { examples }) }))

/** Filters of the list; a distribution must pass all that are given. */
export const DistributionFilters = Type.Object({
  alias: text(
    'A host name: those with this alias, or with a wildcard alias that covers it at any depth (`*.example.com` ' +
      'covers `a.b.example.com`). If several do, CloudFront serves the name from the one with the most specific alias.'
  ),
  originDomain: text('The domain name of an origin; case is ignored.'),
  tag: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 385 }), {
      minItems: 1,
      maxItems: 10,
      description:
        'A tag by its key, or by `key:value`. May be repeated. Changes made through Frontage take effect at once, others ' +
        'after TAG_INDEX_MAX_AGE_SECONDS at the latest, or at once with `Cache-Control: no-cache`.'
    })
  ),
  cachePolicyId: text('Those that use this cache policy.'),
  originRequestPolicyId: text('Those that use this origin request policy.'),
  responseHeadersPolicyId: text('Those that use this response headers policy.'),
  keyGroupId: text('Those that trust this key group.'),
  vpcOriginId: text('Those that use this VPC origin.'),
  ownedResourceArn: text(
    'Those that use this resource, which the account that owns it shares; includes those of other accounts.'
  ),
  webAclId: text('Those with this web ACL: its ARN, its id (WAF Classic), or `null` for those without one.'),
  realtimeLogConfigArn: text('Those that use the real-time log configuration with this ARN.'),
  realtimeLogConfigName: text('Those that use the real-time log configuration with this name.'),
  anycastIpListId: text('Those that use this Anycast static IP list.'),
  connectionMode: Type.Optional(
    Type.Enum(['direct', 'tenant-only'], {
      type: 'string',
      description: 'Standard distributions, or multi-tenant ones.'
    })
  ),
  connectionFunctionId: text('Those that use this connection function.'),
  trustStoreId: text('Those that use this trust store.')
})
export type DistributionFilters = Static<typeof DistributionFilters>

/** CloudFront's operations that a list with filters may call. */
export const listOperations = [
  'ListDistributions',
  'ListDistributionsByCachePolicyId',
  'ListDistributionsByOriginRequestPolicyId',
  'ListDistributionsByResponseHeadersPolicyId',
  'ListDistributionsByKeyGroup',
  'ListDistributionsByVpcOriginId',
  'ListDistributionsByOwnedResource',
  'ListDistributionsByWebACLId',
  'ListDistributionsByRealtimeLogConfig',
  'ListDistributionsByAnycastIpListId',
  'ListDistributionsByConnectionMode',
  'ListDistributionsByConnectionFunction',
  'ListDistributionsByTrustStore',
  'ListTagsForResource'
] as const

/** Applies the filters that only need the summary of a distribution. */
export function passes(summary: DistributionSummary, { alias, originDomain }: DistributionFilters): boolean {
  return (
    (alias === undefined || (summary.Aliases?.Items ?? []).some(own => covers(own, alias))) &&
    (originDomain === undefined ||
      (summary.Origins?.Items ?? []).some(({ DomainName }) => isSame(DomainName, originDomain)))
  )
}

/**
 * A wildcard alias covers any name that ends with what follows the * (CloudFront Developer Guide, "Use custom URLs by
 * adding alternate domain names": `*.example.com` serves `marketing.product-name.example.com`, too).
 */
function covers(alias: string, name: string): boolean {
  if (isSame(alias, name)) return true
  return alias.startsWith('*.') && name.toLowerCase().endsWith(alias.slice(1).toLowerCase())
}

/** A key may contain a colon, so both readings of `a:b` are tried. */
export function hasTag(tags: Tags, wanted: string): boolean {
  return Object.entries(tags).some(([key, value]) => key === wanted || `${key}:${value}` === wanted)
}

function isSame(one: string | undefined, other: string): boolean {
  return one?.toLowerCase() === other.toLowerCase()
}
