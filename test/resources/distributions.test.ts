import { GetDistributionCommand } from '@aws-sdk/client-cloudfront'
import { describe, expect, test } from 'vitest'
import { startApp } from '../helpers/start-app.ts'

const ONE_LINE = { origins: [{ domainName: 'mybucket.s3.amazonaws.com' }], defaultRootObject: 'index.html' }
const CLOUDFRONT_JSON = 'application/vnd.amazon.cloudfront+json'
const CERTIFICATE = 'arn:aws:acm:us-east-1:123456789012:certificate/7779f0ed-5111-45bd-aed3-c5fc27f6f1db'

interface FieldError {
  pointer?: string
  parameter?: string
  detail: string
}
const pointers = (body: { errors?: FieldError[] }) =>
  (body.errors ?? []).map(({ pointer, parameter }) => pointer ?? parameter)

describe('POST /distributions', () => {
  test('one line is enough: 201 with Location, ETag and today’s defaults visible', async () => {
    const { request, cloudfront } = await startApp()
    const response = await request.post('/distributions').send(ONE_LINE)
    expect(response.status, response.text).toBe(201)
    const { id, config, etag } = response.body
    expect(response.headers.location).toBe(`/distributions/${id}`)
    expect(response.headers.etag).toBe(`"${etag}"`)
    expect(response.body).toMatchObject({
      status: 'InProgress',
      arn: `arn:aws:cloudfront::123456789012:distribution/${id}`
    })
    expect(config).toMatchObject({
      comment: '',
      enabled: true,
      defaultRootObject: 'index.html',
      httpVersion: 'http2and3',
      isIpv6Enabled: true,
      priceClass: 'PriceClass_All',
      origins: [
        {
          id: 'mybucket.s3.amazonaws.com',
          domainName: 'mybucket.s3.amazonaws.com',
          s3OriginConfig: { originAccessIdentity: '' }
        }
      ],
      defaultCacheBehavior: {
        targetOriginId: 'mybucket.s3.amazonaws.com',
        viewerProtocolPolicy: 'redirect-to-https',
        compress: true,
        cachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6',
        allowedMethods: { items: ['HEAD', 'GET'], cachedMethods: ['HEAD', 'GET'] }
      }
    })
    const { Distribution } = await cloudfront.send(new GetDistributionCommand({ Id: id }))
    expect(Distribution?.DistributionConfig?.CallerReference).toBe(config.callerReference)
  })

  test.each([
    ['mybucket.s3.eu-west-1.amazonaws.com', 's3OriginConfig', undefined],
    ['mybucket.s3-website.eu-central-1.amazonaws.com', 'customOriginConfig', 'http-only'],
    ['mybucket.s3-website-us-east-1.amazonaws.com', 'customOriginConfig', 'http-only'],
    ['ec2-203-0-113-25.compute-1.amazonaws.com', 'customOriginConfig', 'http-only'],
    ['ec2-203-0-113-25.eu-west-1.compute.amazonaws.com', 'customOriginConfig', 'http-only'],
    ['my-lb-1234567890.eu-west-1.elb.amazonaws.com', 'customOriginConfig', 'http-only'],
    ['my-lb-1234567890.elb.eu-west-1.amazonaws.com', 'customOriginConfig', 'http-only'],
    ['i72dxlcfcc.execute-api.us-west-2.amazonaws.com', 'customOriginConfig', 'https-only'],
    ['www.example.com', 'customOriginConfig', 'https-only']
  ])('%s becomes an origin with %s %s', async (domainName, member, originProtocolPolicy) => {
    const { request } = await startApp()
    const response = await request.post('/distributions').send({ origins: [{ domainName }] })
    expect(response.status, response.text).toBe(201)
    const [origin] = response.body.config.origins
    expect(origin).toHaveProperty(member)
    expect(origin).not.toHaveProperty(member === 's3OriginConfig' ? 'customOriginConfig' : 's3OriginConfig')
    expect(origin.customOriginConfig?.originProtocolPolicy).toBe(originProtocolPolicy)
    if (originProtocolPolicy) expect(origin.customOriginConfig.originSslProtocols).toEqual(['TLSv1.2'])
  })

  test('policies are named, in the default behavior and in others', async () => {
    const { request } = await startApp()
    const response = await request.post('/distributions').send({
      origins: [{ domainName: 'www.example.com' }],
      defaultCacheBehavior: { cachePolicy: 'CachingDisabled', originRequestPolicy: 'Managed-AllViewer' },
      cacheBehaviors: [{ pathPattern: '/img/*', cachePolicy: 'CachingOptimized', responseHeadersPolicy: 'SimpleCORS' }]
    })
    expect(response.status, response.text).toBe(201)
    const { defaultCacheBehavior, cacheBehaviors } = response.body.config
    expect(defaultCacheBehavior).toMatchObject({
      cachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
      originRequestPolicyId: '216adef6-5c7f-47e4-b989-5492eafa07d3'
    })
    expect(cacheBehaviors).toMatchObject([
      {
        pathPattern: '/img/*',
        targetOriginId: 'www.example.com',
        responseHeadersPolicyId: '60669652-455b-4ae9-85a4-c4c02393f86c'
      }
    ])
  })

  test('400 for a policy name that the account does not have, naming the member and AWS’s own', async () => {
    const { request } = await startApp()
    const response = await request
      .post('/distributions')
      .send({ ...ONE_LINE, defaultCacheBehavior: { cachePolicy: 'CachingOptimised' } })
    expect(response.status).toBe(400)
    expect(pointers(response.body)).toEqual(['/defaultCacheBehavior/cachePolicy'])
    expect(response.body.errors[0].detail).toContain('CachingOptimized')
  })

  test('error pages are given at creation', async () => {
    const { request } = await startApp()
    const response = await request
      .post('/distributions')
      .send({ ...ONE_LINE, errorPages: [{ errorCode: 404, responsePagePath: '/404.html', responseCode: 200 }] })
    expect(response.status, response.text).toBe(201)
    expect(response.body.config.customErrorResponses).toEqual([
      { errorCode: 404, responsePagePath: '/404.html', responseCode: 200, errorCachingMinTtl: 10 }
    ])
  })

  test('400 for two forms of error pages, and for wrong ones at their own place', async () => {
    const { request } = await startApp()
    const twice = await request.post('/distributions').send({ ...ONE_LINE, errorPages: [], customErrorResponses: [] })
    expect([twice.status, pointers(twice.body)]).toEqual([400, ['/errorPages']])
    const wrong = await request
      .post('/distributions')
      .send({ ...ONE_LINE, errorPages: [{ errorCode: 404, responseCode: 200 }] })
    expect([wrong.status, pointers(wrong.body)]).toEqual([400, ['/errorPages/0/responsePagePath']])
  })

  test('a certificate of one’s own gets SNI and TLSv1.2_2021', async () => {
    const { request } = await startApp()
    const response = await request
      .post('/distributions')
      .send({ ...ONE_LINE, aliases: ['www.example.com'], viewerCertificate: { acmCertificateArn: CERTIFICATE } })
    expect(response.status, response.text).toBe(201)
    expect(response.body.config.viewerCertificate).toMatchObject({
      acmCertificateArn: CERTIFICATE,
      sslSupportMethod: 'sni-only',
      minimumProtocolVersion: 'TLSv1.2_2021'
    })
  })

  test('legacy forwarded values exclude the default cache policy', async () => {
    const { request } = await startApp()
    const forwardedValues = { queryString: true, cookies: { forward: 'none' } }
    const response = await request
      .post('/distributions')
      .send({ ...ONE_LINE, defaultCacheBehavior: { forwardedValues } })
    expect(response.status, response.text).toBe(201)
    expect(response.body.config.defaultCacheBehavior).toMatchObject({
      minTtl: 0,
      defaultTtl: 86_400,
      maxTtl: 31_536_000
    })
    expect(response.body.config.defaultCacheBehavior).not.toHaveProperty('cachePolicyId')
  })

  test('what was read can be created again, but for the caller reference and the aliases', async () => {
    const { request } = await startApp()
    const first = await request.post('/distributions').send(ONE_LINE)
    const { callerReference, ...config } = first.body.config
    const again = await request.post('/distributions').send(config)
    expect(again.status, again.text).toBe(201)
    expect({ ...again.body.config, callerReference }).toEqual(first.body.config)
    const same = await request.post('/distributions').send(first.body.config)
    expect([same.status, same.body.id]).toEqual([200, first.body.id])
  })

  test("CloudFront's own format goes in and out as it is", async () => {
    const { request } = await startApp()
    const created = await request.post('/distributions').send(ONE_LINE)
    const read = await request.get(created.headers.location ?? '').set('Accept', CLOUDFRONT_JSON)
    expect(read.headers['content-type']).toContain(CLOUDFRONT_JSON)
    expect(read.body).toMatchObject({
      Aliases: { Quantity: 0 },
      Origins: { Quantity: 1, Items: [{ Id: 'mybucket.s3.amazonaws.com' }] }
    })
    const again = await request
      .post('/distributions')
      .set('Content-Type', CLOUDFRONT_JSON)
      .set('Accept', CLOUDFRONT_JSON)
      .send(JSON.stringify({ ...read.body, CallerReference: 'mine' }))
    expect(again.status, again.text).toBe(201)
    expect(again.body).toEqual({ ...read.body, CallerReference: 'mine' })
  })

  test("400 in CloudFront's own format names its own members: a wrong count, an unknown origin", async () => {
    const { request } = await startApp()
    const created = await request.post('/distributions').send(ONE_LINE)
    const { body: config } = await request.get(created.headers.location ?? '').set('Accept', CLOUDFRONT_JSON)
    const wrong = {
      ...config,
      CallerReference: 'x',
      Origins: { ...config.Origins, Quantity: 2 },
      DefaultCacheBehavior: { ...config.DefaultCacheBehavior, TargetOriginId: 'b' }
    }
    const response = await request
      .post('/distributions')
      .set('Content-Type', CLOUDFRONT_JSON)
      .send(JSON.stringify(wrong))
    expect([response.status, response.body.code]).toEqual([400, 'VALIDATION_FAILED'])
    expect(pointers(response.body).sort()).toEqual(['/DefaultCacheBehavior/TargetOriginId', '/Origins/Quantity'])
  })

  test('406 for an answer in a form that does not exist, 415 for a body in one', async () => {
    const { request } = await startApp()
    const accept = await request.post('/distributions').set('Accept', 'text/csv').send(ONE_LINE)
    expect([accept.status, accept.body.code]).toEqual([406, 'NOT_ACCEPTABLE'])
    const type = await request.post('/distributions').set('Content-Type', 'text/plain').send(JSON.stringify(ONE_LINE))
    expect([type.status, type.body.code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE'])
    expect((await request.get('/distributions')).body.items).toEqual([])
  })

  const origin = { domainName: 'www.example.com' }

  test('201 for what both CloudFront and its local twin take: / as the root object, and 429 for an origin group', async () => {
    const { request } = await startApp()
    const response = await request.post('/distributions').send({
      origins: [origin, { domainName: 'b.example.com' }],
      originGroups: [
        {
          id: 'both',
          failoverCriteria: { statusCodes: [400, 403, 404, 416, 429, 500, 502, 503, 504] },
          members: [{ originId: 'www.example.com' }, { originId: 'b.example.com' }]
        }
      ],
      defaultCacheBehavior: { targetOriginId: 'both' },
      defaultRootObject: '/'
    })
    expect(response.status, response.text).toBe(201)
    expect(response.body.config.defaultRootObject).toBe('/')
  })

  test('a long time-out of an origin is the account’s to have: CloudFront refuses it, or takes it', async () => {
    const { request, emulator } = await startApp()
    const timeouts = { originReadTimeout: 180, originKeepaliveTimeout: 180 }
    const body = { origins: [{ ...origin, customOriginConfig: timeouts, responseCompletionTimeout: 600 }] }
    const refused = await request.post('/distributions').send(body)
    expect([refused.status, refused.body.code], refused.text).toEqual([400, 'INVALID_ORIGIN_READ_TIMEOUT'])
    emulator.quotas.set({ originTimeoutSeconds: 180 })
    const taken = await request.post('/distributions').send(body)
    expect(taken.status, taken.text).toBe(201)
    expect(taken.body.config.origins[0].customOriginConfig).toMatchObject(timeouts)
  })

  test.each<[string, object, string[]]>([
    ['no origin', { origins: [] }, ['/origins']],
    ['no member origins', {}, ['/origins']],
    ['a wrong type', { origins: 'www.example.com' }, ['/origins']],
    ['a number as text', { origins: [{ ...origin, connectionAttempts: '3' }] }, ['/origins/0/connectionAttempts']],
    ['an unknown member', { origins: [origin], defaultRootObjet: 'index.html' }, ['/defaultRootObjet']],
    ['an unknown member deep down', { origins: [{ ...origin, hostname: 'x' }] }, ['/origins/0/hostname']],
    ['a value outside its enum', { origins: [origin], priceClass: 'PriceClass_300' }, ['/priceClass']],
    ['null', { origins: [{ domainName: null }] }, ['/origins/0/domainName']],
    [
      'an unknown target',
      { origins: [origin], defaultCacheBehavior: { targetOriginId: 'b' } },
      ['/defaultCacheBehavior/targetOriginId']
    ],
    [
      'two origins and no target',
      { origins: [origin, { domainName: 'b.example.com' }] },
      ['/defaultCacheBehavior/targetOriginId']
    ],
    [
      'two origins with one id',
      { origins: [origin, origin], defaultCacheBehavior: { targetOriginId: 'www.example.com' } },
      ['/origins/1/id']
    ],
    [
      'both kinds of origin',
      { origins: [{ ...origin, s3OriginConfig: {}, customOriginConfig: {} }] },
      ['/origins/0/customOriginConfig', '/origins/0/domainName']
    ],
    ['a URL as origin', { origins: [{ domainName: 'https://www.example.com/x' }] }, ['/origins/0/domainName']],
    ['an IP address as origin', { origins: [{ domainName: '203.0.113.25' }] }, ['/origins/0/domainName']],
    [
      'a website as bucket',
      { origins: [{ domainName: 'b.s3-website.eu-central-1.amazonaws.com', s3OriginConfig: {} }] },
      ['/origins/0/s3OriginConfig']
    ],
    ['an alias without certificate', { origins: [origin], aliases: ['www.example.com'] }, ['/viewerCertificate']],
    [
      'a bad alias',
      { origins: [origin], aliases: ['www.*.com'], viewerCertificate: { acmCertificateArn: CERTIFICATE } },
      ['/aliases/0']
    ],
    [
      'a certificate of another Region',
      { origins: [origin], viewerCertificate: { acmCertificateArn: CERTIFICATE.replace('us-east-1', 'eu-west-1') } },
      ['/viewerCertificate/acmCertificateArn']
    ],
    [
      'TTLs out of order',
      {
        origins: [origin],
        defaultCacheBehavior: {
          forwardedValues: { queryString: false, cookies: { forward: 'none' } },
          minTtl: 10,
          maxTtl: 5
        }
      },
      ['/defaultCacheBehavior/maxTtl']
    ],
    [
      'a policy and forwarded values',
      {
        origins: [origin],
        defaultCacheBehavior: {
          cachePolicy: 'CachingDisabled',
          forwardedValues: { queryString: false, cookies: { forward: 'none' } }
        }
      },
      ['/defaultCacheBehavior/forwardedValues']
    ],
    [
      'a port outside the range',
      { origins: [{ ...origin, customOriginConfig: { httpPort: 81 } }] },
      ['/origins/0/customOriginConfig/httpPort']
    ],
    [
      'a time-out of nothing',
      { origins: [{ ...origin, customOriginConfig: { originReadTimeout: 0 } }] },
      ['/origins/0/customOriginConfig/originReadTimeout']
    ],
    [
      'custom headers that are too long',
      {
        origins: [
          {
            ...origin,
            customHeaders: [
              { headerName: 'x'.repeat(257), headerValue: 'a' },
              { headerName: 'x-a', headerValue: 'a'.repeat(1_784) }
            ]
          }
        ]
      },
      ['/origins/0/customHeaders/0/headerName', '/origins/0/customHeaders/1/headerValue']
    ],
    [
      'custom headers that are too long together',
      {
        origins: [
          {
            ...origin,
            customHeaders: Array.from({ length: 7 }, (_, index) => ({
              headerName: `x-${index}`,
              headerValue: 'a'.repeat(1_500)
            }))
          }
        ]
      },
      ['/origins/0/customHeaders']
    ],
    [
      'methods that an origin group cannot have',
      {
        origins: [
          { ...origin, id: 'a' },
          { ...origin, id: 'b' }
        ],
        originGroups: [
          { id: 'both', failoverCriteria: { statusCodes: [500] }, members: [{ originId: 'a' }, { originId: 'b' }] }
        ],
        defaultCacheBehavior: {
          targetOriginId: 'both',
          allowedMethods: {
            items: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE'],
            cachedMethods: ['GET', 'HEAD']
          }
        }
      },
      ['/defaultCacheBehavior/allowedMethods/items']
    ],
    [
      'a geographic restriction to nothing',
      { origins: [origin], restrictions: { geoRestriction: { restrictionType: 'whitelist', items: [] } } },
      ['/restrictions/geoRestriction/items']
    ],
    [
      'a status code that makes no origin group fail over',
      {
        origins: [origin, { domainName: 'b.example.com' }],
        originGroups: [
          {
            id: 'both',
            failoverCriteria: { statusCodes: [500, 501] },
            members: [{ originId: 'www.example.com' }, { originId: 'b.example.com' }]
          }
        ],
        defaultCacheBehavior: { targetOriginId: 'both' }
      },
      ['/originGroups/0/failoverCriteria/statusCodes/1']
    ],
    [
      'what a multi-tenant distribution does not have',
      {
        origins: [origin],
        connectionMode: 'tenant-only',
        viewerCertificate: {
          iamCertificateId: 'ASCACKCEVSQ6C2EXAMPLE',
          sslSupportMethod: 'sni-only',
          minimumProtocolVersion: 'TLSv1.2_2021'
        },
        defaultCacheBehavior: {
          smoothStreaming: true,
          trustedSigners: { enabled: true, items: ['self'] }
        }
      },
      [
        '/viewerCertificate/iamCertificateId',
        '/defaultCacheBehavior/smoothStreaming',
        '/defaultCacheBehavior/trustedSigners'
      ]
    ],
    [
      'what a staging distribution does not have',
      {
        origins: [origin],
        staging: true,
        aliases: ['www.example.com'],
        viewerCertificate: { acmCertificateArn: CERTIFICATE },
        continuousDeploymentPolicyId: 'e9a3b2f0-5a0e-4d3d-9d0b-0c0f3a1d2b11'
      },
      ['/aliases', '/continuousDeploymentPolicyId']
    ],
    [
      'a bucket for logs that are off',
      { origins: [origin], logging: { bucket: 'logs.s3.amazonaws.com' } },
      ['/logging/bucket']
    ],
    ['a root object with a slash', { origins: [origin], defaultRootObject: '/index.html' }, ['/defaultRootObject']],
    ['a long comment', { origins: [origin], comment: 'x'.repeat(129) }, ['/comment']],
    [
      'methods that are no set',
      { origins: [origin], defaultCacheBehavior: { allowedMethods: { items: ['GET', 'POST'] } } },
      ['/defaultCacheBehavior/allowedMethods/items']
    ],
    [
      'a duplicate pattern',
      { origins: [origin], cacheBehaviors: [{ pathPattern: '/a' }, { pathPattern: '/a' }] },
      ['/cacheBehaviors/1/pathPattern']
    ],
    [
      'an invalid location',
      { origins: [origin], restrictions: { geoRestriction: { restrictionType: 'whitelist', items: ['de'] } } },
      ['/restrictions/geoRestriction/items/0']
    ],
    [
      'an error code that is not customisable',
      { origins: [origin], customErrorResponses: [{ errorCode: 418 }] },
      ['/customErrorResponses/0/errorCode']
    ]
  ])('400 for %s, naming the member, without asking CloudFront', async (_, body, expected) => {
    const { request, emulator } = await startApp()
    const response = await request.post('/distributions').send(body)
    expect([response.status, response.body.code], response.text).toEqual([400, 'VALIDATION_FAILED'])
    expect(pointers(response.body).sort()).toEqual(expected.sort())
    expect(emulator.calls.count('CreateDistribution')).toBe(0)
  })
})

describe('GET /distributions', () => {
  test('pages through all of them with limit, cursor and Link', async () => {
    const { request } = await startApp()
    const ids = new Set<string>()
    for (let index = 0; index < 5; index++) ids.add((await request.post('/distributions').send(ONE_LINE)).body.id)
    const seen: string[] = []
    let next: string | undefined = '/distributions?limit=2'
    const sizes = []
    while (next) {
      const page = await request.get(next)
      expect(page.status, page.text).toBe(200)
      seen.push(...page.body.items.map(({ id }: { id: string }) => id))
      sizes.push(page.body.items.length)
      next = /^<([^>]+)>; rel="next"$/.exec(page.headers.link ?? '')?.[1]
      expect(page.body.nextCursor === undefined).toBe(next === undefined)
    }
    expect(sizes).toEqual([2, 2, 1])
    expect(new Set(seen)).toEqual(ids)
  })

  test('an item is a part of what GET of the distribution answers, at the same places', async () => {
    const { request } = await startApp()
    const { body: made } = await request
      .post('/distributions')
      .send({ ...ONE_LINE, comment: 'The shop' })
      .expect(201)
    for (const query of ['', `?originDomain=${made.config.origins[0].domainName}`, '?connectionMode=direct']) {
      const { body } = await request.get(`/distributions${query}`).expect(200)
      const [item] = body.items
      expect(item.config).toMatchObject({
        aliases: [],
        comment: 'The shop',
        enabled: true,
        priceClass: 'PriceClass_All'
      })
      const { body: one } = await request.get(`/distributions/${made.id}`).expect(200)
      expect(one).toMatchObject(item)
    }
  })

  test.each(['limit=0', 'limit=101', 'limit=two', 'cursor=%F0%9F', 'page=2'])(
    '400 for ?%s, naming the parameter',
    async query => {
      const { request } = await startApp()
      const response = await request.get(`/distributions?${query}`)
      expect([response.status, response.body.code]).toEqual([400, 'VALIDATION_FAILED'])
      expect(pointers(response.body)).toEqual([query.split('=')[0]])
    }
  )
})

describe('GET /distributions/:id', () => {
  test('200 with the ETag, and again: the status may be another one under the same ETag', async () => {
    const { request } = await startApp()
    const { headers, body } = await request.post('/distributions').send(ONE_LINE)
    const read = await request.get(headers.location ?? '')
    expect([read.status, read.headers.etag]).toEqual([200, headers.etag])
    expect(read.body.config).toEqual(body.config)
    const again = await request.get(headers.location ?? '').set('If-None-Match', headers.etag ?? '')
    expect([again.status, again.body.etag]).toEqual([200, read.body.etag])
  })

  test('becomes Deployed when CloudFront says so', async () => {
    const { request, emulator } = await startApp()
    const { headers } = await request.post('/distributions').send(ONE_LINE)
    expect((await request.get(headers.location ?? '')).body.status).toBe('InProgress')
    emulator.clock.advance(60)
    expect((await request.get(headers.location ?? '')).body.status).toBe('Deployed')
  })

  test('404 DISTRIBUTION_NOT_FOUND for an unknown one', async () => {
    const { request } = await startApp()
    const response = await request.get('/distributions/EUNKNOWN12345')
    expect([response.status, response.body.code]).toEqual([404, 'DISTRIBUTION_NOT_FOUND'])
    expect(response.body.cloudFront.code).toBe('NoSuchDistribution')
  })

  test.each(['e123', 'E1%2F..%2FE2', 'E1..', '%00', 'E'.repeat(26)])(
    '400 for the id %s, naming the parameter',
    async id => {
      const { request } = await startApp()
      const response = await request.get(`/distributions/${id}`)
      expect([response.status, pointers(response.body)], response.text).toEqual([400, ['distributionId']])
    }
  )
})
