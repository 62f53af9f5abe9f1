import { DefaultRateLimiter } from '@smithy/core/retry'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createPacer, type Pacer, type Permit } from '../../src/cloudfront/pacer.ts'
import { heldClock, seededRandom, simulatedAccount, steadyCallers } from '../helpers/simulated-account.ts'
import { startApp } from '../helpers/start-app.ts'

/** An account, and pacers on one held clock; each has its callers from `join` until `leave`. */
function simulate(limit: { perSecond: number; burst: number }, { seed = 1, hearing = false } = {}) {
  const { clock, advance, sleep } = heldClock()
  const account = simulatedAccount(clock, limit)
  const random = seededRandom(seed)
  const pacers = new Map<string, Pacer>()

  function join(name: string, count = 20): { pacer: Pacer; leave: () => void } {
    const pacer = createPacer({ waitMaxMs: 30_000, clock })
    if (hearing) {
      // As shared-pace.ts does it over the store: a new one is told, and each tells all others when its rate was lowered.
      for (const other of pacers.values()) if (other.ratePerSecond < Infinity) pacer.learn(other.ratePerSecond)
      pacer.onRateReduced(rate =>
        clock.after(5, () => {
          for (const [other, pacer] of pacers) if (other !== name) pacer.learn(rate)
        })
      )
    }
    pacers.set(name, pacer)
    const stop = steadyCallers({ name, pacer, account, sleep, count, random })
    const leave = () => {
      stop()
      pacers.delete(name)
    }
    return { pacer, leave }
  }

  return { account, advance, clock, join, sleep, seconds: (count: number) => advance(count * 1_000) }
}

const REFUSED_MAX = 0.1
const USED_MIN = 0.8

function expectSettled({ refused, used }: { refused: number; used: number }): void {
  expect(refused).toBeLessThanOrEqual(REFUSED_MAX)
  expect(used).toBeGreaterThanOrEqual(USED_MIN)
}

const limits = [2, 5, 20, 100].flatMap(perSecond => [100, 5].map(burst => ({ perSecond, burst })))

describe('a minute with 20 busy callers: few calls are refused, and the account’s rate is used', () => {
  test.each(limits)('$perSecond calls a second with a burst of $burst', async limit => {
    for (const seed of [1, 2, 3]) {
      const { account, join, seconds } = simulate(limit, { seed })
      join('a')
      await seconds(60)
      expectSettled(account.seen(20, 60))
    }
  })

  const changes = limits.flatMap(({ perSecond, burst }) =>
    [2, 5, 20, 100].filter(later => later !== perSecond).map(later => ({ perSecond, burst, later }))
  )
  test.each(changes)('$perSecond calls a second with a burst of $burst, then $later', async ({ later, ...limit }) => {
    const { account, join, seconds } = simulate(limit)
    join('a')
    await seconds(40)
    expectSettled(account.seen(20, 40))
    account.limitTo(later)
    await seconds(60)
    expectSettled(account.seen(60, 100))
  })
})

/** The same minute with the limiter of the SDK's adaptive retry mode, on the same clock. */
async function simulateSdk(limit: { perSecond: number; burst: number }, seed: number) {
  const { clock, advance, sleep } = heldClock()
  const account = simulatedAccount(clock, limit)
  // It has no other way to be given a clock; its own tests do the same.
  const timers = DefaultRateLimiter as unknown as { setTimeoutFn: (callback: () => void, ms: number) => unknown }
  const { setTimeoutFn } = timers
  onTestFinished(() => void (timers.setTimeoutFn = setTimeoutFn))
  timers.setTimeoutFn = (callback, ms) => clock.after(ms, callback)
  const { now } = Date
  onTestFinished(() => void (Date.now = now))
  Date.now = () => 1e9 + clock.now()
  const limiter = new DefaultRateLimiter()
  const pacer = {
    async acquire(): Promise<Permit> {
      await limiter.getSendToken()
      return { sentAt: clock.now() }
    },
    report: (outcome: Parameters<Pacer['report']>[0]) =>
      limiter.updateClientSendingRate(outcome === 'throttled' ? { errorType: 'THROTTLING' } : {})
  }
  steadyCallers({ name: 'sdk', pacer, account, sleep, count: 20, random: seededRandom(seed) })
  await advance(60_000)
  return account.seen(20, 60)
}

describe('compared with the limiter of the SDK, over the last 40 seconds of a minute', () => {
  const compare = async (perSecond: number) => {
    const limit = { perSecond, burst: 100 }
    const results = []
    for (const seed of [1, 2, 3]) {
      const { account, join, seconds } = simulate(limit, { seed })
      join('a')
      await seconds(60)
      results.push({ ours: account.seen(20, 60), sdk: await simulateSdk(limit, seed) })
    }
    return results
  }

  test.each([2, 5])('at %i calls a second, at most two thirds as many are refused', async perSecond => {
    for (const { ours, sdk } of await compare(perSecond)) expect(ours.refused).toBeLessThan((sdk.refused * 2) / 3)
  })

  test('at 100 calls a second, half as much again is accepted', async () => {
    for (const { ours, sdk } of await compare(100)) expect(ours.used).toBeGreaterThan(sdk.used * 1.5)
  })
})

describe.each([true, false])('two processes on one account, exchanging their rates: %s', hearing => {
  test.each(limits)('their sum, at $perSecond calls a second with a burst of $burst', async limit => {
    for (const seed of [1, 2, 3]) {
      const { account, join, seconds } = simulate(limit, { seed, hearing })
      join('a')
      join('b')
      await seconds(60)
      expectSettled(account.seen(20, 60))
    }
  })

  // Without hearing the one that was there may be left with so little that it needs longer when the other has gone.
  const returnsWithin = hearing ? 20 : 50
  test.each([5, 20])('one joins, and leaves again, at %i calls a second', async perSecond => {
    const { account, join, seconds } = simulate({ perSecond, burst: 100 }, { hearing })
    join('a')
    await seconds(30)
    const { leave } = join('b')
    await seconds(60)
    expectSettled(account.seen(50, 90))
    leave()
    await seconds(returnsWithin + 30)
    expectSettled(account.seen(90 + returnsWithin, 90 + returnsWithin + 30))
  })
})

test('processes that exchange their rates converge to equal shares', async () => {
  const { account, join, seconds } = simulate({ perSecond: 5, burst: 100 }, { hearing: true })
  join('a')
  await seconds(30)
  join('b')
  await seconds(170)
  for (const name of ['a', 'b']) expect(account.seen(100, 200).shareOf(name)).toBeGreaterThan(0.35)
})

test('a new process that is told of a limit does not exceed it', async () => {
  const refusals = async (hearing: boolean) => {
    const { account, join, seconds } = simulate({ perSecond: 5, burst: 100 }, { hearing })
    join('a')
    await seconds(30)
    join('b')
    await seconds(5)
    return account.seen(30, 35).refusals
  }
  expect(await refusals(true)).toBeLessThan((await refusals(false)) / 2)
})

test('calls below the limit are neither refused nor delayed, even after a burst', async () => {
  const { account, advance, clock, join, sleep, seconds } = simulate({ perSecond: 20, burst: 100 })
  const { pacer, leave } = join('flood')
  await seconds(20)
  leave()
  await seconds(10)
  const waits: number[] = []
  const work = async () => {
    for (let call = 0; call < 50; call++) {
      await sleep(100)
      const askedAt = clock.now()
      const permit = await pacer.acquire('read')
      waits.push(clock.now() - askedAt)
      pacer.report(account.call('steady') ? 'accepted' : 'throttled', permit)
    }
  }
  const done = work()
  await advance(10_000)
  await done
  expect(account.seen(30, 40)).toMatchObject({ refusals: 0, accepted: 50 })
  expect(waits.toSorted((a, b) => a - b).at(-5)).toBeLessThanOrEqual(100)
})

/** A pacer that has been throttled so often that it lets less than one call through in a second. */
async function throttledPacer(waitMaxMs = 120_000) {
  const { clock, advance } = heldClock()
  const pacer = createPacer({ waitMaxMs, clock })
  for (let call = 0; call < 10; call++) {
    const permit = pacer.acquire('read')
    await advance(20_000)
    pacer.report('throttled', await permit)
  }
  return { pacer, advance }
}

describe('the order', () => {
  test('nothing is delayed before CloudFront has throttled', async () => {
    const { clock } = heldClock()
    const pacer = createPacer({ waitMaxMs: 1_000, clock })
    await Promise.all(Array.from({ length: 1_000 }, () => pacer.acquire('read')))
    expect(pacer.waiting).toBe(0)
  })

  test('nor after a minute in which nobody waited', async () => {
    const { pacer, advance } = await throttledPacer()
    await advance(61_000)
    // Nor is it what another process is told then.
    expect(pacer.ratePerSecond).toBe(Infinity)
    await Promise.all(Array.from({ length: 1_000 }, () => pacer.acquire('read')))
    expect(pacer.waiting).toBe(0)
  })

  test('but the limit is remembered as long as other processes announce it', async () => {
    const { pacer, advance } = await throttledPacer()
    await advance(50_000)
    pacer.learn(1)
    await advance(50_000)
    void pacer.acquire('read')
    void pacer.acquire('read')
    await advance(0)
    expect(pacer.waiting).toBe(1)
  })

  test('writes overtake waiting reads', async () => {
    const { pacer, advance } = await throttledPacer()
    const order: string[] = []
    for (let i = 0; i < 5; i++) void pacer.acquire('read').then(() => order.push('read'))
    for (let i = 0; i < 2; i++) void pacer.acquire('write').then(() => order.push('write'))
    await advance(60_000)
    expect(order.slice(0, 2)).toEqual(['write', 'write'])
    expect(order).toHaveLength(7)
  })

  test('of four calls one is a read while both wait, so that neither starves', async () => {
    const { pacer, advance } = await throttledPacer()
    const order: string[] = []
    for (let i = 0; i < 8; i++) void pacer.acquire('write').then(() => order.push('w'))
    for (let i = 0; i < 3; i++) void pacer.acquire('read').then(() => order.push('r'))
    await advance(60_000)
    expect(order.join('')).toBe('wwwrwwwrwwr')
  })

  test('a call that would wait too long is refused at once with Retry-After; a write behind reads is not', async () => {
    const { pacer, advance } = await throttledPacer(60_000)
    const waiting: Promise<Permit>[] = []
    let refusal: unknown
    for (let call = 0; call < 20 && !refusal; call++) {
      const read = pacer.acquire('read')
      await Promise.race([read.catch((error: unknown) => (refusal = error)), advance(0)])
      if (!refusal) waiting.push(read)
    }
    expect(waiting.length).toBeGreaterThan(5)
    expect(refusal).toMatchObject({ code: 'CLOUDFRONT_THROTTLED' })
    expect(Number((refusal as { headers: Record<string, string> }).headers['retry-after'])).toBeGreaterThan(60)
    const write = pacer.acquire('write')
    await advance(120_000)
    await Promise.all([write, ...waiting])
  })

  test('an aborted call leaves the queue', async () => {
    const { pacer } = await throttledPacer()
    const gone = new AbortController()
    const call = pacer.acquire('read', gone.signal)
    gone.abort(new Error('gone'))
    await expect(call).rejects.toThrow('gone')
    expect(pacer.waiting).toBe(0)
    await expect(pacer.acquire('write', gone.signal)).rejects.toThrow('gone')
  })
})

test('a burst of calls waits here instead of being refused by CloudFront', async () => {
  const { request, emulator } = await startApp()
  const ids: string[] = []
  for (let i = 0; i < 30; i++) {
    ids.push((await request.post('/distributions').send({ origins: [{ domainName: `d${i}.example.com` }] })).body.id)
  }
  // In the emulator's time, which this test moves along.
  emulator.clock.release()
  emulator.faults.add({ kind: 'rateLimit', perSecond: 20 })
  const answers = await Promise.all(ids.map(id => request.get(`/distributions/${id}`)))
  expect(answers.map(({ status }) => status)).toEqual(ids.map(() => 200))
})
