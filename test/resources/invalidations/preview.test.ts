import { CreateDistributionTenantCommand, CreateInvalidationCommand } from '@aws-sdk/client-cloudfront'
import { describe, expect, test } from 'vitest'
import { estimate } from '../../../src/invalidation/usage/wait.ts'
import { places } from '../start-distribution.ts'
import { startApp } from '../../helpers/start-app.ts'
import { startInvalidations } from './start-invalidations.ts'

const numbered = (count: number, end = '') => Array.from({ length: count }, (_, index) => `/${index}${end}`)

describe('POST /distributions/:id/invalidations/preview', () => {
  test('shows what CloudFront would get, and why it is less than was given', async () => {
    const { request, url } = await startInvalidations({ cacheTagConfig: { headerName: 'Cache-Tag' } })
    const response = await request
      .post(`${url}/preview`)
      .send({ paths: ['/straße', '/img/*', '/img/a.jpg', '/stra%C3%9Fe', '/%7Ea'], cacheTags: ['product:1'] })
    expect(response.status, response.text).toBe(200)
    expect(response.body).toMatchObject({
      paths: ['/stra%C3%9Fe', '/img/*', '/%7Ea'],
      cacheTags: ['product:1'],
      pathCount: 4,
      dropped: { duplicates: 1, covered: 1, collapsed: 0 },
      covered: [{ path: '/img/a.jpg', by: '/img/*' }],
      encodings: [{ given: '/straße', sent: '/stra%C3%9Fe' }],
      warnings: [{ path: '/%7Ea', detail: expect.stringContaining('~') }],
      batches: { count: 1, pathsMax: 3_000, wildcardsMax: 15 },
      price: { paths: 4, free: 4, billed: 0, usd: 0 },
      wait: { submittedSeconds: 0, completedSeconds: 1, typicalSeconds: 1, samples: 0 }
    })
    expect(response.body.wait).not.toHaveProperty('waitsFor')
  })

  test('is what creating it then does: the same paths reach CloudFront, and nothing did before', async () => {
    const { request, url, emulator, create, eventually } = await startInvalidations()
    const body = { paths: ['/b', '/a/1', '/a/2', '/a/3'], strategy: 'collapse', collapse: { threshold: 2 } }
    const preview = await request.post(`${url}/preview`).send(body)
    expect(emulator.calls.count('CreateInvalidation')).toBe(0)
    expect((await request.get(url)).body.items).toEqual([])
    const id = await create(body)
    await eventually(id, ({ status }) => expect(status).toBe('inProgress'))
    const [{ id: cloudFrontId }] = (await request.get(`${url}/${id}`)).body.cloudFrontInvalidations
    const carried = (await request.get(`${url}/${cloudFrontId}`)).body
    expect(preview.body.paths).toEqual(['/b', '/a/*'])
    expect(carried.paths.toSorted()).toEqual(preview.body.paths.toSorted())
  })

  test('100,000 paths: 34 batches, 495 USD, and waiting for the quota', async () => {
    const { request, url } = await startInvalidations()
    const { body } = await request.post(`${url}/preview`).send({ paths: numbered(100_000) })
    expect(body).toMatchObject({
      pathCount: 100_000,
      batches: { count: 34 },
      price: { free: 1_000, billed: 99_000, usd: 495 },
      wait: { waitsFor: 'quota', submittedSeconds: 33, completedSeconds: 34 }
    })
    expect(body.paths).toHaveLength(1_000)
  })

  test('wildcards wait for a quota of their own', async () => {
    const { request, url } = await startInvalidations()
    const { body } = await request.post(`${url}/preview`).send({ paths: numbered(31, '/*') })
    expect(body).toMatchObject({ batches: { count: 3 }, wait: { waitsFor: 'wildcardQuota', submittedSeconds: 2 } })
  })

  test('the headroom of others is subtracted', async () => {
    const { request, url } = await startInvalidations({}, { invalidationHeadRoom: { paths: 1_000, wildcards: 5 } })
    const { body } = await request.post(`${url}/preview`).send({ paths: numbered(4_001) })
    expect(body.batches).toEqual({ count: 3, pathsMax: 2_000, wildcardsMax: 10 })
  })

  test('counts what is in progress and what goes first in fair turns, and the paths of this month', async () => {
    const { request, url, create, eventually } = await startInvalidations()
    const id = await create({ paths: numbered(3_000) })
    await eventually(id, ({ status }) => expect(status).toBe('inProgress'))
    await create({ paths: numbered(3_000, '-waiting') })
    const preview = async (count: number, priority: string) =>
      (await request.post(`${url}/preview`).send({ paths: numbered(count), priority })).body
    expect(await preview(1, 'normal')).toMatchObject({
      price: { free: 0, billed: 1, usd: 0.005 },
      wait: { waitsFor: 'quota', submittedSeconds: 1 }
    })
    expect(await preview(3_000, 'normal')).toMatchObject({ wait: { waitsFor: 'quota', submittedSeconds: 2 } })
    expect(await preview(2_000, 'high')).toMatchObject({ wait: { waitsFor: 'quota', submittedSeconds: 1 } })
  })

  test('estimates with what CloudFront took before', async () => {
    const { request, url, create, end, cloudfront, id: distribution } = await startInvalidations()
    await end(await create({ paths: ['/a'] }))
    await cloudfront.send(
      new CreateInvalidationCommand({
        DistributionId: distribution,
        InvalidationBatch: { CallerReference: 'another', Paths: { Quantity: 1, Items: ['/b'] } }
      })
    )
    const { wait, price } = (await request.post(`${url}/preview`).send({ paths: ['/a'] })).body
    expect(wait.samples).toBe(1)
    expect(wait.completedSeconds).toBe(wait.typicalSeconds)
    expect(wait.typicalSeconds).toBeGreaterThan(1)
    // What others did outside Frontage is not known here.
    expect(price).toMatchObject({ free: 1 })
  })

  test('400 that names each bad path, as creating it would', async () => {
    const { request, url } = await startInvalidations()
    const body = { paths: ['/good', 'bad', 'https://www.example.com/a'], cacheTags: ['a,b'] }
    const response = await request.post(`${url}/preview`).send(body)
    expect([response.status, response.body.code]).toEqual([400, 'VALIDATION_FAILED'])
    expect(places(response.body)).toEqual(['/cacheTags/0', '/paths/1', '/paths/2'])
    expect(response.body.errors[1].detail).toContain('"/a"')
    const created = await request.post(url).send(body)
    expect(created.body.errors).toEqual(response.body.errors)
  })

  test('409 CACHE_TAGS_NOT_CONFIGURED for tags on a distribution that reads none', async () => {
    const { request, url } = await startInvalidations()
    const response = await request.post(`${url}/preview`).send({ cacheTags: ['a'] })
    expect([response.status, response.body.code]).toEqual([409, 'CACHE_TAGS_NOT_CONFIGURED'])
    expect(response.body.remedy).toBeTypeOf('string')
  })

  test('404 for an unknown distribution and an unknown distribution tenant', async () => {
    const { request } = await startApp()
    const preview = async (target: string) =>
      (await request.post(`${target}/invalidations/preview`).send({ paths: ['/a'] })).body
    expect(await preview('/distributions/EUNKNOWN12345')).toMatchObject({ code: 'DISTRIBUTION_NOT_FOUND' })
    expect(await preview('/distribution-tenants/dt_unknown')).toMatchObject({ status: 404 })
  })

  test('a distribution tenant has the same, with a quota of its own', async () => {
    const { request, cloudfront, id, url, create, eventually } = await startInvalidations({
      ...{ connectionMode: 'tenant-only', priceClass: 'None', isIpv6Enabled: false }
    })
    const { DistributionTenant: tenant } = await cloudfront.send(
      new CreateDistributionTenantCommand({ DistributionId: id, Name: 'one', Domains: [{ Domain: 'one.example.com' }] })
    )
    const full = await create({ paths: numbered(15, '/*') })
    await eventually(full, ({ status }) => expect(status).toBe('inProgress'))
    const waitOf = async (address: string) =>
      (await request.post(`${address}/preview`).send({ paths: ['/a/*'] })).body.wait.submittedSeconds as number
    expect(await waitOf(url)).toBe(1)
    expect(await waitOf(`/distribution-tenants/${tenant?.Id}/invalidations`)).toBe(0)
  })
})

describe('the estimate', () => {
  const quota = { paths: 3_000, wildcards: 15 }
  const given = (own: object, ahead: object = {}) =>
    estimate({
      own: { paths: 0, wildcards: 0, ...own },
      ahead: { paths: 0, wildcards: 0, ...ahead },
      quota,
      typicalSeconds: 10
    })

  test('items that fit into the free quota are sent immediately', () => {
    expect(given({ paths: 3_000 })).toEqual({ submittedSeconds: 0, completedSeconds: 10 })
    expect(given({ paths: 1 }, { paths: 2_999 })).toEqual({ submittedSeconds: 0, completedSeconds: 10 })
  })

  test('one more waits until a whole quota is done', () => {
    expect(given({ paths: 3_001 })).toEqual({ submittedSeconds: 10, completedSeconds: 20, waitsFor: 'quota' })
  })

  test('paths do not wait for the wildcards of others, wildcards do', () => {
    const ahead = { paths: 30, wildcards: 30 }
    expect(given({ paths: 1 }, ahead)).toEqual({ submittedSeconds: 0, completedSeconds: 10 })
    expect(given({ paths: 1, wildcards: 1 }, ahead)).toMatchObject({ submittedSeconds: 20, waitsFor: 'wildcardQuota' })
  })
})
