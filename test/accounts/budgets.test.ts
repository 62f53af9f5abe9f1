import { expect, test } from 'vitest'
import { bindStoreToAccounts } from '../../src/database/store-binding.ts'
import { createDistribution } from '../emulator/distribution-calls.ts'
import { startStore } from '../helpers/start-store.ts'
import { startTwo } from './start-accounts.ts'

const paths = (count: number, prefix = '') => Array.from({ length: count }, (_, index) => `/${prefix}${index}`)

async function startWithDistributions({ budgetUsd }: { budgetUsd?: number } = {}) {
  const started = await startTwo({ invalidationMonthlyBudgetUsd: budgetUsd })
  const { request, blue, green } = started
  const at = async ({ cloudfront }: typeof blue) => `/distributions/${(await createDistribution(cloudfront)).Id}`
  const domainOf = async ({ cloudfront }: typeof blue) =>
    (await createDistribution(cloudfront)).distribution.DomainName ?? ''
  const invalidate = async (url: string, count: number, prefix?: string) =>
    request.post(`${url}/invalidations`).send({ paths: paths(count, prefix) })
  /** A distribution that nobody has used yet is listed with its name, and not read. */
  const invalidateByUrl = async (domains: readonly string[], count: number, prefix?: string) =>
    request.post('/invalidations').send({
      urls: domains.flatMap(domain => paths(count, prefix).map(path => `https://${domain}${path}`))
    })
  return { ...started, inBlue: await at(blue), inGreen: await at(green), domainOf, invalidate, invalidateByUrl }
}

test('what one account has spent leaves the free paths and the budget of the other one alone', async () => {
  const { inBlue, inGreen, invalidate } = await startWithDistributions({ budgetUsd: 2 })
  const [first, other] = await Promise.all([invalidate(inBlue, 1_400), invalidate(inGreen, 1_400)])
  expect([first.status, other.status], first.text + other.text).toEqual([201, 201])
  const beyond = await invalidate(inBlue, 100, 'more')
  expect([beyond.status, beyond.body.code]).toEqual([409, 'INVALIDATION_BUDGET_EXCEEDED'])
  expect(beyond.body.detail).toMatch(
    /^With this one, the account blue's invalidations of \d{4}-\d\d come to 2\.50 USD of a budget of 2\.00 USD\.$/
  )
})

test('a distribution that was only listed is charged to its account: what that has spent is refused, and no other pays', async () => {
  const { blue, green, inBlue, domainOf, invalidate, invalidateByUrl } = await startWithDistributions({ budgetUsd: 2 })
  const [first, other, more] = [await domainOf(blue), await domainOf(green), await domainOf(green)]
  expect((await invalidate(inBlue, 1_400)).status).toBe(201)
  // Each is another account's first thousand.
  const refused = await invalidateByUrl([first], 100)
  expect([refused.status, refused.body.code], refused.text).toEqual([409, 'INVALIDATION_BUDGET_EXCEEDED'])
  expect(refused.body.detail).toContain("the account blue's")
  const both = await invalidateByUrl([other, more], 700)
  expect(both.status, both.text).toBe(201)
})

test('an invalidation whose account cannot be stored is not accepted, and charged to nobody', async () => {
  const { blue, database, domainOf, invalidateByUrl } = await startWithDistributions({ budgetUsd: 0 })
  const domain = await domainOf(blue)
  await database.script(`
    ALTER TABLE resource_accounts ADD CONSTRAINT full_up CHECK (false) NOT VALID`)
  expect((await invalidateByUrl([domain], 1_000)).status).toBe(500)
  await database.script('ALTER TABLE resource_accounts DROP CONSTRAINT full_up')
  expect((await invalidateByUrl([domain], 1_000)).status).toBe(201)
  const beyond = await invalidateByUrl([domain], 1, 'more')
  expect([beyond.status, beyond.body.code], beyond.text).toEqual([409, 'INVALIDATION_BUDGET_EXCEEDED'])
})

test('accounts are queried only for ids that neither the memory nor the store knows, and only once', async () => {
  const { accounts, database, blue, inBlue, inGreen } = await startWithDistributions()
  const ids = [inBlue, inGreen].map(url => url.split('/').at(-1) ?? '')
  for (let n = 0; n < 2; n += 1) await accounts?.ensureStored(ids)
  const stored = await database.query<{ id: string }>('SELECT id FROM resource_accounts')
  expect(stored.map(({ id }) => id).toSorted()).toEqual(ids.toSorted())
  expect(blue.calls.count('GetDistribution')).toBe(2)
  await expect(accounts?.ensureStored(['EUNKNOWN123456'])).rejects.toMatchObject({ code: 'DISTRIBUTION_NOT_FOUND' })
})

test("a guard's budget is a share of the bill of its own account", async () => {
  const { request, inBlue, inGreen, invalidate } = await startWithDistributions()
  const guard = await request.put(`${inGreen}/invalidation-guard`).send({ monthlyBudget: { usd: 0 } })
  expect(guard.status, guard.text).toBe(200)
  expect((await invalidate(inBlue, 2_000)).status).toBe(201)
  expect((await invalidate(inGreen, 1_000)).status).toBe(201)
  const beyond = await invalidate(inGreen, 100, 'more')
  expect(beyond.body, beyond.text).toMatchObject({ code: 'INVALIDATION_BUDGET_EXCEEDED' })
})

test('what was spent before there were several accounts is of the one that the store belonged to', async () => {
  const { database } = await startStore()
  const identity = 'aws:111111111111'
  await database.query('INSERT INTO store_binding (backend) VALUES ($1)', [identity])
  await database.query(
    "INSERT INTO invalidation_months (target, month, paths) VALUES ('/distributions/E1', '2026-11', 7)"
  )
  await bindStoreToAccounts(database, ['aws:222222222222', identity])
  expect(await database.query('SELECT id, account FROM resource_accounts')).toEqual([{ id: 'E1', account: identity }])
})
