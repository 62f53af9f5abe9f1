import { setImmediate } from 'node:timers/promises'
import { queryObjects } from 'node:v8'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createScheduler } from '../../src/jobs/scheduler.ts'

function start(run: (key: string) => Promise<number | undefined>, concurrency = 2) {
  const errors: unknown[] = []
  const scheduler = createScheduler({ run, concurrency, onError: error => errors.push(error) })
  onTestFinished(() => scheduler.close(0))
  return { ...scheduler, errors }
}

async function microtasks(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) await Promise.resolve()
}

test('a key never runs concurrently, and once more for all wakes during a run', async () => {
  const ends: (() => void)[] = []
  const { wake } = start(async () => {
    await new Promise<void>(resolve => ends.push(resolve))
    return undefined
  })
  wake('a')
  for (let n = 0; n < 5; n++) wake('a')
  expect(ends).toHaveLength(1)
  ends[0]?.()
  await vi.waitFor(() => expect(ends).toHaveLength(2))
  ends[1]?.()
  await setImmediate()
  expect(ends).toHaveLength(2)
})

test('a wake is never lost, in whichever microtask after the end of a run it comes', async () => {
  for (let ticks = 0; ticks < 20; ticks += 1) {
    let runs = 0
    const { wake } = start(async () => {
      runs += 1
      if (runs === 1) void microtasks(ticks).then(() => wake('a'))
      return undefined
    })
    wake('a')
    await setImmediate()
    expect(runs, `a wake after ${ticks} microtasks`).toBe(2)
  }
})

// Each count walks the whole heap, which other test files of the same process have filled.
test('no state is kept of a run that has ended', { timeout: 240_000 }, async () => {
  const { wake, idle } = start(async () => undefined)
  const runMany = async () => {
    for (let n = 0; n < 1_000; n += 1) {
      wake(String(n))
      await idle()
    }
  }
  await runMany()
  const before = queryObjects(Promise, { format: 'count' })
  await runMany()
  expect(queryObjects(Promise, { format: 'count' }) - before).toBeLessThan(100)
})

test('a busy key goes to the back of the queue after each run', async () => {
  const order: string[] = []
  const { wake } = start(async key => {
    order.push(key)
    await Promise.resolve()
    return key === 'busy' && order.length < 6 ? 0 : undefined
  }, 1)
  for (const key of ['busy', 'a', 'b']) wake(key)
  await vi.waitFor(() => expect(order).toEqual(['busy', 'a', 'b', 'busy', 'busy', 'busy']))
})

test('at most `concurrency` keys run at once', async () => {
  let under = 0
  let most = 0
  const { wake } = start(async () => {
    under++
    most = Math.max(most, under)
    await setImmediate()
    under--
    return undefined
  }, 2)
  for (let n = 0; n < 10; n++) wake(String(n))
  await vi.waitFor(() => expect(under).toBe(0))
  expect(most).toBe(2)
})

test('a run that failed is reported and repeated after 1, 2, 4, 8 and 8 seconds, and after a success from the beginning', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const times: number[] = []
  const began = Date.now()
  const { wake, errors } = start(async () => {
    times.push((Date.now() - began) / 1_000)
    if (times.length !== 6) throw new Error('broken')
    return 1_000
  })
  wake('a')
  await vi.advanceTimersByTimeAsync(26_000)
  expect(times).toEqual([0, 1, 3, 7, 15, 23, 24, 25])
  expect(errors).toHaveLength(7)
})

test('a delay longer than Node’s timers allow does not fire at once', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  let runs = 0
  const { wake } = start(async () => {
    runs += 1
    return 90 * 86_400_000
  })
  wake('a')
  await vi.advanceTimersByTimeAsync(60_000)
  expect(runs).toBe(1)
})

test('no run starts after closing, which waits for those in progress', async () => {
  let end: () => void = () => undefined
  let runs = 0
  const scheduler = start(async () => {
    runs++
    await new Promise<void>(resolve => (end = resolve))
    return 0
  })
  scheduler.wake('a')
  const closed = scheduler.close(10_000)
  scheduler.wake('b')
  end()
  await closed
  expect(runs).toBe(1)
})
