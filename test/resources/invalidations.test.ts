import { CreateInvalidationCommand, GetInvalidationCommand, ListInvalidationsCommand } from '@aws-sdk/client-cloudfront'
import { describe, expect, test } from 'vitest'
import { startApp } from '../helpers/start-app.ts'
import { startInvalidations } from './invalidations/start-invalidations.ts'

const numbered = (count: number, prefix = '/') => Array.from({ length: count }, (_, index) => `${prefix}${index}`)

describe('POST /distributions/:id/invalidations', () => {
  test('201 with Location, and CloudFront has the paths immediately', async () => {
    const { request, url, id, cloudfront, eventually } = await startInvalidations()
    const response = await request.post(url).send({ paths: ['/example.jpg', '/img/*'] })
    expect(response.status, response.text).toBe(201)
    expect(response.headers.location).toBe(`${url}/${response.body.id}`)
    expect(response.body).toMatchObject({
      status: 'queued',
      priority: 'normal',
      pathCount: 2,
      paths: ['/example.jpg', '/img/*'],
      cacheTags: [],
      cloudFrontInvalidations: [],
      progress: { total: 2, submitted: 0, completed: 0 }
    })
    await eventually(response.body.id, invalidation => expect(invalidation.status).toBe('inProgress'))
    const { InvalidationList } = await cloudfront.send(new ListInvalidationsCommand({ DistributionId: id }))
    const [{ Id } = {}] = InvalidationList?.Items ?? []
    const { Invalidation } = await cloudfront.send(new GetInvalidationCommand({ DistributionId: id, Id }))
    expect(Invalidation?.InvalidationBatch?.Paths?.Items?.toSorted()).toEqual(['/example.jpg', '/img/*'])
  })

  test('has succeeded when CloudFront says that it is Completed', async () => {
    const { create, end } = await startInvalidations()
    const invalidation = await end(await create({ paths: ['/*'] }))
    expect(invalidation).toMatchObject({
      status: 'succeeded',
      progress: { total: 1, submitted: 1, completed: 1 },
      cloudFrontInvalidations: [{ status: 'Completed' }]
    })
    expect(invalidation.endedAt).toEqual(expect.any(String))
    expect(invalidation).not.toHaveProperty('completedAt')
  })

  test('Prefer: wait answers when it has ended', async () => {
    const { request, url, emulator } = await startInvalidations()
    emulator.clock.release()
    const response = await request
      .post(url)
      .set('prefer', 'wait=30')
      .send({ paths: ['/a'] })
    expect([response.status, response.body.status], response.text).toEqual([201, 'succeeded'])
    expect(response.headers['preference-applied']).toBe('wait=30')
  })

  test('human paths are encoded, encoded ones stay, duplicates go', async () => {
    const { request, url } = await startInvalidations()
    const { body } = await request
      .post(url)
      .send({ paths: ['/straße.jpg', '/stra%C3%9Fe.jpg', '/a b.html', '/a.html?x=1&y=2', '/A.html', '/a b.html'] })
    expect(body.paths).toEqual(['/stra%C3%9Fe.jpg', '/a%20b.html', '/a.html?x=1&y=2', '/A.html'])
  })

  test('tags reach CloudFront as #tags on a distribution that has cache tags', async () => {
    const { create, end, id, cloudfront } = await startInvalidations({ cacheTagConfig: { headerName: 'Cache-Tag' } })
    const invalidation = await end(await create({ cacheTags: ['product:1'] }))
    expect(invalidation).toMatchObject({ status: 'succeeded', cacheTags: ['product:1'], paths: [] })
    const [{ id: Id }] = invalidation.cloudFrontInvalidations
    const { Invalidation } = await cloudfront.send(new GetInvalidationCommand({ DistributionId: id, Id }))
    expect(Invalidation?.InvalidationBatch?.Paths?.Items).toEqual(['#product:1'])
  })

  test('409 CACHE_TAGS_NOT_CONFIGURED with the remedy where the distribution does not read tags', async () => {
    const { request, url, emulator } = await startInvalidations()
    const response = await request.post(url).send({ cacheTags: ['product:1'] })
    expect([response.status, response.body.code]).toEqual([409, 'CACHE_TAGS_NOT_CONFIGURED'])
    expect(response.body.remedy).toContain('cacheTagConfig')
    expect(emulator.calls.count('CreateInvalidation')).toBe(0)
  })

  test('400 that names each bad path and tag', async () => {
    const { request, url, emulator } = await startInvalidations()
    const long = `/${'x'.repeat(4000)}`
    const response = await request
      .post(url)
      .send({ paths: ['/good', 'bad', '/100%', long, '/a#b', '', '/b/runtime~main.js'], cacheTags: ['a,b'] })
    expect([response.status, response.body.code]).toEqual([400, 'VALIDATION_FAILED'])
    expect(response.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/paths/1',
      '/paths/2',
      '/paths/3',
      '/paths/4',
      '/paths/5',
      '/paths/6',
      '/cacheTags/0'
    ])
    expect(response.body.errors[5].detail).toContain('use a wildcard that ends before it, "/b/runtime*"')
    expect(emulator.calls.count('CreateInvalidation')).toBe(0)
  })

  test.each(['', '/preview'])(
    '400 for tags, which are resource tags, with cacheTags as the remedy (%s)',
    async suffix => {
      const { request, url } = await startInvalidations()
      const response = await request.post(`${url}${suffix}`).send({ paths: ['/a'], tags: ['product:1'] })
      expect([response.status, response.body.errors]).toEqual([
        400,
        [{ pointer: '/tags', detail: 'is not known here; did you mean "cacheTags"?' }]
      ])
    }
  )

  test.each<[string, object, string]>([
    ['nothing to invalidate', {}, '/paths'],
    ['an empty list', { paths: [] }, '/paths'],
    ['a path that is no text', { paths: [1] }, '/paths/0'],
    ['an unknown member', { path: ['/a'] }, '/path'],
    ['a priority that is not one', { paths: ['/a'], priority: 'urgent' }, '/priority'],
    [
      'a receiver while the operator allows none',
      { paths: ['/a'], webhook: { url: 'https://x.example/' } },
      '/webhook/url'
    ]
  ])('400 for %s, naming the member', async (_, body, pointer) => {
    const { request, url } = await startInvalidations()
    const response = await request.post(url).send(body)
    expect([response.status, response.body.errors?.[0]?.pointer], response.text).toEqual([400, pointer])
  })

  test('404 for an unknown distribution, at once', async () => {
    const { request } = await startApp()
    const response = await request.post('/distributions/EUNKNOWN12345/invalidations').send({ paths: ['/a'] })
    expect([response.status, response.body.code]).toEqual([404, 'DISTRIBUTION_NOT_FOUND'])
  })

  test('a known distribution is not read again', async () => {
    const { create, emulator } = await startInvalidations()
    await create({ paths: ['/a'] })
    const before = emulator.calls.count('GetDistribution')
    await create({ paths: ['/b'] })
    expect(emulator.calls.count('GetDistribution')).toBe(before)
  })

  test('100,000 paths are fine in one request', async () => {
    const { request, url, read } = await startInvalidations()
    const response = await request.post(url).send({ paths: numbered(100_000, '/a/rather/long/folder/name/') })
    expect([response.status, response.body.pathCount], response.text.slice(0, 500)).toEqual([201, 100_000])
    expect((await read(response.body.id)).progress.total).toBe(100_000)
  })

  test('the same Idempotency-Key is the same invalidation', async () => {
    const { request, url, emulator, end } = await startInvalidations()
    const post = () =>
      request
        .post(url)
        .set('idempotency-key', 'deploy-1')
        .send({ paths: ['/a'] })
    const [first, second] = [await post(), await post()]
    expect(second.body.id).toBe(first.body.id)
    await end(first.body.id)
    expect(emulator.calls.count('CreateInvalidation')).toBe(1)
  })
})

describe('GET /distributions/:id/invalidations', () => {
  test('newest first, page by page', async () => {
    const { request, url, create } = await startInvalidations()
    const ids: string[] = []
    for (const path of ['/a', '/b', '/c']) ids.unshift(await create({ paths: [path] }))
    const first = await request.get(`${url}?limit=2`)
    const second = await request.get(`${url}?limit=2&cursor=${first.body.nextCursor}`)
    expect([...first.body.items, ...second.body.items].map(({ id }: { id: string }) => id)).toEqual(ids)
    expect(second.body.nextCursor).toBeUndefined()
    expect(first.body.items[0]).not.toHaveProperty('paths')
  })

  test('by status and by time', async () => {
    const { request, url, create, end, emulator } = await startInvalidations()
    const done = await create({ paths: ['/a'] })
    await end(done)
    const between = new Date(emulator.clock.now() + 1_000).toISOString()
    emulator.clock.advance(2)
    const open = await create({ paths: ['/b'] })
    const ids = async (query: Record<string, string>) => {
      const { body } = await request.get(url).query(query)
      return body.items.map(({ id }: { id: string }) => id)
    }
    expect(await ids({ status: 'succeeded' })).toEqual([done])
    expect(await ids({ status: 'queued' })).toEqual([open])
    expect(await ids({ createdAfter: between })).toEqual([open])
    expect(await ids({ createdBefore: between })).toEqual([done])
  })

  test('?status=completed is 400 with the words that there are', async () => {
    const { request, url } = await startInvalidations()
    const { status, body } = await request.get(`${url}?status=completed`)
    const detail = 'must be one of "queued", "inProgress", "succeeded", "failed", "cancelled"'
    expect([status, body.errors]).toEqual([400, [{ parameter: 'status', detail }]])
  })

  test.each([
    ['status', 'succeeded'],
    ['createdAfter', '2026-01-01T00:00:00Z'],
    ['createdBefore', '2026-01-01T00:00:00Z']
  ])('source=cloudfront is not combined with %s, which would have no effect', async (parameter, value) => {
    const { request, url } = await startInvalidations()
    const { status, body } = await request.get(url).query({ source: 'cloudfront', [parameter]: value })
    const detail = 'filters only the records of Frontage: omit it, or source'
    expect([status, body.errors]).toEqual([400, [{ parameter, detail }]])
  })

  test('source=cloudfront also lists what was made elsewhere', async () => {
    const { request, url, id, cloudfront } = await startInvalidations()
    const { Invalidation: made } = await cloudfront.send(
      new CreateInvalidationCommand({
        DistributionId: id,
        InvalidationBatch: { CallerReference: 'elsewhere', Paths: { Quantity: 1, Items: ['/a'] } }
      })
    )
    expect((await request.get(url)).body.items).toEqual([])
    const { body } = await request.get(`${url}?source=cloudfront`)
    expect(body.items).toMatchObject([{ id: made?.Id, status: 'inProgress' }])
    const one = await request.get(`${url}/${made?.Id}`)
    const progress = { total: 1, submitted: 1, completed: 0 }
    expect(one.body, one.text).toMatchObject({ id: made?.Id, paths: ['/a'], pathCount: 1, progress, warnings: [] })
  })

  test('404 for an unknown distribution', async () => {
    const { request } = await startApp()
    const list = await request.get('/distributions/EUNKNOWN12345/invalidations')
    expect([list.status, list.body.code]).toEqual([404, 'DISTRIBUTION_NOT_FOUND'])
  })
})

describe('GET /distributions/:id/invalidations/:invalidationId', () => {
  test('CloudFront’s id of one of ours finds ours', async () => {
    const { request, url, create, end } = await startInvalidations()
    const id = await create({ paths: ['/a'] })
    const [{ id: theirs }] = (await end(id)).cloudFrontInvalidations
    expect((await request.get(`${url}/${theirs}`)).body.id).toBe(id)
  })

  test('Prefer: wait holds the answer for CloudFront’s id, too', async () => {
    const { request, url, create, read, eventually, emulator } = await startInvalidations()
    const id = await create({ paths: ['/a'] })
    await eventually(id, ({ status }) => expect(status).toBe('inProgress'))
    const [{ id: theirs }] = (await read(id)).cloudFrontInvalidations
    emulator.clock.release()
    const { body } = await request.get(`${url}/${theirs}`).set('prefer', 'wait=30')
    expect(body).toMatchObject({ id, status: 'succeeded' })
  })

  test.each(['IUNKNOWN', 'inv_unknown'])('404 for the unknown id %s', async unknown => {
    const { request, url } = await startInvalidations()
    const { status, body } = await request.get(`${url}/${unknown}`)
    expect([status, body.code]).toEqual([404, 'INVALIDATION_NOT_FOUND'])
  })

  test('an invalidation is found at its own distribution only', async () => {
    const { request, create } = await startInvalidations()
    const id = await create({ paths: ['/a'] })
    const other = await request.post('/distributions').send({ origins: [{ domainName: 'other.example.com' }] })
    const { status } = await request.get(`/distributions/${other.body.id}/invalidations/${id}`)
    expect(status).toBe(404)
  })
})

describe('DELETE /distributions/:id/invalidations/:invalidationId', () => {
  test('cancels what was not sent, and counts what was', async () => {
    const { request, url, create, eventually, end } = await startInvalidations()
    const id = await create({ paths: numbered(4_000) })
    await eventually(id, ({ progress }) => expect(progress.submitted).toBe(3_000))
    const cancelled = await request.delete(`${url}/${id}`)
    expect([cancelled.status, cancelled.body.status], cancelled.text).toEqual([200, 'inProgress'])
    expect((await request.delete(`${url}/${id}`)).status).toBe(200)
    expect(await end(id)).toMatchObject({
      status: 'cancelled',
      progress: { total: 4_000, submitted: 3_000, completed: 3_000 }
    })
  })

  test('CloudFront’s id cancels the rest of the invalidation that it is part of', async () => {
    const { request, url, create, eventually, read } = await startInvalidations()
    const id = await create({ paths: numbered(4_000) })
    await eventually(id, ({ progress }) => expect(progress.submitted).toBe(3_000))
    const [{ id: theirs }] = (await read(id)).cloudFrontInvalidations
    const cancelled = await request.delete(`${url}/${theirs}`)
    expect([cancelled.status, cancelled.body.id], cancelled.text).toEqual([200, id])
    const { items } = (await request.get(`/audit?resource=${url}/${id}`)).body as { items: { action: string }[] }
    expect(items.map(({ action }) => action)).toEqual(['cancelInvalidation', 'createInvalidation'])
  })

  test('409 INVALIDATION_SENT for what was made elsewhere', async () => {
    const { request, url, id, cloudfront } = await startInvalidations()
    const { Invalidation: made } = await cloudfront.send(
      new CreateInvalidationCommand({
        DistributionId: id,
        InvalidationBatch: { CallerReference: 'elsewhere', Paths: { Quantity: 1, Items: ['/a'] } }
      })
    )
    const { status, body } = await request.delete(`${url}/${made?.Id}`)
    expect([status, body.code, body.detail]).toEqual([409, 'INVALIDATION_SENT', 'CloudFront already has all of it.'])
  })

  test('ends immediately if nothing was sent', async () => {
    const { request, url, create, eventually } = await startInvalidations()
    const full = await create({ paths: numbered(15).map(path => `${path}/*`) })
    await eventually(full, ({ status }) => expect(status).toBe('inProgress'))
    const id = await create({ paths: ['/more/*'] })
    const { body } = await request.delete(`${url}/${id}`)
    expect(body).toMatchObject({ status: 'cancelled', progress: { submitted: 0 } })
    expect(body.endedAt).toBeDefined()
  })

  test('409 INVALIDATION_SENT where CloudFront has all of it, 409 INVALIDATION_ENDED after its end', async () => {
    const { request, url, create, eventually, end } = await startInvalidations()
    const id = await create({ paths: ['/a'] })
    await eventually(id, ({ status }) => expect(status).toBe('inProgress'))
    const sent = await request.delete(`${url}/${id}`)
    expect([sent.status, sent.body.code]).toEqual([409, 'INVALIDATION_SENT'])
    await end(id)
    expect((await request.delete(`${url}/${id}`)).body.code).toBe('INVALIDATION_ENDED')
  })
})
