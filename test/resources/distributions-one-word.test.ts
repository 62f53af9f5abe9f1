import { describe, expect, test } from 'vitest'
import { startApp } from '../helpers/start-app.ts'
import { MERGE_PATCH, startWithDistribution } from './start-distribution.ts'

const LOAD_BALANCER = 'my-lb-1234567890.eu-west-1.elb.amazonaws.com'
const BUCKET = { domainName: 'mybucket.s3.amazonaws.com', originAccess: 'managed' }
const APP = {
  allowedMethods: {
    items: ['HEAD', 'GET', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE'],
    cachedMethods: ['HEAD', 'GET']
  },
  cachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
  originRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac'
}
const codesOf = (body: { findings: { code: string; severity: string }[] }) => body.findings.map(({ code }) => code)

describe('"app": true', () => {
  test('makes behaviors towards the origin those of an application, which says nothing of what was found', async () => {
    const { request } = await startApp()
    const { body } = await request
      .post('/distributions')
      .send({ origins: [{ domainName: LOAD_BALANCER, app: true }] })
      .expect(201)
    expect(body.config.defaultCacheBehavior).toMatchObject(APP)
    expect(body.config.origins[0]).not.toHaveProperty('app')
    expect(codesOf(body)).toEqual([])
  })

  test('leaves other behaviors alone, and what a behavior says itself', async () => {
    const { request } = await startApp()
    const { body } = await request
      .post('/distributions')
      .send({
        origins: [BUCKET, { domainName: 'api.example.com', id: 'api', app: true }],
        defaultCacheBehavior: { targetOriginId: 'mybucket.s3.amazonaws.com' },
        cacheBehaviors: [
          { pathPattern: '/api/public/*', targetOriginId: 'api', cachePolicy: 'CachingOptimized' },
          {
            pathPattern: '/api/old/*',
            targetOriginId: 'api',
            forwardedValues: { queryString: true, cookies: { forward: 'none' } }
          },
          { pathPattern: '/api/*', targetOriginId: 'api' }
        ]
      })
      .expect(201)
    const [open, old, rest] = body.config.cacheBehaviors
    expect(body.config.defaultCacheBehavior.cachePolicyId).toBe('658327ea-f89d-4fab-a63d-7e88639e58f6')
    // Cookies that are not in the cache key would have one viewer's answer kept for all.
    expect([open.cachePolicyId, open.originRequestPolicyId]).toEqual([
      '658327ea-f89d-4fab-a63d-7e88639e58f6',
      undefined
    ])
    expect(open.allowedMethods).toEqual(APP.allowedMethods)
    expect([old.cachePolicyId, old.originRequestPolicyId]).toEqual([undefined, undefined])
    expect(old.allowedMethods).toEqual(APP.allowedMethods)
    expect(rest).toMatchObject(APP)
  })

  test.each(['mybucket.s3.amazonaws.com', 'mybucket.s3-website.eu-central-1.amazonaws.com'])(
    '400 for %s, which holds files',
    async domainName => {
      const { request } = await startApp()
      const { body } = await request
        .post('/distributions')
        .send({ origins: [{ domainName, app: true }] })
        .expect(400)
      expect(body.errors).toMatchObject([{ pointer: '/origins/0/app' }])
    }
  )

  test('does the same for what is new in a PATCH and in a PUT', async () => {
    const { request, url, config } = await startWithDistribution()
    const added = {
      origins: [...config.origins, { domainName: 'api.example.com', app: true }],
      cacheBehaviors: [{ pathPattern: '/api/*', targetOriginId: 'api.example.com' }]
    }
    const { body: patched } = await request
      .patch(url)
      .set({ 'Content-Type': MERGE_PATCH, 'If-Match': '*' })
      .send(JSON.stringify(added))
    expect(patched.config.cacheBehaviors).toMatchObject([APP])
    expect(patched.config.origins[1]).not.toHaveProperty('app')
    await request.put(url).set('If-Match', '*').send(config).expect(200)
    const { body: replaced } = await request
      .put(url)
      .set('If-Match', '*')
      .send({ ...config, ...added })
      .expect(200)
    expect(replaced.config.cacheBehaviors).toMatchObject([APP])
  })
})

const FORWARDING_IDS = {
  cachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
  originRequestPolicyId: '216adef6-5c7f-47e4-b989-5492eafa07d3'
}

describe('a load balancer', () => {
  const protocolOf = (body: { config: { origins: { customOriginConfig: { originProtocolPolicy: string } }[] } }) =>
    body.config.origins[0]?.customOriginConfig.originProtocolPolicy
  const forwarding = { cachePolicy: 'CachingDisabled', originRequestPolicy: 'AllViewer' }

  test.each([
    ['is asked over HTTP, as no certificate covers its name', {}, 'http-only'],
    ['is asked over HTTPS where it always gets the Host', { defaultCacheBehavior: forwarding }, 'https-only'],
    [
      'is asked over HTTP where one behavior does not send the Host',
      { defaultCacheBehavior: forwarding, cacheBehaviors: [{ pathPattern: '/static/*' }] },
      'http-only'
    ]
  ])('%s', async (_, behaviors, expected) => {
    const { request } = await startApp()
    const { body } = await request
      .post('/distributions')
      .send({ origins: [{ domainName: LOAD_BALANCER }], ...behaviors })
      .expect(201)
    expect(protocolOf(body)).toBe(expected)
    expect(codesOf(body)).not.toContain('LOAD_BALANCER_CERTIFICATE')
  })

  test('that is new in a PUT gets the same', async () => {
    const { request, url, config } = await startWithDistribution()
    const origins = [{ domainName: LOAD_BALANCER }]
    const to = (members: object) => ({
      ...config,
      origins,
      defaultCacheBehavior: { ...config.defaultCacheBehavior, targetOriginId: LOAD_BALANCER, ...members }
    })
    const put = async (members: object) =>
      (await request.put(url).set('If-Match', '*').send(to(members)).expect(200)).body
    expect(protocolOf(await put({}))).toBe('http-only')
    // As it is new again.
    await request.put(url).set('If-Match', '*').send(config).expect(200)
    expect(protocolOf(await put(FORWARDING_IDS))).toBe('https-only')
  })
})

describe('"spa": true', () => {
  const PAGES = [
    { errorCode: 403, responsePagePath: '/index.html', responseCode: 200, errorCachingMinTtl: 10 },
    { errorCode: 404, responsePagePath: '/index.html', responseCode: 200, errorCachingMinTtl: 10 }
  ]

  test('at creation maps what a bucket says of unknown paths to the page of the application', async () => {
    const { request } = await startApp()
    const { body } = await request
      .post('/distributions')
      .send({ origins: [BUCKET], defaultRootObject: 'index.html', spa: true })
      .expect(201)
    const { body: pages } = await request.get(`/distributions/${body.id}/error-pages`)
    expect(pages.items).toEqual(PAGES)
    expect(body.findings.filter(({ severity }: { severity: string }) => severity === 'severe')).toEqual([])
  })

  test('in PUT error-pages, where explicit entries count, and items may be omitted', async () => {
    const { request, url } = await startWithDistribution()
    const { body } = await request.put(`${url}/error-pages`).send({ spa: true }).expect(200)
    expect(body.items).toEqual(PAGES)
    const own = { errorCode: 404, responsePagePath: '/lost.html', responseCode: 404 }
    const { body: mixed } = await request
      .put(`${url}/error-pages`)
      .send({ spa: true, items: [own] })
      .expect(200)
    expect(mixed.items).toMatchObject([own, PAGES[0]])
  })

  test('400 if it contradicts customErrorResponses, or if both items and spa are missing', async () => {
    const { request, url } = await startWithDistribution()
    const twice = await request.post('/distributions').send({ origins: [BUCKET], spa: true, customErrorResponses: [] })
    expect([twice.status, twice.body.errors]).toMatchObject([400, [{ pointer: '/spa' }]])
    for (const body of [{}, { spa: false }]) {
      const empty = await request.put(`${url}/error-pages`).send(body)
      expect([empty.status, empty.body.errors]).toMatchObject([400, [{ pointer: '/items' }]])
    }
  })
})
