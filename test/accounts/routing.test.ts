import { GetDistributionCommand, ListDistributionsCommand } from '@aws-sdk/client-cloudfront'
import { expect, test } from 'vitest'
import { createDistribution } from '../emulator/distribution-calls.ts'
import { aDistribution, startOn, startTwo } from './start-accounts.ts'

test('POST distributions: created in the account that is named, and nowhere else; without one 400 names the accounts', async () => {
  const { request, blue, green } = await startTwo()
  const created = await request.post('/distributions?account=green').send(aDistribution())
  expect(created.status, created.text).toBe(201)
  const { id } = created.body
  await expect(green.cloudfront.send(new GetDistributionCommand({ Id: id }))).resolves.toMatchObject({})
  expect(blue.calls.counts()).toEqual({})

  const unnamed = await request.post('/distributions').send(aDistribution())
  expect(unnamed.status).toBe(400)
  expect(unnamed.body).toMatchObject({ code: 'ACCOUNT_REQUIRED', errors: [{ parameter: 'account' }] })
  expect(unnamed.body.remedy).toContain('blue, green')
  const unknown = await request.post('/distributions?account=red').send(aDistribution())
  expect(unknown.body).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' })
  expect(JSON.stringify(unknown.body.errors)).toContain('blue')
  const dryRun = await request.post('/dry-run/distributions').send(aDistribution())
  expect(dryRun.body).toMatchObject({ code: 'ACCOUNT_REQUIRED' })
  expect(blue.calls.counts()).toEqual({})
})

test('POST distributions: without an account, in the one that is the default', async () => {
  const { request, blue, green } = await startTwo({ byDefault: 'green' })
  const created = await request.post('/distributions').send(aDistribution())
  expect(created.status, created.text).toBe(201)
  expect(await idsIn(green)).toEqual([created.body.id])
  expect(await idsIn(blue)).toEqual([])
})

test('a distribution is read, patched and deleted in its account, whichever that is, and the other is asked once at most', async () => {
  const { request, blue, green } = await startTwo()
  const { Id: inBlue } = await createDistribution(blue.cloudfront)
  const { Id: inGreen } = await createDistribution(green.cloudfront)
  blue.calls.clear()
  green.calls.clear()
  for (const id of [inBlue, inGreen]) {
    const read = await request.get(`/distributions/${id}`)
    expect(read.status, read.text).toBe(200)
    const patched = await request.patch(`/distributions/${id}`).send({ comment: `of ${id}` })
    expect(patched.status, patched.text).toBe(200)
    expect((await request.get(`/distributions/${id}`)).body.config.comment).toBe(`of ${id}`)
  }
  // Each was asked once for what the other one has.
  expect(blue.calls.counts()).toEqual({ GetDistribution: 3, GetDistributionConfig: 1, UpdateDistribution: 1 })
  expect(green.calls.counts()).toEqual({ GetDistribution: 3, GetDistributionConfig: 1, UpdateDistribution: 1 })

  const deletion = await request.delete(`/distributions/${inGreen}`).set('prefer', 'wait=30')
  expect(deletion.body, deletion.text).toMatchObject({ status: 'succeeded' })
  expect(await idsIn(green)).toEqual([])
  expect(await idsIn(blue)).toEqual([inBlue])
})

test('an id that no account has is 404, for reads, writes and invalidations', async () => {
  const { request } = await startTwo()
  const answers = [
    await request.get('/distributions/EUNKNOWN123456'),
    await request.patch('/distributions/EUNKNOWN123456').send({ comment: '' }),
    await request.delete('/distributions/EUNKNOWN123456'),
    await request.post('/distributions/EUNKNOWN123456/invalidations').send({ paths: ['/*'] })
  ]
  for (const { body } of answers) expect(body).toMatchObject({ status: 404, code: 'DISTRIBUTION_NOT_FOUND' })
})

test('an id that no account has is no 404 while one of them does not answer', async () => {
  const { request, blue, green } = await startTwo()
  const { Id: inBlue } = await createDistribution(blue.cloudfront)
  await green.close()
  const unknown = await request.get('/distributions/EUNKNOWN123456')
  expect(unknown.body).toMatchObject({ code: 'CLOUDFRONT_UNREACHABLE' })
  expect((await request.get(`/distributions/${inBlue}`)).status).toBe(200)
})

test('a name of a policy, and managed access, are those of the account of the distribution', async () => {
  const { request, blue, green } = await startTwo()
  const policy = { name: 'shared-name', minTtl: 1, parametersInCacheKeyAndForwardedToOrigin: undefined }
  const [inBlue, inGreen] = [
    await request.post('/cache-policies?account=blue').send({ name: policy.name, minTtl: 1 }),
    await request.post('/cache-policies?account=green').send({ name: policy.name, minTtl: 1 })
  ]
  expect(inBlue.status, inBlue.text).toBe(201)
  expect(inGreen.status, inGreen.text).toBe(201)
  const body = {
    origins: [{ domainName: 'photos.s3.eu-central-1.amazonaws.com', originAccess: 'managed' }],
    defaultCacheBehavior: { cachePolicy: policy.name }
  }
  const created = await Promise.all(
    ['blue', 'green'].map(async account => request.post(`/distributions?account=${account}`).send(body))
  )
  const policyIds = created.map(({ body }) => body.config.defaultCacheBehavior.cachePolicyId)
  expect(policyIds).toEqual([inBlue.body.id, inGreen.body.id])
  const [, green1] = created
  const patched = await request
    .patch(`/distributions/${green1?.body.id}`)
    .send({ defaultCacheBehavior: { cachePolicy: 'shared-name' } })
  expect(patched.body.config.defaultCacheBehavior.cachePolicyId, patched.text).toBe(inGreen.body.id)
  for (const account of [blue, green]) expect(account.calls.counts().CreateOriginAccessControl).toBe(1)
})

test('GET distributions: all accounts in order, in pages of any size, or one of them', async () => {
  const { request, blue, green } = await startTwo()
  const ids: string[] = []
  for (const account of [blue, green]) {
    for (let index = 0; index < 3; index++) await createDistribution(account.cloudfront)
    ids.push(...(await idsIn(account)))
  }
  for (const limit of [1, 2, 3, 4, 6, 100]) {
    const seen: string[] = []
    let next: string | undefined = `/distributions?limit=${limit}`
    while (next !== undefined) {
      const page: { status: number; text: string; body: { items: { id: string }[] }; headers: { link?: string } } =
        await request.get(next)
      expect(page.status, page.text).toBe(200)
      expect(page.body.items.length).toBeLessThanOrEqual(limit)
      seen.push(...page.body.items.map(({ id }) => id))
      next = /<(.+)>; rel="next"/.exec(page.headers.link ?? '')?.[1]
    }
    expect(seen).toEqual(ids)
  }
  const [sample] = (await request.get('/distributions?limit=1')).body.items
  const filter = `limit=4&originDomain=${sample.config.origins[0].domainName}`
  const filtered = await request.get(`/distributions?${filter}`)
  expect(filtered.body.items).toHaveLength(4)
  const rest = await request.get(`/distributions?${filter}&cursor=${filtered.body.nextCursor}`)
  expect([...filtered.body.items, ...rest.body.items].map(({ id }) => id)).toEqual(ids)
  const ofGreen = await request.get('/distributions?account=green')
  expect(ofGreen.body.items.map(({ id }: { id: string }) => id)).toEqual(ids.slice(3))
  const paged = await request.get('/distributions?account=green&limit=1')
  expect(paged.headers.link).toContain('account=green')
})

test('a cursor of all accounts is none of a list of one, and the other way around', async () => {
  const { request, blue, green } = await startTwo()
  for (const account of [blue, green]) {
    for (let index = 0; index < 3; index++) await createDistribution(account.cloudfront)
  }
  for (const [account, name] of [...'abc'].flatMap(each => [
    ['blue', each],
    ['green', each]
  ])) {
    await request.post(`/cache-policies?account=${account}`).send({ name, minTtl: 1 })
  }
  for (const list of ['/distributions?limit=1', '/cache-policies?type=custom&limit=1']) {
    const ofAll = (await request.get(list)).body.nextCursor
    const ofOne = (await request.get(`${list}&account=green`)).body.nextCursor
    expect(ofAll, list).toBeDefined()
    expect(ofOne, list).toBeDefined()
    for (const mixed of [`${list}&account=green&cursor=${ofAll}`, `${list}&cursor=${ofOne}`]) {
      const refused = await request.get(mixed)
      expect(refused.body, mixed).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' })
      expect(refused.body.errors, mixed).toMatchObject([{ parameter: 'cursor' }])
      expect(refused.body.errors[0].detail).toContain('account')
    }
    expect((await request.get(`${list}&account=green&cursor=${ofOne}`)).status).toBe(200)
  }
})

test('without ACCOUNTS_FILE there is no account to name', async () => {
  const { startApp } = await import('../helpers/start-app.ts')
  const { request } = await startApp()
  const refused = await request.post('/distributions?account=blue').send(aDistribution())
  expect(refused.body).toMatchObject({ status: 400, code: 'VALIDATION_FAILED', errors: [{ parameter: 'account' }] })
})

test('what a list of another process, or the store, says is enough to find an account again', async () => {
  const { request, blue, green, database, settings, close } = await startTwo()
  const created = await request.post('/distributions?account=green').send(aDistribution())
  await close()
  blue.calls.clear()
  const again = await startOn({ accounts: settings, database })
  expect((await again.request.get(`/distributions/${created.body.id}`)).status).toBe(200)
  expect(blue.calls.counts()).toEqual({})
  await again.close()
  const renamed = settings.map(account => ({ ...account, name: `${account.name}-2` }))
  const after = await startOn({ accounts: renamed, database })
  expect((await after.request.get(`/distributions/${created.body.id}`)).status).toBe(200)
  expect(blue.calls.counts()).toEqual({})
  await after.close()
  const without = await startOn({ accounts: [{ name: 'blue', endpoint: blue.url }], database })
  const lost = await without.request.get(`/distributions/${created.body.id}`)
  expect(lost.body).toMatchObject({ status: 502, code: 'ACCOUNT_NOT_CONFIGURED' })
  expect(green.calls.counts().GetDistribution).toBeGreaterThan(0)
})

async function idsIn({ cloudfront }: Awaited<ReturnType<typeof startTwo>>['blue']): Promise<string[]> {
  const { DistributionList } = await cloudfront.send(new ListDistributionsCommand({}))
  return (DistributionList?.Items ?? []).map(({ Id = '' }) => Id)
}

test("one of AWS's own policies is in every account: none is stored, and ids that are known are not looked up", async () => {
  const { request, database, settings, close } = await startTwo()
  const id = '658327ea-f89d-4fab-a63d-7e88639e58f6'
  expect((await request.get(`/cache-policies/${id}`)).status).toBe(200)
  expect(await database.query('SELECT id FROM resource_accounts')).toEqual([])
  await close()
  await database.query('INSERT INTO resource_accounts (id, account) VALUES ($1, $2)', [id, 'endpoint:http://gone.test'])
  const again = await startOn({ accounts: settings, database })
  const read = await again.request.get(`/cache-policies/${id}`)
  expect(read.status, read.text).toBe(200)
})
