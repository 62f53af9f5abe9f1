import type * as CF from '@aws-sdk/client-cloudfront'
import { describe, expect, test } from 'vitest'
import { stepsOf } from '../../src/json-pointer.ts'
import { compileDistribution } from '../../src/delivery/distribution.ts'
import { type HeaderList } from '../../src/delivery/headers.ts'
import { indexHosts } from '../../src/delivery/hosts.ts'
import { type ViewerRequest } from '../../src/delivery/viewer-request.ts'
import { explanationOf } from '../../src/resources/explain/explanation.ts'
import { type Deployment } from '../../src/resources/explain/staging.ts'
import { cachePolicy, list, origin, viewerRequest } from '../delivery/samples.ts'
import { startApp } from '../helpers/start-app.ts'

const ALIASED = {
  aliases: ['www.example.com', '*.shop.example.com'],
  viewerCertificate: {
    acmCertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/7779f0ed-5111-45bd-aed3-c5fc27f6f1db',
    sslSupportMethod: 'sni-only',
    minimumProtocolVersion: 'TLSv1.2_2021'
  }
}
const app = {
  id: 'app',
  domainName: 'app.localhost',
  originPath: '/v1',
  customOriginConfig: { httpPort: 8081, httpsPort: 443, originProtocolPolicy: 'http-only' }
}
const backup = { id: 'backup', domainName: 'backup.example.com' }

async function startExplained(config: object = {}) {
  const started = await startApp()
  const made = await started.request
    .post('/distributions')
    .send({ origins: [app, backup], defaultCacheBehavior: { targetOriginId: 'app' }, ...config })
  expect(made.status, made.text).toBe(201)
  const { id, domainName } = made.body
  const explain = async (body: object) => {
    const response = await started.request.post(`/distributions/${id}/explain`).send(body)
    return response
  }
  const readConfig = async () => (await started.request.get(`/distributions/${id}`)).body.config
  return { ...started, id: id as string, domainName: domainName as string, explain, readConfig }
}

/** What a pointer leads to; undefined where there is nothing. */
function at(document: unknown, pointer: string): unknown {
  return stepsOf(pointer).reduce((value, step) => (value as Record<string, unknown> | undefined)?.[step], document)
}

describe('POST /distributions/:id/explain', () => {
  const site = {
    ...ALIASED,
    defaultRootObject: 'index.html',
    originGroups: [
      {
        id: 'both',
        failoverCriteria: { statusCodes: [500, 503] },
        members: [{ originId: 'app' }, { originId: 'backup' }]
      }
    ],
    defaultCacheBehavior: {
      targetOriginId: 'app',
      viewerProtocolPolicy: 'redirect-to-https',
      cachePolicy: 'CachingDisabled'
    },
    cacheBehaviors: [
      {
        pathPattern: '/img/*',
        targetOriginId: 'both',
        viewerProtocolPolicy: 'https-only',
        compress: true,
        cachePolicy: 'UseOriginCacheControlHeaders-QueryStrings',
        originRequestPolicy: 'UserAgentRefererHeaders'
      }
    ],
    customErrorResponses: [
      { errorCode: 404, responsePagePath: '/img/404.html', responseCode: 200, errorCachingMinTtl: 7 },
      { errorCode: 500, errorCachingMinTtl: 0 },
      { errorCode: 503, responsePagePath: '/sorry.html', responseCode: 503 }
    ]
  }

  test('says which behavior, what the key is, what the origins see, and what each error shows', async () => {
    const { explain } = await startExplained(site)
    const response = await explain({
      url: 'https://a.shop.example.com/img/a%20b.png?b=2&a=1#top',
      headers: { 'accept-encoding': 'gzip', Cookie: 'b=2; a=1', 'User-Agent': 'Browser', 'X-Own': '1' }
    })
    expect(response.status, response.text).toBe(200)
    expect(response.body).toMatchObject({
      outcome: 'served',
      request: {
        method: 'GET',
        protocol: 'https',
        host: 'a.shop.example.com',
        path: '/img/a%20b.png',
        query: 'b=2&a=1'
      },
      behavior: { pathPattern: '/img/*', pointer: '/cacheBehaviors/0', requiresSignature: false },
      functions: [],
      cache: {
        cached: true,
        key: {
          path: '/img/a%20b.png',
          query: 'b=2&a=1',
          headers: { host: 'a.shop.example.com' },
          cookies: { a: '1', b: '2' },
          acceptEncoding: 'gzip'
        },
        ttl: { minSeconds: 0, defaultSeconds: 0, maxSeconds: 31_536_000 },
        compresses: true
      },
      failoverCodes: [500, 503]
    })
    const [first, second] = response.body.origins
    expect(first).toEqual({
      id: 'app',
      pointer: '/origins/0',
      protocol: 'http',
      hostname: 'app.localhost',
      port: 8081,
      method: 'GET',
      path: '/v1/img/a%20b.png',
      query: 'b=2&a=1',
      headers: {
        Host: 'a.shop.example.com',
        'User-Agent': 'Browser',
        'Accept-Encoding': 'gzip',
        Cookie: 'a=1; b=2',
        'X-Forwarded-For': '192.0.2.1',
        Via: '1.1 explained.cloudfront.net (CloudFront)',
        'X-Amz-Cf-Id': 'explained',
        Connection: 'Keep-Alive'
      }
    })
    expect(second).toMatchObject({ id: 'backup', pointer: '/origins/1', path: '/img/a%20b.png' })
    const byCode = Object.fromEntries(response.body.errors.map((error: { code: number }) => [error.code, error]))
    expect(byCode[404]).toEqual({
      code: 404,
      status: 200,
      page: '/img/404.html',
      pageBehavior: '/img/*',
      cached: 'always',
      minSeconds: 7
    })
    expect(byCode[500]).toEqual({ code: 500, status: 500, cached: 'always', minSeconds: 0 })
    expect(byCode[403]).toEqual({ code: 403, status: 403, cached: 'withMaxAge', minSeconds: 10 })
    expect(byCode[503]).toMatchObject({ page: '/sorry.html', pageBehavior: '*' })
    expect(byCode[416]).toEqual({ code: 416, status: 416, cached: 'never' })
  })

  test('every reason points to the member that decides, in the configuration as it is read', async () => {
    const { explain, readConfig } = await startExplained(site)
    const { body } = await explain({ url: 'https://a.shop.example.com/img/a' })
    const config = await readConfig()
    const found = Object.fromEntries(
      body.because.flatMap(({ pointer }: { pointer?: string }) =>
        pointer === undefined ? [] : [[pointer, at(config, pointer)]]
      )
    )
    for (const [pointer, value] of Object.entries(found)) expect(value, pointer).toBeDefined()
    expect(found).toMatchObject({
      '/aliases/1': '*.shop.example.com',
      '/cacheBehaviors/0/pathPattern': '/img/*',
      '/cacheBehaviors/0/viewerProtocolPolicy': 'https-only',
      '/cacheBehaviors/0/cachePolicyId': '4cc15a8a-d715-48a4-82b8-cc0b614638fe',
      '/cacheBehaviors/0/originRequestPolicyId': 'acba4595-bd28-49b8-b9fe-13317c0390fa',
      '/cacheBehaviors/0/compress': true,
      '/cacheBehaviors/0/targetOriginId': 'both',
      '/originGroups/0': { id: 'both' },
      '/origins/0/customOriginConfig/originProtocolPolicy': 'http-only',
      '/origins/0/originPath': '/v1',
      '/customErrorResponses/0': { errorCode: 404 }
    })
    expect(body.because.map(({ detail }: { detail: string }) => detail)).toContain(
      '/img/* is the first path pattern that matches /img/a.'
    )
  })

  test('what is redirected or refused gets no further: no origin, no key, and who decided it', async () => {
    const { explain, domainName } = await startExplained(site)
    const redirected = await explain({ url: `http://${domainName}:80/?a=%20` })
    expect(redirected.body).toMatchObject({
      outcome: 'redirected',
      answer: { status: 301, location: `https://${domainName}/?a=%20` },
      request: { path: '/index.html' }
    })
    expect(redirected.body).not.toHaveProperty('origins')
    expect(redirected.body.because.at(-1)).toMatchObject({
      decision: 'viewerProtocol',
      pointer: '/defaultCacheBehavior/viewerProtocolPolicy'
    })
    const refused = await explain({ url: `https://${domainName}/img/a`, method: 'POST' })
    expect(refused.body).toMatchObject({ outcome: 'refused', answer: { status: 403 } })
    expect(refused.body.because.at(-1)).toMatchObject({
      decision: 'method',
      pointer: expect.stringMatching(/^\/cacheBehaviors\/0\/allowedMethods/)
    })
    expect((await explain({ url: `https://${domainName}/${'a'.repeat(8_192)}` })).body).toMatchObject({
      outcome: 'refused',
      answer: { status: 414 }
    })
  })

  test('a disabled distribution answers no viewer', async () => {
    const { explain, domainName } = await startExplained({ enabled: false })
    const { body } = await explain({ url: `https://${domainName}/` })
    expect(body).toMatchObject({ outcome: 'refused', answer: { status: 403 } })
    expect(body.because.at(-1).pointer).toBe('/enabled')
    // As at the edge: what nobody should guess about is refused whoever it is for, a limit is not mentioned to strangers.
    const unframed = await explain({ url: `https://${domainName}/`, headers: { 'Content-Length': 'x' } })
    expect(unframed.body).toMatchObject({ outcome: 'refused', answer: { status: 400 } })
    const long = await explain({ url: `https://${domainName}/${'a'.repeat(8_300)}` })
    expect(long.body).toMatchObject({ outcome: 'refused', answer: { status: 403 } })
  })

  test('settings from before the policies, methods that are not cached, and keys of the viewer', async () => {
    const { explain, domainName } = await startExplained({
      defaultCacheBehavior: {
        targetOriginId: 'app',
        viewerProtocolPolicy: 'allow-all',
        allowedMethods: {
          items: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'],
          cachedMethods: ['GET', 'HEAD']
        },
        forwardedValues: { queryString: false, cookies: { forward: 'none' } },
        minTtl: 5,
        defaultTtl: 60,
        maxTtl: 600
      }
    })
    const got = await explain({ url: `http://${domainName}/x?y`, headers: { 'X-Own': '1' } })
    expect(got.body.cache).toMatchObject({
      cached: true,
      key: { path: '/x', headers: {} },
      ttl: { minSeconds: 5, defaultSeconds: 60, maxSeconds: 600 }
    })
    expect(got.body.origins[0]).toMatchObject({ path: '/v1/x', headers: { 'X-Own': '1', Host: 'app.localhost:8081' } })
    expect(
      got.body.because
        .filter(({ decision }: { decision: string }) => decision === 'ttl')
        .map(({ pointer }: { pointer: string }) => pointer)
    ).toEqual(['/defaultCacheBehavior/minTtl', '/defaultCacheBehavior/defaultTtl', '/defaultCacheBehavior/maxTtl'])
    const posted = await explain({ url: `http://${domainName}/x`, method: 'POST' })
    expect(posted.body.cache).toMatchObject({ cached: false })
    expect(posted.body.cache).not.toHaveProperty('key')
  })

  test('asks no origin, changes nothing, and reads the policies that matter, each once', async () => {
    const { explain, emulator, id, domainName, request } = await startExplained({
      ...site,
      cacheBehaviors: [
        ...site.cacheBehaviors,
        { ...site.cacheBehaviors[0], pathPattern: '/other/*', cachePolicy: 'Amplify' }
      ]
    })
    const before = await request.get(`/distributions/${id}`)
    const names = ['GetDistribution', 'GetCachePolicy', 'GetOriginRequestPolicy']
    const counts = () => [...names.map(name => emulator.calls.count(name)), emulator.calls.count()]
    const start = counts()
    const { headers } = await explain({ url: `https://${domainName}/img/a` })
    // The error page of 503 has another behavior, and so another cache policy.
    expect(counts().map((count, place) => count - (start[place] ?? 0))).toEqual([1, 2, 1, 4])
    expect(headers.etag).toBe(before.headers.etag)
    expect(
      (await request.get(`/audit?distribution=${id}`)).body.items.map(({ action }: { action: string }) => action)
    ).not.toContain('explainRequest')
  })

  test.each([
    ['no URL', {}, '/url'],
    ['a relative URL', { url: '/index.html' }, '/url'],
    ['another scheme', { url: 'ftp://www.example.com/' }, '/url'],
    ['no host', { url: 'https:///a' }, '/url'],
    ['a password', { url: 'https://a:b@www.example.com/' }, '/url'],
    ['a host that is none', { url: 'https://[::1]/' }, '/url'],
    ['a wildcard for a host', { url: 'https://*.shop.example.com/' }, '/url'],
    ['a blank', { url: 'https://www.example.com/a b' }, '/url'],
    ['a line break', { url: 'https://www.example.com/a\r\nX: y' }, '/url'],
    ['a letter beyond ASCII', { url: 'https://www.example.com/ä' }, '/url'],
    ['a URL beyond all limits', { url: `https://www.example.com/${'a'.repeat(10_000)}` }, '/url'],
    ['an unknown method', { url: 'https://www.example.com/', method: 'TRACE' }, '/method'],
    ['a header of two lines', { url: 'https://www.example.com/', headers: { X: 'a\r\nY: b' } }, '/headers/X'],
    ['Host among the headers', { url: 'https://www.example.com/', headers: { HOST: 'a' } }, '/headers/HOST'],
    ['a header of another type', { url: 'https://www.example.com/', headers: { X: 1 } }, '/headers/X'],
    ['an unknown member', { url: 'https://www.example.com/', body: '' }, '/body']
  ])('%s: 400 VALIDATION_FAILED at its place, and CloudFront is not asked', async (_, body, pointer) => {
    const { request, emulator } = await startApp()
    const response = await request.post('/distributions/E1234567890ABC/explain').send(body)
    expect([response.status, response.body.code], response.text).toEqual([400, 'VALIDATION_FAILED'])
    expect(response.body.errors[0].pointer).toBe(pointer)
    expect(emulator.calls.count()).toBe(0)
  })

  test('an invalid header name, and too many headers: 400', async () => {
    const { request } = await startApp()
    const names = Array.from({ length: 101 }, (_, at) => [`X-${at}`, 'a'])
    for (const headers of [{ 'X: a\r\nY': 'b' }, { '': 'b' }, Object.fromEntries(names)]) {
      const response = await request
        .post('/distributions/E1/explain')
        .send({ url: 'https://www.example.com/', headers })
      expect([response.status, response.body.code], response.text).toEqual([400, 'VALIDATION_FAILED'])
    }
  })

  test('a host of another distribution: 400, with the names that this one has', async () => {
    const { explain, domainName } = await startExplained(ALIASED)
    const response = await explain({ url: 'https://shop.example.com/' })
    expect([response.status, response.body.code]).toEqual([400, 'VALIDATION_FAILED'])
    expect(response.body.errors).toEqual([
      {
        pointer: '/url',
        detail: `The host is not one of the distribution's names: www.example.com, *.shop.example.com, ${domainName}.`
      }
    ])
  })

  test('a distribution that is not there: 404', async () => {
    const { request } = await startApp()
    const response = await request.post('/distributions/E1234567890ABC/explain').send({ url: 'https://a.example.com/' })
    expect([response.status, response.body.code]).toEqual([404, 'DISTRIBUTION_NOT_FOUND'])
  })

  test('functions and signatures: what runs, and who may ask', () => {
    const config = {
      CallerReference: 'one',
      Comment: '',
      Enabled: true,
      Origins: list(origin('site')),
      DefaultCacheBehavior: {
        TargetOriginId: 'site',
        ViewerProtocolPolicy: 'allow-all' as const,
        TrustedKeyGroups: { Enabled: true, ...list('group') },
        FunctionAssociations: list({ EventType: 'viewer-request' as const, FunctionARN: 'arn:f' }),
        LambdaFunctionAssociations: list({ EventType: 'origin-request' as const, LambdaFunctionARN: 'arn:l' })
      }
    }
    const site = compileDistribution({ id: 'E1', domainName: 'd1.cloudfront.net', config, policiesOf: () => ({}) })
    const found = explanationOf(
      { config, distribution: site, tenant: undefined, hosts: indexHosts([site]) },
      viewerRequest('/', [['Host', 'd1.cloudfront.net']], { host: 'd1.cloudfront.net' })
    )
    expect(found).toMatchObject({
      outcome: 'served',
      behavior: { pathPattern: '*', pointer: '/defaultCacheBehavior', requiresSignature: true },
      functions: [
        { event: 'viewer-request', arn: 'arn:f', pointer: '/defaultCacheBehavior/functionAssociations/0' },
        { event: 'origin-request', arn: 'arn:l', pointer: '/defaultCacheBehavior/lambdaFunctionAssociations/0' }
      ]
    })
    expect(found.because).toContainEqual({
      decision: 'signature',
      pointer: expect.stringMatching(/^\/defaultCacheBehavior\/trustedKeyGroups/),
      detail: expect.stringContaining('signed')
    })
  })

  const plain = {
    CallerReference: 'one',
    Comment: '',
    Enabled: true,
    Origins: list(origin('site')),
    DefaultCacheBehavior: { TargetOriginId: 'site', ViewerProtocolPolicy: 'allow-all' as const }
  }

  /** What is said of a request to a distribution whose behavior, and rest, are changed so. */
  function explained(
    {
      behavior = {},
      config = {},
      deployment
    }: { behavior?: Partial<CF.DefaultCacheBehavior>; config?: object; deployment?: Deployment },
    target = '/',
    ...[headers = [], rest = {}]: [HeaderList?, Partial<ViewerRequest>?]
  ) {
    const changed = {
      ...plain,
      ...config,
      DefaultCacheBehavior: { ...plain.DefaultCacheBehavior, ...behavior }
    } as CF.DistributionConfig
    const domainName = 'd1.cloudfront.net'
    const policiesOf = ({ ForwardedValues }: CF.DefaultCacheBehavior) =>
      ForwardedValues
        ? {}
        : { cache: cachePolicy({ query: { QueryStringBehavior: 'all' }, cookies: { CookieBehavior: 'all' } }) }
    const site = compileDistribution({ id: 'E1', domainName, config: changed, policiesOf })
    const request = viewerRequest(target, [['Host', domainName], ...headers], { host: domainName, ...rest })
    const hosts = indexHosts([site])
    return explanationOf({ config: changed, distribution: site, tenant: undefined, deployment, hosts }, request)
  }

  test.each([
    ['a staging distribution', { Staging: true }, '/staging'],
    ['a distribution of tenants', { ConnectionMode: 'tenant-only' }, '/connectionMode']
  ])('%s answers no viewer by its own name', (_, config, pointer) => {
    const found = explained({ config })
    expect(found).toMatchObject({ outcome: 'refused', answer: { status: 403 } })
    expect(found.because.at(-1)).toMatchObject({ decision: 'distribution', pointer })
  })

  test('a WebSocket has no object, and its handshake goes to the origin', () => {
    const found = explained({}, '/', [
      ['Connection', 'Upgrade'],
      ['Upgrade', 'websocket']
    ])
    expect(found.cache?.cached).toBe(false)
    expect(found.origins?.[0]?.headers).toMatchObject({ Connection: 'Upgrade', Upgrade: 'websocket' })
    expect(found.because).toContainEqual({
      decision: 'cacheKey',
      detail: 'A WebSocket is passed through: nothing is cached.'
    })
  })

  test('a continuous deployment policy: some viewers get the staging configuration', () => {
    const config = { ContinuousDeploymentPolicyId: 'policy' }
    const traffic = {
      Type: 'SingleHeader',
      SingleHeaderConfig: { Header: 'aws-cf-cd-test', Value: 'yes' }
    } as const
    const found = explained({ config, deployment: { id: 'policy', traffic, stagingNames: [] } })
    expect(found.outcome).toBe('served')
    expect(found.because).toContainEqual({
      decision: 'distribution',
      pointer: '/continuousDeploymentPolicyId',
      detail: expect.stringContaining('viewers with aws-cf-cd-test: yes to the staging')
    })
    // While it is disabled.
    expect(explained({ config }).because).not.toContainEqual(
      expect.objectContaining({ pointer: '/continuousDeploymentPolicyId' })
    )
  })

  test.each([
    ['trustedKeyGroups', { TrustedKeyGroups: { Enabled: true, ...list('group') } }],
    ['trustedSigners', { TrustedSigners: { Enabled: true, ...list('self') } }]
  ])('what signs a request reaches neither key nor origin: %s', (member, behavior) => {
    const query = 'a=1&Expires=1&Signature=x&Key-Pair-Id=K&b=2'
    const cookies: HeaderList = [['Cookie', 'CloudFront-Policy=p; own=1; CloudFront-Signature=s']]
    const found = explained({ behavior }, `/a?${query}`, cookies)
    expect(found.behavior?.requiresSignature).toBe(true)
    expect(found.because).toContainEqual(
      expect.objectContaining({
        decision: 'signature',
        pointer: expect.stringContaining(`/defaultCacheBehavior/${member}`)
      })
    )
    expect(found.cache?.key).toMatchObject({ query: 'a=1&b=2', cookies: { own: '1' } })
    expect(found.origins?.[0]).toMatchObject({ query: 'a=1&b=2', headers: { Cookie: 'own=1' } })
    const open = explained({}, `/a?${query}`, cookies)
    expect(open.cache?.key?.query, 'ordinary parameters where nothing is signed').toBe(query)
  })

  test('errors of a method that is not cached are never kept', () => {
    const methods = list<CF.Method>('GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE')
    const behavior = { AllowedMethods: { ...methods, CachedMethods: list<CF.Method>('GET', 'HEAD') } }
    for (const method of ['POST', 'OPTIONS']) {
      const { errors = [] } = explained({ behavior }, '/', [], { method })
      expect([method, ...new Set(errors.map(({ cached }) => cached))]).toEqual([method, 'never'])
    }
  })

  test.each([
    ['GET', [['Content-Length', '1']]],
    ['GET', [['Transfer-Encoding', 'chunked']]],
    ['HEAD', [['Content-Length', '5']]]
  ] as const)('a %s with a body is refused: %j', (method, headers) => {
    const behavior = { ViewerProtocolPolicy: 'redirect-to-https' as const }
    const found = explained({ behavior }, '/', headers, { method })
    expect(found).toMatchObject({ outcome: 'refused', answer: { status: 403 } })
    expect(found.because.at(-1)).toEqual({ decision: 'method', detail: `A ${method} with a body is always refused.` })
    expect(explained({ behavior }, '/', [['Content-Length', '0']], { method }).outcome).toBe('served')
  })

  test('MaxTTL 0 of settings from before the policies, and a response headers policy, are pointed to', () => {
    const forwarding = { QueryString: false, Cookies: { Forward: 'none' as const } }
    const legacy = { ForwardedValues: forwarding, MinTTL: 0, DefaultTTL: 0, MaxTTL: 0 }
    const found = explained({ behavior: { ...legacy, ResponseHeadersPolicyId: 'policy' } })
    expect(found.because).toContainEqual(
      expect.objectContaining({ decision: 'cacheKey', pointer: '/defaultCacheBehavior/maxTtl' })
    )
    expect(found.because.at(-1)).toEqual({
      decision: 'responseHeaders',
      pointer: '/defaultCacheBehavior/responseHeadersPolicyId',
      detail: expect.stringContaining('policy')
    })
  })
})
