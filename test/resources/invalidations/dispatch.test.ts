import { createHash } from 'node:crypto'
import { CreateInvalidationCommand, ListInvalidationsCommand } from '@aws-sdk/client-cloudfront'
import { describe, expect, test, vi } from 'vitest'
import { mergeMs } from '../../../src/invalidation/dispatch/dispatcher.ts'
import { startApp } from '../../helpers/start-app.ts'
import { batchesAt } from '../batches-at.ts'
import { startInvalidations } from './start-invalidations.ts'

const CREATE = ['CreateInvalidation']
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const numbered = (count: number, prefix = '/') => Array.from({ length: count }, (_, index) => `${prefix}${index}`)

describe('merging', () => {
  test('the more targets are busy the longer requests are merged, so that all together make about ten calls a second', () => {
    expect([1, 2, 3, 6, 10, 11, 500].map(mergeMs)).toEqual([250, 250, 300, 600, 1_000, 1_000, 1_000])
  })

  test('requests that arrive during a call are one batch', async () => {
    const { create, emulator, eventually, cloudfront, id } = await startInvalidations()
    const { hold } = emulator.faults.add({ kind: 'hold', operations: CREATE, count: 1 })
    await create({ paths: ['/first'] })
    await hold.untilHeld()
    const followers = await Promise.all(numbered(30, '/f').map(path => create({ paths: [path, '/same'] })))
    hold.release()
    for (const follower of followers) {
      await eventually(follower, invalidation => expect(invalidation.status).toBe('inProgress'))
    }
    const [merged, first] = await batchesAt(cloudfront, id)
    expect(first).toEqual(['/first'])
    expect(merged?.toSorted()).toEqual([...numbered(30, '/f'), '/same'].toSorted())
  })

  test('what a wildcard of the same batch covers is carried by it', async () => {
    const { create, emulator, eventually, cloudfront, id } = await startInvalidations()
    const { hold } = emulator.faults.add({ kind: 'hold', operations: CREATE, count: 1 })
    await create({ paths: ['/first'] })
    await hold.untilHeld()
    const covered = await create({ paths: ['/img/a.jpg', '/other'] })
    await create({ paths: ['/img/*'] })
    hold.release()
    await eventually(covered, invalidation => expect(invalidation.progress.submitted).toBe(2))
    expect((await batchesAt(cloudfront, id))[0]?.toSorted()).toEqual(['/img/*', '/other'])
  })
})

describe('the quotas', () => {
  test('7,000 paths are drained without CloudFront refusing anything', async () => {
    const { create, end, emulator } = await startInvalidations()
    const invalidation = await end(await create({ paths: numbered(7_000) }))
    expect(invalidation).toMatchObject({ status: 'succeeded', progress: { total: 7_000, completed: 7_000 } })
    expect(invalidation.paths).toHaveLength(1_000)
    expect(invalidation.cloudFrontInvalidations).toHaveLength(3)
    expect(emulator.calls.last().filter(({ code }) => code !== undefined)).toEqual([])
  })

  test('wildcards that wait for their quota do not hold up paths, and say what they wait for', async () => {
    const { create, eventually, end } = await startInvalidations()
    const first = await create({ paths: numbered(15).map(path => `${path}/*`) })
    await eventually(first, invalidation => expect(invalidation.status).toBe('inProgress'))
    const wildcard = await create({ paths: ['/more/*'] })
    const path = await create({ paths: ['/plain'] })
    await eventually(path, invalidation => expect(invalidation.status).toBe('inProgress'))
    await eventually(wildcard, invalidation =>
      expect(invalidation).toMatchObject({ status: 'queued', waitingFor: { reason: 'wildcardQuota' } })
    )
    expect((await end(wildcard)).status).toBe('succeeded')
  })

  test('twenty requests for the same wildcard use one place', async () => {
    const { create, emulator, eventually, cloudfront, id } = await startInvalidations()
    const { hold } = emulator.faults.add({ kind: 'hold', operations: CREATE, count: 1 })
    await create({ paths: ['/first'] })
    await hold.untilHeld()
    const all = await Promise.all(numbered(20).map(() => create({ paths: ['/*'] })))
    hold.release()
    for (const one of all) await eventually(one, invalidation => expect(invalidation.status).toBe('inProgress'))
    expect((await batchesAt(cloudfront, id))[0]).toEqual(['/*'])
  })

  test('what others use is learnt from refusals, waited for, and not held against plain paths', async () => {
    const { create, eventually, end, cloudfront, id, emulator } = await startInvalidations()
    const others = numbered(15, '/others').map(path => `${path}*`)
    await cloudfront.send(
      new CreateInvalidationCommand({
        DistributionId: id,
        InvalidationBatch: { CallerReference: 'others', Paths: { Quantity: 15, Items: others } }
      })
    )
    const mixed = await create({ paths: ['/ours/*', '/plain'] })
    await eventually(mixed, invalidation =>
      expect(invalidation).toMatchObject({
        status: 'inProgress',
        progress: { submitted: 1 },
        waitingFor: { reason: 'wildcardQuota' }
      })
    )
    expect((await end(mixed)).status).toBe('succeeded')
    expect(emulator.calls.last().some(({ code }) => code === 'TooManyInvalidationsInProgress')).toBe(true)
  })

  test('a batch that is too large because of others’ paths is made smaller', async () => {
    const { create, eventually, cloudfront, id } = await startInvalidations()
    const Items = numbered(2_500, '/others')
    await cloudfront.send(
      new CreateInvalidationCommand({
        DistributionId: id,
        InvalidationBatch: { CallerReference: 'others', Paths: { Quantity: Items.length, Items } }
      })
    )
    const ours = await create({ paths: numbered(1_000) })
    await eventually(ours, ({ progress }) => {
      expect(progress.submitted).toBeGreaterThan(200)
      expect(progress.submitted).toBeLessThanOrEqual(500)
    })
  })
})

describe('failures of CloudFront', () => {
  test.each([
    ['throttling', { kind: 'throttle', count: 4 }],
    ['a reset before the effect', { kind: 'resetBefore', count: 2 }],
    ['a reset after the effect', { kind: 'resetAfter', count: 2 }],
    ['an answer that is cut off', { kind: 'truncate', count: 1 }],
    ['an answer that is not XML', { kind: 'garbage', count: 1 }],
    ['500', { kind: 'error', code: 'InternalError', status: 500, count: 2 }],
    ['503 without an error document', { kind: 'error', code: 'ServiceUnavailable', status: 503, count: 2 }]
  ] as const)('%s reaches no caller, and there is one invalidation in the end', async (_, fault) => {
    const { create, end, emulator, cloudfront, id } = await startInvalidations()
    emulator.faults.add({ ...fault, operations: CREATE })
    const invalidation = await end(await create({ paths: ['/a', '/b/*'] }))
    expect(invalidation.status).toBe('succeeded')
    expect(await batchesAt(cloudfront, id)).toHaveLength(1)
    expect(invalidation.cloudFrontInvalidations).toHaveLength(1)
  })

  test('“the reference was used before” is understood as success, and CloudFront’s id is found', async () => {
    const { create, end, emulator, cloudfront, id } = await startInvalidations()
    const { hold } = emulator.faults.add({ kind: 'hold', operations: CREATE, count: 1 })
    emulator.faults.add({ kind: 'resetAfter', operations: CREATE, count: 1 })
    const created = await create({ paths: ['/a'] })
    await hold.untilHeld()
    // For the second attempt: the first has met its faults already.
    emulator.faults.add({
      kind: 'error',
      code: 'InvalidArgument',
      status: 400,
      message:
        'Your request contains a caller reference that was used for a previous invalidation batch for the same distribution.',
      operations: CREATE,
      count: 1
    })
    hold.release()
    const invalidation = await end(created)
    expect(invalidation.status).toBe('succeeded')
    const { InvalidationList } = await cloudfront.send(new ListInvalidationsCommand({ DistributionId: id }))
    expect(InvalidationList?.Items?.map(({ Id }) => Id)).toEqual(
      invalidation.cloudFrontInvalidations.map((each: { id: string }) => each.id)
    )
  })

  test('a refusal of a merged batch fails only the requests that caused it', async () => {
    const { create, end, emulator } = await startInvalidations()
    const { hold } = emulator.faults.add({ kind: 'hold', operations: CREATE, count: 1 })
    await create({ paths: ['/first'] })
    await hold.untilHeld()
    const merged = await Promise.all([create({ paths: ['/a'] }), create({ paths: ['/b'] })])
    // Of the merged batch, and of the first that is alone.
    emulator.faults.add({ kind: 'error', code: 'InvalidArgument', status: 400, operations: CREATE, count: 2 })
    hold.release()
    const ended = await Promise.all(merged.map(end))
    expect(ended.map(({ status }) => status)).toEqual(['failed', 'succeeded'])
    expect(ended[0].error).toMatchObject({ status: 400, cloudFront: { code: 'InvalidArgument' } })
  })

  test('without the right to invalidate it stays queued and says why', async () => {
    const { create, eventually, emulator } = await startInvalidations()
    emulator.faults.add({ kind: 'error', code: 'AccessDenied', status: 403, operations: CREATE })
    const created = await create({ paths: ['/a'] })
    await eventually(created, invalidation =>
      expect(invalidation).toMatchObject({ status: 'queued', waitingFor: { reason: 'cloudFront' } })
    )
  })

  test('when the distribution no longer exists, waiting items fail with that reason', async () => {
    const { create, end, emulator } = await startInvalidations()
    emulator.faults.add({ kind: 'error', code: 'NoSuchDistribution', status: 404, operations: CREATE })
    const invalidation = await end(await create({ paths: numbered(4_000) }))
    expect(invalidation).toMatchObject({ status: 'failed', error: { code: 'DISTRIBUTION_NOT_FOUND' } })
  })

  test('requests for a known distribution are accepted while CloudFront is unavailable', async () => {
    const { create, end, emulator } = await startInvalidations()
    await end(await create({ paths: ['/known'] }))
    const outage = emulator.faults.add({ kind: 'error', code: 'ServiceUnavailable', status: 503 })
    const created = await create({ paths: ['/a'] })
    emulator.faults.remove(outage.id)
    expect((await end(created)).status).toBe('succeeded')
  })
})

describe('fairness', () => {
  test('a flood of one caller does not keep another one waiting', async () => {
    const tokens = ['token-of-the-flood-Yq7', 'token-of-another-Zq8'] as const
    const { request, emulator, cloudfront } = await startApp({ apiTokenHashes: tokens.map(sha256) })
    const as = (index: 0 | 1, url: string, body: object) =>
      request.post(url).auth(tokens[index], { type: 'bearer' }).send(body)
    const { body } = await as(0, '/distributions', { origins: [{ domainName: 'www.example.com' }] })
    const url = `/distributions/${body.id}/invalidations`
    for (const prefix of ['/a', '/b', '/c']) {
      await as(0, url, { paths: numbered(15, prefix).map(path => `${path}/*`) })
    }
    await vi.waitFor(async () => expect(await batchesAt(cloudfront, body.id)).toHaveLength(1), { timeout: 5_000 })
    await as(1, url, { paths: ['/other/*'] })
    emulator.clock.advance(60)
    await vi.waitFor(async () => expect(await batchesAt(cloudfront, body.id)).toHaveLength(2), { timeout: 5_000 })
    expect((await batchesAt(cloudfront, body.id))[0]).toContain('/other/*')
  })

  test('high priority goes before everything that waits', async () => {
    const { create, emulator, eventually, cloudfront, id } = await startInvalidations()
    const full = await create({ paths: numbered(15).map(path => `${path}/*`) })
    await eventually(full, invalidation => expect(invalidation.status).toBe('inProgress'))
    const normal = await create({ paths: numbered(15, '/normal').map(path => `${path}/*`) })
    await create({ paths: ['/high/*'], priority: 'high' })
    emulator.clock.advance(60)
    await eventually(normal, invalidation => expect(invalidation.progress.submitted).toBe(14))
    expect((await batchesAt(cloudfront, id))[0]).toContain('/high/*')
  })
})
