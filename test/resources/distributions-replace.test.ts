import { describe, expect, test } from 'vitest'
import { createAccessControl } from '../helpers/origin-access-control.ts'
import {
  CERTIFICATE,
  changeBehindOurBack,
  CLOUDFRONT_JSON,
  places,
  startWithDistribution
} from './start-distribution.ts'

type Change = (config: Record<string, unknown>) => object

const wrongDocuments: [what: string, change: Change, pointers: string[]][] = [
  ['an unknown member', config => ({ ...config, coment: 'x' }), ['/coment']],
  ['a wrong type', config => ({ ...config, enabled: 'yes' }), ['/enabled']],
  ['a missing member', ({ origins: _, ...config }) => config, ['/origins']],
  ['null for what has no default', config => ({ ...config, origins: null }), ['/origins']],
  ['tags, which are no configuration', config => ({ ...config, tags: {} }), ['/tags']],
  ['a broken rule', config => ({ ...config, aliases: ['www.example.com'] }), ['/viewerCertificate']],
  ['two forms of error pages', config => ({ ...config, errorPages: [] }), ['/errorPages']],
  [
    'a policy named beside its id',
    config => ({
      ...config,
      defaultCacheBehavior: { ...(config.defaultCacheBehavior as object), cachePolicy: 'CachingDisabled' }
    }),
    ['/defaultCacheBehavior/cachePolicy']
  ]
]

describe('PUT /distributions/:id', () => {
  test('200: what GET gave and the caller changed is the configuration now, with a new ETag', async () => {
    const { request, url, etag, config } = await startWithDistribution()
    const response = await request
      .put(url)
      .set('If-Match', etag)
      .send({ ...config, comment: 'new' })
    expect(response.status, response.text).toBe(200)
    expect(response.body).toMatchObject({ status: 'InProgress', config: { ...config, comment: 'new' } })
    expect(response.headers.etag).not.toBe(etag)
    const read = await request.get(url)
    expect([read.body, read.headers.etag]).toEqual([response.body, response.headers.etag])
  })

  test('what GET gave can be sent back unchanged, and CloudFront is not asked to write', async () => {
    const { request, url, etag, config, writes } = await startWithDistribution()
    const before = writes()
    const response = await request.put(url).set('If-Match', etag).send(config)
    expect([response.status, response.headers.etag, response.body.config]).toEqual([200, etag, config])
    expect(writes()).toBe(before)
  })

  test('optional members that were set and are omitted are named, and null resets them', async () => {
    const { request, url, config } = await startWithDistribution({ defaultRootObject: 'index.html' })
    const [{ connectionAttempts: _, ...origin }] = config.origins
    const set = await request
      .patch(url)
      .set('If-Match', '*')
      .send({ origins: [{ ...config.origins[0], connectionAttempts: 1 }] })
    expect(set.body.config.origins[0].connectionAttempts, set.text).toBe(1)
    const put = (origins: object[]) =>
      request
        .put(url)
        .set('If-Match', '*')
        .send({ ...config, origins: origins })
    const refused = await put([origin])
    expect([refused.status, places(refused.body)], refused.text).toEqual([400, ['/origins/0/connectionAttempts']])
    const response = await put([{ ...origin, connectionAttempts: null }])
    expect([response.status, response.body.config.origins], response.text).toEqual([200, config.origins])
  })

  test('the access control of a function’s origin is not lost by omitting it, as its kind stays the same', async () => {
    const domainName = 'abc.lambda-url.eu-west-1.on.aws'
    const { request, url, cloudfront } = await startWithDistribution({ origins: [{ domainName, id: 'o' }] })
    const originAccessControlId = await createAccessControl(cloudfront, 'lambda')
    const set = await request
      .patch(url)
      .set('If-Match', '*')
      .send({ origins: [{ domainName, id: 'o', originAccessControlId }] })
    const { config } = set.body
    const { originAccessControlId: _, ...origin } = config.origins[0]
    const put = (path: string, body: object) => request.put(`${url}${path}`).set('If-Match', '*').send(body)
    const whole = await put('', { ...config, origins: [origin] })
    expect([whole.status, places(whole.body)], whole.text).toEqual([400, ['/origins/0/originAccessControlId']])
    const one = await put('/origins/o', origin)
    expect([one.status, places(one.body)], one.text).toEqual([400, ['/originAccessControlId']])
    expect((await put('/origins/o', { ...origin, originAccessControlId: null })).status).toBe(200)
  })

  test('omitting protection does not remove it: not in a PUT, not in one of a behavior or an origin', async () => {
    const { request, url, config, writes } = await startWithDistribution({
      origins: [{ domainName: 'b.s3.amazonaws.com', id: 'o', originAccess: 'managed' }],
      defaultCacheBehavior: {
        trustedSigners: { enabled: true, items: ['self'] },
        responseHeadersPolicy: 'SecurityHeadersPolicy'
      },
      isIpv6Enabled: false
    })
    const before = writes()
    const { trustedSigners: _, responseHeadersPolicyId: __, ...behavior } = config.defaultCacheBehavior
    const { originAccessControlId: ___, ...origin } = config.origins[0]
    const { isIpv6Enabled: ____, ...rest } = config
    const whole = await request
      .put(url)
      .set('If-Match', '*')
      .send({ ...rest, origins: [origin], defaultCacheBehavior: behavior })
    expect([whole.status, places(whole.body).toSorted()], whole.text).toEqual([
      400,
      [
        '/defaultCacheBehavior/responseHeadersPolicyId',
        '/defaultCacheBehavior/trustedSigners',
        '/isIpv6Enabled',
        '/origins/0/originAccessControlId'
      ]
    ])
    const ofBehavior = await request.put(`${url}/behaviors/default`).send({ targetOriginId: 'o' })
    expect([ofBehavior.status, places(ofBehavior.body).toSorted()], ofBehavior.text).toEqual([
      400,
      ['/responseHeadersPolicyId', '/trustedSigners']
    ])
    const ofOrigin = await request.put(`${url}/origins/o`).send({ domainName: 'b.s3.amazonaws.com' })
    expect([ofOrigin.status, places(ofOrigin.body)], ofOrigin.text).toEqual([400, ['/originAccessControlId']])
    expect(writes()).toBe(before)
    const reset = { targetOriginId: 'o', trustedSigners: null, responseHeadersPolicyId: null }
    expect((await request.put(`${url}/behaviors/default`).send(reset)).status).toBe(200)
    const managed = { domainName: 'b.s3.amazonaws.com', originAccess: 'managed' }
    expect((await request.put(`${url}/origins/o`).send(managed)).status).toBe(200)
  })

  test('428 PRECONDITION_REQUIRED without If-Match, and nothing is read or written', async () => {
    const { request, url, config, emulator } = await startWithDistribution()
    const before = emulator.calls.count()
    const response = await request.put(url).send(config)
    expect([response.status, response.body.code]).toEqual([428, 'PRECONDITION_REQUIRED'])
    expect(response.body.remedy).toContain('If-Match: *')
    expect(emulator.calls.count()).toBe(before)
  })

  test('412 ETAG_MISMATCH when someone else updated first, with the current ETag and the members they changed', async () => {
    const { request, url, id, etag, config, cloudfront, writes } = await startWithDistribution()
    await changeBehindOurBack(cloudfront, id, current => ({
      ...current,
      Comment: 'theirs',
      PriceClass: 'PriceClass_100'
    }))
    const before = writes()
    const response = await request
      .put(url)
      .set('If-Match', etag)
      .send({ ...config, comment: 'ours' })
    expect([response.status, response.body.code], response.text).toEqual([412, 'ETAG_MISMATCH'])
    expect(response.headers.etag).toBe((await request.get(url)).headers.etag)
    expect(places(response.body)).toEqual(['/comment', '/priceClass'])
    expect(writes()).toBe(before)
  })

  test('412 for a version that this instance has never seen says that it cannot tell what was changed', async () => {
    const { request, url, config } = await startWithDistribution()
    const response = await request.put(url).set('If-Match', '"E000000000000"').send(config)
    expect([response.status, response.body.errors]).toEqual([412, undefined])
    expect(response.body.detail).toContain('not known')
  })

  test('If-Match: * replaces any version, even during concurrent writes', async () => {
    const { request, url, id, config, cloudfront } = await startWithDistribution()
    await changeBehindOurBack(cloudfront, id, current => ({ ...current, Comment: 'theirs' }))
    const response = await request
      .put(url)
      .set('If-Match', '*')
      .send({ ...config, comment: 'ours' })
    expect([response.status, response.body.config], response.text).toEqual([200, { ...config, comment: 'ours' }])
  })

  test('callerReference may be omitted; another one is 400 naming the member', async () => {
    const { request, url, config } = await startWithDistribution()
    const { callerReference, ...rest } = config
    const without = await request
      .put(url)
      .set('If-Match', '*')
      .send({ ...rest, comment: 'x' })
    expect([without.status, without.body.config.callerReference]).toEqual([200, callerReference])
    const other = await request
      .put(url)
      .set('If-Match', '*')
      .send({ ...rest, callerReference: 'mine' })
    expect([other.status, places(other.body)]).toEqual([400, ['/callerReference']])
  })

  test('400 names every member that is wrong, and nothing is written', async () => {
    const { request, url, config, writes } = await startWithDistribution()
    const before = writes()
    for (const [what, change, expected] of wrongDocuments) {
      const response = await request.put(url).set('If-Match', '*').send(change(config))
      expect([response.status, response.body.code], `${what}: ${response.text}`).toEqual([400, 'VALIDATION_FAILED'])
      expect(places(response.body), what).toEqual(expected)
    }
    expect(writes()).toBe(before)
  })

  test('error pages and policies by name are taken as at creation', async () => {
    const { request, url, config } = await startWithDistribution()
    const { customErrorResponses: _, ...rest } = config
    const { cachePolicyId: __, ...behavior } = config.defaultCacheBehavior
    const response = await request
      .put(url)
      .set('If-Match', '*')
      .send({
        ...rest,
        defaultCacheBehavior: { ...behavior, cachePolicy: 'CachingDisabled' },
        errorPages: [{ errorCode: 404, responsePagePath: '/404.html', responseCode: 200 }]
      })
    expect(response.status, response.text).toBe(200)
    expect(response.body.config).toMatchObject({
      defaultCacheBehavior: { cachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad' },
      customErrorResponses: [{ errorCode: 404, responsePagePath: '/404.html', responseCode: 200 }]
    })
  })

  test("CloudFront's own format goes in and out; a 400 and a 412 name its own members", async () => {
    const { request, url, id, cloudfront } = await startWithDistribution()
    const read = await request.get(url).set('Accept', CLOUDFRONT_JSON)
    const put = (body: object, etag: string) =>
      request
        .put(url)
        .set({ 'If-Match': etag, 'Content-Type': CLOUDFRONT_JSON, Accept: CLOUDFRONT_JSON })
        .send(JSON.stringify(body))
    const { CallerReference: reference, ...rest } = read.body
    const replaced = await put({ ...rest, Comment: 'new' }, read.headers.etag ?? '')
    expect(replaced.status, replaced.text).toBe(200)
    expect(replaced.body).toEqual({ ...rest, Comment: 'new', CallerReference: reference })
    const { Comment: _, ...incomplete } = read.body
    const refused = await put({ ...incomplete, CallerReference: 'mine' }, '*')
    expect([refused.status, places(refused.body)]).toEqual([400, ['/CallerReference', '/Comment']])
    await changeBehindOurBack(cloudfront, id, current => ({ ...current, Enabled: false }))
    const stale = await put(read.body, replaced.headers.etag ?? '')
    expect([stale.status, places(stale.body)]).toEqual([412, ['/Enabled']])
  })

  test('a changed certificate is the new one, although GET repeats the old one in deprecated members', async () => {
    const { request, url, config } = await startWithDistribution({
      aliases: ['www.example.com'],
      viewerCertificate: { acmCertificateArn: CERTIFICATE }
    })
    expect(config.viewerCertificate.certificate).toBe(CERTIFICATE)
    const other = CERTIFICATE.replace('7779f0ed', '11111111')
    const wanted = { ...config, viewerCertificate: { ...config.viewerCertificate, acmCertificateArn: other } }
    const dryRun = await request.put(`${url}?dryRun=true`).set('If-Match', '*').send(wanted)
    expect(dryRun.body.config.viewerCertificate).not.toHaveProperty('certificate')
    const response = await request.put(url).set('If-Match', '*').send(wanted)
    expect(response.status, response.text).toBe(200)
    expect(response.body.config.viewerCertificate).toMatchObject({ acmCertificateArn: other, certificate: other })
  })

  test('409 UNKNOWN_UPSTREAM_SETTING rather than delete a setting that the model does not know', async () => {
    const { request, url, config, emulator, writes } = await startWithDistribution()
    emulator.faults.add({ kind: 'unknownElement', operations: ['GetDistributionConfig'] })
    const before = writes()
    const response = await request
      .put(url)
      .set('If-Match', '*')
      .send({ ...config, comment: 'x' })
    expect([response.status, response.body.code], response.text).toEqual([409, 'UNKNOWN_UPSTREAM_SETTING'])
    expect(writes()).toBe(before)
  })

  test('400 that names only the lists for more origins and behaviors than allowed, in both formats, as at creation', async () => {
    const { request, url } = await startWithDistribution({ comment: 'not omitted by mistake' })
    const count = 1_001
    const numbered = (item: (n: number) => object) => Array.from({ length: count }, (_, n) => item(n))
    const json = {
      origins: numbered(n => ({ domainName: `o${n}.example.com` })),
      cacheBehaviors: numbered(n => ({ pathPattern: `/${n}` }))
    }
    const own = {
      Origins: { Quantity: count, Items: numbered(n => ({ Id: `${n}`, DomainName: `o${n}.example.com` })) },
      CacheBehaviors: { Quantity: count, Items: numbered(n => ({ PathPattern: `/${n}` })) }
    }
    for (const [type, body, lists] of [
      ['application/json', json, ['/cacheBehaviors', '/origins']],
      [CLOUDFRONT_JSON, own, ['/CacheBehaviors/Items', '/Origins/Items']]
    ] as const) {
      for (const send of [request.put(url).set('If-Match', '*'), request.post('/distributions')]) {
        const refused = await send.set('Content-Type', type).send(JSON.stringify(body))
        expect([refused.status, places(refused.body)], refused.text).toEqual([400, lists])
      }
      const unknown = await request
        .post('/distributions')
        .set('Content-Type', type)
        .send(JSON.stringify({ x: 1, ...body }))
      expect([unknown.status, places(unknown.body)], unknown.text).toEqual([400, [...lists, '/x']])
    }
  })

  test('404 for an unknown distribution, 406 and 415 for forms that do not exist', async () => {
    const { request, url, config } = await startWithDistribution()
    const unknown = await request.put('/distributions/EUNKNOWN12345').set('If-Match', '*').send(config)
    expect([unknown.status, unknown.body.code]).toEqual([404, 'DISTRIBUTION_NOT_FOUND'])
    const accept = await request.put(url).set({ 'If-Match': '*', Accept: 'text/csv' }).send(config)
    expect([accept.status, accept.body.code]).toEqual([406, 'NOT_ACCEPTABLE'])
    const type = await request.put(url).set({ 'If-Match': '*', 'Content-Type': 'text/plain' }).send('{}')
    expect(type.status).toBe(415)
  })

  test.each(['PUT', 'PATCH', 'JSON patch'])('%s that turns logs off may keep the bucket, each time', async method => {
    const bucket = 'logs.s3.amazonaws.com'
    const started = await startWithDistribution({ logging: { enabled: true, bucket } })
    const { request, url, config, emulator } = started
    const logging = { ...config.logging, enabled: false }
    const turnOff = (ifMatch = '*') => {
      if (method === 'PUT')
        return request
          .put(url)
          .set('If-Match', ifMatch)
          .send({ ...config, logging })
      const patch = request.patch(url).set('If-Match', ifMatch)
      if (method === 'PATCH') return patch.send({ logging })
      return patch
        .set('Content-Type', 'application/json-patch+json')
        .send(JSON.stringify([{ op: 'replace', path: '/logging', value: logging }]))
    }
    emulator.faults.add({ kind: 'resetAfter', operations: ['UpdateDistribution'], count: 1 })
    for (const off of [await turnOff(started.etag), await turnOff(), await turnOff()]) {
      expect([off.status, off.body.config?.logging.enabled], off.text).toEqual([200, false])
    }
    const unsaid = await request
      .put(url)
      .set('If-Match', '*')
      .send({ ...config, logging: { ...logging, enabled: null } })
    expect([unsaid.status, places(unsaid.body)], unsaid.text).toEqual([400, ['/logging/bucket']])
  })

  test('a write whose answer was lost is a success, not a false 412', async () => {
    const { request, url, etag, config, emulator } = await startWithDistribution()
    emulator.faults.add({ kind: 'resetAfter', operations: ['UpdateDistribution'], count: 1 })
    const response = await request
      .put(url)
      .set('If-Match', etag)
      .send({ ...config, comment: 'ours' })
    expect([response.status, response.body.config.comment], response.text).toEqual([200, 'ours'])
    // The SDK sent it twice, and CloudFront refused the second one.
    expect(
      emulator.calls
        .last()
        .filter(({ operation }) => operation === 'UpdateDistribution')
        .map(({ code }) => code)
    ).toEqual([undefined, 'PreconditionFailed'])
  })
})
