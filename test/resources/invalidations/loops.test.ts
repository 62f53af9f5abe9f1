import { expect, onTestFinished, test, vi } from 'vitest'
import { createLoops } from '../../../src/resources/invalidations/loops.ts'

function start(visit: (key: string) => Promise<number | undefined>, atOnceMax = 2) {
  const errors: unknown[] = []
  const loops = createLoops({ visit, atOnceMax, onError: error => errors.push(error) })
  onTestFinished(() => loops.close(0))
  return { ...loops, errors }
}

test('a key is visited once at a time, and once more for all kicks meanwhile', async () => {
  const ends: (() => void)[] = []
  const { kick } = start(async () => {
    await new Promise<void>(resolve => ends.push(resolve))
    return undefined
  })
  kick('a')
  for (let n = 0; n < 5; n++) kick('a')
  expect(ends).toHaveLength(1)
  ends[0]?.()
  await vi.waitFor(() => expect(ends).toHaveLength(2))
  ends[1]?.()
  await new Promise(resolve => setImmediate(resolve))
  expect(ends).toHaveLength(2)
})

test('a busy key goes to the end of the line after each visit', async () => {
  const visited: string[] = []
  const { kick } = start(async key => {
    visited.push(key)
    await Promise.resolve()
    return key === 'busy' && visited.length < 6 ? 0 : undefined
  }, 1)
  for (const key of ['busy', 'a', 'b']) kick(key)
  await vi.waitFor(() => expect(visited).toEqual(['busy', 'a', 'b', 'busy', 'busy', 'busy']))
})

test('at most so many keys are visited at once', async () => {
  let under = 0
  let most = 0
  const { kick } = start(async () => {
    under++
    most = Math.max(most, under)
    await new Promise(resolve => setImmediate(resolve))
    under--
    return undefined
  }, 2)
  for (let n = 0; n < 10; n++) kick(String(n))
  await vi.waitFor(() => expect(under).toBe(0))
  expect(most).toBe(2)
})

test('a visit that failed is reported and repeated', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  let visits = 0
  const { kick, errors } = start(async () => {
    visits++
    if (visits === 1) throw new Error('broken')
    return undefined
  })
  kick('a')
  await vi.advanceTimersByTimeAsync(1_000)
  expect([visits, errors]).toEqual([2, [new Error('broken')]])
})

test('nothing begins after closing, which waits for what is under way', async () => {
  let end: () => void = () => undefined
  let visits = 0
  const loops = start(async () => {
    visits++
    await new Promise<void>(resolve => (end = resolve))
    return 0
  })
  loops.kick('a')
  const closed = loops.close(10_000)
  loops.kick('b')
  end()
  await closed
  expect(visits).toBe(1)
})
