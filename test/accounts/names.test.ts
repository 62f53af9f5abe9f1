import { expect, test } from 'vitest'
import { createDistribution } from '../emulator/distribution-calls.ts'
import { startOn, startTwo } from './start-accounts.ts'

const code = 'function handler(event) { return event.request }'

test('a name that looks like an id is a name: found in the only account that has it; once two have it, one must be named', async () => {
  const { request, database } = await startTwo()
  const create = async (account: string) =>
    request.post(`/connection-groups?account=${account}`).send({ name: 'CUSTOMER0001', ipv6Enabled: true })
  const inBlue = await create('blue')
  expect(inBlue.status, inBlue.text).toBe(201)
  expect((await request.get('/connection-groups/CUSTOMER0001')).body.id).toBe(inBlue.body.id)
  const inGreen = await create('green')
  expect(inGreen.status, inGreen.text).toBe(201)
  expect((await request.get('/connection-groups/CUSTOMER0001')).body).toMatchObject({ code: 'ACCOUNT_REQUIRED' })
  expect((await request.get('/connection-groups/CUSTOMER0001?account=green')).body.id).toBe(inGreen.body.id)
  expect((await request.get(`/connection-groups/${inGreen.body.id}`)).body.account).toBe('green')
  const known = await database.query<{ id: string }>('SELECT id FROM resource_accounts')
  expect(known.map(({ id }) => id)).not.toContain('CUSTOMER0001')
})

test('a name that is the id of something else is still in the account that is named, and deleted there', async () => {
  const { request, blue, green, database, settings, close } = await startTwo({ byDefault: 'blue' })
  const { Id: name } = await createDistribution(blue.cloudfront)
  await request.get('/distributions')
  for (const account of ['blue', 'green']) {
    const created = await request.post(`/functions?account=${account}`).send({ name, code })
    expect(created.status, created.text).toBe(201)
    expect(created.body.account).toBe(account)
  }
  expect((await request.get(`/functions/${name}?account=green`)).body.account).toBe('green')

  const deletion = await request.delete(`/functions/${name}?account=green&whenFree=true`)
  expect(deletion.status, deletion.text).toBe(202)
  await close()
  const again = await startOn({ accounts: settings, database })
  const ended = await again.request.get(deletion.headers.location ?? '').set('prefer', 'wait=20')
  expect(ended.body).toMatchObject({ status: 'succeeded' })
  expect(green.calls.count('DeleteFunction')).toBe(1)
  expect(blue.calls.count('DeleteFunction')).toBe(0)
})

test('the address of what has a name alone says its account, and leads to it', async () => {
  const { request } = await startTwo({ byDefault: 'blue' })
  for (const account of ['blue', 'green']) {
    const created = await request.post(`/functions?account=${account}`).send({ name: 'same', code, comment: account })
    expect(created.headers.location, created.text).toBe(`/functions/same?account=${account}`)
    expect((await request.get(created.headers.location ?? '')).body.config.comment).toBe(account)
  }
  const byId = await request.post('/cache-policies?account=green').send({ name: 'a-policy', minTtl: 1 })
  expect(byId.headers.location).toBe(`/cache-policies/${byId.body.id}`)
})

test('resources with the same name in two accounts can be deleted concurrently', async () => {
  const { request, blue, green } = await startTwo()
  for (const account of ['blue', 'green']) {
    expect((await request.post(`/functions?account=${account}`).send({ name: 'same', code })).status).toBe(201)
  }
  for (const { faults } of [blue, green]) faults.add({ kind: 'throttle', operations: ['DeleteFunction'], count: 1 })
  const both = await Promise.all(
    ['blue', 'green'].map(async account =>
      request.delete(`/functions/same?account=${account}&whenFree=true`).set('prefer', 'wait=20')
    )
  )
  for (const { body, text } of both) expect(body, text).toMatchObject({ status: 'succeeded' })
  expect(both.map(({ body }) => body.resource)).toEqual([
    '/functions/same?account=blue',
    '/functions/same?account=green'
  ])
})
