import { type DistributionConfig, GetDistributionConfigCommand } from '@aws-sdk/client-cloudfront'
import { describe, expect, test } from 'vitest'
import { fromSdk } from '../../src/cloudfront/model/json.ts'
import { structure } from '../../src/cloudfront/model/shapes.ts'
import { toPatched } from '../../src/configuration/distributions/replacement.ts'
import { CERTIFICATE, changeBehindOurBack, MERGE_PATCH, places, startWithDistribution } from './start-distribution.ts'

const lookups = {
  policyNames: { accountLabel: () => 'The account', findId: async () => undefined },
  findAccessControl: async () => 'EACCESS'
}
const CERTIFICATE_OF_CLOUDFRONT = '/viewerCertificate/cloudFrontDefaultCertificate'
const wrongPatches: [what: string, patch: object, pointers: string[]][] = [
  ['an unknown member', { coment: 'x' }, ['/coment']],
  ['an unknown member deep down', { defaultCacheBehavior: { compres: true } }, ['/defaultCacheBehavior/compres']],
  ['an unknown member that is null', { webAclID: null }, ['/webAclID']],
  [
    'one deep down that is null',
    { viewerCertificate: { certificateArn: null } },
    ['/viewerCertificate/certificateArn']
  ],
  ['a wrong type', { enabled: 'yes' }, ['/enabled']],
  ['an object in place of text', { comment: {} }, ['/comment']],
  ['a value outside its enum', { priceClass: 'PriceClass_300' }, ['/priceClass']],
  ['removing what every configuration has', { origins: null }, ['/origins']],
  ['a broken rule', { defaultRootObject: '/index.html' }, ['/defaultRootObject']],
  [
    'a policy name that the account does not have',
    { defaultCacheBehavior: { cachePolicy: 'CachingOptimised' } },
    ['/defaultCacheBehavior/cachePolicy']
  ],
  [
    'a policy name that is no text',
    { defaultCacheBehavior: { cachePolicy: 1 } },
    ['/defaultCacheBehavior/cachePolicy']
  ],
  ['two forms of error pages', { errorPages: [], customErrorResponses: [] }, ['/errorPages']],
  ['a wrong error page', { errorPages: [{ errorCode: 404, responseCode: 200 }] }, ['/errorPages/0/responsePagePath']],
  ['error pages that are none', { errorPages: 'none' }, ['/errorPages']],
  ['another caller reference', { callerReference: 'mine' }, ['/callerReference']]
]

describe('PATCH /distributions/:id', () => {
  test('200: what is given is changed, objects are merged, arrays replaced, the rest stays', async () => {
    const { request, url, config, etag } = await startWithDistribution()
    const response = await request
      .patch(url)
      .set('If-Match', '*')
      .set('Content-Type', MERGE_PATCH)
      .send(
        JSON.stringify({
          comment: 'new',
          defaultCacheBehavior: { compress: false },
          restrictions: { geoRestriction: { restrictionType: 'whitelist', items: ['DE', 'FR'] } }
        })
      )
    expect(response.status, response.text).toBe(200)
    expect(response.body.config).toEqual({
      ...config,
      comment: 'new',
      defaultCacheBehavior: { ...config.defaultCacheBehavior, compress: false },
      restrictions: { geoRestriction: { restrictionType: 'whitelist', items: ['DE', 'FR'] } }
    })
    expect(response.headers.etag).not.toBe(etag)
    expect((await request.get(url)).body).toEqual(response.body)
  })

  test('plain JSON is taken, and a patch that changes nothing is not written', async () => {
    const { request, url, etag, writes } = await startWithDistribution({ comment: 'same' })
    const before = writes()
    const response = await request.patch(url).send({ comment: 'same' })
    expect([response.status, response.headers.etag]).toEqual([200, etag])
    expect(writes()).toBe(before)
  })

  test('policies by name replace ids, error pages replace custom error responses, null removes', async () => {
    const { request, url } = await startWithDistribution({
      defaultCacheBehavior: { cachePolicy: 'CachingDisabled', originRequestPolicy: 'AllViewer' },
      errorPages: [{ errorCode: 500, errorCachingMinTtl: 1 }]
    })
    const response = await request
      .patch(url)
      .set('If-Match', '*')
      .send({
        defaultCacheBehavior: { cachePolicy: 'CachingOptimized', originRequestPolicy: null },
        errorPages: [{ errorCode: 404, errorCachingMinTtl: 5 }]
      })
    expect(response.status, response.text).toBe(200)
    expect(response.body.config.defaultCacheBehavior.cachePolicyId).toBe('658327ea-f89d-4fab-a63d-7e88639e58f6')
    expect(response.body.config.defaultCacheBehavior).not.toHaveProperty('originRequestPolicyId')
    expect(response.body.config.customErrorResponses).toMatchObject([{ errorCode: 404, errorCachingMinTtl: 5 }])
    const none = await request.patch(url).send({ errorPages: null })
    expect([none.status, none.body.config.customErrorResponses]).toEqual([200, []])
  })

  test('400 names every member that is wrong, and nothing is written', async () => {
    const { request, url, writes } = await startWithDistribution()
    const before = writes()
    for (const [what, patch, expected] of wrongPatches) {
      const response = await request.patch(url).set('If-Match', '*').send(patch)
      expect([response.status, response.body.code], `${what}: ${response.text}`).toEqual([400, 'VALIDATION_FAILED'])
      expect(places(response.body), what).toEqual(expected)
    }
    expect(writes()).toBe(before)
  })

  test('400 for what is no patch of an object', async () => {
    const { request, url } = await startWithDistribution()
    for (const body of ['[]', '"text"', '3', 'null']) {
      const response = await request.patch(url).set('Content-Type', MERGE_PATCH).send(body)
      expect([response.status, response.body.code], body).toEqual([400, 'VALIDATION_FAILED'])
    }
  })

  test('an own certificate after CloudFront’s gets the settings of creation: vip is billed', async () => {
    const { request, url, cloudfront, id } = await startWithDistribution()
    const patch = (viewerCertificate: object, more: object = {}) =>
      request
        .patch(url)
        .set('If-Match', '*')
        .send({ ...more, viewerCertificate })
    const own = await patch({ acmCertificateArn: CERTIFICATE }, { aliases: ['www.example.com'] })
    expect(own.status, own.text).toBe(200)
    const settings = { sslSupportMethod: 'sni-only', minimumProtocolVersion: 'TLSv1.2_2021' }
    const expected = { cloudFrontDefaultCertificate: false, acmCertificateArn: CERTIFICATE, ...settings }
    expect(own.body.config.viewerCertificate).toMatchObject({ ...expected, certificate: CERTIFICATE })

    const newer = { minimumProtocolVersion: 'TLSv1.2_2025' }
    expect((await patch(newer)).body.config.viewerCertificate).toMatchObject({ ...expected, ...newer })
    const other = CERTIFICATE.replace(/.$/, last => (last === '0' ? '1' : '0'))
    const kept = await patch({ acmCertificateArn: other })
    expect(kept.body.config.viewerCertificate, kept.text).toMatchObject({ ...newer, acmCertificateArn: other })

    const standard = { cloudFrontDefaultCertificate: true }
    const back = await patch(standard, { aliases: [] })
    expect(back.status, back.text).toBe(200)
    expect(back.body.config.viewerCertificate).not.toHaveProperty('acmCertificateArn')
    const again = await patch(standard)
    expect([again.status, again.headers.etag]).toEqual([200, back.headers.etag])
    const { DistributionConfig } = await cloudfront.send(new GetDistributionConfigCommand({ Id: id }))
    expect(DistributionConfig?.ViewerCertificate).toMatchObject({ CloudFrontDefaultCertificate: true })
  })

  test('a change to CloudFront’s certificate whose answer was lost is found, whatever the minimum was', async () => {
    const settings = { sslSupportMethod: 'sni-only', minimumProtocolVersion: 'TLSv1' }
    const { request, url, etag, emulator } = await startWithDistribution({
      viewerCertificate: { acmCertificateArn: CERTIFICATE, ...settings }
    })
    emulator.faults.add({ kind: 'resetAfter', operations: ['UpdateDistribution'], count: 1 })
    const patched = await request
      .patch(url)
      .set('If-Match', etag)
      .send({ viewerCertificate: { cloudFrontDefaultCertificate: true } })
    expect(patched.status, patched.text).toBe(200)
    expect(patched.body.config.viewerCertificate).not.toHaveProperty('acmCertificateArn')
  })

  test('a bucket for logs that are off is 400; turning them off needs no more than that', async () => {
    const { request, url } = await startWithDistribution()
    const bucket = 'logs.s3.amazonaws.com'
    const off = await request.patch(url).send({ logging: { bucket } })
    expect([off.status, places(off.body)], off.text).toEqual([400, ['/logging/bucket']])
    const prefix = await request.patch(url).send({ logging: { prefix: 'shop/' } })
    expect([prefix.status, places(prefix.body)], prefix.text).toEqual([400, ['/logging/prefix']])
    const on = await request.patch(url).send({ logging: { bucket, enabled: true } })
    expect(on.body.config.logging, on.text).toMatchObject({ enabled: true, bucket })
    const turnedOff = await request.patch(url).send({ logging: { enabled: false } })
    expect(turnedOff.body.config.logging, turnedOff.text).toMatchObject({ enabled: false })
  })

  test('a patch of two certificates is 400, and so is a JSON patch that adds one to CloudFront’s', async () => {
    const { request, url } = await startWithDistribution()
    const both = await request
      .patch(url)
      .send({ viewerCertificate: { acmCertificateArn: CERTIFICATE, cloudFrontDefaultCertificate: true } })
    expect([both.status, places(both.body)]).toEqual([400, expect.arrayContaining([CERTIFICATE_OF_CLOUDFRONT])])
    const added = await request
      .patch(url)
      .set('Content-Type', 'application/json-patch+json')
      .send(JSON.stringify([{ op: 'add', path: '/viewerCertificate/acmCertificateArn', value: CERTIFICATE }]))
    expect([added.status, places(added.body)]).toEqual([
      400,
      [CERTIFICATE_OF_CLOUDFRONT, '/viewerCertificate/minimumProtocolVersion', '/viewerCertificate/sslSupportMethod']
    ])
  })

  test('a value that is newer than this model stays, and does not stand in the way of other changes', async () => {
    const { id, cloudfront } = await startWithDistribution()
    const { DistributionConfig: config } = await cloudfront.send(new GetDistributionConfigCommand({ Id: id }))
    // No value of the SDK's type is newer than the model.
    const newer = { ...config, PriceClass: 'PriceClass_300' } as unknown as DistributionConfig
    const current = { config: newer, json: fromSdk(structure('DistributionConfig'), newer) }
    expect(await toPatched({ comment: 'x' }, current, lookups)).toEqual({ ...newer, Comment: 'x' })
    const other = toPatched({ priceClass: 'PriceClass_400' }, current, lookups)
    await expect(other).rejects.toMatchObject({ errors: [{ pointer: '/priceClass' }] })
  })

  test('an own certificate gets them also if CloudFront shows less of its own, as it may', async () => {
    const { cloudfront, id } = await startWithDistribution()
    const { DistributionConfig: before } = await cloudfront.send(new GetDistributionConfigCommand({ Id: id }))
    const standard = { CloudFrontDefaultCertificate: true, CertificateSource: 'cloudfront' } as const
    for (const ViewerCertificate of [standard, { ...standard, MinimumProtocolVersion: 'TLSv1' } as const]) {
      const config = { ...before, ViewerCertificate } as DistributionConfig
      const current = { config, json: fromSdk(structure('DistributionConfig'), config) }
      const patched = await toPatched({ viewerCertificate: { acmCertificateArn: CERTIFICATE } }, current, lookups)
      expect(patched.ViewerCertificate).toMatchObject({
        ACMCertificateArn: CERTIFICATE,
        SSLSupportMethod: 'sni-only',
        MinimumProtocolVersion: 'TLSv1.2_2021'
      })
    }
  })

  test('409 UNKNOWN_UPSTREAM_SETTING rather than delete a setting that the model does not know', async () => {
    const { request, url, emulator, writes } = await startWithDistribution()
    emulator.faults.add({ kind: 'unknownElement', operations: ['GetDistributionConfig'] })
    const before = writes()
    const refused = await request.patch(url).send({ comment: 'x' })
    expect([refused.status, refused.body.code]).toEqual([409, 'UNKNOWN_UPSTREAM_SETTING'])
    expect(writes()).toBe(before)
  })

  test('415 for a media type that is no patch, naming those that are', async () => {
    const { request, url } = await startWithDistribution()
    const response = await request.patch(url).set('Content-Type', 'application/xml').send('[]')
    expect([response.status, response.headers['accept-patch']]).toEqual([
      415,
      `${MERGE_PATCH}, application/json, application/json-patch+json`
    ])
  })

  test('404 DISTRIBUTION_NOT_FOUND for an unknown one', async () => {
    const { request } = await startWithDistribution()
    const response = await request.patch('/distributions/EUNKNOWN12345').send({ comment: 'x' })
    expect([response.status, response.body.code]).toEqual([404, 'DISTRIBUTION_NOT_FOUND'])
  })
})

describe('PATCH with concurrent writers', () => {
  test('without If-Match both changes survive a writer who was faster', async () => {
    const { request, url, id, cloudfront, emulator } = await startWithDistribution()
    const { hold } = emulator.faults.add({ kind: 'hold', operations: ['UpdateDistribution'], count: 1 })
    const [response] = await Promise.all([
      request.patch(url).send({ comment: 'ours' }),
      hold
        .untilHeld()
        .then(() => changeBehindOurBack(cloudfront, id, config => ({ ...config, DefaultRootObject: 'theirs.html' })))
        .then(hold.release)
    ])
    expect(response.status, response.text).toBe(200)
    expect(response.body.config).toMatchObject({ comment: 'ours', defaultRootObject: 'theirs.html' })
    expect(emulator.calls.count('UpdateDistribution')).toBe(3)
  })

  test('with If-Match the same is 412, naming the members that the other writer changed', async () => {
    const { request, url, id, etag, cloudfront, emulator } = await startWithDistribution()
    const { hold } = emulator.faults.add({ kind: 'hold', operations: ['UpdateDistribution'], count: 1 })
    const [response] = await Promise.all([
      request.patch(url).set('If-Match', etag).send({ comment: 'ours' }),
      hold
        .untilHeld()
        .then(() => changeBehindOurBack(cloudfront, id, config => ({ ...config, DefaultRootObject: 'theirs.html' })))
        .then(hold.release)
    ])
    expect([response.status, response.body.code], response.text).toEqual([412, 'ETAG_MISMATCH'])
    expect(response.body.errors).toEqual([{ pointer: '/defaultRootObject', detail: 'It was changed concurrently.' }])
    const { body, headers } = await request.get(url)
    expect(response.headers.etag).toBe(headers.etag)
    expect(body.config.comment).toBe('')
  })

  test('fifty writers of different members here and ten elsewhere: all succeed, and all changes are there', async () => {
    const headers = Array.from({ length: 25 }, (_, index) => ({ headerName: `X-H${index}`, headerValue: 'old' }))
    const { request, url, id, cloudfront, emulator } = await startWithDistribution({
      origins: [{ domainName: 'www.example.com', customHeaders: headers }]
    })
    const members = [
      ...['comment', 'defaultRootObject'].map(name => ({ [name]: 'new' })),
      ...['enabled', 'isIpv6Enabled'].map(name => ({ [name]: false })),
      { priceClass: 'PriceClass_100' },
      { httpVersion: 'http2' },
      { defaultCacheBehavior: { compress: false } },
      { defaultCacheBehavior: { viewerProtocolPolicy: 'https-only' } },
      { defaultCacheBehavior: { responseHeadersPolicy: 'SimpleCORS' } },
      { restrictions: { geoRestriction: { restrictionType: 'whitelist', items: ['DE'] } } }
    ]
    const codes = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503]
    const ours = [
      ...members.map(patch => request.patch(url).set('If-Match', '*').send(patch)),
      ...codes.map(code => request.put(`${url}/error-pages/${code}`).send({ errorCachingMinTtl: code })),
      // Thirty more that set what others set, too: every one of them is a turn of its own.
      ...members
        .flatMap(patch => [patch, patch, patch])
        .map(patch => request.patch(url).set('If-Match', '*').send(patch))
    ]
    const theirs = Array.from({ length: 10 }, (_, index) =>
      changeBehindOurBack(cloudfront, id, config => ({
        ...config,
        Origins: {
          Quantity: 1,
          Items: config.Origins?.Items?.map(origin => ({
            ...origin,
            CustomHeaders: {
              Quantity: headers.length,
              Items: origin.CustomHeaders?.Items?.map((header, place) =>
                place === index ? { ...header, HeaderValue: 'theirs' } : header
              )
            }
          }))
        }
      }))
    )
    const [answers] = await Promise.all([Promise.all(ours), ...theirs])
    expect(answers).toHaveLength(50)
    expect(answers.filter(({ status }) => status > 201).map(({ text }) => text)).toEqual([])

    const { config } = (await request.get(url)).body
    for (const patch of members) {
      const { defaultCacheBehavior: behavior, ...rest } = patch as { defaultCacheBehavior?: object }
      expect(config).toMatchObject(rest)
      if (behavior && !('responseHeadersPolicy' in behavior))
        expect(config.defaultCacheBehavior).toMatchObject(behavior)
    }
    expect(config.defaultCacheBehavior.responseHeadersPolicyId).toBe('60669652-455b-4ae9-85a4-c4c02393f86c')
    expect(config.customErrorResponses).toHaveLength(10)
    const values = config.origins[0].customHeaders.map(({ headerValue }: { headerValue: string }) => headerValue)
    expect(values.slice(0, 11)).toEqual([...Array<string>(10).fill('theirs'), 'old'])
    // Inside the process nobody races: only the ten outside can have refused a write of ours.
    const refused = emulator.calls.last().filter(({ code }) => code === 'PreconditionFailed')
    expect(refused.length).toBeLessThan(10 * 10)
  }, 60_000)

  test('a removal whose answer was lost is a success, not a false 404', async () => {
    const { request, url, emulator } = await startWithDistribution({ errorPages: [{ errorCode: 404 }] })
    emulator.faults.add({ kind: 'resetAfter', operations: ['UpdateDistribution'], count: 1 })
    expect((await request.delete(`${url}/error-pages/404`)).status).toBe(200)
    expect((await request.get(`${url}/error-pages`)).body.items).toEqual([])
  })
})
