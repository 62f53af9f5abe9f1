import { GetInvalidationCommand } from '@aws-sdk/client-cloudfront'
import { describe, expect, test } from 'vitest'
import { startApp } from '../helpers/start-app.ts'

async function startWithDistribution(config: object = {}) {
  const started = await startApp()
  const { body } = await started.request
    .post('/distributions')
    .send({ origins: [{ domainName: 'www.example.com' }], ...config })
  return { ...started, id: body.id as string, url: `/distributions/${body.id}/invalidations` }
}

describe('POST /distributions/:id/invalidations', () => {
  test('201 with Location, and CloudFront holds the paths', async () => {
    const { request, url, id, cloudfront } = await startWithDistribution()
    const response = await request.post(url).send({ paths: ['/example.jpg', '/img/*'] })
    expect(response.status, response.text).toBe(201)
    expect(response.headers.location).toBe(`${url}/${response.body.id}`)
    expect(response.body).toMatchObject({
      status: 'inProgress',
      paths: ['/example.jpg', '/img/*'],
      tags: [],
      cloudFrontInvalidations: [{ id: response.body.id, status: 'InProgress' }]
    })
    const { Invalidation } = await cloudfront.send(
      new GetInvalidationCommand({ DistributionId: id, Id: response.body.id })
    )
    expect(Invalidation?.InvalidationBatch?.Paths?.Items).toEqual(['/example.jpg', '/img/*'])
  })

  test('is completed when CloudFront says so', async () => {
    const { request, url, emulator } = await startWithDistribution()
    const { headers } = await request.post(url).send({ paths: ['/*'] })
    emulator.clock.advance(60)
    const read = await request.get(headers.location ?? '')
    expect(read.body).toMatchObject({ status: 'completed', cloudFrontInvalidations: [{ status: 'Completed' }] })
  })

  test('human paths are encoded, encoded ones stay, duplicates go', async () => {
    const { request, url } = await startWithDistribution()
    const { body } = await request
      .post(url)
      .send({ paths: ['/straße.jpg', '/stra%C3%9Fe.jpg', '/a b.html', '/a.html?x=1&y=2', '/A.html', '/a b.html'] })
    expect(body.paths).toEqual(['/stra%C3%9Fe.jpg', '/a%20b.html', '/a.html?x=1&y=2', '/A.html'])
  })

  test('tags reach CloudFront as #tags on a distribution that has cache tags', async () => {
    const { request, url, id, cloudfront } = await startWithDistribution({
      cacheTagConfig: { headerName: 'Cache-Tag' }
    })
    const response = await request.post(url).send({ tags: ['product:1'] })
    expect([response.status, response.body.tags, response.body.paths], response.text).toEqual([201, ['product:1'], []])
    const { Invalidation } = await cloudfront.send(
      new GetInvalidationCommand({ DistributionId: id, Id: response.body.id })
    )
    expect(Invalidation?.InvalidationBatch?.Paths?.Items).toEqual(['#product:1'])
  })

  test('400 that names each bad path and tag', async () => {
    const { request, url, emulator } = await startWithDistribution()
    const long = `/${'x'.repeat(4000)}`
    const response = await request.post(url).send({ paths: ['/good', 'bad', '/100%', long, '/a#b', ''], tags: ['a,b'] })
    expect([response.status, response.body.code]).toEqual([400, 'VALIDATION_FAILED'])
    expect(response.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/paths/1',
      '/paths/2',
      '/paths/3',
      '/paths/4',
      '/paths/5',
      '/tags/0'
    ])
    expect(emulator.calls.count('CreateInvalidation')).toBe(0)
  })

  test.each<[string, object, string]>([
    ['nothing to invalidate', {}, '/paths'],
    ['an empty list', { paths: [] }, '/paths'],
    ['a path that is no text', { paths: [1] }, '/paths/0'],
    ['an unknown member', { path: ['/a'] }, '/path'],
    [
      'more than a distribution may have in progress',
      { paths: Array.from({ length: 3001 }, (_, index) => `/${index}`) },
      '/paths'
    ]
  ])('400 for %s, naming the member', async (_, body, pointer) => {
    const { request, url } = await startWithDistribution()
    const response = await request.post(url).send(body)
    expect([response.status, response.body.errors?.[0]?.pointer], response.text).toEqual([400, pointer])
  })

  test('429 with Retry-After when CloudFront’s quota is full', async () => {
    const { request, url } = await startWithDistribution()
    const wildcards = Array.from({ length: 15 }, (_, index) => `/${index}/*`)
    expect((await request.post(url).send({ paths: wildcards })).status).toBe(201)
    const response = await request.post(url).send({ paths: ['/more/*'] })
    expect([response.status, response.body.code]).toEqual([429, 'TOO_MANY_INVALIDATIONS_IN_PROGRESS'])
    expect(Number(response.headers['retry-after'])).toBeGreaterThan(0)
  })

  test('404 for an unknown distribution', async () => {
    const { request } = await startApp()
    const response = await request.post('/distributions/EUNKNOWN12345/invalidations').send({ paths: ['/a'] })
    expect([response.status, response.body.code]).toEqual([404, 'DISTRIBUTION_NOT_FOUND'])
  })
})

describe('GET /distributions/:id/invalidations', () => {
  test('newest first, page by page', async () => {
    const { request, url, emulator } = await startWithDistribution()
    const ids: string[] = []
    for (const path of ['/a', '/b', '/c']) {
      ids.unshift((await request.post(url).send({ paths: [path] })).body.id)
      emulator.clock.advance(1)
    }
    const first = await request.get(`${url}?limit=2`)
    const second = await request.get(`${url}?limit=2&cursor=${first.body.nextCursor}`)
    expect([...first.body.items, ...second.body.items].map(({ id }: { id: string }) => id)).toEqual(ids)
    expect(second.body.nextCursor).toBeUndefined()
    expect(first.body.items[0]).not.toHaveProperty('paths')
  })

  test('404 for an unknown invalidation and for an unknown distribution', async () => {
    const { request, url } = await startWithDistribution()
    const one = await request.get(`${url}/IUNKNOWN`)
    expect([one.status, one.body.code]).toEqual([404, 'INVALIDATION_NOT_FOUND'])
    const list = await request.get('/distributions/EUNKNOWN12345/invalidations')
    expect([list.status, list.body.code]).toEqual([404, 'DISTRIBUTION_NOT_FOUND'])
  })
})
