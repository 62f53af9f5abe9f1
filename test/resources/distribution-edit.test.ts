import { type DefaultCacheBehavior, type DistributionConfig } from '@aws-sdk/client-cloudfront'
import { expect, onTestFinished, test } from 'vitest'
import { createCloudFrontClient, localCredentials } from '../../src/cloudfront/client.ts'
import { createDistributionEditor } from '../../src/configuration/distributions/editor.ts'
import { createDistribution } from '../emulator/distribution-calls.ts'
import { createRealtimeLogConfig } from '../emulator/own-references.ts'
import { startEmulator } from '../emulator/start-emulator.ts'
import { changeBehindOurBack } from './start-distribution.ts'

test('a writer that meets a concurrent change each time is told the current ETag', async () => {
  const { client, emulator, url } = await startEmulator()
  const { Id: id, ETag: etag } = await createDistribution(client)
  const cloudfront = createCloudFrontClient({ endpoint: url, region: 'us-east-1', credentials: localCredentials })
  onTestFinished(() => cloudfront.destroy())
  emulator.faults.add({ kind: 'error', code: 'PreconditionFailed', status: 412, operations: ['UpdateDistribution'] })
  const editor = createDistributionEditor({ cloudfront, attemptsMax: 2 })
  await expect(editor.edit(id, undefined, ({ config }) => ({ ...config, Comment: 'ours' }))).rejects.toMatchObject({
    code: 'ETAG_MISMATCH',
    headers: { etag: `"${etag}"` }
  })
  expect(emulator.calls.count('UpdateDistribution')).toBe(2)
})

test('a removal that another process’s write came before is made again, on top of that one', async () => {
  const { client, url } = await startEmulator()
  const { Id: id } = await createDistribution(client)
  const log = await createRealtimeLogConfig(client, 'shop')
  const cloudfront = createCloudFrontClient({ endpoint: url, region: 'us-east-1', credentials: localCredentials })
  onTestFinished(() => cloudfront.destroy())
  const editor = createDistributionEditor({ cloudfront })
  const withPolicy = (config: DistributionConfig, ResponseHeadersPolicyId: string | undefined) => ({
    ...config,
    DefaultCacheBehavior: { ...config.DefaultCacheBehavior, ResponseHeadersPolicyId } as DefaultCacheBehavior
  })
  const withLog = (config: DistributionConfig, RealtimeLogConfigArn: string) => ({
    ...config,
    DefaultCacheBehavior: { ...config.DefaultCacheBehavior, RealtimeLogConfigArn } as DefaultCacheBehavior
  })
  const policy = '67f7725c-6f97-4210-82d7-5512b31e9d03'
  await editor.edit(id, undefined, ({ config }) => withPolicy(config, policy))
  let calls = 0
  const edited = await editor.edit(id, undefined, async ({ config }) => {
    // Somebody else is faster than the first attempt, and leaves what is to be removed.
    calls += 1
    if (calls === 1) await changeBehindOurBack(client, id, theirs => withLog(theirs, log))
    return withPolicy(config, undefined)
  })
  expect([calls, edited.config.DefaultCacheBehavior?.RealtimeLogConfigArn]).toEqual([2, log])
  expect(edited.config.DefaultCacheBehavior).not.toHaveProperty('ResponseHeadersPolicyId', policy)
})
