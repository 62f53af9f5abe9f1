import { DeleteDistributionCommand } from '@aws-sdk/client-cloudfront'
import { expect, test, vi } from 'vitest'
import { createDistribution, getDistribution, updateDistribution } from '../../emulator/distribution-calls.ts'
import { createExistence } from '../../../src/invalidation/queue/existence.ts'
import { startApp } from '../../helpers/start-app.ts'
import { startStore } from '../../helpers/start-store.ts'
import { startInvalidations } from './start-invalidations.ts'

const PATIENT = { timeout: 15_000, interval: 20 }

test('POSTs of hours ask CloudFront once whether there is such a distribution', async () => {
  const { request, cloudfront, emulator } = await startApp()
  const { Id } = await createDistribution(cloudfront)
  const before = emulator.calls.count('GetDistribution')
  for (let minute = 0; minute < 300; minute += 30) {
    const { status, text } = await request.post(`/distributions/${Id}/invalidations`).send({ paths: [`/${minute}`] })
    expect(status, text).toBe(201)
    emulator.clock.advance(30 * 60)
  }
  expect(emulator.calls.count('GetDistribution') - before).toBe(1)
})

test('POSTs with tags ask no more often than others where the distribution reads tags', async () => {
  const { create, emulator } = await startInvalidations({ cacheTagConfig: { headerName: 'Cache-Tag' } })
  const before = emulator.calls.count('GetDistribution')
  for (const tag of ['a', 'b', 'c']) {
    await create({ cacheTags: [tag] })
    emulator.clock.advance(60)
  }
  expect(emulator.calls.count('GetDistribution')).toBe(before)
})

test('a distribution that was made here is known from the beginning', async () => {
  const { create, emulator } = await startInvalidations()
  const before = emulator.calls.count('GetDistribution')
  await create({ paths: ['/a'] })
  expect(emulator.calls.count('GetDistribution')).toBe(before)
})

test('while CloudFront does not answer, a target that was invalidated before counts as there, and no other', async () => {
  const { request, cloudfront, create, end, url, emulator } = await startInvalidations()
  await end(await create({ paths: ['/a'] }))
  const { Id: other } = await createDistribution(cloudfront)
  // Long enough for nothing to be remembered any more.
  emulator.clock.advance(7 * 3_600)
  const { hold } = emulator.faults.add({ kind: 'hold', operations: ['GetDistribution'] })
  const accepted = await request.post(url).send({ paths: ['/b'] })
  expect([accepted.status, accepted.body.status], accepted.text).toEqual([201, 'queued'])
  let isAnswered = false
  const unknown = request
    .post(`/distributions/${other}/invalidations`)
    .send({ paths: ['/c'] })
    .then(answer => {
      isAnswered = true
      return answer
    })
  await request
    .post(url)
    .send({ paths: ['/d'] })
    .expect(201)
  expect(isAnswered).toBe(false)
  hold.release()
  expect((await unknown).status).toBe(201)
})

test('404 at once after the distribution was deleted here', async () => {
  const { request, emulator, id, url, create, end } = await startInvalidations({}, { localPropagationSeconds: 0 })
  await end(await create({ paths: ['/a'] }))
  emulator.clock.release()
  const deleted = await request.delete(`/distributions/${id}`).set('prefer', 'wait=30')
  expect([deleted.status, deleted.body.status], deleted.text).toEqual([200, 'succeeded'])
  const { status, body } = await request.post(url).send({ paths: ['/b'] })
  expect([status, body.code]).toEqual([404, 'DISTRIBUTION_NOT_FOUND'])
})

test('deleted elsewhere: the first invalidation fails and says so, the second request is 404', async () => {
  const {
    request,
    cloudfront,
    id: Id,
    url,
    create,
    end,
    eventually
  } = await startInvalidations({}, { localPropagationSeconds: 0 })
  await end(await create({ paths: ['/a'] }))
  const disabled = await updateDistribution(cloudfront, await getDistribution(cloudfront, Id), { Enabled: false })
  await cloudfront.send(new DeleteDistributionCommand({ Id, IfMatch: disabled.ETag }))
  const id = await create({ paths: ['/b'] })
  await eventually(id, invalidation =>
    expect(invalidation).toMatchObject({ status: 'failed', error: { code: 'DISTRIBUTION_NOT_FOUND' } })
  )
  const again = async () => (await request.post(url).send({ paths: ['/c'] })).body.code
  await vi.waitFor(async () => expect(await again()).toBe('DISTRIBUTION_NOT_FOUND'), PATIENT)
})

test('refused tags are retried soon: somebody may have followed the remedy elsewhere', async () => {
  const { request, cloudfront, emulator, id: Id, url } = await startInvalidations()
  const post = async () => (await request.post(url).send({ cacheTags: ['a'] })).status
  expect(await post()).toBe(409)
  await updateDistribution(cloudfront, await getDistribution(cloudfront, Id), {
    CacheTagConfig: { HeaderName: 'Cache-Tag' }
  })
  emulator.clock.advance(3)
  expect(await post()).toBe(201)
})

test('after a clock is set back, what was learnt in its future is looked up again', async () => {
  const { database } = await startStore()
  let [now, asked] = [Date.now(), 0]
  const describe = async () => {
    asked += 1
    return Promise.resolve({ cacheTags: false })
  }
  const existence = createExistence({ calls: { describe }, database, clock: { now: () => now } })
  const require = async () => existence.require({ kind: 'distributions', id: 'E1' }, { cacheTags: false })
  await require()
  await require()
  expect(asked).toBe(1)
  now -= 24 * 3_600_000
  await require()
  expect(asked).toBe(2)
})
