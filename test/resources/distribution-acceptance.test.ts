import { describe, expect, test } from 'vitest'
import { toDistributionConfig } from '../../src/configuration/distributions/mapper.ts'
import { originKindOf } from '../../src/configuration/distributions/origin-kind.ts'
import { type DistributionCreate } from '../../src/configuration/distributions/schemas.ts'
import { CERTIFICATE } from './start-distribution.ts'

const origin = { domainName: 'www.example.com' }
const bucket = { domainName: 'mybucket.s3.eu-west-1.amazonaws.com' }
const lookups = {
  policyNames: { accountLabel: () => 'The account', findId: async () => undefined },
  findAccessControl: async () => 'EACCESS'
}

async function refused(body: object): Promise<readonly (string | undefined)[]> {
  // What the schema lets through is of the type already.
  const given = body as DistributionCreate
  try {
    await toDistributionConfig(given, { callerReference: 'x', ...lookups })
    return []
  } catch (error) {
    return (error as { errors: { pointer?: string }[] }).errors.map(({ pointer }) => pointer)
  }
}

const legacy = (headers: string[]) => ({
  forwardedValues: { queryString: false, cookies: { forward: 'none' }, headers },
  minTtl: 0
})
const header = (headerName: string) => ({ origins: [{ ...origin, customHeaders: [{ headerName, headerValue: 'x' }] }] })
const certificate = { acmCertificateArn: CERTIFICATE }

describe('left to CloudFront, which knows better', () => {
  test.each([
    [
      '101 origins',
      {
        origins: Array.from({ length: 101 }, (_, n) => ({ domainName: `o${n}.example.com` })),
        defaultCacheBehavior: { targetOriginId: 'o1.example.com' }
      }
    ],
    [
      '80 behaviors',
      { origins: [origin], cacheBehaviors: Array.from({ length: 80 }, (_, n) => ({ pathPattern: `/${n}` })) }
    ],
    [
      '150 aliases',
      {
        origins: [origin],
        aliases: Array.from({ length: 150 }, (_, n) => `a${n}.example.com`),
        viewerCertificate: certificate
      }
    ],
    [
      '5 key groups',
      {
        origins: [origin],
        defaultCacheBehavior: { trustedKeyGroups: { enabled: true, items: ['a', 'b', 'c', 'd', 'e'] } }
      }
    ],
    [
      'a header that is forwarded to a bucket',
      { origins: [bucket], defaultCacheBehavior: legacy(['Accept-Language']) }
    ],
    ['an accelerated bucket', { origins: [{ domainName: 'b.s3-accelerate.dualstack.amazonaws.com' }] }],
    [
      'a bucket by a host of FIPS',
      { origins: [{ domainName: 'b.s3-fips.us-east-1.amazonaws.com', s3OriginConfig: {} }] }
    ],
    ['a bucket of s3-external-1', { origins: [{ domainName: 'b.s3-external-1.amazonaws.com', s3OriginConfig: {} }] }],
    [
      'an access point',
      { origins: [{ domainName: 'ap-1.s3-accesspoint.eu-west-1.amazonaws.com', s3OriginConfig: {} }] }
    ],
    [
      'a parameter of tenants in the domain name',
      {
        connectionMode: 'tenant-only',
        origins: [{ id: 'a', domainName: '{{host}}.example.com', originPath: '/{{path}}' }]
      }
    ],
    [
      'a parameter that is the whole domain name',
      { connectionMode: 'tenant-only', origins: [{ id: 'a', domainName: '{{host}}', originPath: '{{path}}' }] }
    ],
    [
      'CloudFront’s own values of a multi-tenant distribution',
      {
        connectionMode: 'tenant-only',
        origins: [origin],
        priceClass: 'None',
        isIpv6Enabled: false,
        staging: false,
        continuousDeploymentPolicyId: ''
      }
    ],
    [
      'dedicated addresses without a minimum version',
      { origins: [origin], viewerCertificate: { ...certificate, sslSupportMethod: 'vip' } }
    ],
    ['a comment of 128 characters outside the basic plane', { origins: [origin], comment: '🐘'.repeat(128) }],
    [
      'a log bucket with an old name',
      {
        origins: [origin],
        logging: { enabled: true, bucket: 'My_Logs.s3.amazonaws.com', prefix: '', includeCookies: false }
      }
    ],
    ['the header If-Something', header('If-Something')],
    ['the header Proxy-Something', header('Proxy-Something')]
  ])('%s', async (_, body) => {
    expect(await refused(body)).toEqual([])
  })
})

describe('still refused', () => {
  test.each([
    [
      'Host, forwarded to a bucket',
      { origins: [bucket], defaultCacheBehavior: legacy(['Host']) },
      '/defaultCacheBehavior/forwardedValues/headers/0'
    ],
    [
      'a parameter without tenants',
      { origins: [{ id: 'a', domainName: '{{host}}.example.com' }] },
      '/origins/0/domainName'
    ],
    [
      'a price class of tenants',
      { connectionMode: 'tenant-only', origins: [origin], priceClass: 'PriceClass_100' },
      '/priceClass'
    ],
    ['a comment of 129 characters', { origins: [origin], comment: '🐘'.repeat(129) }, '/comment'],
    ['the header If-Range', header('If-Range'), '/origins/0/customHeaders/0/headerName'],
    ['the header Proxy-Authenticate', header('Proxy-Authenticate'), '/origins/0/customHeaders/0/headerName'],
    ['the header X-Amz-Meta', header('X-Amz-Meta'), '/origins/0/customHeaders/0/headerName'],
    [
      'an alias twice',
      { origins: [origin], aliases: ['a.example.com', 'a.example.com'], viewerCertificate: certificate },
      '/aliases/1'
    ]
  ])('%s', async (_, body, pointer) => {
    expect(await refused(body)).toEqual([pointer])
  })

  test('a host of a million characters is no bucket, and is parsed quickly', () => {
    expect(originKindOf('.s3'.repeat(300_000))).toBe('custom')
  })
})
