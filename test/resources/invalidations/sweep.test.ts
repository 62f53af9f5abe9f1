import { randomUUID } from 'node:crypto'
import { expect, onTestFinished, test, vi } from 'vitest'
import { type Database } from '../../../src/database/database.ts'
import { unavailable } from '../../../src/database/unavailable.ts'
import { insertInvalidations } from '../../../src/invalidation/queue/accept.ts'
import { type DispatchState } from '../../../src/invalidation/dispatch/dispatch-state.ts'
import { createDispatcher } from '../../../src/invalidation/dispatch/dispatcher.ts'
import { POLL_PACE } from '../../../src/invalidation/dispatch/poll-times.ts'
import { createTargetCalls } from '../../../src/invalidation/targets.ts'
import { recordingLogger } from '../../jobs/start-engine.ts'
import { storeKind } from '../../helpers/start-store.ts'
import { type ProcessOptions, startWorld } from './start-world.ts'
import { newInvalidation } from './new-invalidation.ts'

const PATIENT = { timeout: 15_000, interval: 20 }
const numbered = (count: number, prefix = '/') => Array.from({ length: count }, (_, index) => `${prefix}${index}`)
/** A client's reference, which no two requests share. */
const request = (reference: string) => ({ caller: 'somebody', reference })

/** The store as a process sees it, with a count of its polls for work and of those for what a batch is made of. */
function observed(database: Database) {
  const counts = { sweeps: 0, claims: 0 }
  const seen: Database = {
    ...database,
    async query(text, params) {
      const rows = await database.query<object>(text, params)
      if (text.includes('OR EXISTS (SELECT FROM invalidation_batches')) counts.sweeps += 1
      if (text.startsWith('WITH RECURSIVE asked')) counts.claims += 1
      return rows as never
    }
  }
  /** Waits for so many polls from now on. */
  const sweeps = async (count: number) => {
    const target = counts.sweeps + count
    await vi.waitFor(() => expect(counts.sweeps).toBeGreaterThanOrEqual(target), PATIENT)
  }
  /** Waits until the process, as often as it polls, has nothing to do. */
  const idle = () =>
    vi.waitFor(async () => {
      const before = counts.claims
      await sweeps(20)
      expect(counts.claims).toBe(before)
    }, PATIENT)
  return { database: seen, idle }
}

/** The store of a process whose notifications of work never arrive. */
function withoutNotifications(database: Database): Database {
  return {
    ...database,
    query: async (text, params) => (params?.[0] === 'frontage_invalidation_work' ? [] : database.query(text, params))
  }
}

test('a target whose items are held for later is not visited until then', async () => {
  const { database: store, target, emulator, startProcess } = await startWorld()
  const { database, idle } = observed(store)
  const guard: ProcessOptions['guard'] = {
    admit: async () => ({ holdUntil: new Date(Date.now() + 3_600_000) }),
    release: () => undefined
  }
  const engine = startProcess(database, { guard, sweepMs: 20 })
  onTestFinished(() => engine.close())
  await engine.start()
  const { id } = await engine.service.create(target, { paths: ['/a'] }, request('one'))
  await idle()
  await store.query(`UPDATE invalidation_chunks SET hold_until = frontage_now() - interval '1 second'`)
  await vi.waitFor(async () => expect((await engine.service.get(target, id)).status).toBe('inProgress'), PATIENT)
  expect(emulator.calls.count('CreateInvalidation')).toBe(1)
})

test('what waits for a place is not looked at again and again', async () => {
  const { database: store, target, emulator, startProcess } = await startWorld()
  const { database, idle } = observed(store)
  const engine = startProcess(database, { sweepMs: 20 })
  onTestFinished(() => engine.close())
  await engine.start()
  await engine.service.create(target, { paths: numbered(16, '/w').map(path => `${path}/*`) }, request('one'))
  await vi.waitFor(() => expect(emulator.calls.count('CreateInvalidation')).toBe(1), PATIENT)
  await idle()
  expect(emulator.calls.count('CreateInvalidation')).toBe(1)
})

test('an outage of the store is one short log line when it begins and one when it ends', async () => {
  const { database: store, startProcess } = await startWorld()
  let failures = 0
  let away = false
  const database: Database = {
    ...store,
    async query(text, params) {
      if (!away) return store.query(text, params)
      failures += 1
      throw unavailable(new Error('connect ECONNREFUSED 127.0.0.1:5432'))
    }
  }
  const logger = recordingLogger()
  const engine = startProcess(database, { logger, sweepMs: 20 })
  onTestFinished(() => engine.close())
  await engine.start()
  away = true
  // Two sweeps and the leases, each of which tries again and again.
  await vi.waitFor(() => expect(failures).toBeGreaterThan(5), PATIENT)
  away = false
  const saidBy = (part: string) => logger.lines.filter(({ message }) => message.startsWith(part))
  await vi.waitFor(() => expect(saidBy('the store answers again')).not.toEqual([]), PATIENT)
  expect(saidBy('the sweep for invalidations failed')).toMatchObject([
    { details: { reason: 'connect ECONNREFUSED 127.0.0.1:5432' } }
  ])
  expect(saidBy('leases could not be extended').length).toBeLessThanOrEqual(1)
  expect(logger.lines.filter(({ details }) => 'err' in details)).toEqual([])
})

test('the state of a target that another process has taken over is forgotten', async () => {
  const { database, client } = await startWorld()
  const targets = numbered(50, '/distributions/E')
  const row = (target: string) => newInvalidation({ id: `inv_${target}`, target, items: ['/a'] })
  const told = new Set<string>()
  const states = new Map<string, DispatchState>()
  const dispatcher = createDispatcher({
    database,
    calls: createTargetCalls({ cloudfront: client }),
    clock: { now: () => Date.now() },
    logger: recordingLogger(),
    newId: randomUUID,
    headRoom: { paths: 0, wildcards: 0 },
    pace: POLL_PACE.local,
    onGone: () => undefined,
    refusedMaxMs: 60_000,
    states
  })
  onTestFinished(() => dispatcher.close())
  onTestFinished(await database.listen('frontage_invalidation_work', target => told.add(target)))
  await dispatcher.start()
  await database.query(
    `INSERT INTO invalidation_targets (target, lease_token, lease_expires_at)
     SELECT target, 'other', frontage_now() + interval '1 hour' FROM jsonb_array_elements_text($1::jsonb) AS target`,
    [JSON.stringify(targets)]
  )
  await insertInvalidations(database, targets.map(row))
  for (const target of targets) dispatcher.wake(target, { urgent: true })
  expect(states.size).toBe(50)
  // Their owners are told.
  await vi.waitFor(() => expect(told.size).toBe(50), PATIENT)
  expect(states.size).toBe(0)
})

test.runIf(storeKind === 'postgres')(
  'work that another process has accepted is done though its notification was lost',
  async () => {
    const { database: store, another, target, startProcess } = await startWorld()
    const { database, idle } = observed(store)
    const owner = startProcess(database, { sweepMs: 20 })
    onTestFinished(() => owner.close())
    await owner.start()
    const first = await owner.service.create(
      target,
      { paths: numbered(16, '/w').map(path => `${path}/*`) },
      request('one')
    )
    await vi.waitFor(
      async () => expect((await owner.service.get(target, first.id)).progress?.submitted).toBe(15),
      PATIENT
    )
    await idle()
    const other = startProcess(withoutNotifications(another()))
    onTestFinished(() => other.close())
    await other.start()
    // Nothing is completed meanwhile: the clock of CloudFront is held.
    const second = await other.service.create(target, { paths: ['/b'] }, request('two'))
    await vi.waitFor(
      async () => expect((await owner.service.get(target, second.id)).status).toBe('inProgress'),
      PATIENT
    )
    expect((await owner.service.get(target, first.id)).progress?.submitted).toBe(15)
  }
)
