import { expect, test } from 'vitest'
import { type Overrides } from '../../helpers/start-app.ts'
import { beginMonth } from './begin-month.ts'
import { startInvalidations } from './start-invalidations.ts'

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `/${index}`)

async function start(overrides: Overrides = {}) {
  const started = await startInvalidations({}, overrides)
  beginMonth(started.emulator.clock)
  return started
}

test('GET invalidations/usage: nothing used, nothing waiting, nothing known of durations', async () => {
  const { request, url } = await start()
  const { body, status } = await request.get(`${url}/usage`)
  expect(status).toBe(200)
  expect(body).toEqual({
    inFlight: { paths: 0, wildcards: 0 },
    free: { paths: 3_000, wildcards: 15 },
    queued: { invalidations: 0, paths: 0 },
    month: { paths: 0, freeLeft: 1_000, usd: 0 },
    durationSeconds: { samples: 0 }
  })
})

test('GET invalidations/usage: what is in flight, what waits for the quota, and what the month has cost', async () => {
  const { request, url, create, eventually, end } = await start({
    invalidationHeadRoom: { paths: 1_000, wildcards: 5 }
  })
  const id = await create({ paths: [...numbered(2_500), '/img/*'] })
  await eventually(id, ({ progress }) => expect(progress.submitted).toBe(2_000))
  const { body: meanwhile } = await request.get(`${url}/usage`)
  expect(meanwhile).toMatchObject({
    inFlight: { paths: 2_000, wildcards: 1 },
    free: { paths: 0, wildcards: 9 },
    queued: { invalidations: 1, paths: 501 },
    month: { paths: 2_000, freeLeft: 0, usd: 5 }
  })
  await end(id)
  const { body } = await request.get(`${url}/usage`)
  expect(body).toMatchObject({
    inFlight: { paths: 0, wildcards: 0 },
    queued: { invalidations: 0, paths: 0 },
    month: { paths: 2_501, freeLeft: 0, usd: 7.505 },
    durationSeconds: { samples: 2 }
  })
  expect(body.durationSeconds.p95).toBeGreaterThanOrEqual(body.durationSeconds.p50)
  expect(body.durationSeconds.p50).toBeGreaterThanOrEqual(1)
})

test('GET invalidations/usage: a new month begins with nothing used', async () => {
  const { request, url, create, end, emulator } = await start()
  await end(await create({ paths: ['/a', '/b'] }))
  expect((await request.get(`${url}/usage`)).body.month).toEqual({ paths: 2, freeLeft: 998, usd: 0 })
  emulator.clock.advance(31 * 86_400)
  expect((await request.get(`${url}/usage`)).body.month).toEqual({ paths: 0, freeLeft: 1_000, usd: 0 })
})

test('GET invalidations/usage: free paths are the account’s, and the cost is shared by what each has used', async () => {
  const { request, url, create, end } = await start()
  await end(await create({ paths: numbered(1_500) }))
  const { body: other } = await request.post('/distributions').send({ origins: [{ domainName: 'other.example.com' }] })
  const { body: empty } = await request.get(`/distributions/${other.id}/invalidations/usage`)
  expect(empty.month).toEqual({ paths: 0, freeLeft: 0, usd: 0 })
  expect((await request.get(`${url}/usage`)).body.month).toEqual({ paths: 1_500, freeLeft: 0, usd: 2.5 })
})

test('GET invalidations/usage: 404 DISTRIBUTION_NOT_FOUND for an unknown distribution', async () => {
  const { request } = await start()
  const { status, body } = await request.get('/distributions/E0000000000000/invalidations/usage')
  expect([status, body.code]).toEqual([404, 'DISTRIBUTION_NOT_FOUND'])
})
