import { CreateConnectionGroupCommand } from '@aws-sdk/client-cloudfront'
import { expect, test } from 'vitest'
import { startOn, startTwo } from './start-accounts.ts'

const bodies = {
  'cache-policies': { name: 'a-policy', minTtl: 1 },
  'origin-access-controls': {
    name: 'a-control',
    originAccessControlOriginType: 's3',
    signingBehavior: 'always',
    signingProtocol: 'sigv4'
  },
  functions: { name: 'a-function', code: 'function handler(event) { return event.request }' }
}

test.each(Object.entries(bodies))('usedBy of %s asks the account that has it, and no other one', async (noun, body) => {
  const { request, blue, green } = await startTwo()
  const made = await request.post(`/${noun}?account=green`).send(body)
  expect(made.status, made.text).toBe(201)
  await blue.close()
  const read = await request.get(made.headers.location ?? '')
  expect(read.body, read.text).toMatchObject({ account: 'green', usedBy: [] })
  expect(Object.keys(green.calls.counts()).some(operation => operation.startsWith('ListDistributions'))).toBe(true)
  const deleted = await request.delete(made.headers.location ?? '')
  expect(deleted.status, deleted.text).toBe(204)
})

test('usedBy of a key value store says the account of its functions, which have a name alone', async () => {
  const { request } = await startTwo({ byDefault: 'blue' })
  for (const account of ['blue', 'green']) {
    const store = await request.post(`/key-value-stores?account=${account}`).send({ name: 'redirects' })
    expect(store.status, store.text).toBe(201)
    const code = 'function handler(event) { return event.request }'
    const keyValueStoreAssociations = [{ keyValueStoreArn: store.body.arn }]
    const made = await request
      .post(`/functions?account=${account}`)
      .send({ name: `in-${account}`, runtime: 'cloudfront-js-2.0', code, keyValueStoreAssociations })
    expect(made.status, made.text).toBe(201)
    const read = await request.get(store.headers.location ?? '')
    expect(read.body.usedBy, read.text).toEqual([made.headers.location])
    expect(made.headers.location).toBe(`/functions/in-${account}?account=${account}`)
    const refused = await request.delete(store.headers.location ?? '')
    expect(refused.body, refused.text).toMatchObject({ status: 409, usedBy: [made.headers.location] })
  }
})

test("usedBy of AWS's own policies is that of all accounts, or of the one that is named", async () => {
  const { request } = await startTwo({ byDefault: 'blue' })
  const using: Record<string, string> = {}
  for (const account of ['blue', 'green']) {
    const body = {
      origins: [{ domainName: 'www.example.com' }],
      defaultCacheBehavior: { cachePolicy: 'CachingDisabled' }
    }
    const made = await request.post(`/distributions?account=${account}`).send(body)
    using[account] = `/distributions/${made.body.id}`
  }
  const policy = '/cache-policies/4135ea2d-6df8-44a3-9df3-4b5a84be39ad'
  const ofAll = await request.get(policy)
  expect(ofAll.body.usedBy, ofAll.text).toEqual([using.blue, using.green])
  expect(ofAll.body).not.toHaveProperty('account')
  expect((await request.get(`${policy}?account=green`)).body.usedBy).toEqual([using.green])
})

test('what was found by its name in an account that is not the default one is there for its users, too', async () => {
  const { blue, green, settings, database, close } = await startTwo({ byDefault: 'blue' })
  await close()
  await green.cloudfront.send(new CreateConnectionGroupCommand({ Name: 'customer-1' }))
  const { request } = await startOn({ accounts: settings, database })
  const read = await request.get('/connection-groups/customer-1')
  expect(read.body, read.text).toMatchObject({ account: 'green', usedBy: [] })
  expect(blue.calls.count('ListDistributionTenants')).toBe(0)
})
