import { bucket, listOf, type Sample, times, website } from '../sample-config.ts'
import { broken } from './broken-rules.ts'
import { expectAccepted, expectRefusals } from './expect-refusals.ts'

type Origin = Sample['Origins']['Items'][number]

const only =
  (origin: Partial<Origin>, base = bucket) =>
  (config: Sample) => {
    config.Origins = listOf(base('bucket', origin))
  }
const onlyWebsite = (origin: Partial<Origin>) => only(origin, website)
const endpoint = (change: Partial<NonNullable<Origin['CustomOriginConfig']>>) =>
  onlyWebsite({
    CustomOriginConfig: { HTTPPort: 80, HTTPSPort: 443, OriginProtocolPolicy: 'https-only', ...change }
  })
const headers = (...names: string[]) =>
  onlyWebsite({ CustomHeaders: listOf(...names.map(HeaderName => ({ HeaderName, HeaderValue: 'x' }))) })
const headerOf = (HeaderName: string, HeaderValue: string) =>
  onlyWebsite({ CustomHeaders: listOf({ HeaderName, HeaderValue }) })

const NOT_A_BUCKET = 'The parameter Origin DomainName does not refer to a valid S3 bucket.'
const NOT_A_DOMAIN = 'The parameter origin name must be a domain name.'
const COLON = 'The parameter origin name cannot contain a colon.'
const NOT_AN_ORIGIN = 'The specified origin server does not exist or is not valid.'
const BOTH = 'You must specify either a CustomOrigin or an S3Origin. You cannot specify both.'
const OAC = 'E2R9E4C0B4J02L'
const OAI = 'origin-access-identity/cloudfront/E127EXAMPLE51Z'

expectRefusals([
  broken('no origin at all', 'InvalidArgument', config => {
    config.Origins = { Quantity: 0, Items: [] }
  }),
  broken('one id for two origins', 'InvalidArgument', config => {
    config.Origins = listOf(bucket('bucket'), website('bucket'))
  }),
  broken('more than 100 origins', 'TooManyOrigins', config => {
    config.Origins = listOf(bucket('bucket'), ...times(100, index => bucket(`bucket-${index}`)))
  }),
  broken('an origin without an id', 'InvalidArgument', config => {
    config.Origins = listOf(bucket('bucket'), bucket(''))
  }),
  broken(
    'two kinds of origin in one',
    'InvalidOrigin',
    only({ CustomOriginConfig: website('').CustomOriginConfig }),
    BOTH
  ),
  broken('a bucket without S3OriginConfig', 'InvalidOrigin', only({ S3OriginConfig: undefined }), NOT_AN_ORIGIN),
  broken(
    'a bucket with an access control but without S3OriginConfig',
    'InvalidOrigin',
    onlyWebsite({ DomainName: 'site.s3.amazonaws.com', OriginAccessControlId: OAC }),
    NOT_AN_ORIGIN
  ),
  broken('a host that is no bucket', 'InvalidArgument', only({ DomainName: 'www.example.com' }), NOT_A_BUCKET),
  broken(
    'a host without any kind of origin',
    'InvalidArgument',
    only({ DomainName: 'www.example.com', S3OriginConfig: undefined }),
    NOT_A_BUCKET
  ),
  broken(
    'a website endpoint as a bucket',
    'InvalidArgument',
    only({ DomainName: 'site.s3-website-us-east-1.amazonaws.com' }),
    NOT_A_BUCKET
  ),
  broken('a port in the host', 'InvalidArgument', onlyWebsite({ DomainName: 'www.example.com:8080' }), COLON),
  broken('a scheme before the host', 'InvalidArgument', onlyWebsite({ DomainName: 'https://www.example.com' }), COLON),
  broken('a path after the host', 'InvalidArgument', onlyWebsite({ DomainName: 'www.example.com/a' }), NOT_A_DOMAIN),
  broken('an IP address', 'InvalidArgument', onlyWebsite({ DomainName: '192.0.2.1' }), NOT_A_DOMAIN),
  broken('a placeholder for a host', 'InvalidArgument', onlyWebsite({ DomainName: '<alb>' }), NOT_A_DOMAIN),
  broken('no host', 'InvalidArgument', onlyWebsite({ DomainName: '' }), NOT_A_DOMAIN),
  broken('OriginPath without its leading slash', 'InvalidArgument', only({ OriginPath: 'a' })),
  broken('OriginPath with a trailing slash', 'InvalidArgument', only({ OriginPath: '/a/' })),
  broken('OriginPath / alone', 'InvalidArgument', only({ OriginPath: '/' })),
  broken('OriginPath of 256 characters', 'InvalidArgument', only({ OriginPath: `/${'a'.repeat(255)}` })),
  broken('HTTPPort 81', 'InvalidArgument', endpoint({ HTTPPort: 81 })),
  broken('HTTPSPort 65536', 'InvalidArgument', endpoint({ HTTPSPort: 65_536 })),
  broken('OriginReadTimeout 0', 'InvalidOriginReadTimeout', endpoint({ OriginReadTimeout: 0 })),
  broken('OriginReadTimeout 121', 'InvalidOriginReadTimeout', endpoint({ OriginReadTimeout: 121 })),
  broken(
    'OriginReadTimeout 121 of a bucket',
    'InvalidOriginReadTimeout',
    only({ S3OriginConfig: { OriginAccessIdentity: '', OriginReadTimeout: 121 } })
  ),
  broken('OriginKeepaliveTimeout 121', 'InvalidOriginKeepaliveTimeout', endpoint({ OriginKeepaliveTimeout: 121 })),
  broken('ConnectionAttempts 4', 'InvalidArgument', only({ ConnectionAttempts: 4 })),
  broken('ConnectionTimeout 11', 'InvalidArgument', only({ ConnectionTimeout: 11 })),
  broken(
    'ResponseCompletionTimeout below OriginReadTimeout',
    'InvalidArgument',
    only({ ResponseCompletionTimeout: 29, S3OriginConfig: { OriginAccessIdentity: '', OriginReadTimeout: 30 } })
  ),
  broken('Origin Shield without a region', 'InvalidArgument', only({ OriginShield: { Enabled: true } })),
  broken(
    'Origin Shield in something that is no region',
    'InvalidArgument',
    only({ OriginShield: { Enabled: true, OriginShieldRegion: 'Virginia' } })
  ),
  broken(
    'an access control and an identity together',
    'IllegalOriginAccessConfiguration',
    only({ OriginAccessControlId: OAC, S3OriginConfig: { OriginAccessIdentity: OAI } })
  ),
  broken(
    'an identity by its bare id',
    'InvalidOriginAccessIdentity',
    only({ S3OriginConfig: { OriginAccessIdentity: 'E127EXAMPLE51Z' } })
  ),
  broken('an access control that is no id', 'InvalidOriginAccessControl', only({ OriginAccessControlId: 'my-oac' })),
  broken(
    'an access control on a VPC origin',
    'InvalidOriginAccessControl',
    only({
      OriginAccessControlId: OAC,
      S3OriginConfig: undefined,
      VpcOriginConfig: { VpcOriginId: 'vo_1' },
      DomainName: 'a.b'
    }),
    'Illegal configuration: The origin type and OAC origin type differ.'
  ),
  broken(
    'an access control on a host which none is for',
    'InvalidDomainNameForOriginAccessControl',
    onlyWebsite({ OriginAccessControlId: OAC })
  ),
  broken('31 custom headers', 'TooManyOriginCustomHeaders', headers(...times(31, index => `x-header-${index}`))),
  broken(
    'custom headers of more than 10,240 characters together',
    'TooManyOriginCustomHeaders',
    onlyWebsite({
      CustomHeaders: listOf(...times(8, index => ({ HeaderName: `x-${index}`, HeaderValue: 'x'.repeat(1500) })))
    })
  ),
  ...['Host', 'Cache-Control', 'If-Match', 'X-Amz-Cf-Id', 'X-Edge-Location', 'x-real-ip', 'Via', 'TE'].map(name =>
    broken(`the custom header ${name}`, 'InvalidArgument', headers(name))
  ),
  broken('one custom header twice', 'InvalidArgument', headers('x-a', 'X-A')),
  broken('a custom header whose name has a blank', 'InvalidArgument', headers('x a')),
  ...['a\r\nX-B: b', 'a\u007f', 'caf\u00e9', '\u20ac'].map(value =>
    broken(`a custom header value ${JSON.stringify(value)}`, 'InvalidArgument', headerOf('x-a', value))
  ),
  broken('a custom header value of 1,784 characters', 'InvalidArgument', headerOf('x-a', 'x'.repeat(1784)))
])

expectAccepted([
  ['a bucket by its regional name', only({ DomainName: 'my.site.s3.eu-central-1.amazonaws.com' })],
  ['a bucket by its dual-stack name', only({ DomainName: 'site.s3.dualstack.eu-west-1.amazonaws.com' })],
  ['a website endpoint as a custom origin', onlyWebsite({ DomainName: 'site.s3-website-us-east-1.amazonaws.com' })],
  ['a bucket as a custom origin', onlyWebsite({ DomainName: 'site.s3.amazonaws.com' })],
  ['an access control on a bucket', only({ OriginAccessControlId: OAC })],
  ['an identity on a bucket', only({ S3OriginConfig: { OriginAccessIdentity: OAI } })],
  [
    'an access control on a Lambda function URL',
    onlyWebsite({ DomainName: 'abc.lambda-url.us-east-1.on.aws', OriginAccessControlId: OAC })
  ],
  ['OriginPath of 255 characters', only({ OriginPath: `/${'a'.repeat(254)}` })],
  ['ports from 1024 up', endpoint({ HTTPPort: 1024, HTTPSPort: 65_535 })],
  ['timeouts of 120 seconds', endpoint({ OriginReadTimeout: 120, OriginKeepaliveTimeout: 120 })],
  ['30 custom headers', headers(...times(30, index => `x-header-${index}`))],
  ['Origin Shield in a region', only({ OriginShield: { Enabled: true, OriginShieldRegion: 'eu-west-1' } })]
])
