import { TagResourceCommand } from '@aws-sdk/client-cloudfront'
import { describe, expect, test } from 'vitest'
import { computedVersion } from '../../src/configuration/editing/computed-versions.ts'
import { storeKind } from '../helpers/start-store.ts'
import { createVpcOrigin, sharedWith } from '../helpers/vpc-origin.ts'
import { startWithDistribution } from './start-distribution.ts'

type Started = Awaited<ReturnType<typeof startWithDistribution>>

interface Kind {
  readonly name: string
  /** Its address. */
  readonly at: (started: Started) => Promise<string>
  /** Three contents of it. */
  readonly contents: readonly [object, object, object]
  /** CloudFront's operations that change it; none for what is in the store. */
  readonly writes: readonly string[]
  readonly isDeleted: boolean
}

const subscription = (status: string) => ({
  realtimeMetricsSubscriptionConfig: { realtimeMetricsSubscriptionStatus: status }
})

/** What has no version at CloudFront, or nothing to do with it. */
const kinds: readonly Kind[] = [
  {
    name: 'tags',
    at: async ({ url }) => `${url}/tags`,
    contents: [{ team: 'web' }, { team: 'shop', stage: 'test' }, {}],
    writes: ['TagResource', 'UntagResource'],
    isDeleted: false
  },
  {
    name: 'monitoring subscription',
    at: async ({ url }) => `${url}/monitoring-subscription`,
    contents: [subscription('Enabled'), subscription('Disabled'), subscription('Enabled')],
    writes: ['CreateMonitoringSubscription', 'DeleteMonitoringSubscription'],
    isDeleted: true
  },
  {
    name: 'invalidation guard',
    at: async ({ url }) => `${url}/invalidation-guard`,
    contents: [{ debounceSeconds: 1 }, { debounceSeconds: 2, monthlyBudget: { usd: 5 } }, { debounceSeconds: 3 }],
    writes: [],
    isDeleted: true
  },
  {
    name: 'resource policy',
    async at({ cloudfront }) {
      const { arn } = await createVpcOrigin(cloudfront, 'internal')
      return `/resource-policies/${encodeURIComponent(arn)}`
    },
    contents: [sharedWith('111122223333'), sharedWith('444455556666'), sharedWith('777788889999')],
    writes: ['PutResourcePolicy', 'DeleteResourcePolicy'],
    isDeleted: true
  }
]

const stale = '"F000000000000"'

describe.each(kinds)('$name', ({ at: addressOf, contents, writes, isDeleted }) => {
  const [first, second, third] = contents

  /** With the first content. */
  async function start() {
    const started = await startWithDistribution()
    const at = await addressOf(started)
    const put = await started.request.put(at).send(first)
    expect([200, 201], put.text).toContain(put.status)
    started.emulator.calls.clear()
    const { calls } = started.emulator
    const count = () => writes.reduce((sum, operation) => sum + calls.count(operation), 0)
    return { ...started, at, etag: String(put.headers.etag), count }
  }

  test('its ETag is that of its content, for GET as for PUT', async () => {
    const { request, at, etag } = await start()
    expect(etag).toMatch(/^"F[0-9A-F]{13}"$/)
    const read = await request.get(at).expect(200)
    expect([read.body, read.headers.etag]).toEqual([first, etag])
    const unchanged = await request.get(at).set('If-None-Match', etag)
    expect([unchanged.status, unchanged.text]).toEqual([304, ''])
    const put = await request.put(at).set('If-Match', etag).send(second).expect(200)
    expect(put.headers.etag).not.toBe(etag)
    expect((await request.get(at).set('If-None-Match', etag).expect(200)).headers.etag).toBe(put.headers.etag)
    const back = await request.put(at).set('If-Match', '*').send(first).expect(200)
    expect(back.headers.etag).toBe(etag)
  })

  test('a stale If-Match is 412 with the current ETag, and nothing is written', async () => {
    const { request, at, etag, count } = await start()
    const answers = [
      await request.put(at).set('If-Match', stale).send(second),
      await request.put(`/dry-run${at}`).set('If-Match', stale).send(second),
      ...(isDeleted
        ? [
            await request.delete(at).set('If-Match', stale),
            await request.delete(`/dry-run${at}`).set('If-Match', stale)
          ]
        : [])
    ]
    for (const { status, body, headers } of answers) {
      expect([status, body.code, headers.etag]).toEqual([412, 'ETAG_MISMATCH', etag])
    }
    expect([count(), (await request.get(at)).body]).toEqual([0, first])
  })

  test.runIf(writes.length > 0)('what CloudFront has refused is not remembered as a version', async () => {
    const { request, emulator, at, etag } = await start()
    emulator.faults.add({ kind: 'error', code: 'AccessDenied', status: 403, operations: [...writes] })
    await request.put(at).set('If-Match', etag).send(second).expect(502)
    emulator.faults.clear()
    const refused = `"${computedVersion(second).etag}"`
    const put = () => request.put(at).set('If-Match', refused).send(third).expect(412)
    expect((await put()).body).not.toHaveProperty('errors')
    await request.put(at).set('If-Match', etag).send(second).expect(200)
    await request.put(at).set('If-Match', '*').send(first).expect(200)
    expect((await put()).body.errors.length).toBeGreaterThan(0)
  })

  test('of writers of one version at once one succeeds', async () => {
    const { request, at, etag } = await start()
    const others = [second, third, second, third].filter(content => JSON.stringify(content) !== JSON.stringify(first))
    const answers = await Promise.all(others.map(content => request.put(at).set('If-Match', etag).send(content)))
    const statuses = answers.map(({ status }) => status)
    expect(statuses.toSorted()).toEqual([200, ...others.slice(1).map(() => 412)])
    const won = answers[statuses.indexOf(200)]
    const read = await request.get(at)
    expect([read.body, read.headers.etag]).toEqual([won?.body, won?.headers.etag])
  })

  test('a dry run says what would change, and changes nothing', async () => {
    const { request, at, etag, count } = await start()
    const dry = await request.put(`/dry-run${at}`).set('If-Match', etag).send(second)
    expect([dry.status, dry.headers.etag], dry.text).toEqual([200, etag])
    expect(dry.body).toMatchObject({ dryRun: true, valid: true, etag: etag.replaceAll('"', ''), config: second })
    expect(dry.body.diff.length).toBeGreaterThan(0)
    const same = await request.put(`${at}?dryRun=true`).set('If-Match', '*').send(first).expect(200)
    expect([same.body.diff, same.body.config]).toEqual([[], first])
    if (isDeleted) {
      const off = await request.delete(`/dry-run${at}`).set('If-Match', etag).expect(200)
      expect(off.body.config).toEqual({})
      expect(off.body.diff.map(({ op }: { op: string }) => op)).toEqual(Object.keys(first).map(() => 'remove'))
    }
    expect([count(), (await request.get(at)).body]).toEqual([0, first])
  })

  test.runIf(isDeleted)('DELETE of the version that If-Match names', async () => {
    const { request, at, etag } = await start()
    await request.delete(at).set('If-Match', etag).expect(204)
    expect((await request.get(at)).headers.etag).not.toBe(etag)
  })
})

test('the order of members makes no other version', async () => {
  const { request, url } = await startWithDistribution({ tags: { a: '1', b: '2' } })
  const { headers } = await request.get(`${url}/tags`).expect(200)
  const put = await request.put(`${url}/tags`).send('{"b":"2","a":"1"}').set('Content-Type', 'application/json')
  expect(put.headers.etag).toBe(headers.etag)
})

test('412 names the tags that were changed outside Frontage since the version that was read', async () => {
  const { request, url, cloudfront, arn } = await startWithDistribution({ tags: { team: 'web', stage: 'test' } })
  const read = await request.get(`${url}/tags`).expect(200)
  await cloudfront.send(new TagResourceCommand({ Resource: arn, Tags: { Items: [{ Key: 'stage', Value: 'live' }] } }))
  const put = await request.put(`${url}/tags`).set('If-Match', String(read.headers.etag)).send({ team: 'shop' })
  expect([put.status, put.body.errors]).toEqual([412, [expect.objectContaining({ pointer: '/stage' })]])
  const patched = await request.patch(`${url}/tags`).send({ team: 'shop' }).expect(200)
  expect(patched.body).toEqual({ team: 'shop', stage: 'live' })
})

test('PATCH of tags: If-Match and a dry run as for PUT', async () => {
  const { request, url, emulator } = await startWithDistribution({ tags: { team: 'web', old: '1' } })
  const at = `${url}/tags`
  const { headers } = await request.get(at).expect(200)
  const etag = String(headers.etag)
  const patch = { old: null, stage: 'test' }
  const dry = await request.patch(`/dry-run${at}`).set('If-Match', etag).send(patch)
  expect([dry.status, dry.body.config, dry.body.diff], dry.text).toEqual([
    200,
    { team: 'web', stage: 'test' },
    [
      { op: 'remove', path: '/old', oldValue: '1' },
      { op: 'add', path: '/stage', value: 'test' }
    ]
  ])
  await request.patch(`/dry-run${at}`).send({ 'aws:x': 'y' }).expect(400)
  await request.patch(at).set('If-Match', stale).send(patch).expect(412)
  expect([emulator.calls.count('TagResource'), emulator.calls.count('UntagResource')]).toEqual([0, 0])
  const patched = await request.patch(at).set('If-Match', etag).send(patch).expect(200)
  expect(patched.headers.etag).not.toBe(etag)
  await request.patch(at).set('If-Match', etag).send(patch).expect(412)
})

test('no version of a subscription that is not there can be named, and its deletion is 404', async () => {
  const { request, url, emulator } = await startWithDistribution()
  const at = `${url}/monitoring-subscription`
  for (const version of ['*', stale]) {
    await request.put(at).set('If-Match', version).send(subscription('Enabled')).expect(412)
  }
  await request.delete(`/dry-run${at}`).expect(404)
  const dry = await request.put(`/dry-run${at}`).send(subscription('Enabled')).expect(200)
  expect(dry.body).not.toHaveProperty('etag')
  expect(emulator.calls.count('CreateMonitoringSubscription')).toBe(0)
})

test('a deletion of a subscription whose answer was lost has taken effect', async () => {
  const { request, url, emulator } = await startWithDistribution()
  const at = `${url}/monitoring-subscription`
  await request.put(at).send(subscription('Enabled')).expect(200)
  emulator.faults.add({ kind: 'resetAfter', operations: ['DeleteMonitoringSubscription'], count: 1 })
  const removed = await request.delete(at)
  expect(removed.status, removed.text).toBe(204)
})

test('where there is no guard, the one that limits nothing has a version', async () => {
  const { request, url } = await startWithDistribution()
  const at = `${url}/invalidation-guard`
  const none = await request.get(at).expect(200)
  const etag = String(none.headers.etag)
  await request.put(at).set('If-Match', stale).send({ debounceSeconds: 1 }).expect(412)
  await request.put(at).set('If-Match', etag).send({ debounceSeconds: 1 }).expect(200)
  await request.put(at).set('If-Match', etag).send({ debounceSeconds: 2 }).expect(412)
  await request.delete(at).expect(204)
  expect((await request.get(at)).headers.etag).toBe(etag)
})

// The embedded store has one transaction at a time.
test.runIf(storeKind === 'postgres')('of first guards that are put at once by transactions one succeeds', async () => {
  const { request, url } = await startWithDistribution()
  const at = `${url}/invalidation-guard`
  const { headers } = await request.get(at).expect(200)
  const puts = Array.from({ length: 8 }, (_, index) =>
    request
      .put(at)
      .set('If-Match', String(headers.etag))
      .send({ debounceSeconds: index + 1 })
  )
  const statuses = (await Promise.all(puts)).map(({ status }) => status)
  expect(statuses.toSorted()).toEqual([200, ...Array.from({ length: 7 }, () => 412)])
})
