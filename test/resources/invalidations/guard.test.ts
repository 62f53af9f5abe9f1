import { randomUUID } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { type Database } from '../../../src/database/database.ts'
import { ServiceError } from '../../../src/errors.ts'
import { decideFullPurge, judgeBudget, monthOf, shareOf } from '../../../src/invalidation/guard/rules.ts'
import { createGuardAdmission } from '../../../src/invalidation/guard/admission.ts'
import { type InvalidationGuard } from '../../../src/invalidation/guard/schemas.ts'
import { saveGuard } from '../../../src/invalidation/guard/store.ts'
import { insertInvalidations } from '../../../src/invalidation/queue/accept.ts'
import { heldClock, recordingLogger } from '../../jobs/start-engine.ts'
import { holdStoreClock } from '../../helpers/hold-store-clock.ts'
import { startStore, storeKind } from '../../helpers/start-store.ts'
import { type Overrides } from '../../helpers/start-app.ts'
import { beginMonth } from './begin-month.ts'
import { startInvalidations } from './start-invalidations.ts'
import { newInvalidation } from './new-invalidation.ts'

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `/${index}`)

/** A distribution with a guard. */
async function startGuarded(guard: object, overrides: Overrides = {}) {
  const started = await startInvalidations({}, overrides)
  const guardUrl = `/distributions/${started.id}/invalidation-guard`
  await started.request.put(guardUrl).send(guard).expect(200, guard)
  const post = (body: object, headers: Record<string, string> = {}) =>
    started.request.post(started.url).set(headers).send(body)
  return { ...started, guardUrl, post, submits: () => started.emulator.calls.count('CreateInvalidation') }
}

describe('the guard as a resource', () => {
  test('is what was put, until it is deleted; without one nothing is limited', async () => {
    const guard = { debounceSeconds: 5, fullPurges: { max: 1, periodSeconds: 60 }, monthlyBudget: { usd: 1 } }
    const { request, guardUrl } = await startGuarded(guard)
    await request.get(guardUrl).expect(200, guard)
    await request.put(guardUrl).send({ debounceSeconds: 7 }).expect(200)
    await request.get(guardUrl).expect(200, { debounceSeconds: 7 })
    for (let n = 0; n < 2; n += 1) await request.delete(guardUrl).expect(204)
    await request.get(guardUrl).expect(200, {})
  })

  test('400 names what does not fit, 404 is for an unknown distribution', async () => {
    const { request, guardUrl } = await startGuarded({})
    const bad = await request
      .put(guardUrl)
      .send({ debounceSeconds: 0, fullPurges: { max: 1 }, monthlyBudget: { usd: -1 }, other: 1 })
    expect(bad.status).toBe(400)
    expect(bad.body.errors.map(({ pointer }: { pointer: string }) => pointer).toSorted()).toEqual(
      expect.arrayContaining(['/debounceSeconds', '/monthlyBudget/usd', '/other'])
    )
    for (const method of ['get', 'put'] as const) {
      const { status, body } = await request[method]('/distributions/E0000000000000/invalidation-guard').send(
        method === 'put' ? {} : undefined
      )
      expect([status, body.code]).toEqual([404, 'DISTRIBUTION_NOT_FOUND'])
    }
  })
})

describe('debounce', () => {
  test('all that come within the window are one batch when it closes, and say until when they wait', async () => {
    const { create, read, end, emulator, submits } = await startGuarded({ debounceSeconds: 1 })
    const first = await create({ paths: ['/a'] })
    emulator.clock.advance(0.5)
    const second = await create({ paths: ['/b'] })
    for (const id of [first, second]) {
      expect(await read(id)).toMatchObject({ status: 'queued', waitingFor: { reason: 'debounce' } })
    }
    expect((await read(first)).waitingFor).toEqual((await read(second)).waitingFor)
    expect(submits()).toBe(0)
    emulator.clock.advance(0.5)
    const [one, other] = [await end(first), await end(second)]
    expect([one.status, other.status]).toEqual(['succeeded', 'succeeded'])
    expect(one.cloudFrontInvalidations).toEqual(other.cloudFrontInvalidations)
    expect(submits()).toBe(1)
  })

  test('high priority passes, and what came before it still waits', async () => {
    const { create, read, eventually, submits } = await startGuarded({ debounceSeconds: 60 })
    const waiting = await create({ paths: ['/a'] })
    const urgent = await create({ paths: ['/b'], priority: 'high' })
    await eventually(urgent, ({ status }) => expect(status).toBe('inProgress'))
    expect((await read(waiting)).status).toBe('queued')
    expect(submits()).toBe(1)
  })

  test('a window that is longer than the guard now allows does not hold what comes later', async () => {
    const { create, read, request, guardUrl } = await startGuarded({ debounceSeconds: 3_600 })
    const first = await read(await create({ paths: ['/a'] }))
    await request.put(guardUrl).send({ debounceSeconds: 60 }).expect(200)
    const second = await read(await create({ paths: ['/b'] }))
    const secondsOf = ({ createdAt, waitingFor }: typeof first) =>
      (Date.parse(/until (\S+Z),/.exec(waitingFor.detail)?.[1] ?? '') - Date.parse(createdAt)) / 1_000
    expect(secondsOf(first)).toBeGreaterThan(3_000)
    expect(secondsOf(second)).toBeLessThan(100)
  })

  test('without the guard what it held back goes', async () => {
    const { create, eventually, request, guardUrl } = await startGuarded({ debounceSeconds: 3_600 })
    const id = await create({ paths: ['/a'] })
    await request.delete(guardUrl).expect(204)
    await eventually(id, ({ status }) => expect(status).toBe('inProgress'))
  })
})

describe('full purges', () => {
  const fullPurges = { max: 2, periodSeconds: 600 }

  test('429 INVALIDATION_FULL_PURGE_LIMIT beyond the limit with Retry-After, until the period allows', async () => {
    const { create, post, emulator } = await startGuarded({ fullPurges })
    await create({ paths: ['/*'] })
    emulator.clock.advance(100)
    await create({ paths: ['/*', '/a'] })
    emulator.clock.advance(100)
    const refused = await post({ paths: ['/*'] })
    expect(refused.status).toBe(429)
    expect(refused.headers['retry-after']).toBe('400')
    expect(refused.body).toMatchObject({ code: 'INVALIDATION_FULL_PURGE_LIMIT', retryable: true })
    expect(refused.body.remedy).toContain('Retry-After')
    await create({ paths: ['/img/*', '/b'] })
    emulator.clock.advance(400)
    await create({ paths: ['/*'] })
    expect((await post({ paths: ['/*'] })).status).toBe(429)
  })

  test('merge: those beyond the limit are accepted and go as one when the period allows', async () => {
    const { create, read, emulator, submits, eventually, end } = await startGuarded({
      fullPurges: { max: 1, periodSeconds: 1, whenExceeded: 'merge' }
    })
    const now = await create({ paths: ['/*'] })
    await eventually(now, ({ status }) => expect(status).toBe('inProgress'))
    const later = [await create({ paths: ['/*'] }), await create({ paths: ['/*'] })]
    for (const id of later) expect((await read(id)).status).toBe('queued')
    expect(submits()).toBe(1)
    emulator.clock.advance(1)
    for (const id of later) expect((await end(id)).status).toBe('succeeded')
    expect(submits()).toBe(2)
  })
})

describe('budgets', () => {
  test('a warning from the share on, then 409 INVALIDATION_BUDGET_EXCEEDED, and a new month begins anew', async () => {
    const { create, read, end, post, emulator } = await startGuarded({ monthlyBudget: { usd: 1, warnAt: 0.5 } })
    beginMonth(emulator.clock)
    const first = await create({ paths: numbered(1_000) })
    expect((await read(first)).warnings).toEqual([])
    const warned = await post({ paths: numbered(150).map(path => `/b${path}`) })
    expect(warned.body.warnings).toEqual([{ detail: expect.stringContaining('0.75 USD of a budget of 1.00 USD') }])
    const refused = await post({ paths: numbered(51).map(path => `/c${path}`) })
    expect([refused.status, refused.body.code]).toEqual([409, 'INVALIDATION_BUDGET_EXCEEDED'])
    const last = await post({ paths: numbered(50).map(path => `/c${path}`) })
    expect(last.status).toBe(201)
    // What waits still would be submitted, and billed, in the new month.
    for (const id of [first, warned.body.id, last.body.id]) await end(id)
    emulator.clock.advance(31 * 86_400)
    expect((await post({ paths: ['/d'] })).status).toBe(201)
  })

  test('requests at the same time do not exceed it together', async () => {
    const { post } = await startGuarded({ monthlyBudget: { usd: 0 } })
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, n) => post({ paths: numbered(100).map(path => `/${n}${path}`) }))
    )
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(10)
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(2)
  })

  test('the account’s budget holds for all distributions together', async () => {
    const { create, request } = await startInvalidations({}, { invalidationMonthlyBudgetUsd: 1 })
    await create({ paths: numbered(1_200) })
    const { body } = await request.post('/distributions').send({ origins: [{ domainName: 'other.example.com' }] })
    const refused = await request.post(`/distributions/${body.id}/invalidations`).send({ paths: ['/a'] })
    expect([refused.status, refused.body.code]).toEqual([409, 'INVALIDATION_BUDGET_EXCEEDED'])
    expect(refused.body.detail).toMatch(/the account's invalidations .* come to 1\.005 USD of a budget of 1\.00 USD/)
  })
})

test('with one account, its budget is counted without looking for accounts', async () => {
  const { create, request, database, id } = await startInvalidations({}, { invalidationMonthlyBudgetUsd: 1 })
  await database.query("INSERT INTO resource_accounts (id, account) VALUES ($1, 'another')", [id])
  await create({ paths: numbered(1_200) })
  const { body } = await request.post('/distributions').send({ origins: [{ domainName: 'other.example.com' }] })
  const refused = await request.post(`/distributions/${body.id}/invalidations`).send({ paths: ['/a'] })
  expect([refused.status, refused.body.code]).toEqual([409, 'INVALIDATION_BUDGET_EXCEEDED'])
})

/** What stands before acceptance, on a store of its own. */
async function startAdmission(
  guard?: InvalidationGuard,
  { onAnother = false, seenBy = store => store }: { onAnother?: boolean; seenBy?: (store: Database) => Database } = {}
) {
  const { database: store, another } = await startStore()
  const target = '/distributions/E1'
  const clock = heldClock()
  const database = await holdStoreClock(store, clock)
  const save = (changed: InvalidationGuard) => database.transaction(tx => saveGuard(tx, target, changed))
  if (guard) await save(guard)
  const admission = createGuardAdmission({
    database: seenBy(onAnother ? another() : database),
    clock,
    logger: recordingLogger()
  })
  await admission.start()
  onTestFinished(() => admission.close())
  const request = (id: string, items: string[]) => newInvalidation({ id, target, caller: 'me', items })
  return {
    save,
    clock,
    reload: admission.reload,
    admit: (id: string, items: string[] = ['/*']) => admission.admit(request(id, items)),
    accept: (id: string, items: string[]) => insertInvalidations(database, [request(id, items)])
  }
}

test.runIf(storeKind === 'postgres')('a guard that one instance changes holds on the others', async () => {
  const { admit, save } = await startAdmission(undefined, { onAnother: true })
  expect(await admit('inv_1')).toEqual({ warnings: [] })
  await save({ debounceSeconds: 60 })
  await vi.waitFor(async () => expect((await admit('inv_2')).holdUntil).toBeDefined())
})

test('of two concurrent reloads the last request counts, however late the first is answered', async () => {
  let hold = false
  let release: () => void = () => undefined
  const seenBy = (store: Database): Database => ({
    ...store,
    async query<Result extends object>(text: string, params?: readonly unknown[]) {
      const rows = await store.query<Result>(text, params)
      if (hold && text.includes('FROM invalidation_guards')) {
        hold = false
        await new Promise<void>(resolve => (release = resolve))
      }
      return rows
    }
  })
  const { admit, save, reload } = await startAdmission({ debounceSeconds: 60 }, { seenBy })
  hold = true
  const first = reload()
  await vi.waitFor(() => expect(hold).toBe(false))
  await save({ monthlyBudget: { usd: 1 } })
  const second = reload()
  // Long enough for it to be answered, where it does not wait for the first.
  for (let turn = 0; turn < 200; turn++) await nextTurn()
  release()
  await Promise.all([first, second])
  expect((await admit('inv_1')).holdUntil).toBeUndefined()
})

test('a guard that could not be read when it changed is read again', async () => {
  let away = false
  const seenBy = (store: Database): Database => ({
    ...store,
    async query<Result extends object>(text: string, params?: readonly unknown[]) {
      if (away && text.includes('FROM invalidation_guards')) {
        away = false
        throw new ServiceError('STORE_UNAVAILABLE', 'The store did not answer.')
      }
      return store.query<Result>(text, params)
    }
  })
  const { admit, save } = await startAdmission(undefined, { seenBy })
  away = true
  await save({ debounceSeconds: 60 })
  await vi.waitFor(async () => expect((await admit(`inv_${randomUUID()}`)).holdUntil).toBeDefined(), {
    timeout: 10_000
  })
  expect(away).toBe(false)
})

test('a request that is repeated because its answer was lost takes no second place among the full purges', async () => {
  const { admit, clock } = await startAdmission({ fullPurges: { max: 1, periodSeconds: 40 } })
  expect(await admit('inv_1')).toEqual({ warnings: [] })
  clock.advance(20)
  expect(await admit('inv_1')).toEqual({ warnings: [] })
  await expect(admit('inv_2')).rejects.toMatchObject({ code: 'INVALIDATION_FULL_PURGE_LIMIT' })
  // Nor does it move its own.
  clock.advance(20)
  expect(await admit('inv_2')).toEqual({ warnings: [] })
})

test('a full purge that was admitted and never written down gives its place back', async () => {
  const { admit, accept, clock } = await startAdmission({ fullPurges: { max: 1, periodSeconds: 3_600 } })
  await admit('inv_1')
  clock.advance(60)
  await admit('inv_2')
  await accept('inv_2', ['/*'])
  clock.advance(60)
  await expect(admit('inv_3')).rejects.toMatchObject({ code: 'INVALIDATION_FULL_PURGE_LIMIT' })
})

test('a request that is repeated because its answer was lost is within the budget that it has used up', async () => {
  const { admit, accept } = await startAdmission({ monthlyBudget: { usd: 0 } })
  const paths = numbered(1_000)
  await admit('inv_1', paths)
  await accept('inv_1', paths)
  expect(await admit('inv_1', paths)).toEqual({ warnings: [] })
  await expect(admit('inv_2', ['/one-more'])).rejects.toMatchObject({ code: 'INVALIDATION_BUDGET_EXCEEDED' })
})

describe('the rules', () => {
  const at = (seconds: number) => new Date(seconds * 1_000)

  test('a full purge counts for exactly its period', () => {
    const limit = { max: 1, periodSeconds: 10 }
    expect(decideFullPurge(limit, [], at(100))).toEqual({ kind: 'now' })
    expect(decideFullPurge(limit, [at(91)], at(100))).toEqual({ kind: 'refused', until: at(101) })
    expect(decideFullPurge(limit, [at(90)], at(100))).toEqual({ kind: 'now' })
    expect(decideFullPurge({ ...limit, max: 2 }, [at(99), at(92), at(95)], at(100))).toEqual({
      kind: 'refused',
      until: at(105)
    })
  })

  test('merge joins the one that waits, else takes the next place', () => {
    const limit = { max: 1, periodSeconds: 10, whenExceeded: 'merge' as const }
    expect(decideFullPurge(limit, [at(95)], at(100))).toEqual({ kind: 'later', at: at(105), shared: false })
    expect(decideFullPurge(limit, [at(95), at(105)], at(101))).toEqual({ kind: 'later', at: at(105), shared: true })
    expect(decideFullPurge(limit, [at(105)], at(106))).toEqual({ kind: 'later', at: at(115), shared: false })
  })

  test('months are calendar months in UTC', () => {
    expect(monthOf(new Date('2026-11-30T23:59:59.999Z'))).toBe('2026-11')
    expect(monthOf(new Date('2026-12-01T01:00:00+02:00'))).toBe('2026-11')
  })

  test('shares of the bill add up to the bill, and the first thousand are free', () => {
    expect(shareOf({ account: 1_000, own: 1_000 })).toBe(0)
    expect(shareOf({ account: 3_000, own: 0 })).toBe(0)
    expect(shareOf({ account: 3_000, own: 750 }) + shareOf({ account: 3_000, own: 2_250 })).toBeCloseTo(10)
  })

  test('a budget is exceeded above it and warns from its share on', () => {
    expect([0.79, 0.8, 1, 1.01].map(cost => judgeBudget({ usd: 1 }, cost))).toEqual([
      ...['within', 'warn', 'warn', 'exceeded']
    ])
    expect(judgeBudget({ usd: 0 }, 0)).toBe('within')
  })
})

test('a read that ends after a newer one does not forget what the newer one has seen in the store', async () => {
  const held: (() => void)[] = []
  let hold = false
  const seenBy = (store: Database): Database => ({
    ...store,
    async query<Result extends object>(text: string, params?: readonly unknown[]) {
      const rows = await store.query<Result>(text, params)
      if (hold && text.includes('invalidation_months')) {
        hold = false
        await new Promise<void>(resolve => held.push(resolve))
      }
      return rows
    }
  })
  const { admit, accept } = await startAdmission({ monthlyBudget: { usd: 0 } }, { seenBy })
  await admit('inv_1', numbered(600))
  hold = true
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const old = admit('inv_2', numbered(600))
  await vi.waitFor(() => expect(held).toHaveLength(1))
  await accept('inv_1', numbered(600))
  const newer = admit('inv_3', numbered(10))
  await vi.advanceTimersByTimeAsync(2_000)
  expect(await newer).toEqual({ warnings: [] })
  held[0]?.()
  await expect(old).rejects.toMatchObject({ code: 'INVALIDATION_BUDGET_EXCEEDED' })
})

test('what its guard refuses takes nothing of the budget', async () => {
  const { admit } = await startAdmission({
    monthlyBudget: { usd: 0 },
    fullPurges: { max: 1, periodSeconds: 3_600 }
  })
  await admit('inv_1')
  const refused = admit('inv_2', ['/*', ...numbered(900)])
  await expect(refused).rejects.toMatchObject({ code: 'INVALIDATION_FULL_PURGE_LIMIT' })
  expect(await admit('inv_3', numbered(900))).toEqual({ warnings: [] })
})

test('a group that is refused for one of its distributions takes nothing of the budgets of the others', async () => {
  const { post, request, id } = await startGuarded({ monthlyBudget: { usd: 0 } })
  const body = { selector: { distributionIds: [id, 'E0000000000000'] }, paths: numbered(900) }
  const refused = await request.post('/invalidations').send(body)
  expect([refused.status, refused.body.code]).toEqual([404, 'DISTRIBUTION_NOT_FOUND'])
  const made = await post({ paths: numbered(900) })
  expect(made.status, made.text).toBe(201)
})

test('what the store refuses takes nothing of the budget, alone or in a group', async () => {
  const { post, request, id, database } = await startGuarded({ monthlyBudget: { usd: 0 } })
  const inGroup = (body: object) =>
    request.post('/invalidations').send({ selector: { distributionIds: [id] }, ...body })
  await database.script('ALTER TABLE invalidations ADD CONSTRAINT full_up CHECK (false) NOT VALID')
  for (const send of [post, inGroup]) expect((await send({ paths: numbered(900) })).status).toBe(500)
  await database.script('ALTER TABLE invalidations DROP CONSTRAINT full_up')
  for (const send of [post, inGroup]) {
    const made = await send({ paths: numbered(500) })
    expect(made.status, made.text).toBe(201)
  }
})

describe('an Idempotency-Key that comes again after a day', () => {
  /** Its answers are not kept, as where they were lost. */
  async function startDaily(guard: object) {
    const started = await startGuarded(guard)
    const { post, database, emulator, id, request } = started
    const body = { paths: ['/*'] }
    const daily = async () => {
      await database.query('DELETE FROM idempotency_keys')
      return post(body, { 'idempotency-key': 'daily' })
    }
    const nextDay = () => emulator.clock.advance(25 * 3_600)
    const count = async () => {
      const { body } = await request.get(`/distributions/${id}/invalidations`).expect(200)
      return (body.items as unknown[]).length
    }
    return { ...started, daily, nextDay, count }
  }

  test('is another request, and its repetitions find it', async () => {
    const { daily, nextDay, count, emulator } = await startDaily({})
    const made: string[] = []
    for (let day = 0; day < 3; day += 1) {
      const first = await daily()
      expect(first.status, first.text).toBe(201)
      emulator.clock.advance(1)
      const again = await daily()
      expect(again.body.id).toBe(first.body.id)
      made.push(first.body.id as string)
      nextDay()
    }
    expect(new Set(made).size).toBe(3)
    expect(await count()).toBe(3)
  })

  test('two concurrent requests create one', async () => {
    const { nextDay, daily, count } = await startDaily({})
    await daily()
    nextDay()
    const answers = await Promise.all([daily(), daily(), daily()])
    expect(new Set(answers.map(({ body }) => body.id as string)).size).toBe(1)
    expect(await count()).toBe(2)
  })

  test('does not pass the limit of full purges, nor use up a place for its old one', async () => {
    const { daily, nextDay, post, emulator } = await startDaily({ fullPurges: { max: 1, periodSeconds: 600 } })
    expect((await daily()).status).toBe(201)
    nextDay()
    expect((await post({ paths: ['/*'] })).status).toBe(201)
    const refused = await daily()
    expect([refused.status, refused.body.code]).toEqual([429, 'INVALIDATION_FULL_PURGE_LIMIT'])
    emulator.clock.advance(600)
    expect((await daily()).status).toBe(201)
    expect((await daily()).status).toBe(201)
  })

  test('does not pass a monthly budget', async () => {
    const { daily, nextDay, emulator, request, guardUrl, end, post } = await startDaily({})
    beginMonth(emulator.clock)
    // Ended: otherwise it would cover the others, which would cost nothing.
    await end((await daily()).body.id as string)
    await end((await post({ paths: numbered(1_000) })).body.id as string)
    await request
      .put(guardUrl)
      .send({ monthlyBudget: { usd: 0 } })
      .expect(200)
    nextDay()
    const refused = await daily()
    expect([refused.status, refused.body.code]).toEqual([409, 'INVALIDATION_BUDGET_EXCEEDED'])
  })
})
