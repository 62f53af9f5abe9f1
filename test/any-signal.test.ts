import { getEventListeners } from 'node:events'
import { lookup } from 'node:dns'
import { ListDistributionsCommand } from '@aws-sdk/client-cloudfront'
import { describe, expect, onTestFinished, test } from 'vitest'
import { withAnySignal } from '../src/any-signal.ts'
import { createCloudFrontClient, localCredentials } from '../src/cloudfront/client.ts'
import { postWebhook } from '../src/invalidation/webhooks/post.ts'
import { startEmulator } from './emulator/start-emulator.ts'
import { startReceiver } from './resources/invalidations/start-receiver.ts'

/** What a signal holds on to: its listeners, and the signals that AbortSignal.any made of it, in a place of Node's own. */
function heldBy(signal: AbortSignal): number {
  const place = Object.getOwnPropertySymbols(signal).find(({ description }) => description === 'kDependantSignals')
  const dependants = place && (signal as unknown as Record<symbol, Set<unknown> | undefined>)[place]
  return getEventListeners(signal, 'abort').length + (dependants?.size ?? 0)
}

const TIMES = Array.from({ length: 20 })

describe('a signal that lives as long as the process keeps nothing alive of', () => {
  test('the webhooks that were sent', async () => {
    const receiver = await startReceiver()
    const closing = new AbortController().signal
    for (const _ of TIMES) {
      await postWebhook(receiver.url, { headers: {}, body: '{}', timeoutMs: 60_000, closing, lookup })
    }
    expect(receiver.received).toHaveLength(TIMES.length)
    expect(heldBy(closing)).toBe(0)
  })

  test('the calls to CloudFront that were made', async () => {
    const { url: endpoint } = await startEmulator()
    const client = createCloudFrontClient({ endpoint, region: 'us-east-1', credentials: localCredentials })
    onTestFinished(() => client.destroy())
    const { signal: abortSignal } = new AbortController()
    for (const _ of TIMES) await client.send(new ListDistributionsCommand({}), { abortSignal })
    expect(heldBy(abortSignal)).toBe(0)
  })
})

test('the signal aborts with the first of its sources, and with its reason, even where that was before', async () => {
  const [first, second] = [new AbortController(), new AbortController()]
  const sources = [first.signal, second.signal]
  const ends = async () =>
    withAnySignal(
      sources,
      signal => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
    )
  const ending = ends()
  second.abort(new Error('the second one'))
  first.abort(new Error('the first one'))
  await expect(ending).rejects.toThrow('the second one')
  expect(await withAnySignal(sources, async signal => Promise.resolve(signal.reason))).toMatchObject({
    message: 'the first one'
  })
  expect(sources.map(heldBy)).toEqual([0, 0])
})
