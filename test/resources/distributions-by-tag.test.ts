import {
  CreateDistributionWithTagsCommand,
  type CloudFrontClient,
  TagResourceCommand,
  UntagResourceCommand
} from '@aws-sdk/client-cloudfront'
import { expect, test, vi } from 'vitest'
import { sample } from '../emulator/sample-config.ts'
import { type Overrides, startApp } from '../helpers/start-app.ts'

/** So many distributions that were made elsewhere, of which the first is tagged `team: web`; the others have no tags. */
async function startWithForeign(count: number, overrides: Overrides = {}) {
  const started = await startApp(overrides)
  const made: { id: string; arn: string }[] = []
  for (let index = 0; index < count; index++) {
    const Items = index === 0 ? [{ Key: 'team', Value: 'web' }] : []
    const { Distribution } = await started.cloudfront.send(
      new CreateDistributionWithTagsCommand({
        DistributionConfigWithTags: { DistributionConfig: sample(), Tags: { Items } }
      })
    )
    made.push({ id: Distribution?.Id ?? '', arn: Distribution?.ARN ?? '' })
  }
  const { calls, clock } = started.emulator
  calls.clear()
  /** What the list answers, and for how many distributions CloudFront was asked. */
  async function list(query = 'tag=team:web', headers: Record<string, string> = {}) {
    calls.clear()
    const response = await started.request.get(`/distributions?${query}`).set(headers)
    expect(response.status, response.text).toBe(200)
    const ids = response.body.items.map(({ id }: { id: string }) => id).sort() as string[]
    return { ids, reads: calls.count('ListTagsForResource'), tagsReadAt: response.body.tagsReadAt as string }
  }
  async function group(headers: Record<string, string> = {}) {
    calls.clear()
    const body = { selector: { tag: { key: 'team', value: 'web' } }, paths: ['/a'] }
    const response = await started.request.post('/invalidations').set(headers).send(body)
    return { status: response.status, body: response.body, reads: calls.count('ListTagsForResource') }
  }
  const now = () => new Date(clock.now()).toISOString()
  return { ...started, clock, made, list, group, now }
}

const tagElsewhere = (cloudfront: CloudFrontClient, arn: string) =>
  cloudfront.send(new TagResourceCommand({ Resource: arn, Tags: { Items: [{ Key: 'team', Value: 'web' }] } }))

test('GET distributions by tag: each distribution is read once, and the answer says how old its tags are', async () => {
  const { list, made, clock, now } = await startWithForeign(7)
  const readAt = now()
  expect(await list()).toEqual({ ids: [made[0]?.id], reads: 7, tagsReadAt: readAt })
  clock.advance(899)
  expect(await list()).toEqual({ ids: [made[0]?.id], reads: 0, tagsReadAt: readAt })
  expect(await list('tag=other')).toEqual({ ids: [], reads: 0, tagsReadAt: readAt })
  clock.advance(1)
  expect(await list()).toEqual({ ids: [made[0]?.id], reads: 7, tagsReadAt: now() })
})

test('GET distributions without a tag: nothing is read, and nothing said of tags', async () => {
  const { list } = await startWithForeign(2)
  expect(await list('originDomain=www.example.com')).toMatchObject({ reads: 0, tagsReadAt: undefined })
  expect(await list('')).toMatchObject({ reads: 0, tagsReadAt: undefined })
})

test('GET distributions by tag: distributions created through Frontage need not be read, and changes count immediately', async () => {
  const { list, made, request } = await startWithForeign(3)
  const created = await request
    .post('/distributions')
    .send({ origins: [{ domainName: 'www.example.com' }], tags: { team: 'web' } })
  const first = await list()
  expect(first).toMatchObject({ ids: [made[0]?.id, created.body.id].sort(), reads: 3 })

  await request.patch(`/distributions/${made[1]?.id}/tags`).send({ team: 'web' })
  await request.put(`/distributions/${made[0]?.id}/tags`).send({})
  expect(await list()).toMatchObject({ ids: [made[1]?.id, created.body.id].sort(), reads: 2 })
  expect(await list()).toMatchObject({ reads: 0 })
})

test('GET distributions by tag: a change made elsewhere is seen when the tags are too old, or when fresh ones are requested', async () => {
  const { list, made, cloudfront, clock, now } = await startWithForeign(3)
  await list()
  await tagElsewhere(cloudfront, made[1]?.arn ?? '')
  clock.advance(60)
  expect(await list()).toMatchObject({ ids: [made[0]?.id], reads: 0 })
  expect(await list('tag=team', { 'cache-control': 'max-age=61' })).toMatchObject({ reads: 0 })
  const both = [made[0]?.id, made[1]?.id].sort()
  expect(await list('tag=team', { 'cache-control': 'max-age=60' })).toEqual({ ids: both, reads: 3, tagsReadAt: now() })

  await cloudfront.send(new UntagResourceCommand({ Resource: made[1]?.arn, TagKeys: { Items: ['team'] } }))
  expect(await list()).toMatchObject({ ids: both, reads: 0 })
  expect(await list('tag=team', { 'cache-control': 'no-cache' })).toMatchObject({ ids: [made[0]?.id], reads: 3 })
})

test('GET distributions by tag: only what other filters let pass is read, and a short page reads little ahead', async () => {
  const { list, made } = await startWithForeign(12)
  expect(await list('tag=team&originDomain=nowhere.example.com')).toMatchObject({ ids: [], reads: 0 })
  const { reads } = await list('tag=team&limit=1')
  expect(reads).toBeLessThanOrEqual(made.length)
  expect((await list('tag=team')).reads).toBe(made.length - reads)
})

test('POST invalidations with selector.tag: the index decides, the group says how old it is, and no-cache reads anew', async () => {
  const { list, group, made, cloudfront, request, clock, now } = await startWithForeign(4)
  const readAt = now()
  await list()
  await tagElsewhere(cloudfront, made[2]?.arn ?? '')
  clock.advance(300)

  const stale = await group()
  expect([stale.status, stale.reads, stale.body.tagsReadAt]).toEqual([201, 0, readAt])
  expect(stale.body.children).toHaveLength(1)
  const seen = await request.get(`/invalidations/${stale.body.id}`)
  expect(seen.body.tagsReadAt).toBe(readAt)

  const fresh = await group({ 'cache-control': 'no-cache' })
  expect([fresh.status, fresh.reads, fresh.body.tagsReadAt]).toEqual([201, 4, now()])
  expect(fresh.body.children).toHaveLength(2)

  const byId = await request
    .post('/invalidations')
    .send({ selector: { distributionIds: [made[0]?.id] }, paths: ['/a'] })
  expect(byId.body).not.toHaveProperty('tagsReadAt')
})

test('POST invalidations: 422 says how old the tags are that select nothing', async () => {
  const { request, made, now } = await startWithForeign(1)
  const body = { selector: { tag: { key: 'nobody' } }, paths: ['/a'] }
  const response = await request.post('/invalidations').send(body)
  expect([response.status, response.body.code, made.length]).toEqual([422, 'NO_DISTRIBUTION_SELECTED', 1])
  expect(response.body.detail).toContain(now())
})

test('GET distributions by tag: if one read fails, so does the list, and the others are not repeated', async () => {
  const { list, request, emulator } = await startWithForeign(12)
  emulator.faults.add({
    kind: 'error',
    code: 'AccessDenied',
    status: 403,
    operations: ['ListTagsForResource'],
    count: 1
  })
  const response = await request.get('/distributions?tag=team')
  expect([response.status, response.body.code]).toEqual([502, 'CLOUDFRONT_ACCESS_DENIED'])
  const { ids, reads } = await list()
  expect([ids.length, reads <= 8]).toEqual([1, true])
})

test('GET distributions by tag: while it is used the index is kept fresh in the background', async () => {
  // So short that the next run is within half a second of real time.
  const { list, emulator } = await startWithForeign(3, { tagIndexMaxAgeSeconds: 12 })
  await list()
  emulator.calls.clear()
  emulator.clock.advance(11.5)
  await vi.waitFor(() => expect(emulator.calls.count('ListTagsForResource')).toBe(3), 10_000)
  emulator.clock.advance(1)
  expect((await list()).reads).toBe(0)
})
