import { createHash } from 'node:crypto'
import { type DistributionConfig, GetDistributionCommand, UpdateDistributionCommand } from '@aws-sdk/client-cloudfront'
import { type Response } from 'supertest'
import { expect, test } from 'vitest'
import { followEvents } from '../helpers/follow-events.ts'
import { startApp } from '../helpers/start-app.ts'

const ADMIN = 'admin-of-the-test'
const apiTokenHashes = [createHash('sha256').update(ADMIN).digest('hex')]
const CERTIFICATE = {
  cloudFrontDefaultCertificate: false,
  acmCertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/7779f0ed-5111-45bd-aed3-c5fc27f6f1db',
  sslSupportMethod: 'sni-only',
  minimumProtocolVersion: 'TLSv1.2_2021'
}

/** Two distributions, and whoever may do everything, but only with the one that is limited to. */
async function start() {
  const started = await startApp({ apiTokenHashes })
  const { request } = started
  const as = (token: string) => (method: 'get' | 'post' | 'put' | 'patch' | 'delete', url: string, body?: object) =>
    request[method](url).auth(token, { type: 'bearer' }).send(body)
  const admin = as(ADMIN)
  const create = async (name: string) => {
    const body = {
      origins: [{ domainName: 'www.example.com' }],
      aliases: [`${name}.example.com`],
      viewerCertificate: CERTIFICATE,
      tags: { team: name, stage: 'production' }
    }
    const answer = await admin('post', '/distributions', body)
    expect(answer.status, answer.text).toBe(201)
    return answer.body.id as string
  }
  const mine = await create('mine')
  const theirs = await create('theirs')
  const limitedTo = async (limits: object) => {
    const body = { name: 'limited', scopes: ['*:write'], ...limits }
    const answer = await admin('post', '/tokens', body)
    expect(answer.status, answer.text).toBe(201)
    expect(answer.body).toMatchObject(limits)
    return Object.assign(as(answer.body.token as string), { made: answer.body as { id: string; token: string } })
  }
  return { ...started, admin, mine, theirs, limitedTo }
}

test('a limited caller does not learn what others have used of the account', async () => {
  const { mine, theirs, admin, limitedTo } = await start()
  const caller = await limitedTo({ distributions: { ids: [mine] } })
  const usage = `/distributions/${mine}/invalidations/usage`
  const before = await caller('get', usage).expect(200)
  expect(before.body.month).toEqual({ paths: 0 })
  expect((await admin('get', usage).expect(200)).body.month).toMatchObject({ freeLeft: 1_000, usd: 0 })
  const preview = () => caller('post', `/distributions/${mine}/invalidations/preview`, { paths: ['/a'] })
  expect((await preview().expect(200)).body.price).toMatchObject({ free: 0, billed: 1 })
  await admin('post', `/distributions/${theirs}/invalidations`, { paths: ['/a'] }).expect(201)
  expect((await caller('get', usage).expect(200)).body.month).toEqual({ paths: 0 })
})

test.each([
  ['its id', (mine: string) => ({ ids: [mine] })],
  ['an alias', () => ({ aliases: ['MINE.example.com'] })],
  ['its tags', () => ({ tags: { team: 'mine', stage: 'production' } })]
])('by %s: one distribution is there, with all below it, and no other', async (_, limits) => {
  const { mine, theirs, limitedTo, emulator } = await start()
  const caller = await limitedTo({ distributions: limits(mine) })

  const { body: page } = await caller('get', '/distributions').expect(200)
  expect(page.items.map(({ id }: { id: string }) => id)).toEqual([mine])
  await caller('get', `/distributions/${mine}`).expect(200)
  await caller('patch', `/distributions/${mine}`, { comment: 'changed' }).expect(200)
  await caller('post', `/distributions/${mine}/invalidations`, { paths: ['/a'] }).expect(201)

  const nowhere = await caller('get', '/distributions/E0000000000000').expect(404)
  const updates = emulator.calls.count('UpdateDistribution')
  for (const [method, path, body] of [
    ['get', '', undefined],
    ['patch', '', { comment: 'changed' }],
    ['delete', '', undefined],
    ['get', '/tags', undefined],
    ['get', '/invalidations', undefined],
    ['post', '/invalidations', { paths: ['/a'] }],
    ['put', '/error-pages/404', { responsePagePath: '/404.html' }]
  ] as const) {
    const refused = await caller(method, `/distributions/${theirs}${path}`, body)
    expect([refused.status, refused.body.code]).toEqual([404, 'DISTRIBUTION_NOT_FOUND'])
    expect(refused.body.detail.replace(theirs, '')).toBe(nowhere.body.detail.replace('E0000000000000', ''))
  }
  expect(emulator.calls.count('UpdateDistribution')).toBe(updates)
})

test('when a distribution loses an alias or a tag, callers limited to that lose access', async () => {
  const { mine, limitedTo, admin } = await start()
  const byAlias = await limitedTo({ distributions: { aliases: ['mine.example.com'] } })
  const byTag = await limitedTo({ distributions: { tags: { team: 'mine' } } })
  await byAlias('get', `/distributions/${mine}`).expect(200)
  expect((await byAlias('get', '/audit').expect(200)).body.items).toHaveLength(1)
  await byTag('get', `/distributions/${mine}`).expect(200)
  await admin('delete', `/distributions/${mine}/aliases/mine.example.com`).expect(200)
  await admin('put', `/distributions/${mine}/tags`, { team: 'others' }).expect(200)
  await byAlias('get', `/distributions/${mine}`).expect(404)
  expect((await byAlias('get', '/audit').expect(200)).body.items).toEqual([])
  await byTag('get', `/distributions/${mine}`).expect(404)
})

test.each([
  ['without a condition', false, 200],
  ['with If-Match', true, 412]
])(
  'after a change of tags that the store did not note, repeating it ends the access of callers limited to them, %s',
  async (_, isConditional, status) => {
    const { mine, limitedTo, admin, database } = await start()
    const byTag = await limitedTo({ distributions: { tags: { team: 'mine' } } })
    await byTag('get', `/distributions/${mine}`).expect(200)
    const url = `/distributions/${mine}/tags`
    const { headers } = await admin('get', url).expect(200)
    const put = () => admin('put', url, { team: 'others' }).set('if-match', isConditional ? String(headers.etag) : '*')
    await database.query('ALTER TABLE distribution_tags ADD CONSTRAINT broken CHECK (tags IS NOT NULL) NOT VALID')
    await put().expect(500)
    await database.query('ALTER TABLE distribution_tags DROP CONSTRAINT broken')
    await put().expect(status)
    await byTag('get', `/distributions/${mine}`).expect(404)
  }
)

test('when a distribution loses an alias outside Frontage, callers limited to that lose access after ten seconds', async () => {
  const { mine, limitedTo, cloudfront, emulator } = await start()
  const caller = await limitedTo({ distributions: { aliases: ['mine.example.com'] } })
  await caller('get', `/distributions/${mine}`).expect(200)
  const { ETag, Distribution } = await cloudfront.send(new GetDistributionCommand({ Id: mine }))
  const DistributionConfig = { ...Distribution?.DistributionConfig, Aliases: { Quantity: 0 } } as DistributionConfig
  await cloudfront.send(new UpdateDistributionCommand({ Id: mine, IfMatch: ETag, DistributionConfig }))
  await caller('get', `/distributions/${mine}`).expect(200)
  emulator.clock.advance(10)
  await caller('get', `/distributions/${mine}`).expect(404)
})

test('what touches more than one distribution is refused', async () => {
  const { mine, theirs, limitedTo } = await start()
  const caller = await limitedTo({ distributions: { ids: [mine] } })
  for (const [method, path, body] of [
    ['post', '/distributions', { origins: [{ domainName: 'www.example.com' }] }],
    ['post', `/distributions/${mine}/copies`, {}],
    ['post', `/distributions/${mine}/promotion`, { stagingDistributionId: theirs }],
    ['put', `/distributions/${mine}/aliases/theirs.example.com`, {}],
    ['put', `/dry-run/distributions/${mine}/aliases/theirs.example.com`, {}],
    ['put', '/domains/theirs.example.com/association', { distributionId: mine }],
    ['delete', '/cache-policies/658327ea-f89d-4fab-a63d-7e88639e58f6', undefined],
    ['put', `/distributions/${mine}/invalidation-guard`, {}],
    ['delete', `/distributions/${mine}/invalidation-guard`, undefined]
  ] as const) {
    const refused = await caller(method, path, body)
    expect([path, refused.status, refused.body.code]).toEqual([path, 403, 'OUTSIDE_LIMITS'])
  }
  await caller('get', '/cache-policies').expect(200)
  await caller('get', `/distributions/${mine}/invalidation-guard`).expect(200)
})

test('a group touches only what its caller may touch, and of others’ groups nothing is there', async () => {
  const { mine, theirs, limitedTo, admin } = await start()
  const caller = await limitedTo({ distributions: { ids: [mine] } })
  const group = async (body: object) => caller('post', '/invalidations', { paths: ['/a'], ...body })
  const idsOf = ({ body }: { body: { children: { distributionId: string }[] } }) =>
    body.children.map(({ distributionId }) => distributionId)

  expect(idsOf(await group({ selector: { tag: { key: 'stage', value: 'production' } } }))).toEqual([mine])
  const named = await group({ selector: { distributionIds: [mine, theirs] } })
  expect([named.status, named.body.code]).toEqual([404, 'DISTRIBUTION_NOT_FOUND'])
  const elsewhere = await group({ selector: { alias: 'theirs.example.com' } })
  expect(elsewhere.body.code).toBe('NO_DISTRIBUTION_SELECTED')
  const byUrl = await caller('post', '/invalidations', { urls: ['https://theirs.example.com/a'] })
  expect(byUrl.body.code).toBe('NO_DISTRIBUTION_SELECTED')

  const { body: both } = await admin('post', '/invalidations', {
    selector: { distributionIds: [mine, theirs] },
    paths: ['/b']
  }).expect(201)
  for (const [method, path] of [
    ['get', ''],
    ['delete', ''],
    ['get', '/events']
  ] as const) {
    const refused = await caller(method, `/invalidations/${both.id}${path}`)
    expect([refused.status, refused.body.code]).toEqual([404, 'INVALIDATION_GROUP_NOT_FOUND'])
  }
  const { body: page } = await caller('get', '/invalidations').expect(200)
  expect(page.items).toHaveLength(1)
  expect((await admin('get', '/invalidations')).body.items).toHaveLength(2)
})

test('operations of other distributions are not visible', async () => {
  const { mine, theirs, limitedTo, admin } = await start()
  const caller = await limitedTo({ distributions: { ids: [mine] } })
  const { body: own } = await caller('delete', `/distributions/${mine}`).expect(202)
  const { body: other } = await admin('delete', `/distributions/${theirs}`).expect(202)
  const { body: page } = await caller('get', '/operations').expect(200)
  expect(page.items.map(({ id }: { id: string }) => id)).toEqual([own.id])
  await caller('get', `/operations/${own.id}`).expect(200)
  for (const [method, path] of [
    ['get', ''],
    ['get', '/events'],
    ['post', '/cancel'],
    ['post', '/retry']
  ] as const) {
    const refused = await caller(method, `/operations/${other.id}${path}`)
    expect([refused.status, refused.body.code]).toEqual([404, 'OPERATION_NOT_FOUND'])
  }
})

test.each([
  ['its id', (mine: string) => ({ ids: [mine] })],
  ['an alias', () => ({ aliases: ['mine.example.com'] })],
  ['its tags', () => ({ tags: { team: 'mine' } })]
])(
  'by %s: no page tells what there is of others, and no cursor of a list that one page could hold',
  async (_, limits) => {
    const { mine, theirs, limitedTo, admin } = await start()
    const caller = await limitedTo({ distributions: limits(mine) })
    for (const n of [1, 2]) {
      for (const id of [mine, theirs, theirs]) {
        await admin('patch', `/distributions/${id}`, { comment: `change ${n} of ${id}` }).expect(200)
        await admin('post', '/invalidations', { selector: { distributionIds: [id] }, paths: [`/${n}`] }).expect(201)
      }
    }
    await admin('post', '/invalidations', { selector: { distributionIds: [mine, theirs] }, paths: ['/a'] }).expect(201)
    for (const id of [theirs, theirs]) await admin('patch', `/distributions/${id}`, { priceClass: 'PriceClass_100' })
    await admin('delete', `/distributions/${mine}`).expect(202)
    await admin('delete', `/distributions/${theirs}`).expect(202)

    for (const path of [
      `/audit?distribution=${theirs}`,
      '/audit?action=createToken',
      '/audit?action=promoteDistribution',
      `/operations?resource=/distributions/${theirs}`,
      '/operations?status=cancelled'
    ]) {
      const { body } = await caller('get', `${path}${path.includes('?') ? '&' : '?'}limit=1`).expect(200)
      expect(body, path).toEqual({ items: [] })
    }
    const all = async (path: string) => {
      const found: { id: string }[] = []
      for (let next: string | undefined = path; next !== undefined;) {
        const { body, headers }: Response = await caller('get', next).expect(200)
        expect(body.items, next).toHaveLength(1)
        found.push(...body.items)
        next = /<(.+)>; rel="next"/.exec(headers.link ?? '')?.[1]
      }
      return found
    }
    const about = { distributionId: mine }
    expect(await all('/audit?action=patchDistribution&limit=1')).toMatchObject([about, about])
    expect(await all('/invalidations?limit=1')).toHaveLength(2)
    expect(await all('/operations?limit=1')).toMatchObject([{ resource: `/distributions/${mine}` }])
    expect(await all('/distributions?limit=1')).toMatchObject([{ id: mine }])
  }
)

test('a limited caller cannot create tokens, even as an admin', async () => {
  const { mine, limitedTo } = await start()
  for (const limits of [{ paths: ['/a'] }, { distributions: { ids: [mine] } }]) {
    const caller = await limitedTo({ scopes: ['admin'], ...limits })
    const refused = await caller('post', '/tokens', { name: 'x', scopes: ['admin'] })
    expect([refused.status, refused.body.code]).toEqual([403, 'OUTSIDE_LIMITS'])
  }
})

test('a URL that another distribution serves is not removed from the one that would serve it otherwise', async () => {
  const { mine, theirs, admin, limitedTo, emulator } = await start()
  const alias = (id: string, name: string) => admin('put', `/distributions/${id}/aliases/${name}`)
  await alias(mine, '*.n.example').expect(201)
  await alias(theirs, 'www.n.example').expect(201)
  const caller = await limitedTo({ distributions: { ids: [mine] } })
  const ask = (host: string) => caller('post', '/invalidations', { urls: [`https://${host}/a.jpg`] })
  const refused = await ask('www.n.example')
  expect([refused.status, refused.body.code], refused.text).toEqual([422, 'NO_DISTRIBUTION_SELECTED'])
  const unknown = await ask('www.m.example')
  expect(refused.body.errors[0].detail.replace('www.n.', 'www.m.')).toBe(unknown.body.errors[0].detail)
  expect(emulator.calls.count('CreateInvalidation')).toBe(0)
  const accepted = await ask('img.n.example')
  expect(accepted.body.children, accepted.text).toMatchObject([{ distributionId: mine }])
  const any = await admin('post', '/invalidations', { urls: ['https://www.n.example/a.jpg'] })
  expect(any.body.children, any.text).toMatchObject([{ distributionId: theirs }])
})

test('limited to paths: requests with any path outside are refused, in every form', async () => {
  const { mine, limitedTo, database } = await start()
  const caller = await limitedTo({ paths: ['/blog/a*'] })
  const url = `/distributions/${mine}/invalidations`
  const { body: made } = await caller('post', url, { paths: ['/blog/a', '/blog/archive/*'] }).expect(201)
  for (const [path, body] of [
    [url, { paths: ['/blog/a', '/admin'] }],
    [url, { paths: ['/blog/*'] }],
    [url, { paths: ['/blog/a/../../admin'] }],
    [url, { cacheTags: ['blog'] }],
    // In the place of these a wildcard of their folder would be sent.
    [
      url,
      {
        paths: Array.from({ length: 50 }, (_, index) => `/blog/a${index}`),
        strategy: 'collapse',
        collapse: { threshold: 2 }
      }
    ],
    ['/invalidations', { selector: { distributionIds: [mine] }, paths: ['/admin'] }],
    ['/invalidations', { urls: ['https://mine.example.com/admin'] }]
  ] as const) {
    const refused = await caller('post', path, body)
    expect([refused.status, refused.body.code], JSON.stringify(body)).toEqual([403, 'OUTSIDE_LIMITS'])
  }
  expect((await caller('delete', `${url}/${made.id}`)).body.code).toBe('OUTSIDE_LIMITS')
  await caller('post', '/invalidations', { urls: ['https://mine.example.com/blog/abc'] }).expect(201)
  expect(await database.query('SELECT id FROM invalidations')).toHaveLength(2)
})

test('limited to paths: one without a * permits itself alone, and / no other path than the home page', async () => {
  const { mine, limitedTo, emulator } = await start()
  const caller = await limitedTo({ paths: ['/', '/index.html'] })
  const url = `/distributions/${mine}/invalidations`
  for (const path of ['/*', '/a', '/index.html*', '/index.htmlfoo', '/index.html?x=1']) {
    const refused = await caller('post', url, { paths: [path] })
    expect([path, refused.status, refused.body.code]).toEqual([path, 403, 'OUTSIDE_LIMITS'])
  }
  expect(emulator.calls.count('CreateInvalidation')).toBe(0)
  await caller('post', url, { paths: ['/', '/index.html'] }).expect(201)
})

test('limited to paths: one with characters that are sent encoded permits the path in either form', async () => {
  const { mine, limitedTo } = await start()
  const caller = await limitedTo({ paths: ['/café/*', '/größe.html'] })
  const url = `/distributions/${mine}/invalidations`
  const paths = ['/café/x', '/caf%C3%A9/x', '/café/*', '/größe.html', '/gr%C3%B6%C3%9Fe.html']
  await caller('post', url, { paths }).expect(201)
  await caller('post', '/invalidations', { urls: ['https://mine.example.com/café/y'] }).expect(201)
  for (const path of ['/cafe/x', '/caf*', '/größe.html*']) await caller('post', url, { paths: [path] }).expect(403)
})

test('limited to paths: wildcards that URLs collapse to are refused like given ones', async () => {
  const { limitedTo, database, emulator } = await start()
  const caller = await limitedTo({ paths: ['/blog/*', '/news/*'] })
  const urls = ['/blog/a', '/blog/b', '/news/a', '/news/b'].map(path => `https://mine.example.com${path}`)
  const body = { urls, strategy: 'collapse', collapse: { threshold: 1, within: ['/'] } }
  const refused = await caller('post', '/invalidations', body)
  expect([refused.status, refused.body.code], refused.text).toEqual([403, 'OUTSIDE_LIMITS'])
  expect(await database.query('SELECT id FROM invalidations')).toEqual([])
  expect(emulator.calls.count('CreateInvalidation')).toBe(0)
  await caller('post', '/invalidations', { urls }).expect(201)
})

test('callers limited to some distributions do not see which ones use a shared resource, and no call is made for it', async () => {
  const { mine, limitedTo, admin, emulator } = await start()
  const caller = await limitedTo({ distributions: { ids: [mine] } })
  const url = '/cache-policies/658327ea-f89d-4fab-a63d-7e88639e58f6'
  expect((await admin('get', url).expect(200)).body.usedBy).toBeDefined()
  const asked = emulator.calls.count('ListDistributionsByCachePolicyId')
  expect((await caller('get', url).expect(200)).body.usedBy).toBeUndefined()
  expect(emulator.calls.count('ListDistributionsByCachePolicyId')).toBe(asked)
})

test('callers limited to some distributions do not learn which tenants keep one from being deleted', async () => {
  const { limitedTo, admin } = await start()
  const shared = { origins: [{ domainName: 'www.example.com' }], connectionMode: 'tenant-only' }
  const { body } = await admin('post', '/distributions', { ...shared, viewerCertificate: CERTIFICATE }).expect(201)
  const tenant = { name: 'customer', distributionId: body.id, domains: [{ domain: 'customer.example.com' }] }
  const { headers } = await admin('post', '/distribution-tenants', tenant).expect(201)
  const caller = await limitedTo({ distributions: { ids: [body.id] } })
  const url = `/distributions/${body.id}`
  expect((await admin('delete', url).expect(409)).body.usedBy).toEqual([headers.location])
  const refused = await caller('delete', url).expect(409)
  expect([refused.body.code, refused.body.usedBy]).toEqual(['RESOURCE_IN_USE', undefined])
  expect(refused.text).not.toContain('distribution-tenants')
})

test.each(['the token is revoked', 'the distribution is taken away'])(
  'a stream of events ends before the next event where %s',
  async what => {
    const { mine, limitedTo, admin, emulator, url: base } = await start()
    const { made } = await limitedTo({ distributions: { tags: { team: 'mine' } } })
    const url = `/distributions/${mine}/invalidations`
    await admin('put', `/distributions/${mine}/invalidation-guard`, { debounceSeconds: 3_600 }).expect(200)
    const { body } = await admin('post', url, { paths: ['/a'] }).expect(201)
    const headers = { authorization: `Bearer ${made.token}` }
    const { read } = await followEvents(`${base}${url}/${body.id}/events`, headers)
    await read('event: progress')
    if (what === 'the token is revoked') await admin('delete', `/tokens/${made.id}`).expect(204)
    else await admin('put', `/distributions/${mine}/tags`, { team: 'others' }).expect(200)
    emulator.clock.advance(10)
    await admin('delete', `${url}/${body.id}`).expect(200)
    expect(await read()).not.toContain('event: cancelled')
  }
)

test('the audit shows what was written of the distributions that its caller may touch, and nothing else', async () => {
  const { mine, theirs, limitedTo, admin } = await start()
  for (const id of [mine, theirs]) await admin('patch', `/distributions/${id}`, { comment: 'changed' }).expect(200)
  await admin('post', '/functions', { name: 'shared', code: 'function handler(e) { return e.request }' }).expect(201)
  for (const limits of [{ ids: [mine] }, { tags: { team: 'mine' } }]) {
    const caller = await limitedTo({ scopes: ['audit:read'], distributions: limits })
    const seen: { distributionId?: string; action: string }[] = []
    let path: string | undefined = '/audit?limit=2'
    while (path !== undefined) {
      const answer: Response = await caller('get', path).expect(200)
      seen.push(...answer.body.items)
      path = /<([^>]+)>/.exec(answer.headers.link ?? '')?.[1]
    }
    expect(seen.map(({ action, distributionId }) => [action, distributionId])).toEqual([
      ['patchDistribution', mine],
      ['createDistribution', mine]
    ])
    expect((await caller('get', `/audit?distribution=${theirs}`).expect(200)).body.items).toEqual([])
  }
})
