import { expect, onTestFinished, test } from 'vitest'
import { createCloudFrontClient, localCredentials } from '../../src/cloudfront/client.ts'
import { createDistributionEditor } from '../../src/configuration/editing/edit.ts'
import { createDistribution } from '../emulator/distribution-calls.ts'
import { startEmulator } from '../emulator/start-emulator.ts'

test('whoever is beaten each time is told the current ETag', async () => {
  const { client, emulator, url } = await startEmulator()
  const { Id: id, ETag: etag } = await createDistribution(client)
  const cloudfront = createCloudFrontClient({ endpoint: url, region: 'us-east-1', credentials: localCredentials })
  onTestFinished(() => cloudfront.destroy())
  emulator.faults.add({ kind: 'error', code: 'PreconditionFailed', status: 412, operations: ['UpdateDistribution'] })
  const editor = createDistributionEditor({ cloudfront, attemptsMax: 2 })
  await expect(editor.edit(id, undefined, config => ({ ...config, Comment: 'ours' }))).rejects.toMatchObject({
    code: 'ETAG_MISMATCH',
    headers: { etag: `"${etag}"` }
  })
  expect(emulator.calls.count('UpdateDistribution')).toBe(2)
})
