import { type FamilyRow } from './family.ts'
import { anyOf, distributionsListedBy, othersThat } from './used-by.ts'

type Domains = readonly { readonly domain: string }[]

const deployed = { member: 'Status', settled: ['Deployed'] }

/** Tenants of multi-tenant distributions, and the network resources that their viewers use. */
export const tenants: readonly FamilyRow[] = [
  {
    noun: 'distribution tenant',
    plural: 'distribution tenants',
    address: 'distribution-tenants',
    tag: 'Tenants',
    entity: 'DistributionTenant',
    id: { parameter: 'distributionTenantId', example: 'dt_2wjDZi3hD1ivOXf6rpZJO1AB' },
    status: deployed,
    listsBy: [
      { filter: 'domain', operation: 'GetDistributionTenantByDomain', member: 'Domain' },
      { filter: 'webAclId', operation: 'ListDistributionTenantsByCustomization', member: 'WebACLArn' },
      { filter: 'certificateArn', operation: 'ListDistributionTenantsByCustomization', member: 'CertificateArn' }
    ],
    // A wildcard cannot be opened.
    hostOf: ({ domains }) => (domains as Domains).find(({ domain }) => !domain.startsWith('*'))?.domain,
    none: { Customizations: {}, Parameters: [] },
    configOf: ({ DistributionId, Domains, Customizations, Parameters, ConnectionGroupId, Enabled }) => ({
      DistributionId,
      Domains: (Domains as { Domain: string }[] | undefined)?.map(({ Domain }) => ({ Domain })),
      ...(Customizations !== undefined && { Customizations }),
      ...(Parameters !== undefined && { Parameters }),
      ConnectionGroupId,
      Enabled
    }),
    example: {
      name: 'customer-1',
      distributionId: 'EDFDVBD632BHDS5',
      domains: [{ domain: 'customer-1.example.com' }]
    }
  },
  {
    noun: 'connection group',
    plural: 'connection groups',
    address: 'connection-groups',
    tag: 'Tenants',
    entity: 'ConnectionGroup',
    id: { parameter: 'connectionGroupId', example: 'cg_2whCJoXMYCjHcxaLGrkllvyABC' },
    status: deployed,
    listsBy: [
      { filter: 'routingEndpoint', operation: 'GetConnectionGroupByRoutingEndpoint', member: 'RoutingEndpoint' }
    ],
    findUsers: othersThat('ListDistributionTenants', 'distribution-tenants', (item, group) =>
      item.ConnectionGroupId === group ? String(item.Id) : undefined
    ),
    none: { AnycastIpListId: '' },
    example: { name: 'customers', ipv6Enabled: true }
  },
  {
    noun: 'anycast IP list',
    plural: 'anycast IP lists',
    address: 'anycast-ip-lists',
    tag: 'Network',
    entity: 'AnycastIpList',
    id: { parameter: 'anycastIpListId', example: 'aip_2wjDZi3hD1ivOXf6rpZJO1AB' },
    status: { member: 'Status', settled: ['Deployed', 'Failed'] },
    configOf: ({ IpAddressType, IpamConfig }) => {
      const { IpamCidrConfigs } = (IpamConfig ?? {}) as { IpamCidrConfigs?: object[] }
      return {
        ...(IpAddressType !== undefined && { IpAddressType }),
        ...(IpamCidrConfigs !== undefined && { IpamCidrConfigs })
      }
    },
    findUsers: anyOf(
      distributionsListedBy('ListDistributionsByAnycastIpListId', 'AnycastIpListId'),
      othersThat('ListConnectionGroups', 'connection-groups', (item, list) =>
        item.AnycastIpListId === list ? String(item.Id) : undefined
      )
    ),
    example: { name: 'fixed-addresses', ipCount: 21 },
    // CloudFront pricing, "Anycast static IPs".
    price: 'With AWS each list costs 3,000 USD a month.'
  },
  {
    noun: 'VPC origin',
    plural: 'VPC origins',
    address: 'vpc-origins',
    tag: 'Network',
    entity: 'VpcOrigin',
    id: { parameter: 'vpcOriginId', example: 'vo_2wjDZi3hD1ivOXf6rpZJO1AB' },
    status: { member: 'Status', settled: ['Deployed', 'Failed'] },
    findUsers: distributionsListedBy('ListDistributionsByVpcOriginId', 'VpcOriginId'),
    example: {
      name: 'internal-load-balancer',
      arn: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/internal/1a2b3c4d5e6f7081'
    }
  },
  {
    noun: 'trust store',
    plural: 'trust stores',
    address: 'trust-stores',
    tag: 'Network',
    entity: 'TrustStore',
    id: { parameter: 'trustStoreId', example: 'ts_2wjDZi3hD1ivOXf6rpZJO1AB' },
    status: { member: 'Status', settled: ['active', 'failed'] },
    findUsers: distributionsListedBy('ListDistributionsByTrustStore', 'TrustStoreIdentifier'),
    example: {
      name: 'clients',
      caCertificatesBundleSource: {
        caCertificatesBundleS3Location: { bucket: 'certificates', key: 'clients.pem', region: 'us-east-1' }
      }
    }
  }
]
