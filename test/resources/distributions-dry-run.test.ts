import { describe, expect, test } from 'vitest'
import { changeBehindOurBack, CLOUDFRONT_JSON, places, startWithDistribution } from './start-distribution.ts'

describe('?dryRun=true', () => {
  test('PUT: 200 with the diff and the version it is about, and nothing is written', async () => {
    const { request, url, etag, config, writes } = await startWithDistribution()
    const before = writes()
    const response = await request
      .put(`${url}?dryRun=true`)
      .set('If-Match', etag)
      .send({ ...config, comment: 'new', aliases: [], defaultRootObject: 'index.html' })
    expect(response.status, response.text).toBe(200)
    const byPath = (one: { path: string }, other: { path: string }) => one.path.localeCompare(other.path)
    expect({ ...response.body, diff: response.body.diff.toSorted(byPath) }).toEqual({
      dryRun: true,
      valid: true,
      etag: etag.slice(1, -1),
      diff: [
        { op: 'replace', path: '/comment', value: 'new', oldValue: '' },
        { op: 'replace', path: '/defaultRootObject', value: 'index.html', oldValue: '' }
      ],
      config: { ...config, comment: 'new', defaultRootObject: 'index.html' },
      findings: []
    })
    expect([response.headers.etag, writes()]).toEqual([etag, before])
    expect((await request.get(url)).body.config).toEqual(config)
  })

  test('PATCH: 200 with the diff; without a change the diff is empty', async () => {
    const { request, url, config, writes } = await startWithDistribution()
    const before = writes()
    const changed = await request.patch(`${url}?dryRun=true`).send({ defaultCacheBehavior: { compress: false } })
    expect(changed.body.diff).toEqual([
      { op: 'replace', path: '/defaultCacheBehavior/compress', value: false, oldValue: true }
    ])
    const same = await request.patch(`${url}?dryRun=true`).send({ comment: config.comment })
    expect([same.status, same.body.diff, same.body.config]).toEqual([200, [], config])
    expect(writes()).toBe(before)
  })

  test('POST /distributions: 200 with the whole configuration as additions, and none is made', async () => {
    const { request, emulator } = await startWithDistribution()
    const before = emulator.calls.count()
    const response = await request
      .post('/distributions?dryRun=true')
      .send({ origins: [{ domainName: 'mybucket.s3.amazonaws.com' }], tags: { team: 'web' } })
    expect(response.status, response.text).toBe(200)
    expect(response.body.config).toMatchObject({
      enabled: true,
      origins: [{ id: 'mybucket.s3.amazonaws.com', s3OriginConfig: { originAccessIdentity: '' } }]
    })
    expect(response.body).not.toHaveProperty('etag')
    expect(response.headers).not.toHaveProperty('location')
    expect(response.body.diff).toContainEqual({ op: 'add', path: '/enabled', value: true })
    expect(emulator.calls.count()).toBe(before)
  })

  test("CloudFront's own format: names and pointers are its own", async () => {
    const { request, url } = await startWithDistribution()
    const { body, headers } = await request.get(url).set('Accept', CLOUDFRONT_JSON)
    const response = await request
      .put(`${url}?dryRun=true`)
      .set({ 'If-Match': headers.etag ?? '', 'Content-Type': CLOUDFRONT_JSON, Accept: CLOUDFRONT_JSON })
      .send(JSON.stringify({ ...body, Comment: 'new' }))
    expect(response.status, response.text).toBe(200)
    expect(JSON.parse(response.text)).toMatchObject({
      diff: [{ op: 'replace', path: '/Comment', value: 'new', oldValue: '' }],
      config: { ...body, Comment: 'new' }
    })
  })

  test('error pages: all four writes show the diff of the configuration and change nothing', async () => {
    const { request, url, writes } = await startWithDistribution({ errorPages: [{ errorCode: 404 }] })
    const before = writes()
    const pages = `${url}/error-pages`
    const answers = await Promise.all([
      request.put(`${pages}?dryRun=true`).send({ items: [{ errorCode: 500 }] }),
      request.delete(`${pages}?dryRun=true`),
      request.put(`${pages}/404?dryRun=true`).send({ errorCachingMinTtl: 5 }),
      request.delete(`${pages}/404?dryRun=true`)
    ])
    expect(answers.map(({ status, body }) => [status, body.diff.map(({ path }: { path: string }) => path)])).toEqual([
      [200, ['/customErrorResponses/0/errorCode']],
      [200, ['/customErrorResponses/0']],
      [200, ['/customErrorResponses/0/errorCachingMinTtl']],
      [200, ['/customErrorResponses/0']]
    ])
    expect(writes()).toBe(before)
    expect((await request.get(pages)).body.items).toEqual([{ errorCode: 404, errorCachingMinTtl: 10 }])
    const absent = await request.delete(`${pages}/500?dryRun=true`)
    expect([absent.status, absent.body.code]).toEqual([404, 'ERROR_PAGE_NOT_FOUND'])
  })

  test('what would be refused is refused with the same problem', async () => {
    const { request, url, id, etag, config, cloudfront, emulator } = await startWithDistribution()
    const invalid = await request.patch(`${url}?dryRun=true`).send({ coment: 'x' })
    expect([invalid.status, places(invalid.body)]).toEqual([400, ['/coment']])
    const create = await request.post('/distributions?dryRun=true').send({ origins: [] })
    expect(create.status).toBe(400)
    const missing = await request.put(`${url}?dryRun=true`).send(config)
    expect([missing.status, missing.body.code]).toEqual([428, 'PRECONDITION_REQUIRED'])
    await changeBehindOurBack(cloudfront, id, current => ({ ...current, Comment: 'theirs' }))
    const stale = await request.patch(`${url}?dryRun=true`).set('If-Match', etag).send({ comment: 'x' })
    expect([stale.status, places(stale.body)]).toEqual([412, ['/comment']])
    emulator.faults.add({ kind: 'unknownElement', operations: ['GetDistributionConfig'] })
    const unknown = await request.patch(`${url}?dryRun=true`).send({ comment: 'x' })
    expect([unknown.status, unknown.body.code]).toEqual([409, 'UNKNOWN_UPSTREAM_SETTING'])
    const absent = await request.patch('/distributions/EUNKNOWN12345?dryRun=true').send({ comment: 'x' })
    expect(absent.status).toBe(404)
  })

  test('400 for a dryRun that is neither true nor false, or mistyped, and nothing is written', async () => {
    const { request, url, writes } = await startWithDistribution()
    const before = writes()
    for (const query of ['dryRun=yes', 'dryrun=true', 'dryRun=']) {
      const response = await request.patch(`${url}?${query}`).send({ comment: 'x' })
      expect([response.status, places(response.body)]).toEqual([400, [query.split('=')[0]]])
    }
    expect(writes()).toBe(before)
    expect((await request.patch(`${url}?dryRun=false`).send({ comment: 'x' })).body.config.comment).toBe('x')
  })
})

describe('/dry-run before the address of a write', () => {
  test('answers as dryRun=true does, and nothing is written, with If-Match and problems of the write', async () => {
    const { request, url, etag, writes } = await startWithDistribution()
    const before = writes()
    const patch = { comment: 'new' }
    const [twin, query] = [
      await request.patch(`/dry-run${url}`).set('If-Match', etag).send(patch),
      await request.patch(`${url}?dryRun=true`).set('If-Match', etag).send(patch)
    ]
    expect(twin.status, twin.text).toBe(200)
    expect([twin.body, twin.type, twin.headers.etag]).toEqual([query.body, query.type, etag])
    expect((await request.patch(`/dry-run${url}`).set('If-Match', '"EOLD"').send(patch)).status).toBe(412)
    expect((await request.patch(`/dry-run${url}`).send({ comment: 7 })).body.errors).toEqual([
      expect.objectContaining({ pointer: '/comment' })
    ])
    expect(writes()).toBe(before)
  })

  test('takes what only a dry run answers as what the caller accepts; the write itself does not', async () => {
    const { request, url, config } = await startWithDistribution()
    const accept = 'application/vnd.frontage.dry-run+json'
    const send = async (address: string) =>
      request.patch(address).set('Accept', accept).send({ comment: config.comment })
    expect((await send(`/dry-run${url}`)).status).toBe(200)
    expect((await send(`${url}?dryRun=true`)).status).toBe(200)
    expect((await send(url)).status).toBe(406)
  })

  test('is there for writes that have a dry run alone: never is another one made', async () => {
    const { request, url, writes } = await startWithDistribution()
    const before = writes()
    expect((await request.delete(`/dry-run${url}`)).status).toBe(405)
    expect((await request.get(`/dry-run${url}`)).status).toBe(405)
    expect((await request.post(`/dry-run${url}/promotion`)).status).toBe(404)
    expect((await request.patch(`/dry-run${url}?dryRun=false`).send({})).body.code).toBe('VALIDATION_FAILED')
    expect(writes()).toBe(before)
  })
})
