import { expect, test, vi } from 'vitest'
import { startWithDistribution } from '../start-distribution.ts'

const paths = (count: number, prefix: string) => Array.from({ length: count }, (_, index) => `/${prefix}/${index}`)

test('the answer of an accepted invalidation says how long it will take, by the quota it fills and what is before it', async () => {
  const { request, url, emulator } = await startWithDistribution()
  // Nothing is completed here, so that what was accepted stays before what comes.
  emulator.faults.add({ kind: 'error', code: 'Throttling', status: 400, operations: ['CreateInvalidation'] })
  const post = async (body: object) => (await request.post(`${url}/invalidations`).send(body).expect(201)).body
  expect((await post({ paths: ['/alone'] })).estimatedSeconds).toBe(1)
  // 3,000 paths are in progress at a time, and the local CloudFront takes a second for them.
  expect((await post({ paths: paths(7_000, 'a') })).estimatedSeconds).toBe(3)
  await vi.waitFor(
    async () => expect((await post({ paths: paths(7_000, 'b') })).estimatedSeconds).toBeGreaterThanOrEqual(5),
    { timeout: 10_000 }
  )
})

test('the time for which a guard holds it is part of it, and a read has none', async () => {
  const { request, url } = await startWithDistribution()
  await request.put(`${url}/invalidation-guard`).send({ debounceSeconds: 60 }).expect(200)
  const { body } = await request
    .post(`${url}/invalidations`)
    .send({ paths: ['/a'] })
    .expect(201)
  expect(body.estimatedSeconds).toBeGreaterThan(55)
  expect((await request.get(`${url}/invalidations/${body.id}`)).body).not.toHaveProperty('estimatedSeconds')
})

test('a group takes as long as the longest of its invalidations', async () => {
  const { request, id } = await startWithDistribution()
  const body = { selector: { distributionIds: [id] }, paths: paths(7_000, 'a') }
  expect((await request.post('/invalidations').send(body).expect(201)).body.estimatedSeconds).toBe(3)
})
