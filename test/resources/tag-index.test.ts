import { randomUUID } from 'node:crypto'
import {
  CreateDistributionWithTagsCommand,
  DeleteDistributionCommand,
  TagResourceCommand
} from '@aws-sdk/client-cloudfront'
import { expect, onTestFinished, test } from 'vitest'
import { createCloudFrontClient, localCredentials } from '../../src/cloudfront/client.ts'
import { createTagIndex } from '../../src/configuration/tags/tag-index.ts'
import { createTagReader } from '../../src/configuration/tags/tag-reader.ts'
import { type Database } from '../../src/database/database.ts'
import { sample } from '../emulator/sample-config.ts'
import { startEmulator } from '../emulator/start-emulator.ts'
import { holdStoreClock } from '../helpers/hold-store-clock.ts'
import { startStore, storeKind } from '../helpers/start-store.ts'
import { recordingLogger } from '../jobs/start-engine.ts'

const MAX_AGE_SECONDS = 720
/** Between two runs of the refresh. */
const RUN_SECONDS = 24

/** So many distributions, and an index on an empty store, which is refreshed by nobody but the test. */
async function start(count: number) {
  const { emulator, url, client } = await startEmulator()
  const { clock, calls } = emulator
  const made: { id: string; arn: string; etag: string }[] = []
  for (let index = 0; index < count; index++) {
    const { Distribution, ETag: etag = '' } = await client.send(
      new CreateDistributionWithTagsCommand({
        DistributionConfigWithTags: {
          DistributionConfig: { ...sample(), Enabled: false },
          Tags: { Items: [{ Key: 'team', Value: 'web' }] }
        }
      })
    )
    made.push({ id: Distribution?.Id ?? '', arn: Distribution?.ARN ?? '', etag })
  }
  const store = await startStore()
  const logger = recordingLogger()
  async function startIndex(database: Database) {
    const cloudfront = createCloudFrontClient({ endpoint: url, region: 'us-east-1', credentials: localCredentials })
    const index = createTagIndex({
      database: await holdStoreClock(database, clock),
      tagReader: createTagReader({ cloudfront }),
      clock,
      logger,
      newToken: randomUUID,
      maxAgeSeconds: MAX_AGE_SECONDS
    })
    onTestFinished(async () => {
      await index.close()
      cloudfront.destroy()
    })
    return index
  }
  const index = await startIndex(store.database)
  const arns = made.map(({ arn }) => arn)
  calls.clear()
  const reads = () => calls.count('ListTagsForResource')
  return { emulator, clock, client, made, arns, store, index, startIndex, reads, logger }
}

test('while it is used all entries are read again before they are too old, evenly, and each once in that time', async () => {
  const { index, arns, clock, reads, logger } = await start(48)
  await index.read(arns)
  expect(reads()).toBe(48)
  const perRun: number[] = []
  for (let seconds = 0; seconds < 2 * MAX_AGE_SECONDS; seconds += RUN_SECONDS) {
    const before = reads()
    clock.advance(RUN_SECONDS)
    await index.refresh()
    perRun.push(reads() - before)
    // Nobody who asks has to wait for CloudFront.
    const whole = reads()
    await index.read(arns)
    expect(reads()).toBe(whole)
  }
  expect(Math.max(...perRun)).toBeLessThanOrEqual(3)
  expect(Math.min(...perRun)).toBeGreaterThanOrEqual(1)
  expect(logger.lines).toEqual([])
})

test('a single entry is not read more often than it has to be', async () => {
  const { index, arns, clock, reads } = await start(1)
  for (let seconds = 0; seconds < 2 * MAX_AGE_SECONDS; seconds += RUN_SECONDS) {
    await index.read(arns)
    await index.refresh()
    clock.advance(RUN_SECONDS)
  }
  expect(reads()).toBeGreaterThanOrEqual(2)
  expect(reads()).toBeLessThanOrEqual(4)
})

test('after an hour without requests nothing is read until the next one', async () => {
  const { index, arns, clock, reads } = await start(3)
  await index.read(arns)
  clock.advance(3_600)
  const before = reads()
  await index.refresh()
  expect(reads()).toBe(before)
  await index.read(arns)
  expect(reads()).toBe(before + 3)
})

test('what is changed here is read again in the background, too', async () => {
  const { index, arns, clock, reads } = await start(3)
  await index.read(arns)
  await index.changed(arns[1] ?? '')
  clock.advance(RUN_SECONDS)
  await index.refresh()
  expect(reads()).toBe(4)
  await index.read(arns)
  expect(reads()).toBe(4)
})

test('a read from before a change is not stored after it', async () => {
  const { index, arns, client, emulator } = await start(1)
  const [arn = ''] = arns
  // The first read has its answer, with the old tags, when the change is made.
  const { hold } = emulator.faults.add({ kind: 'hold', at: 'answer', operations: ['ListTagsForResource'], count: 1 })
  const early = index.read(arns)
  await hold?.untilHeld()
  await client.send(new TagResourceCommand({ Resource: arn, Tags: { Items: [{ Key: 'team', Value: 'shop' }] } }))
  await index.changed(arn)
  hold?.release()
  expect((await early).get(arn)?.tags).toEqual({ team: 'web' })
  expect((await index.read(arns)).get(arn)?.tags).toEqual({ team: 'shop' })
})

test('a distribution that is gone leaves the index', async () => {
  const { index, arns, made, client, clock, store } = await start(2)
  await index.read(arns)
  const [gone] = made
  // Only what is deployed can be deleted.
  clock.advance(60)
  await client.send(new DeleteDistributionCommand({ Id: gone?.id, IfMatch: gone?.etag }))
  clock.advance(MAX_AGE_SECONDS)
  await index.read([arns[1] ?? ''])
  await index.refresh()
  expect(await store.database.query('SELECT arn FROM distribution_tags')).toEqual([{ arn: arns[1] }])
  expect([...(await index.read(arns)).keys()]).toEqual([arns[1]])
})

test('a failure of CloudFront in the background is logged, and the next run continues', async () => {
  const { index, arns, clock, emulator, reads, logger } = await start(2)
  await index.read(arns)
  emulator.faults.add({
    kind: 'error',
    code: 'AccessDenied',
    status: 403,
    operations: ['ListTagsForResource'],
    count: 1
  })
  clock.advance(MAX_AGE_SECONDS)
  await index.refresh()
  expect(logger.lines).toMatchObject([{ level: 'warn', message: 'tags of distributions could not be read again' }])
  await index.refresh()
  const before = reads()
  await index.read(arns)
  expect(reads()).toBe(before)
})

test('what is created is known without being read, but nothing is written over what is known already', async () => {
  const { index, arns, reads } = await start(2)
  const [arn = '', other = ''] = arns
  await index.created(arn, { team: 'web' })
  await index.changed(other)
  await index.created(other, { team: 'old' })
  const known = await index.read(arns)
  expect([reads(), known.get(arn)?.tags, known.get(other)?.tags]).toEqual([1, { team: 'web' }, { team: 'web' }])
})

test.runIf(storeKind === 'postgres')(
  'of two instances one refreshes at a time, and what one reads is known to both',
  async () => {
    const { index, arns, clock, store, startIndex, reads, emulator } = await start(4)
    const other = await startIndex(store.another())
    await index.read(arns)
    await other.read(arns)
    expect(reads()).toBe(4)

    clock.advance(MAX_AGE_SECONDS - RUN_SECONDS)
    const { hold } = emulator.faults.add({ kind: 'hold', operations: ['ListTagsForResource'], count: 1 })
    const running = index.refresh()
    await hold?.untilHeld()
    // It finds the lease taken, and asks CloudFront for nothing.
    await other.refresh()
    expect(reads()).toBe(5)
    hold?.release()
    await running
    await other.refresh()
    expect(reads()).toBe(8)
  }
)
