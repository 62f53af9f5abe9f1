import { createHash, randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createRequestBudgets } from '../../src/access/request-budgets.ts'
import { type Database } from '../../src/database/database.ts'
import { type Charge, createCharges } from '../../src/invalidation/guard/charges.ts'
import { insertInvalidations } from '../../src/invalidation/queue/accept.ts'
import { holdStoreClock } from '../helpers/hold-store-clock.ts'
import { openLosingCommits } from '../helpers/lost-commit.ts'
import { startApp } from '../helpers/start-app.ts'
import { startStore, storeKind } from '../helpers/start-store.ts'
import { deferred, heldClock, recordingLogger } from '../jobs/start-engine.ts'
import { beginMonth } from '../resources/invalidations/begin-month.ts'
import { newInvalidation } from '../resources/invalidations/new-invalidation.ts'

const ADMIN = 'admin-of-the-test'
const apiTokenHashes = [createHash('sha256').update(ADMIN).digest('hex')]
const numbered = (count: number, prefix = '/') => Array.from({ length: count }, (_, index) => `${prefix}${index}`)

/** Two distributions, and somebody with a budget. */
async function start(budget: object, more: object = {}) {
  const started = await startApp({ apiTokenHashes })
  const { request, emulator } = started
  beginMonth(emulator.clock)
  const as = (token: string) => {
    return (method: 'get' | 'post' | 'delete', url: string, body?: object, headers: Record<string, string> = {}) =>
      request[method](url).auth(token, { type: 'bearer' }).set(headers).send(body)
  }
  const admin = as(ADMIN)
  const ids: string[] = []
  for (const name of ['one', 'two']) {
    const { body } = await admin('post', '/distributions', { origins: [{ domainName: `${name}.example.com` }] })
    ids.push(body.id as string)
  }
  const make = async (asked: object) => {
    const made = await admin('post', '/tokens', { name: 'limited', scopes: ['*:write'], ...more, ...asked })
    expect(made.status, made.text).toBe(201)
    return made.body as { id: string; token: string }
  }
  const { id, token } = await make({ budget })
  const caller = as(token)
  const url = `/distributions/${ids[0]}/invalidations`
  const invalidate = (paths: string[], headers?: Record<string, string>) => caller('post', url, { paths }, headers)
  const used = async () => {
    const { body } = await admin('get', `/tokens/${id}`).expect(200)
    return Object.fromEntries(
      Object.entries(body.budgetUse as Record<string, { used: number }>).map(([name, { used }]) => [name, used])
    )
  }
  return { ...started, as, admin, caller, make, ids, id, token, url, invalidate, used, clock: emulator.clock }
}

describe('paths', () => {
  test('beyond the hour 429 says the limit, what is used and when it begins anew; in the next hour there is as much again', async () => {
    const { invalidate, used, clock, admin, id } = await start({ pathsPerHour: 3 })
    await invalidate(['/a', '/b']).expect(201)
    const { body, headers } = await invalidate(['/c', '/d']).expect(429)
    const ends = new Date(Math.floor(clock.now() / 3_600_000 + 1) * 3_600_000)
    expect(body).toMatchObject({ code: 'HOURLY_BUDGET_EXCEEDED', retryable: true })
    expect(body.detail).toBe(
      `The token's budget pathsPerHour is 3: 2 are used, and the request needs 2. It is reset at ${ends.toISOString()}.`
    )
    expect(Number(headers['retry-after'])).toBe(Math.ceil((ends.getTime() - clock.now()) / 1_000))
    // What was refused has taken nothing.
    await invalidate(['/c']).expect(201)
    const { body: token } = await admin('get', `/tokens/${id}`)
    expect(token).toMatchObject({
      budget: { pathsPerHour: 3 },
      budgetUse: { pathsPerHour: { limit: 3, used: 3, renewsAt: ends.toISOString() } }
    })
    clock.advance(Number(headers['retry-after']))
    expect(await used()).toEqual({ pathsPerHour: 0 })
    await invalidate(['/e', '/f', '/g']).expect(201)
  })

  test('more than a whole hour has is 403, since no waiting helps', async () => {
    const { invalidate, used } = await start({ pathsPerHour: 3 })
    const { body, headers } = await invalidate(numbered(4)).expect(403)
    expect(body).toMatchObject({ code: 'OUTSIDE_LIMITS', retryable: false })
    expect(headers).not.toHaveProperty('retry-after')
    expect(await used()).toEqual({ pathsPerHour: 0 })
  })

  test('beyond the month 409, also in the next hour, until the next month', async () => {
    const { invalidate, used, clock } = await start({ pathsPerMonth: 3 })
    await invalidate(numbered(3)).expect(201)
    const { body, headers } = await invalidate(['/c']).expect(409)
    expect(body).toMatchObject({ code: 'MONTHLY_BUDGET_EXCEEDED', retryable: false })
    expect(body.detail).toMatch(/pathsPerMonth is 3: 3 are used, and the request needs 1\. .*-01T00:00:00\.000Z\.$/)
    expect(headers).not.toHaveProperty('retry-after')
    clock.advance(3_600)
    await invalidate(['/c']).expect(409)
    clock.advance(31 * 86_400)
    expect(await used()).toEqual({ pathsPerMonth: 0 })
    await invalidate(['/c']).expect(201)
  })

  test('US dollars are the list price of each path, none of which is free', async () => {
    const { invalidate, used } = await start({ usdPerMonth: 0.05 })
    await invalidate(numbered(8)).expect(201)
    expect(await used()).toEqual({ usdPerMonth: 0.04 })
    const { body } = await invalidate(numbered(3, '/more')).expect(409)
    expect(body.detail).toContain('usdPerMonth is 0.05: 0.04 are used, and the request needs 0.015.')
    await invalidate(numbered(2, '/more')).expect(201)
    await invalidate(['/one-more']).expect(409)
  })

  test('US dollars of an hour: 429 beyond it, 403 where no hour is large enough, and a group is charged as one', async () => {
    const { invalidate, caller, ids, used, clock } = await start({ usdPerHour: 0.02, usdPerMonth: 0.03 })
    await invalidate(numbered(3)).expect(201)
    const { body, headers } = await invalidate(numbered(2, '/more')).expect(429)
    expect(body.code).toBe('HOURLY_BUDGET_EXCEEDED')
    expect(body.detail).toContain('usdPerHour is 0.02: 0.015 are used, and the request needs 0.01.')
    const group = { selector: { distributionIds: ids }, paths: numbered(3) }
    // Of the hour 0.02 are too little for the group's 0.03, whenever that is; of the month 0.015 are left.
    expect((await caller('post', '/invalidations', group).expect(409)).body.code).toBe('MONTHLY_BUDGET_EXCEEDED')
    await invalidate(['/one'], { 'idempotency-key': 'one' }).expect(201)
    await invalidate(['/one'], { 'idempotency-key': 'one' }).expect(201)
    expect(await used()).toEqual({ usdPerHour: 0.02, usdPerMonth: 0.02 })
    clock.advance(Number(headers['retry-after']))
    expect(await used()).toEqual({ usdPerHour: 0, usdPerMonth: 0.02 })
    await invalidate(numbered(2, '/more')).expect(201)
    expect((await invalidate(['/last']).expect(409)).body.code).toBe('MONTHLY_BUDGET_EXCEEDED')
  })

  test('of two exceeded limits, the one that waiting does not help against is reported', async () => {
    const { invalidate } = await start({ pathsPerHour: 4, usdPerHour: 0.01 })
    await invalidate(['/a', '/b']).expect(201)
    const { body } = await invalidate(['/c', '/d', '/e']).expect(403)
    expect(body).toMatchObject({ code: 'OUTSIDE_LIMITS' })
    expect(body.detail).toContain('usdPerHour is 0.01')
  })

  test('a repetition with the same Idempotency-Key takes nothing, also where the first answer was not kept', async () => {
    const { invalidate, used, database } = await start({ pathsPerHour: 3 })
    const key = { 'idempotency-key': 'once' }
    const { body: first } = await invalidate(['/a', '/b'], key).expect(201)
    await invalidate(['/a', '/b'], key).expect(201)
    await database.query('DELETE FROM idempotency_keys')
    const { body: again } = await invalidate(['/a', '/b'], key).expect(201)
    expect(again.id).toBe(first.id)
    expect(await used()).toEqual({ pathsPerHour: 2 })
    // After a day the key means another request.
    await invalidate(['/c'], { 'idempotency-key': 'other' }).expect(201)
    await invalidate(['/d'], { 'idempotency-key': 'other2' }).expect(429)
  })

  test('a key that comes again after a day is another request, which is charged', async () => {
    const { invalidate, used, clock, database } = await start({ pathsPerMonth: 3 })
    const key = { 'idempotency-key': 'daily' }
    const { body: first } = await invalidate(['/a', '/b'], key).expect(201)
    clock.advance(25 * 3_600)
    await database.query('DELETE FROM idempotency_keys')
    const { body } = await invalidate(['/a', '/b'], key).expect(409)
    expect(body.code).toBe('MONTHLY_BUDGET_EXCEEDED')
    expect(await used()).toEqual({ pathsPerMonth: 2 })
    await database.query('UPDATE budget_uses SET paths = 1')
    const { body: second } = await invalidate(['/a', '/b'], key).expect(201)
    expect(second.id).not.toBe(first.id)
    expect(await used()).toEqual({ pathsPerMonth: 3 })
  })

  test('what anything else refuses takes nothing: prefixes, an unknown distribution, a guard, what cannot be stored', async () => {
    const { invalidate, used, admin, caller, ids, database, request } = await start(
      { pathsPerHour: 5 },
      { paths: ['/blog/*'] }
    )
    await invalidate(['/blog/a', '/shop/a']).expect(403)
    await invalidate(['no path']).expect(400)
    await caller('post', '/distributions/E0000000000000/invalidations', { paths: ['/blog/a'] }).expect(404)
    await request
      .put(`/distributions/${ids[0]}/invalidation-guard`)
      .auth(ADMIN, { type: 'bearer' })
      .send({ monthlyBudget: { usd: 0 } })
      .expect(200)
    await admin('post', `/distributions/${ids[1]}/invalidations`, { paths: numbered(1_100) }).expect(201)
    await invalidate(['/blog/a']).expect(409)
    await request.delete(`/distributions/${ids[0]}/invalidation-guard`).auth(ADMIN, { type: 'bearer' }).expect(204)
    await database.script(`
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no room'; END $$;
      CREATE TRIGGER refuse BEFORE INSERT ON invalidation_chunks FOR EACH ROW EXECUTE FUNCTION refuse()`)
    await invalidate(['/blog/a']).expect(500)
    await database.script('DROP TRIGGER refuse ON invalidation_chunks')
    expect(await used()).toEqual({ pathsPerHour: 0 })
    await invalidate(['/blog/a']).expect(201)
    expect(await used()).toEqual({ pathsPerHour: 1 })
  })

  test('a group is charged as one: what is more than the whole hour has is 403, and one that is refused takes nothing', async () => {
    const { caller, used, ids } = await start({ pathsPerHour: 5 })
    const group = (paths: string[], key: string) =>
      caller('post', '/invalidations', { selector: { distributionIds: ids }, paths }, { 'idempotency-key': key })
    const { body, headers } = await group(numbered(3), 'large').expect(403)
    expect(body).toMatchObject({ code: 'OUTSIDE_LIMITS', retryable: false })
    expect(body.detail).toContain('pathsPerHour is 5: 0 are used, and the request needs 6.')
    expect(headers).not.toHaveProperty('retry-after')
    await group(['/a', '/b'], 'group').expect(201)
    await group(['/a', '/b'], 'group').expect(201)
    expect(await used()).toEqual({ pathsPerHour: 4 })
    const { body: later } = await group(['/c'], 'later').expect(429)
    expect(later.code).toBe('HOURLY_BUDGET_EXCEEDED')
    expect(await used()).toEqual({ pathsPerHour: 4 })
  })

  test('of groups at the same time as many are accepted as fit, whole', async () => {
    const { caller, used, ids } = await start({ pathsPerHour: 5 })
    const group = (paths: string[]) => caller('post', '/invalidations', { selector: { distributionIds: ids }, paths })
    const answers = await Promise.all([group(['/a', '/b']), group(['/c', '/d']), group(['/e', '/f'])])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 429, 429])
    expect(await used()).toEqual({ pathsPerHour: 4 })
  })

  test('concurrent requests take exactly what there is', async () => {
    const { invalidate, used } = await start({ pathsPerHour: 7 })
    const answers = await Promise.all(numbered(20).map(path => invalidate([path])))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(7)
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(13)
    expect(await used()).toEqual({ pathsPerHour: 7 })
  })
})

describe('requests', () => {
  test('beyond the hourly limit every request is 429 until the next hour; other callers are not affected', async () => {
    const { caller, as, make, used, clock, emulator } = await start({ requestsPerHour: 3 })
    const other = as((await make({ budget: { requestsPerHour: 1 } })).token)
    const unlimited = as((await make({})).token)
    await caller('get', '/operations').expect(200)
    await caller('get', '/tokens').expect(403)
    await caller('get', '/nowhere').expect(404)
    const calls = emulator.calls.count()
    for (const path of ['/operations', '/distributions', '/nowhere']) {
      const { body, headers } = await caller('get', path).expect(429)
      expect(body).toMatchObject({ code: 'HOURLY_BUDGET_EXCEEDED', retryable: true })
      expect(body.detail).toContain("The token's budget requestsPerHour is 3: 3 are used, and the request needs 1.")
      expect(Number(headers['retry-after'])).toBeGreaterThan(0)
    }
    expect(emulator.calls.count()).toBe(calls)
    await caller('get', '/health/live').expect(200)
    await other('get', '/operations').expect(200)
    await unlimited('get', '/operations').expect(200)
    expect(await used()).toEqual({ requestsPerHour: 3 })
    clock.advance(3_600)
    await caller('get', '/operations').expect(200)
    expect(await used()).toEqual({ requestsPerHour: 1 })
  })

  test('beyond the month every request is 429, which no waiting of seconds helps against, until the next month', async () => {
    const { caller, used, clock } = await start({ requestsPerMonth: 3 })
    for (const path of ['/operations', '/nowhere', '/tokens']) await caller('get', path)
    for (const hours of [0, 1]) {
      clock.advance(hours * 3_600)
      const { body, headers } = await caller('get', '/operations').expect(429)
      expect(body).toMatchObject({ code: 'MONTHLY_REQUESTS_EXCEEDED', retryable: false })
      expect(body.detail).toMatch(
        /requestsPerMonth is 3: 3 are used, and the request needs 1\. .*-01T00:00:00\.000Z\.$/
      )
      expect(headers).not.toHaveProperty('retry-after')
    }
    expect(await used()).toEqual({ requestsPerMonth: 3 })
    clock.advance(31 * 86_400)
    await caller('get', '/operations').expect(200)
    expect(await used()).toEqual({ requestsPerMonth: 1 })
  })

  test('requests beyond the hourly limit do not count for the month, one by one and concurrently', async () => {
    const { caller, used, clock } = await start({ requestsPerHour: 2, requestsPerMonth: 5 })
    for (const status of [200, 200, 429, 429, 429]) await caller('get', '/operations').expect(status)
    expect(await used()).toEqual({ requestsPerHour: 2, requestsPerMonth: 2 })
    clock.advance(3_600)
    const answers = await Promise.all(numbered(6).map(() => caller('get', '/operations')))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 429, 429, 429, 429])
    expect(await used()).toEqual({ requestsPerHour: 2, requestsPerMonth: 4 })
    clock.advance(3_600)
    await caller('get', '/operations').expect(200)
    // What no waiting for the next hour helps against is said first.
    const { body } = await caller('get', '/operations').expect(429)
    expect(body.code).toBe('MONTHLY_REQUESTS_EXCEEDED')
  })

  test('paths of callers without a limit of paths are not counted', async () => {
    const { invalidate, database } = await start({ requestsPerHour: 3 })
    await invalidate(['/a']).expect(201)
    expect(await database.query('SELECT unit, paths::float8 FROM budget_uses ORDER BY unit')).toEqual([
      { unit: 'hour', paths: 0 },
      { unit: 'month', paths: 0 }
    ])
  })

  test('concurrent requests are accepted exactly up to the limit', async () => {
    const { caller } = await start({ requestsPerHour: 6 })
    const answers = await Promise.all(numbered(15).map(() => caller('get', '/operations')))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([
      ...Array<number>(6).fill(200),
      ...Array<number>(9).fill(429)
    ])
  })

  test('while the store is unavailable, tokens with a budget are refused, and others do not need it', async () => {
    const { caller, admin, database } = await start({ requestsPerHour: 9 })
    await caller('get', '/distributions').expect(200)
    await database.query('ALTER TABLE budget_uses RENAME TO budget_uses_away')
    expect((await caller('get', '/distributions')).status).toBeGreaterThanOrEqual(500)
    await admin('get', '/distributions').expect(200)
    await database.query('ALTER TABLE budget_uses_away RENAME TO budget_uses')
  })

  test('an expired or revoked token is 401, and uses up nothing', async () => {
    const { caller, make, as, admin, clock, id, used, database } = await start({ requestsPerHour: 2 })
    const expiring = await make({ budget: { requestsPerHour: 1 }, expiresInSeconds: 60 })
    clock.advance(61)
    await as(expiring.token)('get', '/operations').expect(401)
    await admin('delete', `/tokens/${id}`).expect(204)
    await caller('get', '/operations').expect(401)
    expect(await used()).toEqual({ requestsPerHour: 0 })
    expect(await database.query('SELECT 1 FROM budget_uses')).toEqual([])
  })
})

test('callers without a budget are not counted', async () => {
  const { as, make, url, database } = await start({ requestsPerHour: 1 })
  const caller = as((await make({})).token)
  await caller('post', url, { paths: ['/a'] }).expect(201)
  await caller('get', '/operations').expect(200)
  expect(await database.query('SELECT 1 FROM budget_uses')).toEqual([])
})

test('an admin with a budget makes no token without one', async () => {
  const { as, make } = await start({ requestsPerHour: 1 })
  const limited = as((await make({ scopes: ['admin'], budget: { requestsPerHour: 9 } })).token)
  const { body } = await limited('post', '/tokens', { name: 'free', scopes: ['admin'] }).expect(403)
  expect(body.code).toBe('OUTSIDE_LIMITS')
})

test.each([
  [{}, '/budget'],
  [{ requestsPerHour: 0 }, '/budget/requestsPerHour'],
  [{ pathsPerHour: 1.5 }, '/budget/pathsPerHour'],
  [{ pathsPerMonth: 1e18 }, '/budget/pathsPerMonth'],
  [{ usdPerMonth: -1 }, '/budget/usdPerMonth'],
  [{ usdPerMonth: 1e300 }, '/budget/usdPerMonth'],
  [{ requestsPerMonth: 0 }, '/budget/requestsPerMonth'],
  [{ usdPerHour: 0.001 }, '/budget/usdPerHour'],
  [{ requestsPerDay: 1 }, '/budget/requestsPerDay']
])('a budget of %j is 400 and names %s', async (budget, pointer) => {
  const { request } = await startApp({ apiTokenHashes })
  const { status, body } = await request
    .post('/tokens')
    .auth(ADMIN, { type: 'bearer' })
    .send({ name: 'x', scopes: ['admin'], budget })
  expect(status).toBe(400)
  expect(body.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer)
})

describe('on the store', () => {
  /** As several instances see it, each through its own pool where there is a server. */
  async function startInstances(count = 2) {
    const store = await startStore()
    const clock = heldClock()
    beginMonth(clock)
    const logger = recordingLogger()
    const see = async (database: Database) => holdStoreClock(database, clock)
    const databases: Database[] = []
    for (let n = 0; n < count; n += 1) {
      databases.push(await see(n === 0 || storeKind === 'embedded' ? store.database : store.another()))
    }
    const instances = databases.map(database => createCharges({ database, logger }))
    const [database] = databases as [Database]
    const paths = async () =>
      database.query<{ unit: string; paths: number }>(
        'SELECT unit, sum(paths)::float8 AS paths FROM budget_uses GROUP BY unit ORDER BY unit'
      )
    return { store, clock, logger, databases, database, instances, paths }
  }
  const budget = { id: 'one', limits: { pathsPerHour: 10 } }
  const ask = (paths: number, of = budget) => ({ budget: of, parts: [{ id: randomUUID(), paths }] })

  test('several instances together take exactly what there is of several budgets, and refund without waiting', async () => {
    const { instances, paths } = await startInstances(3)
    const budgets = ['b', 'a', 'c'].map(id => ({ id, limits: { pathsPerHour: 10 } }))
    const outcomes = await Promise.allSettled(
      Array.from({ length: 90 }, async (_, n) => {
        const instance = instances[n % 3]!
        const taken = await instance.charge(ask(1, budgets[Math.floor(n / 3) % 3]))
        if (n % 5 === 0) {
          await instance.refund(taken!)
          return undefined
        }
        return taken
      })
    )
    const kept = outcomes.flatMap(outcome => (outcome.status === 'fulfilled' && outcome.value ? [outcome.value] : []))
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'HOURLY_BUDGET_EXCEEDED' })
    }
    expect(kept.length).toBeGreaterThan(0)
    for (const { id } of budgets) expect(kept.filter(charge => charge.budget === id).length).toBeLessThanOrEqual(10)
    expect(await paths()).toEqual([
      { unit: 'hour', paths: kept.length },
      { unit: 'month', paths: kept.length }
    ])
  })

  test('concurrent requests on several instances are accepted exactly up to the limit', async () => {
    const { databases } = await startInstances(2)
    const counters = databases.map(database => createRequestBudgets({ database }))
    const outcomes = await Promise.allSettled(
      Array.from({ length: 40 }, async (_, n) => counters[n % 2]!.count({ id: 'one', limits: { requestsPerHour: 11 } }))
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(11)
  })

  test('monthly requests on several instances, and those refused by the hourly limit', async () => {
    const { databases, clock, database } = await startInstances(2)
    const counters = databases.map(store => createRequestBudgets({ database: store }))
    const limits = { requestsPerHour: 11, requestsPerMonth: 18 }
    const rush = async () => {
      const outcomes = await Promise.allSettled(
        Array.from({ length: 40 }, async (_, n) => counters[n % 2]!.count({ id: 'one', limits }))
      )
      return outcomes.filter(({ status }) => status === 'fulfilled').length
    }
    expect(await rush()).toBe(11)
    clock.advance(3_600)
    expect(await rush()).toBe(7)
    clock.advance(3_600)
    expect(await rush()).toBe(0)
    const months = await database.query("SELECT requests::float8 FROM budget_uses WHERE unit = 'month'")
    expect(months).toEqual([{ requests: 11 + 11 + 11 }])
  })

  test('what is stored already costs nothing; a process that dies before it stores has taken too much, never too little', async () => {
    const { instances, database, paths } = await startInstances()
    const [one, other] = instances as [(typeof instances)[0], (typeof instances)[0]]
    const request = ask(4)
    expect(await one.charge(request)).toBeDefined()
    // It is killed here, and the repetition comes to another one.
    const again = await other.charge(request)
    expect(await paths()).toMatchObject([{ paths: 8 }, { paths: 8 }])
    await insertInvalidations(database, [newInvalidation({ id: request.parts[0]!.id, items: numbered(4) })])
    expect(await one.charge(request)).toBeUndefined()
    await one.refund(again as Charge)
    expect(await paths()).toMatchObject([{ paths: 4 }, { paths: 4 }])
  })

  test.runIf(storeKind === 'postgres')('an instance that stops while it charges does not stop the others', async () => {
    const { databases, instances, paths } = await startInstances(2)
    const [database] = databases as [Database]
    const [, other] = instances as [(typeof instances)[0], (typeof instances)[0]]
    const frozen = deferred<void>()
    const reached = deferred<void>()
    const stopped: Database = {
      ...database,
      transaction: run =>
        database.transaction(tx =>
          run({
            ...tx,
            async query<Result extends object>(text: string, params?: readonly unknown[]) {
              const rows = await tx.query<Result>(text, params)
              if (!text.includes('UPDATE budget_uses u')) return rows
              reached.resolve()
              await frozen.promise
              return rows
            }
          })
        )
    }
    const charging = createCharges({ database: stopped, logger: recordingLogger() }).charge(ask(4))
    await reached.promise
    const counting = createRequestBudgets({ database: databases[1]! }).count({
      id: budget.id,
      limits: { requestsPerHour: 9 }
    })
    const began = performance.now()
    expect(await other.charge(ask(7))).toBeDefined()
    await counting
    expect(performance.now() - began).toBeLessThan(10_000)
    frozen.resolve()
    await expect(charging).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
    expect(await paths()).toMatchObject([{ paths: 7 }, { paths: 7 }])
  })

  test('a clock that is set back finds what was used before; a refund goes to the hour that was charged', async () => {
    const { instances, clock, database } = await startInstances(1)
    const [one] = instances as [(typeof instances)[0]]
    const taken = await one.charge(ask(10))
    clock.advance(3_600)
    await one.charge(ask(3))
    await one.refund(taken!)
    const rows = await database.query('SELECT paths::float8 FROM budget_uses ORDER BY unit, begins')
    expect(rows).toEqual([{ paths: 0 }, { paths: 3 }, { paths: 3 }])
    await one.charge(ask(7))
    await database.query("UPDATE test.held_clock SET now = now - interval '1 hour'")
    await one.charge(ask(10))
    await expect(one.charge(ask(1))).rejects.toMatchObject({ code: 'HOURLY_BUDGET_EXCEEDED' })
  })

  test('if the answer to the commit is lost, the paths stay charged, and the request is refused', async () => {
    const { store, paths, clock } = await startInstances(1)
    const { database, loseNextCommit } = await openLosingCommits(store)
    const charges = createCharges({ database: await holdStoreClock(database, clock), logger: recordingLogger() })
    await charges.charge(ask(1))
    loseNextCommit()
    await expect(charges.charge(ask(4))).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
    expect(await paths()).toMatchObject([{ paths: 5 }, { paths: 5 }])
  })

  test('a refund that fails leaves the charge, and is logged', async () => {
    const { instances, database, logger, paths } = await startInstances(1)
    const [one] = instances as [(typeof instances)[0]]
    const taken = await one.charge(ask(4))
    await database.query('ALTER TABLE budget_uses RENAME TO budget_uses_away')
    await one.refund(taken!)
    await database.query('ALTER TABLE budget_uses_away RENAME TO budget_uses')
    expect(await paths()).toMatchObject([{ paths: 4 }, { paths: 4 }])
    expect(logger.lines.map(({ message }) => message)).toEqual(["a caller's budget could not be refunded"])
  })
})
