import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { holdStoreClock } from '../../helpers/hold-store-clock.ts'
import { type ProcessOptions, startWorld } from './start-world.ts'

const CREATE = ['CreateInvalidation']
const LIST = ['ListInvalidations']
const FULL = { kind: 'error', code: 'TooManyInvalidationsInProgress', status: 400, operations: CREATE } as const
const REFUSED = { kind: 'error', code: 'InvalidArgument', status: 400, operations: CREATE } as const
const GONE = { kind: 'error', code: 'NoSuchDistribution', status: 404, operations: CREATE } as const
const USED_BEFORE = {
  ...REFUSED,
  message:
    'Your request contains a caller reference that was used for a previous invalidation batch for the same distribution.'
} as const

const numbered = (count: number, prefix = '/') => Array.from({ length: count }, (_, index) => `${prefix}${index}`)
const PATIENT = { timeout: 15_000, interval: 20 }
/** A process that is gone is missed after its lease; embedded, the next start knows that it is gone. */
const TAKEN_OVER = { timeout: 25_000, interval: 50 }

/**
 * One process whose first CreateInvalidation, of all these requests together, has ended without an answer. The second one
 * waits for `proceed`.
 */
async function startUncertain(
  lostBy: 'resetBefore' | 'resetAfter',
  requests: readonly string[][],
  {
    deadlineSeconds,
    before,
    ...options
  }: ProcessOptions & {
    deadlineSeconds?: number
    /** What CloudFront has been asked before. */
    before?: (world: Awaited<ReturnType<typeof startWorld>>) => Promise<void>
  } = {}
) {
  const world = await startWorld()
  await before?.(world)
  const { emulator, target, database } = world
  let proceed: () => void = () => undefined
  const gate = new Promise<void>(resolve => (proceed = resolve))
  let attempts = 0
  // Deadlines go by the store's clock.
  const hasDeadline = deadlineSeconds !== undefined || options.deadlineSecondsMax !== undefined
  const store = hasDeadline ? await holdStoreClock(database, emulator.clock) : database
  const engine = world.startProcess(store, {
    // Absence counts soon, so that no test has to wait for it.
    settleMs: 300,
    change: ({ middlewareStack }) =>
      middlewareStack.add(
        (next, { commandName }) =>
          async args => {
            if (commandName === 'CreateInvalidationCommand' && ++attempts > 1) await gate
            return next(args)
          },
        { step: 'initialize', priority: 'low' }
      ),
    ...options
  })
  onTestFinished(() => engine.close())
  const { service } = engine
  const ids: string[] = []
  for (const paths of requests) {
    const request = { caller: 'somebody', reference: `request-${ids.length}` }
    const body = { paths, ...(deadlineSeconds !== undefined && { deadlineSeconds }) }
    ids.push((await service.create(target, body, request)).id)
  }
  emulator.faults.add({ kind: lostBy, operations: CREATE, count: 1 })
  await engine.start()
  await vi.waitFor(() => expect(attempts).toBe(2), PATIENT)
  const [id = ''] = ids
  const read = async (which = id) => service.get(target, which)
  return {
    ...world,
    ids,
    proceed,
    read,
    eventually: (check: (invalidation: Awaited<ReturnType<typeof read>>) => void, which = id) =>
      vi.waitFor(async () => check(await read(which)), PATIENT),
    atCloudFront: async () =>
      (await service.list(target, { limit: 100, marker: undefined, source: 'cloudfront' })).items.map(item => item.id)
  }
}

describe('an uncertain batch that CloudFront refuses for its quota', () => {
  test('is made smaller once its reference has been looked up and is not there', async () => {
    const { proceed, eventually, read, invalidateElsewhere, atCloudFront } = await startUncertain('resetBefore', [
      numbered(1_000)
    ])
    await invalidateElsewhere(...numbered(2_500, '/others'))
    proceed()
    await eventually(({ progress }) => {
      expect(progress?.submitted).toBeGreaterThan(200)
      expect(progress?.submitted).toBeLessThanOrEqual(500)
    })
    const { cloudFrontInvalidations } = await read()
    expect(await atCloudFront()).toHaveLength(1 + cloudFrontInvalidations.length)
  })

  test('is the one that is found under its reference', async () => {
    const { proceed, eventually, read, emulator, atCloudFront } = await startUncertain('resetAfter', [['/a', '/b']])
    emulator.faults.add(FULL)
    proceed()
    await eventually(({ status }) => expect(status).toBe('inProgress'))
    const { cloudFrontInvalidations } = await read()
    expect(await atCloudFront()).toEqual(cloudFrontInvalidations.map(each => each.id))
  })

  test('is not taken apart while it cannot be looked up', async () => {
    const { proceed, eventually, emulator, atCloudFront } = await startUncertain('resetAfter', [['/a', '/b']])
    emulator.faults.add(FULL)
    const outage = emulator.faults.add({
      kind: 'error',
      code: 'ServiceUnavailable',
      status: 503,
      operations: LIST
    })
    proceed()
    // The client itself repeats a read twice.
    const hits = () => emulator.faults.list().find(fault => fault.id === outage.id)?.hits
    await vi.waitFor(() => expect(hits()).toBeGreaterThanOrEqual(6), PATIENT)
    emulator.faults.remove(outage.id)
    await eventually(({ status }) => expect(status).toBe('inProgress'))
    expect(await atCloudFront()).toHaveLength(1)
  })

  test('is repeated as it is where looking up is not allowed', async () => {
    const { proceed, eventually, emulator, atCloudFront } = await startUncertain('resetAfter', [['/a', '/b']])
    emulator.faults.add({ ...FULL, count: 1 })
    emulator.faults.add({ kind: 'error', code: 'AccessDenied', status: 403, operations: LIST, count: 1 })
    proceed()
    await eventually(({ status }) => expect(status).toBe('inProgress'))
    expect(emulator.calls.count('CreateInvalidation')).toBe(3)
    expect(await atCloudFront()).toHaveLength(1)
  })

  test('is found behind many that others have made since, a few reads at a time', async () => {
    const { proceed, eventually, emulator, invalidateElsewhere } = await startUncertain('resetAfter', [['/a', '/b']])
    for (const path of numbered(70, '/elsewhere/')) await invalidateElsewhere(path)
    emulator.faults.add(FULL)
    proceed()
    await eventually(({ status }) => expect(status).toBe('inProgress'))
    // Each was read once, and its end looked for now and then.
    expect(emulator.calls.count('GetInvalidation')).toBeLessThan(85)
  })
})

test('an uncertain batch is not looked for among what was made long before it', async () => {
  const { proceed, eventually, emulator } = await startUncertain('resetBefore', [['/a']], {
    before: async world => {
      for (const path of numbered(50, '/old/')) await world.invalidateElsewhere(path)
      world.emulator.clock.advance(3_600)
      await world.invalidateElsewhere('/new')
    }
  })
  emulator.faults.add(REFUSED)
  proceed()
  await eventually(({ status }) => expect(status).toBe('failed'))
  expect(emulator.calls.count('GetInvalidation')).toBeLessThan(10)
})

describe('an uncertain batch that CloudFront refuses', () => {
  test('has not failed when an earlier attempt has taken effect', async () => {
    const { proceed, eventually, emulator, atCloudFront } = await startUncertain('resetAfter', [['/a']])
    emulator.faults.add(REFUSED)
    proceed()
    await eventually(({ status }) => expect(status).toBe('inProgress'))
    expect(await atCloudFront()).toHaveLength(1)
  })

  test('fails when no attempt has', async () => {
    const { proceed, eventually, emulator, atCloudFront } = await startUncertain('resetBefore', [['/a']])
    emulator.faults.add(REFUSED)
    proceed()
    await eventually(({ status, error }) => expect([status, error?.code]).toEqual(['failed', 'INVALID_ARGUMENT']))
    expect(await atCloudFront()).toHaveLength(0)
  })

  test('is not taken apart when it carries several and has taken effect', async () => {
    const { proceed, eventually, ids, emulator, atCloudFront } = await startUncertain('resetAfter', [['/a'], ['/b']])
    emulator.faults.add({ ...REFUSED, count: 1 })
    proceed()
    for (const id of ids) await eventually(({ status }) => expect(status).toBe('inProgress'), id)
    expect(await atCloudFront()).toHaveLength(1)
  })

  test('has not failed when CloudFront denies its distribution, yet has it', async () => {
    const { proceed, eventually, emulator } = await startUncertain('resetAfter', [['/a']])
    emulator.faults.add(GONE)
    proceed()
    await eventually(({ status }) => expect(status).toBe('inProgress'))
  })

  test('fails when the distribution is gone for the look-up, too', async () => {
    const { proceed, eventually, emulator } = await startUncertain('resetBefore', [['/a']])
    emulator.faults.add(GONE)
    emulator.faults.add({ ...GONE, operations: LIST })
    proceed()
    await eventually(({ status, error }) => expect([status, error?.code]).toEqual(['failed', 'DISTRIBUTION_NOT_FOUND']))
  })
})

test('what a dead process had not sent is made smaller by the next one once that is known', async () => {
  const { database, inherited, target, startProcess, invalidateElsewhere } = await startWorld()
  let attempts = 0
  const dead = startProcess(database, {
    change: ({ middlewareStack }) =>
      middlewareStack.add(
        (next, { commandName }) =>
          async args => {
            if (commandName !== 'CreateInvalidationCommand') return next(args)
            attempts += 1
            return new Promise(() => undefined)
          },
        { step: 'initialize', priority: 'low' }
      )
  })
  await dead.start()
  const body = { paths: numbered(1_000) }
  const { id } = await dead.service.create(target, body, { caller: 'somebody', reference: 'one' })
  await vi.waitFor(() => expect(attempts).toBe(1), PATIENT)
  dead.kill()
  await invalidateElsewhere(...numbered(2_500, '/others'))
  const next = startProcess(inherited(), { settleMs: 300 })
  onTestFinished(() => next.close())
  await next.start()
  await vi.waitFor(async () => {
    const { progress } = await next.service.get(target, id)
    expect(progress?.submitted).toBeGreaterThan(200)
    expect(progress?.submitted).toBeLessThanOrEqual(500)
  }, TAKEN_OVER)
})

describe('an uncertain batch whose deadline passes', () => {
  test('has not failed when an earlier attempt has taken effect', async () => {
    const { proceed, eventually, emulator, atCloudFront } = await startUncertain('resetAfter', [['/a']], {
      deadlineSeconds: 60
    })
    emulator.faults.add({ kind: 'throttle', operations: CREATE })
    proceed()
    await eventually(({ waitingFor }) => expect(waitingFor?.reason).toBe('throttled'))
    emulator.clock.advance(61)
    await eventually(({ submittedAt }) => expect(submittedAt).toBeDefined())
    expect(await atCloudFront()).toHaveLength(1)
    await eventually(({ status }) => expect(status).toBe('succeeded'))
  })

  test('fails when no attempt has, and is not sent any more', async () => {
    const { proceed, eventually, emulator, atCloudFront } = await startUncertain('resetBefore', [['/a']], {
      deadlineSeconds: 60
    })
    const fault = emulator.faults.add({ kind: 'throttle', operations: CREATE })
    proceed()
    await eventually(({ waitingFor }) => expect(waitingFor?.reason).toBe('throttled'))
    emulator.clock.advance(61)
    await eventually(({ status, error }) =>
      expect([status, error?.code]).toEqual(['failed', 'INVALIDATION_DEADLINE_EXCEEDED'])
    )
    emulator.faults.remove(fault.id)
    expect(await atCloudFront()).toHaveLength(0)
  })

  test('is repeated as it is where looking up is not allowed', async () => {
    const { proceed, eventually, emulator, atCloudFront } = await startUncertain('resetAfter', [['/a']], {
      deadlineSeconds: 60
    })
    const throttle = emulator.faults.add({ kind: 'throttle', operations: CREATE })
    const denial = emulator.faults.add({ kind: 'error', code: 'AccessDenied', status: 403, operations: LIST })
    proceed()
    await eventually(({ waitingFor }) => expect(waitingFor?.reason).toBe('throttled'))
    emulator.clock.advance(61)
    await vi.waitFor(() => expect(emulator.calls.count('ListInvalidations')).toBeGreaterThan(0), PATIENT)
    emulator.faults.remove(throttle.id)
    await eventually(({ submittedAt }) => expect(submittedAt).toBeDefined())
    emulator.faults.remove(denial.id)
    expect(await atCloudFront()).toHaveLength(1)
  })

  test('fails at last when Frontage may neither send it nor look it up, and says what is not known', async () => {
    const { proceed, eventually, emulator } = await startUncertain('resetAfter', [['/a']], { deadlineSecondsMax: 600 })
    emulator.faults.add({ kind: 'error', code: 'AccessDenied', status: 403, operations: [...CREATE, ...LIST] })
    proceed()
    await eventually(({ waitingFor }) => expect(waitingFor?.code).toBe('CLOUDFRONT_ACCESS_DENIED'))
    emulator.clock.advance(601)
    await eventually(({ status, error }) => {
      expect([status, error?.code]).toEqual(['failed', 'INVALIDATION_DEADLINE_EXCEEDED'])
      expect(error?.detail).toContain('could not check')
    })
  })
})

test('a batch whose reference CloudFront has had before is identified behind many that others have made since', async () => {
  const { proceed, eventually, emulator, invalidateElsewhere } = await startUncertain('resetAfter', [['/a']])
  for (const path of numbered(70, '/elsewhere/')) await invalidateElsewhere(path)
  emulator.faults.add(USED_BEFORE)
  proceed()
  await eventually(({ cloudFrontInvalidations }) => expect(cloudFrontInvalidations).toHaveLength(1))
})

test('a batch that was overdue before it was sent is not uncertain: it need not be looked up', async () => {
  const { startProcess, database, target, emulator } = await startWorld()
  let gate = Promise.resolve()
  let open: () => void = () => undefined
  const engine = startProcess(database, {
    client: {
      timeouts: { deadlineMs: 1_500 },
      // About to expire, so that they are asked for at every call.
      credentials: async () => {
        await gate
        return { accessKeyId: 'short', secretAccessKey: 'lived', expiration: new Date(Date.now() + 1_000) }
      }
    }
  })
  onTestFinished(() => engine.close())
  const { id } = await engine.service.create(target, { paths: ['/a'] }, { caller: 'somebody', reference: 'one' })
  gate = new Promise(resolve => (open = resolve))
  await engine.start()
  const waitingFor = async () => (await engine.service.get(target, id)).waitingFor?.reason
  await vi.waitFor(async () => expect(await waitingFor()).toBe('cloudFront'), PATIENT)
  emulator.faults.add({ ...FULL, count: 1 })
  open()
  await vi.waitFor(async () => expect((await engine.service.get(target, id)).status).toBe('inProgress'), PATIENT)
  expect(emulator.calls.counts()).toMatchObject({ CreateInvalidation: 2 })
  expect(emulator.calls.count('ListInvalidations')).toBe(0)
})
