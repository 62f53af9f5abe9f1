import { GetDistributionCommand } from '@aws-sdk/client-cloudfront'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { createSlots } from '../../src/cloudfront/call-slots.ts'
import { createCloudFrontClient, localCredentials } from '../../src/cloudfront/client.ts'
import { createClock } from '../../src/emulator/clock.ts'
import { createLocalCloudFront } from '../../src/emulator/local-cloudfront.ts'

test('waiting for a slot does not count as connecting', async () => {
  const emulator = createLocalCloudFront({
    clock: createClock(),
    propagationSeconds: 0,
    logger: pino({ enabled: false })
  })
  const { url: endpoint } = await emulator.listen()
  onTestFinished(() => emulator.close())
  emulator.faults.add({ kind: 'slow', milliseconds: 700 })
  const timeouts = { connectionMs: 1_000 }
  const client = createCloudFrontClient({ endpoint, credentials: localCredentials, timeouts, maxSockets: 1 })
  onTestFinished(() => client.destroy())
  const codes = await Promise.all(
    ['E1', 'E2', 'E3', 'E4'].map(Id =>
      client.send(new GetDistributionCommand({ Id })).catch((error: { code?: string }) => error.code)
    )
  )
  expect(new Set(codes)).toEqual(new Set(['DISTRIBUTION_NOT_FOUND']))
})

test('slots are given in the order in which they were asked for, and not to who has gone', async () => {
  const slots = createSlots(1)
  const order: string[] = []
  await slots.take()
  const gone = new AbortController()
  const second = slots.take(gone.signal)
  const third = slots.take().then(() => order.push('third'))
  const fourth = slots.take().then(() => order.push('fourth'))
  gone.abort(new Error('gone'))
  await expect(second).rejects.toThrow('gone')
  slots.give()
  await third
  slots.give()
  await fourth
  expect(order).toEqual(['third', 'fourth'])
})
