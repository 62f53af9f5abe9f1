import { GetInvalidationCommand, ListInvalidationsCommand } from '@aws-sdk/client-cloudfront'
import { expect, test, vi } from 'vitest'
import { createDistribution } from '../emulator/distribution-calls.ts'
import { type LocalAccount, startOn, startTwo } from './start-accounts.ts'

async function invalidationsOf({ cloudfront }: LocalAccount, DistributionId: string): Promise<string[]> {
  const { InvalidationList } = await cloudfront.send(new ListInvalidationsCommand({ DistributionId }))
  const ids = (InvalidationList?.Items ?? []).map(({ Id = '' }) => Id)
  const found = await Promise.all(
    ids.map(async Id => cloudfront.send(new GetInvalidationCommand({ DistributionId, Id })))
  )
  return found.flatMap(({ Invalidation }) => Invalidation?.InvalidationBatch?.Paths?.Items ?? [])
}

test('an invalidation goes to the account of its distribution, and one by tag or URL to those of all that are meant', async () => {
  const { request, blue, green } = await startTwo()
  const { Id: inBlue = '' } = await createDistribution(blue.cloudfront)
  const { Id: inGreen = '' } = await createDistribution(green.cloudfront)
  for (const id of [inBlue, inGreen]) {
    const accepted = await request
      .post(`/distributions/${id}/invalidations`)
      .set('prefer', 'wait=20')
      .send({ paths: [`/${id}`] })
    expect(accepted.body, accepted.text).toMatchObject({ status: 'succeeded' })
  }
  expect(await invalidationsOf(blue, inBlue)).toEqual([`/${inBlue}`])
  expect(await invalidationsOf(green, inGreen)).toEqual([`/${inGreen}`])

  const list = await request.get('/distributions')
  const names = list.body.items.map(({ domainName }: { domainName: string }) => domainName)
  const byUrl = await request.post('/invalidations').send({ urls: names.map((name: string) => `https://${name}/both`) })
  expect(byUrl.status, byUrl.text).toBe(201)
  await vi.waitFor(
    async () => {
      expect(await invalidationsOf(blue, inBlue)).toContain('/both')
      expect(await invalidationsOf(green, inGreen)).toContain('/both')
    },
    { timeout: 20_000 }
  )
})

test('accepted invalidations and a deletion of a dead process are resumed in their accounts, even while the other is unavailable', async () => {
  const { request, blue, green, database, settings, close } = await startTwo()
  const { Id: inBlue = '' } = await createDistribution(blue.cloudfront)
  const { Id: inGreen = '' } = await createDistribution(green.cloudfront)
  // Seen in a list, and in the store once they are used.
  await request.get('/distributions')
  green.faults.add({ kind: 'error', code: 'ServiceUnavailable', status: 503, operations: ['CreateInvalidation'] })
  green.faults.add({ kind: 'error', code: 'ServiceUnavailable', status: 503, operations: ['UpdateDistribution'] })
  for (const id of [inBlue, inGreen]) {
    const accepted = await request.post(`/distributions/${id}/invalidations`).send({ paths: [`/${id}`] })
    expect(accepted.status, accepted.text).toBe(201)
  }
  const deletion = await request.delete(`/distributions/${inGreen}`)
  expect(deletion.status, deletion.text).toBe(202)
  await close()

  green.faults.clear()
  await blue.close()
  const again = await startOn({ accounts: settings, database })
  await vi.waitFor(async () => expect(await invalidationsOf(green, inGreen)).toEqual([`/${inGreen}`]), {
    timeout: 30_000
  })
  const operation = await again.request.get(`${deletion.headers.location}`).set('prefer', 'wait=30')
  expect(operation.body).toMatchObject({ status: 'succeeded' })
  expect(blue.calls.counts().CreateInvalidation ?? 0).toBeLessThanOrEqual(1)
})

test('an account that throttles everything, or does not answer, keeps no invalidation of another one waiting', async () => {
  const { request, blue, green } = await startTwo()
  const many = await Promise.all(Array.from({ length: 25 }, async () => createDistribution(blue.cloudfront)))
  const { Id: inGreen = '' } = await createDistribution(green.cloudfront)
  await request.get('/distributions')
  // More than are sent at the same time.
  blue.faults.add({ kind: 'hold', operations: ['CreateInvalidation'] })
  for (const { Id } of many) {
    const accepted = await request.post(`/distributions/${Id}/invalidations`).send({ paths: ['/slow'] })
    expect(accepted.status, accepted.text).toBe(201)
  }
  await vi.waitFor(() => expect(blue.calls.counts().CreateInvalidation).toBe(20), { timeout: 20_000 })
  const accepted = await request
    .post(`/distributions/${inGreen}/invalidations`)
    .set('prefer', 'wait=5')
    .send({ paths: ['/fast'] })
  expect(accepted.body, accepted.text).toMatchObject({ status: 'succeeded' })
  expect(blue.calls.counts().CreateInvalidation).toBe(20)
})
