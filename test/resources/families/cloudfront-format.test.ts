import { describe, expect, test } from 'vitest'
import { defineFamily } from '../../../src/resources/families/family.ts'
import { table } from '../../../src/resources/families/table.ts'
import { startApp } from '../../helpers/start-app.ts'
import { CLOUDFRONT_JSON } from '../start-distribution.ts'
import { multiTenant } from './cases.ts'

type App = Awaited<ReturnType<typeof startApp>>

const code = 'function handler(event) { return event.request }'
const Tags = { Items: [{ Key: 'team', Value: 'web' }] }

interface Creation {
  /** As `aws cloudfront create-… --generate-cli-skeleton` prints it, with values in it. */
  readonly skeleton: object
  /** The same in Frontage's JSON. */
  readonly json: object
}

const creations: Readonly<Record<string, Creation>> = {
  functions: {
    skeleton: {
      Name: 'rewrite',
      FunctionConfig: {
        Comment: 'Adds index.html',
        Runtime: 'cloudfront-js-2.0',
        KeyValueStoreAssociations: { Quantity: 0, Items: [] }
      },
      FunctionCode: Buffer.from(code).toString('base64'),
      Tags
    },
    json: {
      name: 'rewrite',
      comment: 'Adds index.html',
      runtime: 'cloudfront-js-2.0',
      keyValueStoreAssociations: [],
      code
    }
  },
  'connection-functions': {
    skeleton: {
      Name: 'known-clients',
      ConnectionFunctionConfig: { Comment: 'Known clients', Runtime: 'cloudfront-js-2.0' },
      ConnectionFunctionCode: Buffer.from('function connectionHandler(connection) {}').toString('base64'),
      Tags
    },
    json: {
      name: 'known-clients',
      comment: 'Known clients',
      runtime: 'cloudfront-js-2.0',
      code: 'function connectionHandler(connection) {}'
    }
  },
  'key-value-stores': {
    skeleton: { Name: 'redirects', Comment: 'Old addresses', Tags },
    json: { name: 'redirects', comment: 'Old addresses' }
  },
  'distribution-tenants': {
    skeleton: {
      Name: 'customer-1',
      Domains: [{ Domain: 'customer-1.example.com' }],
      Tags,
      Customizations: { GeoRestrictions: { RestrictionType: 'whitelist', Locations: ['DE'] } },
      Parameters: [],
      Enabled: false
    },
    json: {
      name: 'customer-1',
      domains: [{ domain: 'customer-1.example.com' }],
      customizations: { geoRestrictions: { restrictionType: 'whitelist', locations: ['DE'] } },
      enabled: false
    }
  },
  'connection-groups': {
    skeleton: { Name: 'customers', Ipv6Enabled: true, Tags, Enabled: true },
    json: { name: 'customers', ipv6Enabled: true, enabled: true }
  },
  'anycast-ip-lists': {
    skeleton: { Name: 'fixed', IpCount: 21, Tags, IpAddressType: 'dualstack' },
    json: { name: 'fixed', ipCount: 21, ipAddressType: 'dualstack' }
  },
  'realtime-log-configs': {
    skeleton: {
      EndPoints: [
        {
          StreamType: 'Kinesis',
          KinesisStreamConfig: {
            RoleARN: 'arn:aws:iam::123456789012:role/cloudfront-logs',
            StreamARN: 'arn:aws:kinesis:us-east-1:123456789012:stream/requests'
          }
        }
      ],
      Fields: ['timestamp', 'c-ip'],
      Name: 'requests',
      SamplingRate: 5
    },
    json: {
      name: 'requests',
      samplingRate: 5,
      fields: ['timestamp', 'c-ip'],
      endPoints: [
        {
          streamType: 'Kinesis',
          kinesisStreamConfig: {
            roleArn: 'arn:aws:iam::123456789012:role/cloudfront-logs',
            streamArn: 'arn:aws:kinesis:us-east-1:123456789012:stream/requests'
          }
        }
      ]
    }
  },
  'trust-stores': {
    skeleton: {
      Name: 'clients',
      CaCertificatesBundleSource: {
        CaCertificatesBundleS3Location: { Bucket: 'certificates', Key: 'clients.pem', Region: 'us-east-1' }
      },
      UseClientCertificateOCSPEndpoint: true,
      Tags
    },
    json: {
      name: 'clients',
      caCertificatesBundleSource: {
        caCertificatesBundleS3Location: { bucket: 'certificates', key: 'clients.pem', region: 'us-east-1' }
      },
      useClientCertificateOcspEndpoint: true
    }
  },
  'vpc-origins': {
    skeleton: {
      VpcOriginEndpointConfig: {
        Name: 'internal',
        Arn: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/internal/1a2b3c4d5e6f7081',
        HTTPPort: 80,
        HTTPSPort: 443,
        OriginProtocolPolicy: 'https-only',
        OriginSslProtocols: { Quantity: 1, Items: ['TLSv1.2'] }
      },
      Tags
    },
    json: {
      name: 'internal',
      arn: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/internal/1a2b3c4d5e6f7081',
      originProtocolPolicy: 'https-only',
      originSslProtocols: ['TLSv1.2']
    }
  },
  'streaming-distributions': {
    skeleton: {
      StreamingDistributionConfigWithTags: {
        StreamingDistributionConfig: {
          CallerReference: 'first',
          S3Origin: { DomainName: 'media.s3.amazonaws.com', OriginAccessIdentity: '' },
          Aliases: { Quantity: 0, Items: [] },
          Comment: 'Films',
          TrustedSigners: { Enabled: false, Quantity: 0, Items: [] },
          PriceClass: 'PriceClass_100',
          Enabled: true
        },
        Tags
      }
    },
    json: {
      callerReference: 'second',
      s3Origin: { domainName: 'media.s3.amazonaws.com', originAccessIdentity: '' },
      comment: 'Films',
      priceClass: 'PriceClass_100'
    }
  },
  'cache-policies': {
    skeleton: { CachePolicyConfig: { Comment: 'A day', Name: 'a-day', DefaultTTL: 86_400, MaxTTL: 86_400, MinTTL: 1 } },
    json: { name: 'a-day', comment: 'A day', defaultTtl: 86_400, maxTtl: 86_400 }
  },
  'origin-access-controls': {
    skeleton: {
      OriginAccessControlConfig: {
        Name: 'assets',
        SigningProtocol: 'sigv4',
        SigningBehavior: 'always',
        OriginAccessControlOriginType: 's3'
      }
    },
    json: { name: 'assets' }
  }
}

const create = ({ request }: Pick<App, 'request'>, address: string, body: unknown) =>
  request.post(`/${address}`).set('Content-Type', CLOUDFRONT_JSON).send(JSON.stringify(body))

/** A distribution that a tenant needs, in either format. */
async function needed(app: App, address: string): Promise<{ own: object; json: object }> {
  if (address !== 'distribution-tenants') return { own: {}, json: {} }
  const { distributionId } = await multiTenant(app)
  return { own: { DistributionId: distributionId }, json: { distributionId } }
}

describe.each(Object.entries(creations))('%s', (address, { skeleton, json }) => {
  test("the input of the AWS CLI creates what Frontage's JSON creates, with its tags", async () => {
    const app = await startApp()
    const made = await create(app, address, { ...skeleton, ...(await needed(app, address)).own })
    expect(made.status, made.text).toBe(201)
    if (JSON.stringify(skeleton).includes('"Tags"')) {
      expect((await app.request.get(`${made.headers.location}/tags`).expect(200)).body).toEqual({ team: 'web' })
    }

    const other = await startApp()
    const same = await other.request.post(`/${address}`).send({ ...json, ...(await needed(other, address)).json })
    expect(same.status, same.text).toBe(201)
    const ofAccount = { callerReference: '', distributionId: '', connectionGroupId: '' }
    const comparable = (config: object) => ({ ...config, ...ofAccount })
    expect(comparable(made.body.config)).toEqual(comparable(same.body.config))
  }, 60_000)

  test('a member that there is not is named, in a dry run too', async () => {
    const app = await startApp()
    const body = { ...skeleton, ...(await needed(app, address)).own }
    for (const query of ['', '?dryRun=true']) {
      const refused = await create(app, `${address}${query}`, { ...body, Colour: 'blue' })
      expect([refused.status, refused.body.errors], refused.text).toEqual([
        400,
        [expect.objectContaining({ pointer: '/Colour' })]
      ])
    }
    const dry = await create(app, `${address}?dryRun=true`, body)
    expect([dry.status, dry.body.valid], dry.text).toEqual([200, true])
  }, 60_000)
})

test('every family whose creation has more than the configuration is tried', () => {
  const families = table
    .map(defineFamily)
    .filter(({ creationMembers, isTaggable }) => creationMembers.length > 0 || isTaggable)
  expect(Object.keys(creations)).toEqual(expect.arrayContaining(families.map(({ address }) => address)))
})

test.each(Object.entries(creations))(
  '%s: the media type is named if it is sent as JSON',
  async (address, { skeleton }) => {
    const { request } = await startApp()
    for (const refused of [
      await request.post(`/${address}`).send(skeleton),
      await request.put(`/${address}/X1`).set('If-Match', '*').send(skeleton)
    ]) {
      expect([refused.status, refused.body.errors, refused.body.detail]).toEqual([
        400,
        undefined,
        expect.stringContaining(CLOUDFRONT_JSON)
      ])
    }
  }
)

test('the code of a function is base64, as the AWS CLI sends bytes', async () => {
  const app = await startApp()
  const { skeleton } = creations.functions ?? {}
  const refused = await create(app, 'functions', { ...skeleton, FunctionCode: 'function handler() {}' })
  expect([refused.status, refused.body.errors]).toEqual([400, [expect.objectContaining({ pointer: '/FunctionCode' })]])
  expect(app.emulator.calls.count('CreateFunction')).toBe(0)
  await create(app, 'functions', skeleton).expect(201)
  const read = await app.request.get('/functions/rewrite/code').responseType('blob').expect(200)
  expect(read.body.toString()).toBe(code)
})

test.each([
  ['a reserved key', [{ Key: 'aws:team', Value: 'web' }], '/Tags/Items/0'],
  [
    'a key twice',
    [
      { Key: 'team', Value: 'web' },
      { Key: 'team', Value: 'shop' }
    ],
    '/Tags/Items/1'
  ]
])('tags with %s are refused at their place', async (_, Items, pointer) => {
  const app = await startApp()
  const refused = await create(app, 'key-value-stores', { Name: 'redirects', Tags: { Items } })
  expect([refused.status, refused.body.errors], refused.text).toEqual([400, [expect.objectContaining({ pointer })]])
  expect(app.emulator.calls.count('CreateKeyValueStore')).toBe(0)
})

test('a wrong count is named, at creation and replacement', async () => {
  const app = await startApp()
  const associations = {
    Quantity: 2,
    Items: [{ KeyValueStoreARN: 'arn:aws:cloudfront::123456789012:key-value-store/1' }]
  }
  const { skeleton } = creations.functions ?? {}
  const refused = await create(app, 'functions', {
    ...skeleton,
    FunctionConfig: { Comment: '', Runtime: 'cloudfront-js-2.0', KeyValueStoreAssociations: associations }
  })
  expect([refused.status, refused.body.errors], refused.text).toEqual([
    400,
    [expect.objectContaining({ pointer: '/FunctionConfig/KeyValueStoreAssociations/Quantity' })]
  ])
  await create(app, 'functions', skeleton).expect(201)
  const replaced = await app.request
    .put('/functions/rewrite')
    .set({ 'If-Match': '*', 'Content-Type': CLOUDFRONT_JSON })
    .send(JSON.stringify({ Comment: '', Runtime: 'cloudfront-js-2.0', KeyValueStoreAssociations: associations }))
  expect([replaced.status, replaced.body.errors], replaced.text).toEqual([
    400,
    [expect.objectContaining({ pointer: '/KeyValueStoreAssociations/Quantity' })]
  ])
})

test('a list far longer than any quota is not sent to CloudFront', async () => {
  const app = await startApp()
  const headers = { Quantity: 1_001, Items: Array.from({ length: 1_001 }, (_, n) => `X-${n}`) }
  const refused = await create(app, 'cache-policies', {
    Name: 'long',
    MinTTL: 1,
    ParametersInCacheKeyAndForwardedToOrigin: {
      EnableAcceptEncodingGzip: true,
      HeadersConfig: { HeaderBehavior: 'whitelist', Headers: headers },
      CookiesConfig: { CookieBehavior: 'none' },
      QueryStringsConfig: { QueryStringBehavior: 'none' }
    }
  })
  const pointer = '/ParametersInCacheKeyAndForwardedToOrigin/HeadersConfig/Headers/Items'
  expect([refused.status, refused.body.errors], refused.text).toEqual([
    400,
    [{ pointer, detail: 'must have at most 1000 items, not 1001' }]
  ])
  expect(app.emulator.calls.count('CreateCachePolicy')).toBe(0)
})
