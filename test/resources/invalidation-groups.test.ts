import { expect, test, vi } from 'vitest'
import { batchesAt } from './batches-at.ts'
import { CERTIFICATE, places } from './start-distribution.ts'
import { type Overrides, startApp } from '../helpers/start-app.ts'

const certificate = { acmCertificateArn: CERTIFICATE }
const bodies = {
  shop: { aliases: ['shop.example.com'], viewerCertificate: certificate, tags: { team: 'web', stage: 'production' } },
  wild: { aliases: ['*.example.com'], viewerCertificate: certificate, tags: { team: 'web', stage: 'test' } },
  bucket: { origins: [{ domainName: 'site.s3.amazonaws.com' }], tags: { 'team:web': 'x' } },
  tagged: { cacheTagConfig: { headerName: 'Cache-Tag' } }
}
type Name = keyof typeof bodies

async function startWithMany(overrides: Overrides = {}) {
  const started = await startApp(overrides)
  const ids = {} as Record<Name, string>
  for (const [name, body] of Object.entries(bodies)) {
    const created = await started.request
      .post('/distributions')
      .send({ origins: [{ domainName: 'www.example.com' }], ...body })
    if (created.status !== 201) throw new Error(created.text)
    // The keys were just listed.
    ids[name as Name] = created.body.id
  }
  const post = (body: object) => started.request.post('/invalidations').send(body)
  const held = (id: string) => started.request.get(`/invalidations/${id}`).set('prefer', 'wait=20')
  const namesOf = (body: { children: { distributionId: string }[] }) =>
    body.children.map(({ distributionId }) => Object.keys(ids).find(name => ids[name as Name] === distributionId))
  /** Answers as soon as CloudFront has all of the group. */
  const submitted = (id: string) =>
    vi.waitFor(
      async () => {
        const { body } = await started.request.get(`/invalidations/${id}`)
        expect(body.progress.submitted).toBe(body.progress.total)
        return body
      },
      { timeout: 15_000 }
    )
  return { ...started, ids, post, held, namesOf, submitted }
}

test('POST invalidations: 201, an invalidation for each distribution that is meant, and CloudFront gets each of them', async () => {
  const { post, ids, held, cloudfront, emulator, namesOf, submitted } = await startWithMany()
  const created = await post({ selector: { tag: { key: 'team' } }, paths: ['/a', '/b/*'] })
  expect(created.status, created.text).toBe(201)
  expect(created.headers.location).toBe(`/invalidations/${created.body.id}`)
  expect(created.body).toMatchObject({
    id: expect.stringMatching(/^grp_/) as string,
    selector: { tag: { key: 'team' } },
    paths: ['/a', '/b/*'],
    cacheTags: [],
    progress: { total: 4 }
  })
  expect(namesOf(created.body).sort()).toEqual(['shop', 'wild'])

  await submitted(created.body.id)
  emulator.clock.advance(60)
  const ended = await held(created.body.id)
  expect(ended.body).toMatchObject({
    status: 'succeeded',
    counts: { queued: 0, inProgress: 0, succeeded: 2, failed: 0, cancelled: 0 },
    progress: { total: 4, submitted: 4, completed: 4 }
  })
  for (const name of ['shop', 'wild'] as const) {
    expect((await batchesAt(cloudfront, ids[name])).flat().sort()).toEqual(['/a', '/b/*'])
  }
  expect(await batchesAt(cloudfront, ids.bucket)).toEqual([])
})

test('POST invalidations: each part is an ordinary invalidation of its distribution, and names the group', async () => {
  const { post, ids, request } = await startWithMany()
  const { body } = await post({ selector: { distributionIds: [ids.bucket] }, paths: ['/a'], priority: 'high' })
  const [child] = body.children
  expect(child).toMatchObject({ distributionId: ids.bucket, priority: 'high', groupId: body.id })
  const own = await request.get(`/distributions/${ids.bucket}/invalidations/${child.id}`)
  expect(own.body).toMatchObject({ id: child.id, paths: ['/a'], groupId: body.id })
  const list = await request.get(`/distributions/${ids.bucket}/invalidations`)
  expect(list.body.items.map(({ id }: { id: string }) => id)).toEqual([child.id])
})

const selectors: [selector: object, expected: Name[]][] = [
  [{ alias: 'shop.example.com' }, ['shop', 'wild']],
  [{ alias: 'a.example.com' }, ['wild']],
  [{ originDomain: 'SITE.s3.amazonaws.com' }, ['bucket']],
  [{ tag: { key: 'team', value: 'web' } }, ['shop', 'wild']],
  [{ tag: { key: 'team:web' } }, ['bucket']],
  [{ tag: { key: 'stage', value: 'test' }, alias: 'shop.example.com' }, ['wild']]
]

test('POST invalidations: a selector means what passes all of it', async () => {
  const { post, namesOf } = await startWithMany()
  for (const [selector, expected] of selectors) {
    const created = await post({ selector, paths: ['/a'] })
    expect(created.status, created.text).toBe(201)
    expect(namesOf(created.body).sort(), JSON.stringify(selector)).toEqual(expected)
  }
})

test('POST invalidations: what CloudFront has just listed is not read again', async () => {
  const { post, emulator } = await startWithMany()
  emulator.calls.clear()
  await post({ selector: { originDomain: 'www.example.com' }, paths: ['/a'] })
  expect([emulator.calls.count('ListDistributions'), emulator.calls.count('GetDistribution')]).toEqual([1, 0])
})

test('POST invalidations: 422 NO_DISTRIBUTION_SELECTED with a remedy', async () => {
  const { post, request } = await startWithMany()
  const refused = await post({ selector: { alias: 'www.example.org' }, paths: ['/a'] })
  expect(refused.status).toBe(422)
  expect(refused.body).toMatchObject({ code: 'NO_DISTRIBUTION_SELECTED' })
  expect(refused.body.remedy).toContain('GET /distributions')
  expect((await request.get('/invalidations')).body.items).toEqual([])
})

test('POST invalidations: 400 names what is wrong with the selector', async () => {
  const { post, ids } = await startWithMany()
  const wrong: [selector: unknown, place: string][] = [
    [{}, '/selector'],
    [{ distributionIds: [ids.shop], alias: 'shop.example.com' }, '/selector/distributionIds'],
    [{ distributionIds: [] }, '/selector/distributionIds'],
    [{ region: 'eu' }, '/selector/region'],
    [{ tag: { value: 'web' } }, '/selector/tag/key']
  ]
  for (const [selector, place] of wrong) {
    const refused = await post({ selector, paths: ['/a'] })
    expect(refused.status, JSON.stringify(selector)).toBe(400)
    expect(places(refused.body), JSON.stringify(selector)).toEqual([place])
  }
  expect((await post({ paths: ['/a'] })).status).toBe(400)
})

test('POST invalidations: bad paths are named, once for all distributions', async () => {
  const { post } = await startWithMany()
  const refused = await post({ selector: { tag: { key: 'team' } }, paths: ['/fine', 'bad', 'https://x/y'] })
  expect(refused.status).toBe(400)
  expect(places(refused.body)).toEqual(['/paths/1', '/paths/2'])
})

test('POST invalidations: every bad path is named, as for one distribution', async () => {
  const { post, ids } = await startWithMany()
  const paths = Array.from({ length: 50 }, (_, n) => `no slash ${n}`)
  const refused = await post({ selector: { distributionIds: [ids.shop] }, paths })
  expect(refused.status).toBe(400)
  expect(places(refused.body)).toEqual(paths.map((_, index) => `/paths/${index}`).sort())
})

test('POST invalidations: 404 names every unknown distribution, and nothing is made for the others', async () => {
  const { post, request, ids, emulator } = await startWithMany()
  const distributionIds = ['EUNKNOWN00001', ids.shop, 'EUNKNOWN00002']
  const refused = await post({ selector: { distributionIds }, paths: ['/a'] })
  expect(refused.status).toBe(404)
  expect(refused.body.code).toBe('DISTRIBUTION_NOT_FOUND')
  expect(refused.body.detail).toContain('EUNKNOWN00001')
  expect(refused.body.detail).toContain('EUNKNOWN00002')
  expect(refused.body.detail).not.toContain(ids.shop)
  expect((await request.get('/invalidations')).body.items).toEqual([])
  expect((await request.get(`/distributions/${ids.shop}/invalidations`)).body.items).toEqual([])
  expect(emulator.calls.count('CreateInvalidation')).toBe(0)
})

test('POST invalidations: 409 names the distributions that read no cache tags, and nothing is made', async () => {
  const { post, request, ids } = await startWithMany()
  for (const selector of [{ distributionIds: [ids.tagged, ids.shop, ids.wild] }, { originDomain: 'www.example.com' }]) {
    const refused = await post({ selector, cacheTags: ['product:1'] })
    expect([refused.status, refused.body.code]).toEqual([409, 'CACHE_TAGS_NOT_CONFIGURED'])
    expect(refused.body.detail).toContain(ids.shop)
    expect(refused.body.detail).toContain(ids.wild)
    expect(refused.body.detail).not.toContain(ids.tagged)
  }
  expect((await request.get('/invalidations')).body.items).toEqual([])
  const fine = await post({ selector: { distributionIds: [ids.tagged] }, cacheTags: ['product:1'] })
  expect(fine.body).toMatchObject({ paths: [], cacheTags: ['product:1'] })
})

test('POST invalidations: 400 when paths times distributions are too many for one write', async () => {
  const { post } = await startWithMany()
  const paths = Array.from({ length: 70_000 }, (_, index) => `/p${index}`)
  const refused = await post({ selector: { originDomain: 'www.example.com' }, paths })
  expect(refused.status).toBe(400)
  expect(places(refused.body)).toEqual(['/paths'])
})

test('POST invalidations: the same Idempotency-Key makes one group', async () => {
  const { request, ids } = await startWithMany()
  const send = () =>
    request
      .post('/invalidations')
      .set('idempotency-key', 'deploy-7')
      .send({ selector: { distributionIds: [ids.shop] }, paths: ['/a'] })
  const first = await send()
  const again = await send()
  expect(again.headers['idempotency-replayed']).toBe('true')
  expect(again.body).toEqual(first.body)
  expect((await request.get('/invalidations')).body.items).toHaveLength(1)
})

test('POST invalidations: with Prefer: wait the answer comes when all have ended', async () => {
  const { request, ids, emulator } = await startWithMany()
  const answer = request
    .post('/invalidations')
    .set('prefer', 'wait=30')
    .send({ selector: { distributionIds: [ids.shop, ids.bucket] }, paths: ['/a'] })
    .then(response => response)
  await vi.waitFor(() => expect(emulator.calls.count('CreateInvalidation')).toBe(2), { timeout: 15_000 })
  emulator.clock.advance(60)
  const { status, body, headers } = await answer
  expect([status, body.status, headers['preference-applied']]).toEqual([201, 'succeeded', 'wait=30'])
})

test('GET invalidations: the newest first, in pages', async () => {
  const { post, request, ids } = await startWithMany()
  const made: string[] = []
  for (const path of ['/a', '/b', '/c']) {
    made.unshift((await post({ selector: { distributionIds: [ids.shop] }, paths: [path] })).body.id)
  }
  const first = await request.get('/invalidations?limit=2')
  expect(first.headers.link).toContain('rel="next"')
  const second = await request.get(`/invalidations?limit=2&cursor=${first.body.nextCursor}`)
  const items = [...first.body.items, ...second.body.items] as { id: string; counts: object; children?: unknown }[]
  expect(items.map(({ id }) => id)).toEqual(made)
  expect(items.every(({ children }) => children === undefined)).toBe(true)
  expect(second.body.nextCursor).toBeUndefined()
})

test.each(['GET', 'DELETE'] as const)('%s invalidations/:groupId: 404 for an unknown group', async method => {
  const { app } = await startApp()
  const response = await app.inject({ method, url: '/invalidations/grp_nobody' })
  expect(response.json()).toMatchObject({ status: 404, code: 'INVALIDATION_GROUP_NOT_FOUND' })
})

test('one invalidation that fails makes the group fail at the end, and not before', async () => {
  const { post, ids, emulator, request, held } = await startWithMany()
  emulator.faults.add({
    kind: 'error',
    code: 'NoSuchDistribution',
    status: 404,
    operations: ['CreateInvalidation'],
    count: 1
  })
  const { body } = await post({ selector: { distributionIds: [ids.shop, ids.bucket] }, paths: ['/a'] })
  await vi.waitFor(
    async () => {
      const { counts, status } = (await request.get(`/invalidations/${body.id}`)).body
      expect({ counts, status }).toMatchObject({ counts: { failed: 1, inProgress: 1 }, status: 'inProgress' })
    },
    { timeout: 15_000 }
  )
  emulator.clock.advance(60)
  const ended = (await held(body.id)).body
  expect(ended).toMatchObject({ status: 'failed', counts: { failed: 1, succeeded: 1 } })
  expect(ended.children.filter(({ error }: { error?: object }) => error)).toHaveLength(1)
})

test('DELETE invalidations/:groupId: cancels what waits, and can be repeated', async () => {
  const { post, ids, emulator, request } = await startWithMany()
  emulator.faults.add({ kind: 'error', code: 'AccessDenied', status: 403, operations: ['CreateInvalidation'] })
  const first = await post({ selector: { distributionIds: [ids.shop] }, paths: ['/first'] })
  await vi.waitFor(() => expect(emulator.calls.count('CreateInvalidation')).toBeGreaterThan(0), { timeout: 15_000 })
  // A batch is on its way to CloudFront already; what comes after it waits.
  const { body } = await post({ selector: { distributionIds: [ids.shop] }, paths: ['/second'] })
  const cancelled = await request.delete(`/invalidations/${body.id}`)
  expect(cancelled.status, cancelled.text).toBe(200)
  expect(cancelled.body).toMatchObject({ status: 'cancelled', counts: { cancelled: 1 } })
  expect((await request.delete(`/invalidations/${body.id}`)).status).toBe(200)
  expect((await request.get(`/invalidations/${first.body.id}`)).body.status).not.toBe('cancelled')
})

test('DELETE invalidations/:groupId: 409 once CloudFront has all of it, and once it has ended', async () => {
  const { post, ids, emulator, request, submitted, held } = await startWithMany()
  const { body } = await post({ selector: { distributionIds: [ids.shop, ids.bucket] }, paths: ['/a'] })
  await submitted(body.id)
  const sent = await request.delete(`/invalidations/${body.id}`)
  expect([sent.status, sent.body.code]).toEqual([409, 'INVALIDATION_SENT'])
  emulator.clock.advance(60)
  expect((await held(body.id)).body.status).toBe('succeeded')
  const ended = await request.delete(`/invalidations/${body.id}`)
  expect([ended.status, ended.body.code]).toEqual([409, 'INVALIDATION_ENDED'])
})

test('GET invalidations/:groupId/events: states as they come, the end, and what is newer than Last-Event-ID', async () => {
  const { post, ids, emulator, url, submitted } = await startWithMany()
  const { body } = await post({ selector: { distributionIds: [ids.shop, ids.bucket] }, paths: ['/a'] })
  const stream = await fetch(`${url}/invalidations/${body.id}/events`)
  expect(stream.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  await submitted(body.id)
  emulator.clock.advance(60)
  const events = (await stream.text()).split('\n\n').filter(text => text.startsWith('id: '))
  const last = events.at(-1) ?? ''
  expect(events.length).toBeGreaterThan(1)
  expect(events.slice(0, -1).every(text => text.includes('\nevent: progress\n'))).toBe(true)
  expect(last).toMatch(/\nevent: succeeded\n/)
  expect(JSON.parse(last.split('data: ')[1] ?? '')).toMatchObject({ id: body.id, progress: { completed: 2 } })

  const seen = /^id: (\d+)/.exec(last)?.[1] ?? ''
  const again = await fetch(`${url}/invalidations/${body.id}/events`, { headers: { 'last-event-id': seen } })
  expect([again.status, await again.text()]).toEqual([204, ''])
})

test('closing ends the event streams of groups', async () => {
  const { post, ids, app, url } = await startWithMany()
  const { body } = await post({ selector: { distributionIds: [ids.shop] }, paths: ['/a'] })
  const stream = await fetch(`${url}/invalidations/${body.id}/events`)
  const [text] = await Promise.all([stream.text(), app.close()])
  expect(text).toContain(': following')
})

test('POST invalidations: a repetition is recorded as one, and after a day its key makes one more group', async () => {
  const { ids, request, database, emulator } = await startWithMany()
  const repeat = async () => {
    await database.query('DELETE FROM idempotency_keys')
    const answer = await request
      .post('/invalidations')
      .set('idempotency-key', 'group')
      .send({ selector: { distributionIds: [ids.shop] }, paths: ['/a'] })
    expect(answer.status, answer.text).toBe(201)
    return answer.body.id as string
  }
  const first = await repeat()
  expect(await repeat()).toBe(first)
  emulator.clock.advance(25 * 3_600)
  const next = await repeat()
  expect(next).not.toBe(first)
  emulator.clock.advance(1)
  expect(await repeat()).toBe(next)
  const { items } = (await request.get('/audit?action=createInvalidationGroup').expect(200)).body
  expect(
    items.map(({ resource, replayed, outcome }: Record<string, unknown>) => [resource, replayed, outcome])
  ).toEqual([
    [`/invalidations/${next}`, true, 'succeeded'],
    [`/invalidations/${next}`, undefined, 'succeeded'],
    [`/invalidations/${first}`, true, 'succeeded'],
    [`/invalidations/${first}`, undefined, 'succeeded']
  ])
})
