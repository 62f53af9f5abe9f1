import { setMaxListeners } from 'node:events'
import { type CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { createDeployments } from '../../src/configuration/distributions/deployment.ts'
import { pollAgainInSeconds } from '../../src/configuration/editing/status-polls.ts'

const forEver = new AbortController().signal
setMaxListeners(0, forEver)

/** Deployments whose polls are answered by what is in `status`, in a time that the test makes pass. */
function startDeployments() {
  const polls: { at: number; id: string | undefined }[] = []
  const world = { status: 'InProgress', answer: async () => {} }
  const begunAt = performance.now()
  const send = async ({ input: { Id: id } }: { input: { Id?: string } }) => {
    polls.push({ at: Math.round((performance.now() - begunAt) / 1_000), id })
    const Status = world.status
    await world.answer()
    return { Distribution: { Id: id, Status } }
  }
  // Nothing else of the client is used.
  const deployments = createDeployments({ cloudfront: { send } as unknown as CloudFrontClient })
  const whenDeployed = async (id: string, seconds: number, signal: AbortSignal) =>
    deployments.whenDeployed(id, seconds, signal)
  return { whenDeployed, polls, world }
}

const statusOf = async (waiting: ReturnType<ReturnType<typeof startDeployments>['whenDeployed']>) =>
  (await waiting)?.Distribution?.Status

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  onTestFinished(() => void vi.useRealTimers())
})

describe('waiting for a deployment', () => {
  test('polls every second at first, then every five, then every ten', async () => {
    const { whenDeployed, polls } = startDeployments()
    void whenDeployed('E1', 100, forEver)
    await vi.advanceTimersByTimeAsync(100_000)
    const times = polls.map(({ at }) => at)
    expect(times.slice(0, 12)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20])
    expect(times.slice(-3)).toEqual([70, 80, 90])
    expect([0, 9_999, 10_000, 60_000].map(pollAgainInSeconds)).toEqual([1, 1, 5, 10])
  })

  test('a thousand waiters for one distribution share the polls; another one has its own', async () => {
    const { whenDeployed, polls, world } = startDeployments()
    const waiting = Array.from({ length: 1_000 }, () => whenDeployed('E1', 60, forEver))
    const other = whenDeployed('E2', 60, forEver)
    await vi.advanceTimersByTimeAsync(2_000)
    world.status = 'Deployed'
    await vi.advanceTimersByTimeAsync(1_000)
    const seen = await Promise.all([...waiting, other].map(statusOf))
    expect(new Set(seen)).toEqual(new Set(['Deployed']))
    expect(polls.filter(({ id }) => id === 'E1').map(({ at }) => at)).toEqual([1, 2, 3])
    expect(polls).toHaveLength(6)
  })

  test('frequent callers neither postpone the next poll nor cause more than one per second', async () => {
    const { whenDeployed, polls } = startDeployments()
    for (let index = 0; index < 50; index++) {
      void whenDeployed('E1', 60, forEver)
      await vi.advanceTimersByTimeAsync(100)
    }
    expect(polls.map(({ at }) => at)).toEqual([1, 2, 3, 4, 5])
  })

  test('a late caller brings the next poll forward', async () => {
    const { whenDeployed, polls } = startDeployments()
    void whenDeployed('E1', 60, forEver)
    await vi.advanceTimersByTimeAsync(31_000)
    void whenDeployed('E1', 60, forEver)
    await vi.advanceTimersByTimeAsync(2_000)
    expect(polls.map(({ at }) => at).slice(-3)).toEqual([30, 32, 33])
  })

  test('a poll that began before a waiter came does not answer it', async () => {
    const { whenDeployed, polls, world } = startDeployments()
    world.status = 'Deployed'
    let end = () => {}
    world.answer = () => new Promise<void>(resolve => (end = resolve))
    const first = whenDeployed('E1', 60, forEver)
    await vi.advanceTimersByTimeAsync(1_000)
    // This one has just written: the answer under way is of the version before.
    world.status = 'InProgress'
    const second = whenDeployed('E1', 5, forEver)
    world.answer = async () => {}
    end()
    expect(await statusOf(first)).toBe('Deployed')
    await vi.advanceTimersByTimeAsync(5_000)
    expect(await statusOf(second)).toBe('InProgress')
    expect(polls.length).toBeGreaterThan(1)
  })

  test('ends when the time is up or the signal aborts, and polling stops', async () => {
    const { whenDeployed, polls } = startDeployments()
    const closing = new AbortController()
    const brief = whenDeployed('E1', 3, forEver)
    const aborted = whenDeployed('E1', 60, closing.signal)
    await vi.advanceTimersByTimeAsync(4_000)
    expect(await statusOf(brief)).toBe('InProgress')
    closing.abort()
    expect(await statusOf(aborted)).toBe('InProgress')
    expect(await whenDeployed('E1', 60, closing.signal)).toBeUndefined()
    expect(await whenDeployed('E1', 0, forEver)).toBeUndefined()
    const before = polls.length
    await vi.advanceTimersByTimeAsync(60_000)
    expect([polls.length - before, vi.getTimerCount()]).toEqual([0, 0])
  })
})
