import { expect, test } from 'vitest'
import { CERTIFICATE, places, startWithDistribution, WEB_ACL } from './start-distribution.ts'

test('PUT distributions: the body of a creation is enough where nothing else was set', async () => {
  const body = { origins: [{ domainName: 'www.example.com' }], defaultRootObject: 'index.html' }
  const { request, url, config, etag } = await startWithDistribution(body)
  const response = await request.put(url).set('If-Match', etag).send(body)
  expect([response.status, response.body.config], response.text).toEqual([200, config])
})

test('PUT distributions: null sets a member back to what creation gives it, also deep down', async () => {
  const { request, url, config } = await startWithDistribution()
  const set = await request
    .patch(url)
    .set('If-Match', '*')
    .send({
      webAclId: WEB_ACL,
      priceClass: 'PriceClass_100',
      comment: 'The shop',
      enabled: false,
      httpVersion: 'http1.1',
      logging: { enabled: true, bucket: 'logs.s3.amazonaws.com', prefix: 'x' },
      defaultCacheBehavior: { compress: false, viewerProtocolPolicy: 'https-only', cachePolicy: 'CachingDisabled' }
    })
  expect(set.status, set.text).toBe(200)
  const reset = await request
    .put(url)
    .set('If-Match', '*')
    .send({
      ...set.body.config,
      webAclId: null,
      priceClass: null,
      comment: null,
      enabled: null,
      httpVersion: null,
      logging: null,
      defaultCacheBehavior: {
        ...set.body.config.defaultCacheBehavior,
        compress: null,
        viewerProtocolPolicy: null,
        cachePolicyId: null
      },
      origins: [{ ...config.origins[0], originPath: null, customHeaders: null, customOriginConfig: null }]
    })
  expect([reset.status, reset.body.config], reset.text).toEqual([200, config])
})

test('PUT distributions: a new behavior and a new origin get what creation gives them', async () => {
  const { request, url, config } = await startWithDistribution()
  const bucket = { domainName: 'mybucket.s3.amazonaws.com', originPath: null }
  const own = { domainName: 'api.example.com', customOriginConfig: { originReadTimeout: 45, httpPort: null } }
  const behavior = { pathPattern: '/api/*', targetOriginId: 'api.example.com', cachePolicy: 'CachingDisabled' }
  const lists = { origins: [...config.origins, bucket, own], cacheBehaviors: [behavior] }
  const replaced = await request
    .put(url)
    .set('If-Match', '*')
    .send({ ...config, ...lists })
  expect(replaced.status, replaced.text).toBe(200)
  const created = await request.post('/distributions').send({
    origins: [
      ...config.origins,
      { domainName: 'mybucket.s3.amazonaws.com' },
      { ...own, customOriginConfig: { originReadTimeout: 45 } }
    ],
    cacheBehaviors: [behavior],
    defaultCacheBehavior: { targetOriginId: 'www.example.com' }
  })
  expect(created.status, created.text).toBe(201)
  expect(replaced.body.config.origins).toEqual(created.body.config.origins)
  expect(replaced.body.config.cacheBehaviors).toEqual(created.body.config.cacheBehaviors)
})

test('PUT distributions: a new certificate gets the usual method and version', async () => {
  const { request, url, config } = await startWithDistribution()
  const response = await request
    .put(url)
    .set('If-Match', '*')
    .send({ ...config, aliases: ['www.example.com'], viewerCertificate: { acmCertificateArn: CERTIFICATE } })
  expect(response.status, response.text).toBe(200)
  expect(response.body.config.viewerCertificate).toMatchObject({
    sslSupportMethod: 'sni-only',
    minimumProtocolVersion: 'TLSv1.2_2021'
  })
})

test('PUT distributions: what was set otherwise is not reset by leaving it out: a 400 names it, and null resets it', async () => {
  const body = { origins: [{ domainName: 'www.example.com' }] }
  const { request, url, config, writes } = await startWithDistribution({
    ...body,
    enabled: false,
    webAclId: WEB_ACL,
    restrictions: { geoRestriction: { restrictionType: 'whitelist', items: ['DE'] } },
    origins: [{ domainName: 'www.example.com', customHeaders: [{ headerName: 'X-Secret', headerValue: 's' }] }],
    defaultCacheBehavior: { compress: false, allowedMethods: { items: ['GET', 'HEAD', 'OPTIONS'] } }
  })
  const before = writes()
  const refused = await request.put(url).set('If-Match', '*').send(body)
  expect([refused.status, places(refused.body)], refused.text).toEqual([
    400,
    [
      '/defaultCacheBehavior/allowedMethods',
      '/defaultCacheBehavior/compress',
      '/enabled',
      '/origins/0/customHeaders',
      '/restrictions',
      '/webAclId'
    ]
  ])
  expect(refused.body.errors[0].detail).toContain('null')
  expect(writes()).toBe(before)
  const reset = await request
    .put(url)
    .set('If-Match', '*')
    .send({
      enabled: null,
      webAclId: null,
      restrictions: null,
      origins: [{ domainName: 'www.example.com', customHeaders: null }],
      defaultCacheBehavior: null
    })
  expect(reset.status, reset.text).toBe(200)
  expect(reset.body.config).toEqual({
    ...config,
    enabled: true,
    webAclId: '',
    restrictions: { geoRestriction: { restrictionType: 'none', items: [] } },
    origins: [{ ...config.origins[0], customHeaders: [] }],
    defaultCacheBehavior: {
      ...config.defaultCacheBehavior,
      compress: true,
      allowedMethods: { items: ['HEAD', 'GET'], cachedMethods: ['HEAD', 'GET'] }
    }
  })
})

test('PUT distributions: null for what has no default, and for what tells members apart, is named', async () => {
  const { request, url, config } = await startWithDistribution()
  for (const [change, place] of [
    [{ origins: null }, '/origins'],
    [{ origins: [{ ...config.origins[0], domainName: null }] }, '/origins/0/domainName'],
    [{ cacheBehaviors: [{ pathPattern: null }] }, '/cacheBehaviors/0/pathPattern'],
    [{ originGroups: [null] }, '/originGroups/0']
  ] as const) {
    const response = await request
      .put(url)
      .set('If-Match', '*')
      .send({ ...config, ...change })
    expect([response.status, places(response.body)], response.text).toEqual([400, [place]])
  }
})
