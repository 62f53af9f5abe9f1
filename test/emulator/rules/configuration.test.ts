import type * as CF from '@aws-sdk/client-cloudfront'
import { CERTIFICATE, bucket, listOf, type Sample, times, website } from '../sample-config.ts'
import { broken } from './broken-rules.ts'
import { expectAccepted, expectRefusals } from './expect-refusals.ts'

const set = (change: Partial<CF.DistributionConfig>) => (config: Sample) => {
  Object.assign(config, change)
}
const own: CF.ViewerCertificate = {
  ACMCertificateArn: CERTIFICATE,
  SSLSupportMethod: 'sni-only',
  MinimumProtocolVersion: 'TLSv1.2_2021'
}
const certificate = (change: Partial<CF.ViewerCertificate>) => set({ ViewerCertificate: { ...own, ...change } })
const aliases = (...names: string[]) => set({ Aliases: listOf(...names), ViewerCertificate: own })
const geo = (RestrictionType: CF.GeoRestrictionType, ...codes: string[]) =>
  set({ Restrictions: { GeoRestriction: { RestrictionType, ...listOf(...codes) } } })
const group =
  (members: string[], codes: number[], Id = 'group') =>
  (config: Sample) => {
    config.Origins = listOf(bucket('bucket'), website('website'))
    config.OriginGroups = listOf({
      Id,
      FailoverCriteria: { StatusCodes: listOf(...codes) },
      Members: listOf(...members.map(OriginId => ({ OriginId })))
    })
  }
const multiTenant = (change: Partial<CF.DistributionConfig>) => set({ ConnectionMode: 'tenant-only', ...change })

const CNAME = 'The parameter CNAME contains one or more parameters that are not valid.'
const NO_CERTIFICATE =
  'To add an alternate domain name (CNAME) to a CloudFront distribution, you must attach a trusted certificate that ' +
  'validates your authorization to use the domain name. For more details, see: ' +
  'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/CNAMEs.html#alternate-domain-names-requirements'
const BAD_CERTIFICATE =
  "The specified SSL certificate doesn't exist, isn't in us-east-1 region, isn't valid, or doesn't include a valid certificate chain."

expectRefusals([
  broken('an empty caller reference', 'InvalidArgument', set({ CallerReference: '' })),
  broken('a comment of 129 characters', 'InvalidArgument', set({ Comment: 'x'.repeat(129) })),
  broken(
    'a default root object with a leading slash',
    'InvalidDefaultRootObject',
    set({ DefaultRootObject: '/index.html' })
  ),
  broken('a default root object with a blank', 'InvalidDefaultRootObject', set({ DefaultRootObject: 'my index.html' })),
  broken(
    'a default root object of 256 characters',
    'InvalidDefaultRootObject',
    set({ DefaultRootObject: 'x'.repeat(256) })
  ),
  broken('a web ACL by its name', 'InvalidWebACLId', set({ WebACLId: 'my-acl' })),
  broken(
    'a regional web ACL',
    'InvalidWebACLId',
    set({ WebACLId: 'arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/a/e3bf892f-991e-45ee-ab5d-8fb8a235edd6' })
  ),
  broken(
    'logs into a bucket by its bare name',
    'InvalidArgument',
    set({ Logging: { Enabled: true, IncludeCookies: false, Bucket: 'logs', Prefix: '' } })
  ),
  broken(
    'a continuous deployment policy that is no id',
    'NoSuchContinuousDeploymentPolicy',
    set({ ContinuousDeploymentPolicyId: 'x' })
  ),
  broken('cache tags in a header that is none', 'InvalidArgument', set({ CacheTagConfig: { HeaderName: 'a b' } })),

  broken(
    'an alias without a certificate',
    'InvalidViewerCertificate',
    set({ Aliases: listOf('a.example.com') }),
    NO_CERTIFICATE
  ),
  ...[
    'A.example.com',
    'a.example.com.',
    '*a.example.com',
    'a.*.example.com',
    'a b.example.com',
    'https://a.example.com',
    ''
  ].map(alias => broken(`the alias "${alias}"`, 'InvalidArgument', aliases(alias), CNAME)),
  broken('an alias of 254 characters', 'InvalidArgument', aliases(`${'a.'.repeat(122)}example.com`), CNAME),
  broken('101 aliases', 'TooManyDistributionCNAMEs', aliases(...times(101, index => `a${index}.example.com`))),
  broken(
    'a certificate of another region',
    'InvalidViewerCertificate',
    certificate({ ACMCertificateArn: CERTIFICATE.replace('us-east-1', 'eu-west-1') }),
    BAD_CERTIFICATE
  ),
  broken(
    'a certificate that is no ARN',
    'InvalidViewerCertificate',
    certificate({ ACMCertificateArn: 'mine' }),
    BAD_CERTIFICATE
  ),
  broken(
    'certificates of ACM and IAM',
    'InvalidViewerCertificate',
    certificate({ IAMCertificateId: 'ASCACKCEVSQ6C2EXAMPLE' })
  ),
  broken(
    'a certificate of one’s own and CloudFront’s',
    'InvalidViewerCertificate',
    certificate({ CloudFrontDefaultCertificate: true })
  ),
  broken(
    'a certificate without SSLSupportMethod',
    'InvalidViewerCertificate',
    certificate({ SSLSupportMethod: undefined })
  ),
  broken(
    'a certificate without MinimumProtocolVersion',
    'InvalidViewerCertificate',
    certificate({ MinimumProtocolVersion: undefined })
  ),
  broken(
    'TLS 1.2 as the least on dedicated addresses',
    'InvalidMinimumProtocolVersion',
    certificate({ SSLSupportMethod: 'vip' })
  ),
  broken('SSLv3 as the least with SNI', 'InvalidProtocolSettings', certificate({ MinimumProtocolVersion: 'SSLv3' })),

  broken('no restriction, but countries', 'InvalidGeoRestrictionParameter', geo('none', 'DE')),
  broken('a list of no countries', 'InvalidGeoRestrictionParameter', geo('whitelist')),
  ...['de', 'XX', 'UK', 'DEU'].map(code =>
    broken(`the country ${code}`, 'InvalidLocationCode', geo('blacklist', code))
  ),

  broken('an origin group with one member', 'InvalidArgument', group(['bucket'], [500])),
  broken('an origin group with a member that is no origin', 'NoSuchOrigin', group(['bucket', 'nowhere'], [500])),
  broken('an origin group without a status code', 'InvalidArgument', group(['bucket', 'website'], [])),
  broken('an origin group for 501', 'InvalidArgument', group(['bucket', 'website'], [500, 501])),
  broken('an origin group with an origin’s id', 'InvalidArgument', group(['bucket', 'website'], [500], 'bucket')),
  broken(
    'a behavior that allows POST towards an origin group',
    'InvalidArgument',
    config => {
      group(['bucket', 'website'], [500])(config)
      config.DefaultCacheBehavior.TargetOriginId = 'group'
      config.DefaultCacheBehavior.AllowedMethods = listOf('GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE')
    },
    'The parameter AllowedMethods cannot include POST, PUT, PATCH, or DELETE for a cached behavior associated with an ' +
      'origin group.'
  ),
  broken('11 origin groups', 'TooManyOriginGroupsPerDistribution', config => {
    group(['bucket', 'website'], [500])(config)
    const [first] = config.OriginGroups?.Items ?? []
    if (first) config.OriginGroups = listOf(...times(11, index => ({ ...first, Id: `group-${index}` })))
  }),

  broken('TenantConfig without tenants', 'InvalidArgument', set({ TenantConfig: { ParameterDefinitions: [] } })),
  broken(
    'a multi-tenant distribution with an alias',
    'InvalidArgument',
    multiTenant({ Aliases: listOf('a.example.com') })
  ),
  broken(
    'a multi-tenant distribution with a price class',
    'InvalidArgument',
    multiTenant({ PriceClass: 'PriceClass_100' })
  ),
  broken('a multi-tenant staging distribution', 'InvalidArgument', multiTenant({ Staging: true })),
  broken('a multi-tenant distribution with IPv6', 'InvalidArgument', multiTenant({ IsIPV6Enabled: true })),
  broken(
    'a multi-tenant distribution with an anycast list',
    'InvalidArgument',
    multiTenant({ AnycastIpListId: 'aip_1' })
  ),
  broken(
    'a multi-tenant distribution with an IAM certificate',
    'InvalidArgument',
    multiTenant({ ViewerCertificate: { IAMCertificateId: 'ASCACKCEVSQ6C2EXAMPLE' } })
  ),
  broken(
    'a multi-tenant distribution with a continuous deployment policy',
    'InvalidArgument',
    multiTenant({ ContinuousDeploymentPolicyId: 'e3bf892f-991e-45ee-ab5d-8fb8a235edd6' })
  ),
  ...(
    [
      ['smooth streaming', { SmoothStreaming: true }],
      ['trusted signers', { TrustedSigners: { Enabled: true, ...listOf('self') } }],
      ['a TTL', { MinTTL: 1 }]
    ] as const
  ).map(([what, change]) =>
    broken(`a multi-tenant distribution with ${what}`, 'InvalidArgument', config => {
      config.ConnectionMode = 'tenant-only'
      Object.assign(config.DefaultCacheBehavior, change)
    })
  ),

  ...(
    [
      ['HttpVersion', { HttpVersion: 'http4' }],
      ['PriceClass', { PriceClass: 'PriceClass_300' }],
      ['ConnectionMode', { ConnectionMode: 'indirect' }]
    ] as const
  ).map(([name, change]) =>
    // Values that the SDK's types do not know must reach the wire to be refused there.
    broken(`a ${name} that there is not`, 'MalformedXML', set(change as unknown as Partial<CF.DistributionConfig>))
  )
])

expectAccepted([
  ['a comment of 128 characters', set({ Comment: 'x'.repeat(128) })],
  ['a default root object in a folder', set({ DefaultRootObject: 'folder/index.html' })],
  ['an empty default root object', set({ DefaultRootObject: '' })],
  ['a slash as the default root object', set({ DefaultRootObject: '/' })],
  [
    'an origin group for every status code that CloudFront knows',
    group(['bucket', 'website'], [400, 403, 404, 416, 429, 500, 502, 503, 504])
  ],
  ['a web ACL of WAF Classic', set({ WebACLId: '1ebe0b46-0fd2-4e07-a74c-27bf25adc0bf' })],
  [
    'a web ACL of WAFv2',
    set({ WebACLId: 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/a-b_c/e3bf892f-991e-45ee-ab5d-8fb8a235edd6' })
  ],
  ['an alias with a wildcard as its first label', aliases('*.example.com')],
  ['100 aliases', aliases(...times(100, index => `a${index}.example.com`))],
  ['dedicated addresses from TLS 1.0', certificate({ SSLSupportMethod: 'vip', MinimumProtocolVersion: 'TLSv1' })],
  ['a certificate of IAM', certificate({ ACMCertificateArn: undefined, IAMCertificateId: 'ASCACKCEVSQ6C2EXAMPLE' })],
  [
    'logs into a bucket by its full name',
    set({ Logging: { Enabled: true, IncludeCookies: true, Bucket: 'logs.s3.amazonaws.com', Prefix: 'a/' } })
  ],
  ['countries', geo('whitelist', 'DE', 'AT', 'CH')],
  [
    'an origin group as a target',
    config => {
      group(['bucket', 'website'], [500, 404])(config)
      config.DefaultCacheBehavior.TargetOriginId = 'group'
    }
  ],
  ['a multi-tenant distribution', multiTenant({ TenantConfig: { ParameterDefinitions: [] } })]
])
