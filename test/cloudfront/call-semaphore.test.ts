import { GetDistributionCommand } from '@aws-sdk/client-cloudfront'
import { pino } from 'pino'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createCloudFrontClient, localCredentials } from '../../src/cloudfront/client.ts'
import { createClock } from '../../src/emulator/clock.ts'
import { createLocalCloudFront } from '../../src/emulator/local-cloudfront.ts'
import { createSemaphore } from '../../src/semaphore.ts'

test('waiting for a slot does not count as connecting', async () => {
  const emulator = createLocalCloudFront({
    clock: createClock(),
    propagationSeconds: 0,
    logger: pino({ enabled: false })
  })
  const { url: endpoint } = await emulator.listen()
  onTestFinished(() => emulator.close())
  const { hold } = emulator.faults.add({ kind: 'hold', operations: ['GetDistribution'] })
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const timeouts = { connectionMs: 2_000, requestMs: 60_000, deadlineMs: 60_000 }
  const attempts: number[] = []
  const client = createCloudFrontClient({
    endpoint,
    credentials: localCredentials,
    timeouts,
    maxSockets: 1,
    onCall: call => attempts.push(call.attempts)
  })
  onTestFinished(() => client.destroy())
  const codes = Promise.all(
    ['E1', 'E2', 'E3', 'E4'].map(Id =>
      client.send(new GetDistributionCommand({ Id })).catch((error: { code?: string }) => error.code)
    )
  )
  await hold.untilHeld(1)
  await vi.advanceTimersByTimeAsync(5_000)
  hold.release()
  expect(new Set(await codes)).toEqual(new Set(['DISTRIBUTION_NOT_FOUND']))
  // Who did not connect in time would have tried again.
  expect(attempts).toEqual([1, 1, 1, 1])
})

test('slots are granted in order, and not to callers that have aborted', async () => {
  const semaphore = createSemaphore(1)
  const order: string[] = []
  await semaphore.acquire()
  const gone = new AbortController()
  const second = semaphore.acquire(gone.signal)
  const third = semaphore.acquire().then(() => order.push('third'))
  const fourth = semaphore.acquire().then(() => order.push('fourth'))
  gone.abort(new Error('gone'))
  await expect(second).rejects.toThrow('gone')
  semaphore.release()
  await third
  semaphore.release()
  await fourth
  expect(order).toEqual(['third', 'fourth'])
})
