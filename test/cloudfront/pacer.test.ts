import { describe, expect, test } from 'vitest'
import { createPacer, type PacerClock } from '../../src/cloudfront/pacer.ts'
import { startApp } from '../helpers/start-app.ts'

/** A clock that only moves when told, and calls back in order. */
function heldClock() {
  let time = 0
  let timers: { at: number; callback: () => void }[] = []
  const clock: PacerClock = {
    now: () => time,
    after(ms, callback) {
      const timer = { at: time + ms, callback }
      timers.push(timer)
      return () => void (timers = timers.filter(other => other !== timer))
    }
  }
  async function advance(ms: number): Promise<void> {
    const end = time + ms
    for (;;) {
      await new Promise(resolve => setImmediate(resolve))
      const next = timers.toSorted((a, b) => a.at - b.at)[0]
      if (!next || next.at > end) break
      timers = timers.filter(timer => timer !== next)
      time = Math.max(time, next.at)
      next.callback()
    }
    time = end
  }
  return { clock, advance }
}

describe('the pacer', () => {
  test('holds nothing back before CloudFront has throttled', async () => {
    const { clock } = heldClock()
    const pacer = createPacer({ waitMaxMs: 1_000, clock })
    await Promise.all(Array.from({ length: 1_000 }, () => pacer.acquire('read')))
    expect([pacer.ratePerSecond, pacer.waiting]).toEqual([Infinity, 0])
  })

  test('after a refusal the rate is below what was accepted, and one burst of refusals counts once', async () => {
    const { clock, advance } = heldClock()
    const pacer = createPacer({ waitMaxMs: 60_000, clock })
    for (let i = 0; i < 10; i++) pacer.report('accepted')
    for (let i = 0; i < 50; i++) pacer.report('throttled')
    expect(pacer.ratePerSecond).toBeCloseTo(7)
    let through = 0
    for (let i = 0; i < 50; i++) void pacer.acquire('read').then(() => (through += 1))
    await advance(1_000)
    expect(through).toBeGreaterThanOrEqual(6)
    expect(through).toBeLessThanOrEqual(9)
  })

  test('creeps up while nothing is refused, and forgets after a minute', async () => {
    const { clock, advance } = heldClock()
    const pacer = createPacer({ waitMaxMs: 60_000, clock })
    for (let i = 0; i < 10; i++) pacer.report('accepted')
    pacer.report('throttled')
    await advance(10_000)
    await pacer.acquire('read')
    expect(pacer.ratePerSecond).toBeGreaterThan(14)
    expect(pacer.ratePerSecond).toBeLessThan(30)
    await advance(61_000)
    await pacer.acquire('read')
    expect(pacer.ratePerSecond).toBe(Infinity)
  })

  test('writes go before every waiting read', async () => {
    const { clock, advance } = heldClock()
    const pacer = createPacer({ waitMaxMs: 60_000, clock })
    pacer.report('throttled')
    const order: string[] = []
    for (let i = 0; i < 5; i++) void pacer.acquire('read').then(() => order.push('read'))
    for (let i = 0; i < 2; i++) void pacer.acquire('write').then(() => order.push('write'))
    await advance(30_000)
    expect(order.slice(0, 2)).toEqual(['write', 'write'])
    expect(order).toHaveLength(7)
  })

  test('of four calls one is a read while both wait, so that neither starves', async () => {
    const { clock, advance } = heldClock()
    const pacer = createPacer({ waitMaxMs: 60_000, clock })
    pacer.report('throttled')
    const order: string[] = []
    for (let i = 0; i < 8; i++) void pacer.acquire('write').then(() => order.push('w'))
    for (let i = 0; i < 3; i++) void pacer.acquire('read').then(() => order.push('r'))
    await advance(60_000)
    expect(order.join('')).toBe('wwwrwwwrwwr')
  })

  test('goes no faster than what another process has learnt, and tells what it has learnt itself', async () => {
    const { clock, advance } = heldClock()
    const pacer = createPacer({ waitMaxMs: 60_000, clock })
    const told: number[] = []
    pacer.onLowered(rate => told.push(rate))
    pacer.hear(2)
    expect(pacer.ratePerSecond).toBe(2)
    pacer.hear(5)
    expect([pacer.ratePerSecond, told]).toEqual([2, []])
    await advance(1_000)
    pacer.report('throttled')
    expect(told).toEqual([pacer.ratePerSecond])
  })

  test('one that would wait too long is told so at once, with the time to come back; a write is not, behind reads alone', async () => {
    const { clock, advance } = heldClock()
    const pacer = createPacer({ waitMaxMs: 5_000, clock })
    pacer.report('throttled')
    const waiting = Array.from({ length: 6 }, () => pacer.acquire('read'))
    await expect(pacer.acquire('read')).rejects.toMatchObject({
      code: 'CLOUDFRONT_THROTTLED',
      headers: { 'retry-after': '6' }
    })
    const write = pacer.acquire('write')
    await advance(30_000)
    await Promise.all([write, ...waiting])
  })

  test('who gives up leaves the queue', async () => {
    const { clock } = heldClock()
    const pacer = createPacer({ waitMaxMs: 60_000, clock })
    pacer.report('throttled')
    const gone = new AbortController()
    const call = pacer.acquire('read', gone.signal)
    gone.abort(new Error('gone'))
    await expect(call).rejects.toThrow('gone')
    expect(pacer.waiting).toBe(0)
    await expect(pacer.acquire('write', gone.signal)).rejects.toThrow('gone')
  })
})

test('a burst of callers waits here rather than being refused there', async () => {
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
