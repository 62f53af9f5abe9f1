import { CreateInvalidationCommand } from '@aws-sdk/client-cloudfront'
import { expect, test } from 'vitest'
import { createDirectory, REMEMBERED_MAX } from '../../src/accounts/directory.ts'
import { recordingLogger } from '../jobs/start-engine.ts'
import { createDistribution } from '../emulator/distribution-calls.ts'
import { startStore } from '../helpers/start-store.ts'
import { startTwo } from './start-accounts.ts'

const accounts = ['blue', 'green'].map(name => ({
  name,
  identity: `endpoint:http://${name}.example.com`,
  accountId: undefined,
  role: undefined,
  endpoint: `http://${name}.example.com`,
  isDefault: false
}))

function start() {
  const logger = recordingLogger()
  return { directory: createDirectory({ accounts, logger }), logger }
}

test('what is used stays in memory, whatever else is listed', async () => {
  const { directory } = start()
  directory.saw('E-USED', 'blue')
  for (let index = 1; index < REMEMBERED_MAX; index++) directory.saw(`E${index}`, 'green')
  expect(await directory.find('E-USED')).toBe('blue')
  directory.saw('E-ONE-MORE', 'green')
  expect(directory.peek('E-USED')).toBe('blue')
  expect(directory.peek('E1')).toBeUndefined()
})

test('a list that shows a resource of another account changes nothing of what the store knows', async () => {
  const { database } = await startStore()
  const { directory: first } = start()
  await first.open(database)
  await first.learn('vo_shared', 'blue')
  first.saw('vo_shared', 'green')
  expect(await first.find('vo_shared')).toBe('blue')

  // A process that has forgotten it, or that did not know it when it was stored.
  const { directory: second } = start()
  await second.open(database)
  await first.learn('vo_later', 'blue')
  second.saw('vo_later', 'green')
  expect(await second.find('vo_later')).toBe('blue')
  expect(second.peek('vo_later')).toBe('blue')
})

test('an invalidation is no resource: neither the store nor the memory takes it in', async () => {
  const { request, database, green, accounts: opened } = await startTwo()
  const { Id: id = '' } = await createDistribution(green.cloudfront)
  const accepted = await request
    .post(`/distributions/${id}/invalidations`)
    .set('prefer', 'wait=20')
    .send({ paths: ['/a'] })
  expect(accepted.body, accepted.text).toMatchObject({ status: 'succeeded' })
  const { Invalidation } = await green.cloudfront.send(
    new CreateInvalidationCommand({
      DistributionId: id,
      InvalidationBatch: { CallerReference: 'elsewhere', Paths: { Quantity: 1, Items: ['/b'] } }
    })
  )
  const list = await request.get(`/distributions/${id}/invalidations?source=cloudfront`)
  expect(list.status, list.text).toBe(200)
  expect(green.calls.count('ListInvalidations')).toBeGreaterThan(0)
  expect(await database.query('SELECT id FROM resource_accounts')).toEqual([{ id }])
  expect(opened?.nameOf(Invalidation?.Id ?? '')).toBeUndefined()
})
