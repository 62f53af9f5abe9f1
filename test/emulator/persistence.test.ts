import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as CF from '@aws-sdk/client-cloudfront'
import { expect, test } from 'vitest'
import { createDistribution, getDistribution, invalidate, updateDistribution } from './distribution-calls.ts'
import { refusalCode } from './refusal.ts'
import { sample, times } from './sample-config.ts'
import { startEmulator } from './start-emulator.ts'
import { temporaryFolder } from './temporary-folder.ts'

test('a restart keeps distributions, tags, invalidations, ETags and caller references', async () => {
  const dataDir = temporaryFolder()
  const first = await startEmulator({ dataDir })
  const config = sample()
  const made = await createDistribution(first.client, config)
  const updated = await updateDistribution(first.client, made, { Comment: 'changed' })
  const invalidation = await invalidate(first.client, made.Id, ['/a', '/b*'], 'same')
  const Tags = { Items: [{ Key: 'team', Value: 'web' }] }
  await first.client.send(new CF.TagResourceCommand({ Resource: made.distribution.ARN, Tags }))
  await first.emulator.close()

  const { client } = await startEmulator({ dataDir })
  const { ETag, config: read } = await getDistribution(client, made.Id)
  expect({ ETag, config: read }).toEqual({ ETag: updated.ETag, config: updated.config })
  const tags = await client.send(new CF.ListTagsForResourceCommand({ Resource: made.distribution.ARN }))
  expect(tags.Tags).toEqual(Tags)
  expect(await refusalCode(createDistribution(client, config))).toBe('DistributionAlreadyExists')
  expect((await invalidate(client, made.Id, ['/a', '/b*'], 'same')).Id).toBe(invalidation.Id)
})

test('invalidations in progress count against the quota after a restart', async () => {
  const dataDir = temporaryFolder()
  const first = await startEmulator({ dataDir, propagationSeconds: 3600 })
  const { Id } = await createDistribution(first.client)
  await invalidate(
    first.client,
    Id,
    times(3000, index => `/${index}`)
  )
  await first.emulator.close()
  const { client } = await startEmulator({ dataDir })
  expect(await refusalCode(invalidate(client, Id, ['/one-more']))).toBe('TooManyInvalidationsInProgress')
})

test('a restart keeps the quotas that were raised', async () => {
  const dataDir = temporaryFolder()
  const first = await startEmulator({ dataDir })
  first.emulator.quotas.set({ originTimeoutSeconds: 180 })
  await first.emulator.close()
  const { emulator } = await startEmulator({ dataDir })
  expect(emulator.quotas.get().originTimeoutSeconds).toBe(180)
})

test('500 distributions and 100,000 invalidated paths are kept, listed and counted', async () => {
  const dataDir = temporaryFolder()
  const first = await startEmulator({ dataDir })
  const made = await Promise.all(times(500, () => createDistribution(first.client)))
  await Promise.all(
    made.map(({ Id }) =>
      invalidate(
        first.client,
        Id,
        times(200, index => `/path/${index}`)
      )
    )
  )
  await first.emulator.close()

  const { client } = await startEmulator({ dataDir })
  const ids: (string | undefined)[] = []
  for await (const page of CF.paginateListDistributions({ client }, {})) {
    ids.push(...(page.DistributionList?.Items ?? []).map(({ Id }) => Id))
  }
  expect(ids).toHaveLength(500)
  const last = made[499]?.Id ?? ''
  const { InvalidationList } = await client.send(new CF.ListInvalidationsCommand({ DistributionId: last }))
  const Id = InvalidationList?.Items?.[0]?.Id
  const { Invalidation } = await client.send(new CF.GetInvalidationCommand({ DistributionId: last, Id }))
  expect(Invalidation?.InvalidationBatch?.Paths?.Items).toHaveLength(200)
})

test('a deleted distribution stays deleted, with its invalidations', async () => {
  const dataDir = temporaryFolder()
  const first = await startEmulator({ dataDir, propagationSeconds: 0 })
  const made = await createDistribution(
    first.client,
    sample(config => (config.Enabled = false))
  )
  await invalidate(first.client, made.Id, ['/a'])
  await first.client.send(new CF.DeleteDistributionCommand({ Id: made.Id, IfMatch: made.ETag }))
  await first.emulator.close()
  const { client } = await startEmulator({ dataDir })
  expect(await refusalCode(getDistribution(client, made.Id))).toBe('NoSuchDistribution')
  // The snapshot that the start made has its first line and nothing else.
  expect(readFileSync(join(dataDir, 'snapshot.jsonl'), 'utf8').split('\n')).toHaveLength(2)
})

test('a journal that repeats its snapshot, as after a crash between the two, doubles no invalidation', async () => {
  const dataDir = temporaryFolder()
  const file = join(dataDir, 'journal.jsonl')
  const first = await startEmulator({ dataDir })
  const { Id: DistributionId } = await createDistribution(first.client)
  await invalidate(first.client, DistributionId, ['/a'])
  await invalidate(first.client, DistributionId, ['/b'])
  const journal = readFileSync(file)
  await first.emulator.close()
  await (await startEmulator({ dataDir })).emulator.close()
  writeFileSync(file, journal)
  const { client } = await startEmulator({ dataDir })
  const { InvalidationList } = await client.send(new CF.ListInvalidationsCommand({ DistributionId }))
  expect(InvalidationList?.Quantity).toBe(2)
  expect((await getDistribution(client, DistributionId)).distribution.InProgressInvalidationBatches).toBe(2)
})
