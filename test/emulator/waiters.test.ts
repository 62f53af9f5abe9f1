import * as CF from '@aws-sdk/client-cloudfront'
import { expect, test } from 'vitest'
import { createDistribution, invalidate } from './distribution-calls.ts'
import { startEmulator } from './start-emulator.ts'
import { createMultiTenant, createTenant, invalidateTenant } from './tenant-calls.ts'

type WaiterName = Extract<keyof typeof CF, `waitUntil${string}`>
type WaitUntil = (
  limits: { client: CF.CloudFrontClient; maxWaitTime: number; minDelay: number; maxDelay: number },
  input: object
) => Promise<{ state: string }>

/** What each waiter is asked about, and the operation that it polls with. */
const rows: Record<WaiterName, { polls: string; input: (client: CF.CloudFrontClient) => Promise<object> }> = {
  waitUntilDistributionDeployed: {
    polls: 'GetDistribution',
    input: async client => ({ Id: (await createDistribution(client)).Id })
  },
  waitUntilInvalidationCompleted: {
    polls: 'GetInvalidation',
    input: async client => {
      const { Id: DistributionId } = await createDistribution(client)
      return { DistributionId, Id: (await invalidate(client, DistributionId, ['/*'])).Id }
    }
  },
  waitUntilInvalidationForDistributionTenantCompleted: {
    polls: 'GetInvalidationForDistributionTenant',
    input: async client => {
      const { Id: DistributionTenantId } = await createTenant(client, (await createMultiTenant(client)).Id)
      return { DistributionTenantId, Id: (await invalidateTenant(client, DistributionTenantId, ['/*'])).Id }
    }
  },
  waitUntilStreamingDistributionDeployed: {
    polls: 'GetStreamingDistribution',
    input: async client => {
      const StreamingDistributionConfig: CF.StreamingDistributionConfig = {
        CallerReference: 'streaming',
        S3Origin: { DomainName: 'videos.s3.amazonaws.com', OriginAccessIdentity: '' },
        Comment: '',
        TrustedSigners: { Enabled: false, Quantity: 0 },
        Enabled: true
      }
      const made = await client.send(new CF.CreateStreamingDistributionCommand({ StreamingDistributionConfig }))
      return { Id: made.StreamingDistribution?.Id }
    }
  }
}

test('the SDK has no waiter that is not tried here', () => {
  expect(Object.keys(CF).filter(name => name.startsWith('waitUntil'))).toEqual(Object.keys(rows).sort())
})

// All at the same time, because a second between two polls is the least that the SDK allows.
test('each waiter polls while what it waits for is under way, and ends when the clock has moved on', async () => {
  const { client, emulator } = await startEmulator({ propagationSeconds: 3600 })
  const asked = await Promise.all(
    Object.entries(rows).map(async ([name, { input, polls }]) => ({ name, polls, input: await input(client) }))
  )
  const limits = { client, maxWaitTime: 30, minDelay: 1, maxDelay: 1 }
  const waiting = asked.map(({ name, input }) => (CF[name as WaiterName] as unknown as WaitUntil)(limits, input))
  const answered = (operation: string) =>
    emulator.calls.last().filter(call => call.operation === operation && call.status === 200).length
  await expect.poll(() => asked.every(({ polls }) => answered(polls) > 0)).toBe(true)
  emulator.clock.advance(3600)
  expect(await Promise.all(waiting)).toMatchObject(asked.map(() => ({ state: 'SUCCESS' })))
  for (const { name, polls } of asked) expect(answered(polls), name).toBeGreaterThan(1)
})
