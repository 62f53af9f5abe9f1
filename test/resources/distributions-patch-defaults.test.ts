import { expect, test } from 'vitest'
import { CERTIFICATE, places, startWithDistribution, WEB_ACL } from './start-distribution.ts'

const ORIGINS = { origins: [{ domainName: 'www.example.com' }] }

test('PATCH distributions: null sets a member back to what creation gives it', async () => {
  const { request, url } = await startWithDistribution()
  const { config: untouched } = (await request.get(url)).body
  const changed = {
    webAclId: WEB_ACL,
    defaultRootObject: 'index.html',
    customErrorResponses: [{ errorCode: 404, errorCachingMinTtl: 5 }],
    priceClass: 'PriceClass_100',
    cacheBehaviors: [{ pathPattern: '/api/*', targetOriginId: 'www.example.com' }],
    aliases: ['www.example.com'],
    viewerCertificate: {
      cloudFrontDefaultCertificate: false,
      acmCertificateArn: CERTIFICATE,
      sslSupportMethod: 'sni-only',
      minimumProtocolVersion: 'TLSv1.2_2021'
    },
    logging: { enabled: true, includeCookies: true, bucket: 'logs.s3.amazonaws.com', prefix: 'x' },
    restrictions: { geoRestriction: { restrictionType: 'whitelist', items: ['DE'] } },
    comment: 'The shop',
    enabled: false,
    httpVersion: 'http1.1',
    isIpv6Enabled: false
  }
  const set = await request.patch(url).set('If-Match', '*').send(changed)
  expect(set.status, set.text).toBe(200)
  const reset = await request.patch(url).send(Object.fromEntries(Object.keys(changed).map(name => [name, null])))
  expect(reset.status, reset.text).toBe(200)
  expect(reset.body.config).toEqual(untouched)
})

test('PATCH distributions: null alone is enough for each member, and touches no other', async () => {
  const { request, url, config } = await startWithDistribution({ comment: 'kept', defaultRootObject: 'index.html' })
  for (const name of ['webAclId', 'customErrorResponses', 'priceClass', 'cacheBehaviors', 'aliases', 'logging']) {
    const response = await request.patch(url).send({ [name]: null })
    expect([response.status, response.body.config], response.text).toEqual([200, config])
  }
  const reset = await request.patch(url).send({ defaultRootObject: null })
  expect(reset.body.config, reset.text).toEqual({ ...config, defaultRootObject: '' })
})

test('PATCH distributions: null sets a member of the default behavior back, or all of it', async () => {
  const { request, url, config } = await startWithDistribution()
  const all = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE']
  const defaultCacheBehavior = {
    allowedMethods: { items: all, cachedMethods: ['GET', 'HEAD'] },
    viewerProtocolPolicy: 'https-only',
    cachePolicy: 'CachingDisabled',
    compress: false
  }
  const nulls = { allowedMethods: null, viewerProtocolPolicy: null, cachePolicy: null, compress: null }
  for (const behavior of [nulls, null]) {
    const set = await request.patch(url).set('If-Match', '*').send({ defaultCacheBehavior })
    expect(set.status, set.text).toBe(200)
    const reset = await request.patch(url).send({ defaultCacheBehavior: behavior })
    expect([reset.status, reset.body.config], reset.text).toEqual([200, config])
  }
})

test('PATCH distributions: a new behavior and a new origin get what creation gives them', async () => {
  const { request, url, config } = await startWithDistribution()
  const bucket = { domainName: 'mybucket.s3.amazonaws.com' }
  const own = { domainName: 'api.example.com', customOriginConfig: { originReadTimeout: 45 } }
  const behavior = { pathPattern: '/api/*', targetOriginId: 'api.example.com', cachePolicy: 'CachingDisabled' }
  const patch = { origins: [...config.origins, bucket, own], cacheBehaviors: [behavior] }
  const patched = await request.patch(url).set('If-Match', '*').send(patch)
  expect(patched.status, patched.text).toBe(200)
  const created = await request
    .post('/distributions')
    .send({ ...patch, defaultCacheBehavior: { targetOriginId: 'www.example.com' } })
  expect(created.status, created.text).toBe(201)
  expect(patched.body.config.origins).toEqual(created.body.config.origins)
  expect(patched.body.config.cacheBehaviors).toEqual(created.body.config.cacheBehaviors)
  expect(patched.body.config.defaultCacheBehavior).toEqual(config.defaultCacheBehavior)
})

test('PATCH distributions: a behavior that is there already is not reset by leaving members out', async () => {
  const { request, url, writes } = await startWithDistribution({
    ...ORIGINS,
    cacheBehaviors: [{ pathPattern: '/api/*', compress: false, viewerProtocolPolicy: 'https-only' }]
  })
  const before = writes()
  const behavior = { pathPattern: '/api/*', targetOriginId: 'www.example.com' }
  const response = await request
    .patch(url)
    .set('If-Match', '*')
    .send({ cacheBehaviors: [behavior] })
  expect([response.status, places(response.body)], response.text).toEqual([
    400,
    ['/cacheBehaviors/0/compress', '/cacheBehaviors/0/viewerProtocolPolicy']
  ])
  expect(writes()).toBe(before)
})
