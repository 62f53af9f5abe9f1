import {
  type DistributionConfig,
  GetDistributionConfigCommand,
  UpdateDistributionCommand
} from '@aws-sdk/client-cloudfront'
import { describe, expect, test } from 'vitest'
import { startApp } from '../helpers/start-app.ts'
import { changeBehindOurBack } from './start-distribution.ts'

const NOT_FOUND = { errorCode: 404, responsePagePath: '/404.html', responseCode: 200, errorCachingMinTtl: 3600 }
const UNAVAILABLE = { errorCode: 503, errorCachingMinTtl: 0 }

async function startWithDistribution() {
  const started = await startApp()
  const { body } = await started.request.post('/distributions').send({
    origins: [{ domainName: 'www.example.com', customHeaders: [{ headerName: 'X-Key', headerValue: 'k' }] }],
    comment: 'keep me'
  })
  const url = `/distributions/${body.id}/error-pages`
  return { ...started, id: body.id as string, etag: body.etag as string, config: body.config, url }
}

describe('PUT /distributions/:id/error-pages', () => {
  test('200: the list is replaced, the rest of the configuration stays', async () => {
    const { request, url, id, config, etag } = await startWithDistribution()
    const response = await request.put(url).send({ items: [NOT_FOUND, UNAVAILABLE] })
    expect(response.status, response.text).toBe(200)
    expect(response.body.items).toEqual([NOT_FOUND, UNAVAILABLE])
    expect(response.headers.etag).not.toBe(`"${etag}"`)
    const { body } = await request.get(`/distributions/${id}`)
    expect(response.headers.etag).toBe(`"${body.etag}"`)
    expect({ ...body.config, customErrorResponses: [] }).toEqual(config)
  })

  test('what GET gives can be sent back, and changes nothing at CloudFront', async () => {
    const { request, url, emulator } = await startWithDistribution()
    await request.put(url).send({ items: [NOT_FOUND] })
    const read = await request.get(url)
    const updates = emulator.calls.count('UpdateDistribution')
    const again = await request
      .put(url)
      .set('If-Match', read.headers.etag ?? '')
      .send(read.body)
    expect([again.status, again.body, again.headers.etag]).toEqual([200, read.body, read.headers.etag])
    expect(emulator.calls.count('UpdateDistribution')).toBe(updates)
  })

  test('without If-Match both changes survive a writer who was faster', async () => {
    const { request, url, id, cloudfront, emulator } = await startWithDistribution()
    const { hold } = emulator.faults.add({ kind: 'hold', operations: ['UpdateDistribution'], count: 1 })
    const [response] = await Promise.all([
      request.put(url).send({ items: [NOT_FOUND] }),
      hold
        .untilHeld()
        .then(() => cloudfront.send(new GetDistributionConfigCommand({ Id: id })))
        .then(({ DistributionConfig, ETag }) =>
          cloudfront.send(
            new UpdateDistributionCommand({
              Id: id,
              IfMatch: ETag,
              DistributionConfig: { ...(DistributionConfig as DistributionConfig), Comment: 'theirs' }
            })
          )
        )
        .then(hold.release)
    ])
    expect(response.status, response.text).toBe(200)
    expect(emulator.calls.count('UpdateDistribution')).toBe(3)
    const { body } = await request.get(`/distributions/${id}`)
    expect([body.config.comment, body.config.customErrorResponses.length]).toEqual(['theirs', 1])
  })

  test('412 with the current ETag when If-Match is stale, and nothing is written', async () => {
    const { request, url, etag } = await startWithDistribution()
    const first = await request
      .put(url)
      .set('If-Match', `"${etag}"`)
      .send({ items: [NOT_FOUND] })
    expect(first.status).toBe(200)
    const second = await request.put(url).set('If-Match', `"${etag}"`).send({ items: [] })
    expect([second.status, second.body.code]).toEqual([412, 'ETAG_MISMATCH'])
    expect(second.headers.etag).toBe(first.headers.etag)
    expect((await request.get(url)).body.items).toEqual([NOT_FOUND])
    expect((await request.put(url).set('If-Match', '*').send({ items: [] })).status).toBe(200)
  })

  test('409 UNKNOWN_UPSTREAM_SETTING rather than delete a setting that the model does not know', async () => {
    const { request, url, emulator } = await startWithDistribution()
    emulator.faults.add({ kind: 'unknownElement', operations: ['GetDistributionConfig'] })
    const response = await request.put(url).send({ items: [NOT_FOUND] })
    expect([response.status, response.body.code], response.text).toEqual([409, 'UNKNOWN_UPSTREAM_SETTING'])
    expect(response.body.remedy).toContain('Update Frontage')
    expect(emulator.calls.count('UpdateDistribution')).toBe(0)
  })

  test.each<[string, object, string[]]>([
    ['an unknown code', { errorCode: 418 }, ['/items/0/errorCode']],
    ['a code as text', { errorCode: '404' }, ['/items/0/errorCode']],
    ['no code', { responsePagePath: '/a', responseCode: 200 }, ['/items/0/errorCode']],
    ['a page without response code', { errorCode: 404, responsePagePath: '/404.html' }, ['/items/0/responseCode']],
    ['a response code without page', { errorCode: 404, responseCode: 200 }, ['/items/0/responsePagePath']],
    [
      'a response code that CloudFront does not answer',
      { errorCode: 404, responsePagePath: '/a', responseCode: 201 },
      ['/items/0/responseCode']
    ],
    [
      'a page without leading slash',
      { errorCode: 404, responsePagePath: '404.html', responseCode: 200 },
      ['/items/0/responsePagePath']
    ],
    [
      'a page that is not encoded',
      { errorCode: 404, responsePagePath: '/nicht gefunden.html', responseCode: 200 },
      ['/items/0/responsePagePath']
    ],
    [
      'a page with a bracket',
      { errorCode: 404, responsePagePath: '/a[1].html', responseCode: 200 },
      ['/items/0/responsePagePath']
    ],
    [
      'a page with a fragment',
      { errorCode: 404, responsePagePath: '/a#b', responseCode: 200 },
      ['/items/0/responsePagePath']
    ],
    ['a negative TTL', { errorCode: 404, errorCachingMinTtl: -1 }, ['/items/0/errorCachingMinTtl']],
    ['an unknown member', { errorCode: 404, ttl: 5 }, ['/items/0/ttl']]
  ])('400 for %s, naming the member', async (_, page, pointers) => {
    const { request, url, emulator } = await startWithDistribution()
    const response = await request.put(url).send({ items: [page] })
    expect([response.status, response.body.code], response.text).toEqual([400, 'VALIDATION_FAILED'])
    expect(response.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(pointers)
    expect(emulator.calls.count('UpdateDistribution')).toBe(0)
  })

  test('the path of a page may have a query and encoded characters', async () => {
    const { request, url } = await startWithDistribution()
    const page = { ...NOT_FOUND, responsePagePath: '/a%5B1%5D.html?from=cdn&x=/?' }
    const response = await request.put(url).send({ items: [page] })
    expect([response.status, response.body.items], response.text).toEqual([200, [page]])
  })

  test('400 for two entries of one code, naming the second', async () => {
    const { request, url } = await startWithDistribution()
    const response = await request.put(url).send({ items: [NOT_FOUND, { errorCode: 404 }] })
    expect([response.status, response.body.errors[0].pointer]).toEqual([400, '/items/1/errorCode'])
  })

  test('404 for an unknown distribution, 400 for an If-Match that is no entity tag', async () => {
    const { request, url } = await startWithDistribution()
    const unknown = await request.put('/distributions/EUNKNOWN12345/error-pages').send({ items: [] })
    expect([unknown.status, unknown.body.code]).toEqual([404, 'DISTRIBUTION_NOT_FOUND'])
    const bad = await request.put(url).set('If-Match', 'not a tag').send({ items: [] })
    expect([bad.status, bad.body.errors[0].parameter]).toEqual([400, 'If-Match'])
  })
})

describe('GET /distributions/:id/error-pages', () => {
  test('shows the TTL in force for each of the eleven codes', async () => {
    const { request, url } = await startWithDistribution()
    await request.put(url).send({ items: [NOT_FOUND, UNAVAILABLE] })
    const { body } = await request.get(url)
    expect(body.errorCachingMinTtlInForce).toEqual({
      400: 10,
      403: 10,
      404: 3600,
      405: 10,
      414: 10,
      416: 10,
      500: 10,
      501: 10,
      502: 10,
      503: 0,
      504: 10
    })
  })
})

describe('a response code', () => {
  const page = { errorCode: 404, responsePagePath: '/404.html', errorCachingMinTtl: 10 }
  const wanted = [{ ...page, responseCode: 200 }]

  test.each([200, '200'])('is a number wherever it is shown, given as %j at each place', async responseCode => {
    const { request, url, id } = await startWithDistribution()
    const distribution = `/distributions/${id}`
    const given = [{ ...page, responseCode }]
    const pagesNow = async () => {
      const [{ body: pages }, { body: whole }] = [await request.get(url), await request.get(distribution)]
      const of = { pages: pages.items, config: whole.config.customErrorResponses }
      await request.delete(url).expect(200)
      return of
    }
    await request.put(url).send({ items: given }).expect(200)
    expect(await pagesNow()).toEqual({ pages: wanted, config: wanted })
    await request
      .put(`${url}/404`)
      .send({ ...page, responseCode })
      .expect(201)
    expect(await pagesNow()).toEqual({ pages: wanted, config: wanted })
    for (const member of ['errorPages', 'customErrorResponses']) {
      const origins = [{ domainName: 'mybucket.s3.amazonaws.com' }]
      const made = await request.post('/distributions').send({ origins, [member]: given })
      expect([made.status, made.body.config?.customErrorResponses], made.text).toEqual([201, wanted])
      const [{ body: whole }, { headers }] = [await request.get(distribution), await request.get(distribution)]
      const patch = { [member]: given }
      await request
        .patch(distribution)
        .set('If-Match', headers.etag ?? '')
        .send(patch)
        .expect(200)
      expect(await pagesNow(), member).toEqual({ pages: wanted, config: wanted })
      const { headers: fresh } = await request.get(distribution)
      const replaced = { ...whole.config, customErrorResponses: undefined, [member]: given }
      await request
        .put(distribution)
        .set('If-Match', fresh.etag ?? '')
        .send(replaced)
        .expect(200)
      expect(await pagesNow(), member).toEqual({ pages: wanted, config: wanted })
    }
  })

  test('the same as it is, in digits, changes nothing', async () => {
    const { request, url, emulator } = await startWithDistribution()
    await request.put(url).send({ items: wanted }).expect(200)
    const before = emulator.calls.count('UpdateDistribution')
    await request
      .put(url)
      .send({ items: [{ ...page, responseCode: '200' }] })
      .expect(200)
    await request
      .put(`${url}/404`)
      .send({ ...page, responseCode: '200' })
      .expect(200)
    expect(emulator.calls.count('UpdateDistribution')).toBe(before)
  })

  test.each([201, '201', '0404', 'many', true, 200.5])('%j is refused, at its member', async responseCode => {
    const { request, url } = await startWithDistribution()
    const given = { ...page, responseCode }
    const origins = [{ domainName: 'mybucket.s3.amazonaws.com' }]
    const answers: [string, { status: number; body: { errors: { pointer: string }[] }; text: string }][] = [
      ['/items/0/responseCode', await request.put(url).send({ items: [given] })],
      ['/responseCode', await request.put(`${url}/404`).send(given)],
      ['/errorPages/0/responseCode', await request.post('/distributions').send({ origins, errorPages: [given] })],
      [
        '/customErrorResponses/0/responseCode',
        await request.post('/distributions').send({ origins, customErrorResponses: [given] })
      ]
    ]
    for (const [pointer, { status, body, text }] of answers) {
      expect([status, body.errors?.map(error => error.pointer)], text).toEqual([400, [pointer]])
    }
  })
})

describe('one error code', () => {
  test('PUT adds and replaces one entry, GET reads it, DELETE removes it; the others stay', async () => {
    const { request, url } = await startWithDistribution()
    await request.put(url).send({ items: [UNAVAILABLE] })
    const added = await request
      .put(`${url}/404`)
      .send({ responsePagePath: '/404.html', responseCode: 200, errorCachingMinTtl: 3600 })
    expect([added.status, added.body], added.text).toEqual([201, { ...NOT_FOUND, findings: [] }])
    const replaced = await request.put(`${url}/404`).send({ errorCode: 404, errorCachingMinTtl: 5 })
    expect(replaced.body).toEqual({ errorCode: 404, errorCachingMinTtl: 5, findings: [] })
    expect((await request.get(`${url}/404`)).body).toEqual({ errorCode: 404, errorCachingMinTtl: 5 })
    expect((await request.get(url)).body.items).toEqual([UNAVAILABLE, { errorCode: 404, errorCachingMinTtl: 5 }])
    expect((await request.delete(`${url}/404`)).status).toBe(200)
    const gone = await request.get(`${url}/404`)
    expect([gone.status, gone.body.code]).toEqual([404, 'ERROR_PAGE_NOT_FOUND'])
    expect((await request.delete(`${url}/404`)).status).toBe(404)
    expect((await request.get(url)).body.items).toEqual([UNAVAILABLE])
  })

  test('400 for a code that cannot be customised, or that the body contradicts', async () => {
    const { request, url } = await startWithDistribution()
    const unknown = await request.put(`${url}/418`).send({})
    expect([unknown.status, unknown.body.errors[0].parameter]).toEqual([400, 'errorCode'])
    const other = await request.put(`${url}/404`).send({ errorCode: 500 })
    expect([other.status, other.body.errors[0].pointer]).toEqual([400, '/errorCode'])
    const pair = await request.put(`${url}/404`).send({ responseCode: 200 })
    expect([pair.status, pair.body.errors[0].pointer]).toEqual([400, '/responsePagePath'])
  })

  test('DELETE of all leaves none', async () => {
    const { request, url } = await startWithDistribution()
    await request.put(url).send({ items: [NOT_FOUND, UNAVAILABLE] })
    const gone = await request.delete(url)
    expect([gone.status, gone.body.items], gone.text).toEqual([200, []])
    expect(gone.body).toEqual((await request.get(url)).body)
  })

  test('ten writers of different codes at once: all changes are there', async () => {
    const { request, url } = await startWithDistribution()
    const codes = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503]
    const answers = await Promise.all(
      codes.map(code => request.put(`${url}/${code}`).send({ errorCachingMinTtl: code }))
    )
    expect(answers.map(({ status }) => status)).toEqual(codes.map(() => 201))
    const { body } = await request.get(url)
    expect(body.items.map(({ errorCode }: { errorCode: number }) => errorCode).sort()).toEqual(codes)
  })

  test('DELETE whose answer was lost is a success, even after further concurrent changes', async () => {
    const { request, url, id, cloudfront, emulator } = await startWithDistribution()
    await request.put(url).send({ items: [NOT_FOUND, UNAVAILABLE] })
    emulator.faults.add({ kind: 'resetAfter', operations: ['UpdateDistribution'], count: 1 })
    expect((await request.delete(`${url}/404`)).status).toBe(200)

    emulator.calls.clear()
    emulator.faults.add({ kind: 'resetAfter', operations: ['UpdateDistribution'], count: 1 })
    const holdNext = () => emulator.faults.add({ kind: 'hold', operations: ['UpdateDistribution'], count: 1 }).hold
    const first = holdNext()
    const [response] = await Promise.all([
      request.delete(`${url}/503`),
      first.untilHeld().then(async () => {
        const repetition = holdNext()
        first.release()
        await repetition.untilHeld()
        await changeBehindOurBack(cloudfront, id, config => ({ ...config, Comment: 'theirs' }))
        repetition.release()
      })
    ])
    expect(response.status, response.text).toBe(200)
    const { body } = await request.get(`/distributions/${id}`)
    expect([body.config.comment, body.config.customErrorResponses]).toEqual(['theirs', []])
  })
})

describe('a lost race', () => {
  test('412 with the current ETag where the version of If-Match was overtaken while its write was under way', async () => {
    const { request, url, id, etag, cloudfront, emulator } = await startWithDistribution()
    emulator.calls.clear()
    const { hold } = emulator.faults.add({ kind: 'hold', operations: ['UpdateDistribution'], count: 1 })
    const [response] = await Promise.all([
      request
        .put(url)
        .set('If-Match', `"${etag}"`)
        .send({ items: [NOT_FOUND] }),
      hold
        .untilHeld()
        .then(() => changeBehindOurBack(cloudfront, id, config => ({ ...config, Comment: 'theirs' })))
        .then(hold.release)
    ])
    expect([response.status, response.body.code]).toEqual([412, 'ETAG_MISMATCH'])
    const { headers } = await request.get(`/distributions/${id}`)
    expect(headers.etag).not.toBe(`"${etag}"`)
    expect(response.headers.etag).toBe(headers.etag)
  })
})
