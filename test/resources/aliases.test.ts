import { expect, test } from 'vitest'
import { CERTIFICATE, changeBehindOurBack, places, startWithDistribution } from './start-distribution.ts'

const viewerCertificate = { acmCertificateArn: CERTIFICATE }

async function startWithTwo() {
  const started = await startWithDistribution({ aliases: ['www.example.com', '*.example.org'], viewerCertificate })
  const other = await started.request
    .post('/distributions')
    .send({ origins: [{ domainName: 'other.example.com' }], viewerCertificate })
  const aliasesOf = async (url: string) => (await started.request.get(url)).body.config.aliases
  return { ...started, otherUrl: `/distributions/${other.body.id}`, otherId: other.body.id as string, aliasesOf }
}

test('PUT aliases: 201, the alias has moved from the one distribution to the other', async () => {
  const { request, url, otherUrl, otherId, aliasesOf } = await startWithTwo()
  const response = await request.put(`${otherUrl}/aliases/www.example.com`)
  expect([response.status, response.body], response.text).toEqual([
    201,
    { alias: 'www.example.com', distributionId: otherId, findings: [] }
  ])
  expect(response.headers.etag).toBe((await request.get(otherUrl)).headers.etag)
  expect([await aliasesOf(url), await aliasesOf(otherUrl)]).toEqual([['*.example.org'], ['www.example.com']])
})

test('PUT aliases: a wildcard moves, encoded or not', async () => {
  const { request, url, otherUrl, aliasesOf } = await startWithTwo()
  expect((await request.put(`${otherUrl}/aliases/%2A.example.org`)).status).toBe(201)
  expect(await aliasesOf(otherUrl)).toEqual(['*.example.org'])
  expect((await request.put(`${url}/aliases/*.example.org`)).status).toBe(201)
  expect(await aliasesOf(otherUrl)).toEqual([])
})

test('PUT aliases: 412 ETAG_MISMATCH with the current ETag for a stale If-Match, and nothing moves', async () => {
  const { request, otherUrl, etag, aliasesOf } = await startWithTwo()
  const current = (await request.get(otherUrl)).headers.etag ?? ''
  const stale = await request.put(`${otherUrl}/aliases/www.example.com`).set('If-Match', etag)
  expect([stale.status, stale.body.code, stale.headers.etag]).toEqual([412, 'ETAG_MISMATCH', current])
  expect(await aliasesOf(otherUrl)).toEqual([])
  expect((await request.put(`${otherUrl}/aliases/www.example.com`).set('If-Match', current)).status).toBe(201)
})

test('PUT aliases: if the alias is there already, CloudFront is not called', async () => {
  const { request, url, etag, emulator } = await startWithTwo()
  const response = await request.put(`${url}/aliases/www.example.com`)
  expect([response.status, response.headers.etag]).toEqual([200, etag])
  expect(emulator.calls.count('AssociateAlias')).toBe(0)
})

test('PUT aliases: 201 if every answer was lost but the alias has moved', async () => {
  const { request, otherUrl, emulator, aliasesOf } = await startWithTwo()
  emulator.faults.add({ kind: 'resetAfter', operations: ['AssociateAlias'] })
  const response = await request.put(`${otherUrl}/aliases/www.example.com`)
  expect(response.status, response.text).toBe(201)
  expect(await aliasesOf(otherUrl)).toEqual(['www.example.com'])
})

test('PUT aliases: 400 for what is no host name in lower case, naming the parameter', async () => {
  const { request, url, emulator } = await startWithDistribution()
  for (const alias of ['WWW.example.com', 'www.*.com', 'example', 'a..b.com', '-a.example.com']) {
    const response = await request.put(`${url}/aliases/${alias}`)
    expect([response.status, places(response.body)], response.text).toEqual([400, ['alias']])
  }
  expect(emulator.calls.count('AssociateAlias')).toBe(0)
})

test('PUT aliases: 404 for an unknown distribution, 400 for one without a certificate', async () => {
  const { request, url } = await startWithDistribution()
  const unknown = await request.put('/distributions/EUNKNOWN12345/aliases/www.example.com')
  expect([unknown.status, unknown.body.code]).toEqual([404, 'DISTRIBUTION_NOT_FOUND'])
  const bare = await request.put(`${url}/aliases/www.example.com`)
  expect([bare.status, places(bare.body)]).toEqual([400, ['/viewerCertificate']])
})

test('PUT aliases: 201 for one that no distribution has, GET shows it, DELETE takes it off: 200, then 404', async () => {
  const { request, url, id, aliasesOf, emulator } = await startWithTwo()
  const place = `${url}/aliases/new.example.com`
  const added = await request.put(place)
  expect([added.status, added.headers.location], added.text).toEqual([201, place])
  expect(emulator.calls.count('AssociateAlias')).toBe(0)
  const list = await request.get(`${url}/aliases`)
  const all = ['www.example.com', '*.example.org', 'new.example.com']
  expect([list.body.items, list.headers.etag]).toEqual([
    all.map(alias => ({ alias, distributionId: id })),
    added.headers.etag
  ])
  expect((await request.get(place)).body).toEqual({ alias: 'new.example.com', distributionId: id })
  expect((await request.delete(place)).status).toBe(200)
  expect(await aliasesOf(url)).toEqual(all.slice(0, 2))
  for (const gone of [await request.get(place), await request.delete(place)]) {
    expect([gone.status, gone.body.code]).toEqual([404, 'ALIAS_NOT_FOUND'])
  }
})

test('PUT and DELETE aliases: dryRun changes nothing, If-None-Match: * refuses what is there, Prefer is honoured', async () => {
  const { request, url, etag, writes } = await startWithTwo()
  const before = writes()
  const dry = await request.put(`${url}/aliases/new.example.com?dryRun=true`)
  expect([dry.status, dry.body.diff], dry.text).toEqual([
    200,
    [{ op: 'add', path: '/aliases/2', value: 'new.example.com' }]
  ])
  const without = await request.delete(`${url}/aliases/www.example.com?dryRun=true`)
  expect([without.status, without.body.diff], without.text).toMatchObject([
    200,
    [{ op: 'remove', oldValue: 'www.example.com' }]
  ])
  const there = await request.put(`${url}/aliases/www.example.com`).set('If-None-Match', '*')
  expect([there.status, there.body.code]).toEqual([412, 'ALREADY_THERE'])
  expect([writes(), (await request.get(url)).headers.etag]).toEqual([before, etag])
  const gone = await request.delete(`${url}/aliases/www.example.com`).set('Prefer', 'wait=0')
  expect([gone.status, gone.headers['preference-applied']]).toEqual([200, 'wait=0'])
})

test('PUT aliases: a dry run names the distribution that would lose the alias', async () => {
  const { request, url, otherUrl, id, aliasesOf } = await startWithTwo()
  const dry = await request.put(`${otherUrl}/aliases/www.example.com?dryRun=true`)
  expect([dry.status, dry.body.movesFrom, dry.body.diff], dry.text).toEqual([
    200,
    id,
    [{ op: 'add', path: '/aliases/0', value: 'www.example.com' }]
  ])
  const quiet = [
    // A wildcard that covers it stays where it is; one that is there moves nowhere; and a new one comes from nowhere.
    await request.put(`${otherUrl}/aliases/www.example.org?dryRun=true`),
    await request.put(`${url}/aliases/www.example.com?dryRun=true`),
    await request.put(`${url}/aliases/new.example.com?dryRun=true`)
  ]
  for (const { status, body } of quiet) expect([status, 'movesFrom' in body]).toEqual([200, false])
  expect([await aliasesOf(url), await aliasesOf(otherUrl)]).toEqual([['www.example.com', '*.example.org'], []])
})

test('PUT and DELETE aliases: two writers at once lose nothing', async () => {
  const { request, url, id, cloudfront, emulator, aliasesOf } = await startWithTwo()
  const { hold } = emulator.faults.add({ kind: 'hold', operations: ['UpdateDistribution'], count: 1 })
  const [ours, gone] = await Promise.all([
    request.put(`${url}/aliases/ours.example.com`),
    request.delete(`${url}/aliases/www.example.com`),
    hold
      .untilHeld()
      .then(async () =>
        changeBehindOurBack(cloudfront, id, config => {
          const Items = [...(config.Aliases?.Items ?? []), 'theirs.example.com']
          return { ...config, Aliases: { Quantity: Items.length, Items } }
        })
      )
      .then(hold.release)
  ])
  expect([ours.status, gone.status], ours.text).toEqual([201, 200])
  expect((await aliasesOf(url)).toSorted()).toEqual(['*.example.org', 'ours.example.com', 'theirs.example.com'])
})

test('GET conflicts: who has the alias or one that overlaps, page by page', async () => {
  const { request, otherUrl, url } = await startWithTwo()
  const of = async (name: string, query = '') => request.get(`${otherUrl}/aliases/${name}/conflicts${query}`)
  const same = await of('www.example.com')
  expect(same.status, same.text).toBe(200)
  const hidden = expect.stringMatching(/^\*+\w+$/)
  expect(same.body).toEqual({ items: [{ alias: 'www.example.com', distributionId: hidden, accountId: hidden }] })
  expect(url.endsWith(same.body.items[0].distributionId.replaceAll('*', ''))).toBe(true)
  expect((await of('shop.example.org')).body.items).toMatchObject([{ alias: '*.example.org' }])
  expect((await of('www.example.net')).body).toEqual({ items: [] })
  const wrong = await of('www.example.com', '?cursor=x')
  expect([wrong.status, wrong.body.code]).toEqual([400, 'VALIDATION_FAILED'])
  const unknown = await request.get('/distributions/EUNKNOWN12345/aliases/www.example.com/conflicts')
  expect([unknown.status, unknown.body.code]).toEqual([404, 'DISTRIBUTION_NOT_FOUND'])
})
