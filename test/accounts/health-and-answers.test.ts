import { expect, test } from 'vitest'
import { createDistribution } from '../emulator/distribution-calls.ts'
import { startOn, startTwo } from './start-accounts.ts'

test('GET health/ready: degraded while one account does not answer, and says which', async () => {
  const { request, blue, green } = await startTwo()
  const well = await request.get('/health/ready')
  expect(well.status).toBe(200)
  expect(well.body).toMatchObject({
    degraded: false,
    cloudFront: { answers: true },
    accounts: [
      { account: 'blue', answers: true },
      { account: 'green', answers: true }
    ]
  })
  expect(blue.calls.counts()).toEqual({ ListDistributions: 1 })
  expect(green.calls.counts()).toEqual({ ListDistributions: 1 })
})

test('GET health/ready: an unavailable account is named, the instance stays ready, and the other one is served', async () => {
  const { request, blue, green } = await startTwo()
  await green.close()
  const away = await request.get('/health/ready')
  expect(away.status).toBe(200)
  expect(away.body).toMatchObject({
    status: 'ready',
    degraded: true,
    cloudFront: { answers: false, code: 'CLOUDFRONT_UNREACHABLE' },
    accounts: [
      { account: 'blue', answers: true },
      { account: 'green', answers: false, code: 'CLOUDFRONT_UNREACHABLE' }
    ]
  })
  await createDistribution(blue.cloudfront)
  expect((await request.get('/distributions?account=blue')).body.items).toHaveLength(1)
  const all = await request.get('/distributions')
  expect(all.body).toMatchObject({ code: 'CLOUDFRONT_UNREACHABLE' })
})

test('GET metrics: calls, throttles and paces of each account', async () => {
  const { request, blue } = await startTwo()
  blue.faults.add({ kind: 'throttle', operations: ['ListDistributions'], count: 1 })
  await request.get('/distributions')
  const { text } = await request.get('/metrics')
  expect(text).toContain('frontage_cloudfront_calls_total{operation="ListDistributions",account="blue",code=""} 1')
  expect(text).toContain('frontage_cloudfront_calls_total{operation="ListDistributions",account="green",code=""} 1')
  expect(text).toContain('frontage_cloudfront_throttles_total{operation="ListDistributions",account="blue"} 1')
  expect(text).toMatch(/frontage_cloudfront_pacer_calls_per_second\{account="blue"\} \d/)
  expect(text).toContain('frontage_cloudfront_pacer_calls_per_second{account="green"} +Inf')
})

test('answers name the account, of one distribution and in lists; with one account they do not', async () => {
  const { request } = await startTwo()
  const body = { origins: [{ domainName: 'www.example.com' }] }
  const created = await request.post('/distributions?account=green').send(body)
  expect(created.body.account, created.text).toBe('green')
  expect((await request.get(`/distributions/${created.body.id}`)).body.account).toBe('green')
  const patched = await request.patch(`/distributions/${created.body.id}`).send({ comment: 'x' })
  expect(patched.body.account).toBe('green')
  expect((await request.get('/distributions')).body.items).toMatchObject([{ id: created.body.id, account: 'green' }])
})

test('usage: each account has its own free paths', async () => {
  const { request, blue, green } = await startTwo()
  const left: Record<string, number> = {}
  for (const [name, account, paths] of [
    ['blue', blue, ['/a', '/b', '/c']],
    ['green', green, ['/a']]
  ] as const) {
    const { Id } = await createDistribution(account.cloudfront)
    const accepted = await request.post(`/distributions/${Id}/invalidations`).set('prefer', 'wait=20').send({ paths })
    expect(accepted.body.status, accepted.text).toBe('succeeded')
    const usage = await request.get(`/distributions/${Id}/invalidations/usage`)
    left[name] = usage.body.month.freeLeft
  }
  expect(left).toEqual({ blue: 997, green: 999 })
})

test('a deletion continues in one account while many wait for another one that does not answer', async () => {
  const { request, blue, green } = await startTwo()
  const { Id: inGreen } = await createDistribution(green.cloudfront)
  const many = await Promise.all(Array.from({ length: 8 }, async () => createDistribution(blue.cloudfront)))
  await request.get('/distributions')
  blue.faults.add({ kind: 'hold', operations: ['GetDistributionConfig'] })
  for (const { Id } of many) expect((await request.delete(`/distributions/${Id}`)).status).toBe(202)
  const deletion = await request.delete(`/distributions/${inGreen}`).set('prefer', 'wait=20')
  expect(deletion.body, deletion.text).toMatchObject({ status: 'succeeded' })
})

test('what has a name alone is in the account that is named, in lists and when it is deleted later', async () => {
  const { request, blue, green, database, settings, close } = await startTwo()
  const code = { name: 'same', code: 'function handler(event) { return event.request }' }
  for (const account of ['blue', 'green']) {
    const created = await request.post(`/functions?account=${account}`).send({ ...code, comment: `of ${account}` })
    expect(created.status, created.text).toBe(201)
    expect(created.body.account).toBe(account)
  }
  const list = await request.get('/functions')
  expect(list.body.items.map(({ account }: { account: string }) => account)).toEqual(['blue', 'green'])
  const unnamed = await request.get('/functions/same')
  expect(unnamed.body).toMatchObject({ status: 400, code: 'ACCOUNT_REQUIRED' })
  expect((await request.get('/functions/same?account=green')).body.config.comment).toBe('of green')

  const deletion = await request.delete('/functions/same?account=green&whenFree=true')
  expect(deletion.status, deletion.text).toBe(202)
  await close()
  const again = await startOn({ accounts: settings, database })
  const ended = await again.request.get(deletion.headers.location ?? '').set('prefer', 'wait=20')
  expect(ended.body).toMatchObject({ status: 'succeeded' })
  expect(green.calls.counts().DeleteFunction).toBe(1)
  expect(blue.calls.counts().DeleteFunction).toBeUndefined()
})
