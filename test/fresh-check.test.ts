import { expect, test, vi } from 'vitest'
import { createCheck } from '../src/fresh-check.ts'
import { deferred } from './jobs/start-engine.ts'

/** A check whose questions are answered by the test, in turn. */
function start() {
  const asked: ReturnType<typeof deferred<string>>[] = []
  const check = createCheck<string>({
    ask: async () => {
      const answer = deferred<string>()
      asked.push(answer)
      return answer.promise
    },
    silent: () => 'silent',
    freshMs: 1_000,
    waitMs: 60_000,
    monotonic: () => 0
  })
  const nth = async (n: number) => vi.waitUntil(() => asked[n])
  return { check, asked, nth }
}

test('those who ask meanwhile share a check and its answer', async () => {
  const { check, asked, nth } = start()
  const states = [check.state(), check.state()]
  ;(await nth(0)).resolve('OK')
  expect(await Promise.all([...states, check.state()])).toEqual(['OK', 'OK', 'OK'])
  expect(asked).toHaveLength(1)
})

test('a check that began before its answer was to be forgotten neither answers those who ask later nor is remembered', async () => {
  const { check, asked, nth } = start()
  const before = check.state()
  await nth(0)
  check.forget()
  const after = [check.state(), check.state()]
  // The next one has not begun yet, so this does not concern it.
  check.forget()
  after.push(check.state())
  expect(asked).toHaveLength(1)
  asked[0]?.resolve('OK from before')
  expect(await before).toBe('OK from before')
  ;(await nth(1)).resolve('failed')
  expect(await Promise.all([...after, check.state()])).toEqual(['failed', 'failed', 'failed', 'failed'])
  expect(asked).toHaveLength(2)
})

test('an answer that came in before is forgotten', async () => {
  const { check, nth } = start()
  const before = check.state()
  ;(await nth(0)).resolve('OK')
  await before
  check.forget()
  const after = check.state()
  ;(await nth(1)).resolve('failed')
  expect(await after).toBe('failed')
})
