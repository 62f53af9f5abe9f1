import { createHash } from 'node:crypto'
import {
  CreateDistributionTenantCommand,
  GetInvalidationCommand,
  ListInvalidationsCommand
} from '@aws-sdk/client-cloudfront'
import { describe, expect, test, vi } from 'vitest'
import { startApp } from '../../helpers/start-app.ts'
import { startWithDistribution } from '../start-distribution.ts'

const TAGS = { cacheTagConfig: { headerName: 'Cache-Tag' } }
const TENANTS = { connectionMode: 'tenant-only', priceClass: 'None', isIpv6Enabled: false }
const numbered = (count: number, prefix: string, end = '') =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}${end}`)

type Started = Awaited<ReturnType<typeof startApp>>

async function post({ request }: Started, url: string, body: object) {
  const response = await request.post(url).send(body)
  expect(response.status, response.text).toBe(201)
  return response.body
}

async function submittedOf({ request }: Started, url: string): Promise<number> {
  const { body } = await request.get(url)
  return body.progress.submitted as number
}

const soon = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 15_000, interval: 20 })

/** Lets CloudFront complete all that is in progress, until it has as much of both together again. */
async function nextRound(started: Started, urls: readonly string[], places: number): Promise<void> {
  const total = async () => {
    const counts = await Promise.all(urls.map(async url => submittedOf(started, url)))
    return counts.reduce((sum, count) => sum + count, 0)
  }
  const before = await total()
  started.emulator.clock.advance(60)
  await soon(async () => expect(await total()).toBeGreaterThanOrEqual(before + places))
}

/** What of the small request CloudFront has after two rounds, and of the flood before it. */
async function twoRounds(started: Started, url: string, bodies: { flood: object; small: object }, places: number) {
  const flood = `${url}/${(await post(started, url, bodies.flood)).id}`
  await soon(async () => expect(await submittedOf(started, flood)).toBe(places))
  const small = `${url}/${(await post(started, url, bodies.small)).id}`
  await nextRound(started, [flood, small], places)
  await nextRound(started, [flood, small], places)
  return { flood: await submittedOf(started, flood), small: await submittedOf(started, small) }
}

describe('a small request reaches CloudFront within two rounds of the quota, and every round is full', () => {
  const plain = numbered(50_000, '/flood/')
  const wildcards = numbered(300, '/flood/', '/*')

  test.each([
    ['a path behind 50,000 paths', { flood: { paths: plain }, small: { paths: ['/small'] } }, 3_000, {}],
    ['a wildcard behind 300', { flood: { paths: wildcards }, small: { paths: ['/small*'] } }, 15, {}],
    ['a tag behind 300', { flood: { cacheTags: numbered(300, 'flood-') }, small: { cacheTags: ['small'] } }, 15, TAGS],
    [
      'a normal path behind 50,000 of high priority',
      { flood: { paths: plain, priority: 'high' }, small: { paths: ['/small'] } },
      3_000,
      {}
    ],
    [
      'a path of high priority behind 50,000 of high priority',
      { flood: { paths: plain, priority: 'high' }, small: { paths: ['/small'], priority: 'high' } },
      3_000,
      {}
    ],
    [
      'a normal wildcard behind 300 of high priority',
      { flood: { paths: wildcards, priority: 'high' }, small: { paths: ['/small*'] } },
      15,
      {}
    ]
  ] as const)('%s of the same caller', async (_, bodies, places, config) => {
    const started = await startWithDistribution(config)
    const { flood, small } = await twoRounds(started, `${started.url}/invalidations`, bodies, places)
    expect(small).toBe(1)
    expect(flood + small).toBe(3 * places)
  })

  test('a hundred paths of a distribution tenant behind 50,000', async () => {
    const started = await startWithDistribution(TENANTS)
    const { DistributionTenant: tenant } = await started.cloudfront.send(
      new CreateDistributionTenantCommand({
        DistributionId: started.id,
        Name: 'one',
        Domains: [{ Domain: 'one.example.com' }]
      })
    )
    const bodies = { flood: { paths: plain }, small: { paths: numbered(100, '/small/') } }
    const url = `/distribution-tenants/${tenant?.Id}/invalidations`
    expect((await twoRounds(started, url, bodies, 3_000)).small).toBe(100)
  })

  test('a group behind a group, on each of its distributions', async () => {
    const started = await startApp()
    const ids: string[] = []
    for (const name of ['one', 'two']) {
      const body = { origins: [{ domainName: `${name}.example.com` }] }
      ids.push((await post(started, '/distributions', body)).id)
    }
    const selector = { distributionIds: ids }
    const flood = `/invalidations/${(await post(started, '/invalidations', { selector, paths: plain })).id}`
    await soon(async () => expect(await submittedOf(started, flood)).toBe(6_000))
    const small = `/invalidations/${(await post(started, '/invalidations', { selector, paths: ['/small'] })).id}`
    await nextRound(started, [flood, small], 6_000)
    await nextRound(started, [flood, small], 6_000)
    expect(await submittedOf(started, small)).toBe(2)
  })

  test('many small requests behind a flood go in their order, and take turns with it', async () => {
    const started = await startWithDistribution()
    const url = `${started.url}/invalidations`
    const flood = `${url}/${(await post(started, url, { paths: wildcards })).id}`
    await soon(async () => expect(await submittedOf(started, flood)).toBe(15))
    const small: string[] = []
    for (const path of numbered(20, '/small/', '/*'))
      small.push(`${url}/${(await post(started, url, { paths: [path] })).id}`)
    await nextRound(started, [flood, ...small], 15)
    const submitted = await Promise.all(small.map(async one => submittedOf(started, one)))
    expect(submitted.slice(0, 7)).toEqual(Array(7).fill(1))
    expect(submitted.slice(8)).toEqual(Array(12).fill(0))
  })
})

/** The paths that CloudFront has been given. */
function pathsGiven({ cloudfront, id }: Started & { readonly id: string }): () => Promise<string[]> {
  const known = new Map<string, string[]>()
  return async () => {
    const { InvalidationList } = await cloudfront.send(new ListInvalidationsCommand({ DistributionId: id }))
    for (const { Id = '' } of InvalidationList?.Items ?? []) {
      if (known.has(Id)) continue
      const { Invalidation } = await cloudfront.send(new GetInvalidationCommand({ DistributionId: id, Id }))
      known.set(Id, Invalidation?.InvalidationBatch?.Paths?.Items ?? [])
    }
    return [...known.values()].flat()
  }
}

describe('several callers, some with floods and some with many small requests at once', () => {
  const ROUND = 300
  const CALLERS = ['ann', 'bob', 'cat', 'dan'] as const

  /** Two callers have 50,000 paths pending each, and a round of them is in progress; then the others come. */
  async function start(priority: 'normal' | 'high') {
    const headRoom = { paths: 3_000 - ROUND, wildcards: 0 }
    const apiTokenHashes = CALLERS.map(caller => createHash('sha256').update(caller).digest('hex'))
    const started = await startApp({ apiTokenHashes, invalidationHeadRoom: headRoom })
    const post = async (caller: (typeof CALLERS)[number], url: string, body: object) => {
      const response = await started.request.post(url).set('Authorization', `Bearer ${caller}`).send(body)
      expect(response.status, response.text).toBe(201)
      return response.body
    }
    const { id } = await post('ann', '/distributions', { origins: [{ domainName: 'www.example.com' }] })
    const send = async (caller: (typeof CALLERS)[number], paths: string[]) =>
      post(caller, `/distributions/${id}/invalidations`, { paths, priority })
    const given = pathsGiven({ ...started, id })
    let rounds = 0
    const before = new Map<string, number>()

    /** What has been given in the next round, by the beginnings of the paths. */
    async function nextRound(): Promise<Record<string, number>> {
      if (rounds > 0) started.emulator.clock.advance(60)
      rounds++
      await soon(async () => expect(await given()).toHaveLength(rounds * ROUND))
      const shares: Record<string, number> = {}
      for (const path of await given()) {
        const [, name = ''] = path.split('/')
        shares[name] = (shares[name] ?? 0) + 1
      }
      for (const [name, count] of Object.entries(shares)) {
        shares[name] = count - (before.get(name) ?? 0)
        before.set(name, count)
      }
      return shares
    }

    await send('ann', numbered(50_000, '/ann-flood/'))
    await send('bob', numbered(50_000, '/bob-flood/'))
    await nextRound()
    const small = async (caller: (typeof CALLERS)[number], count: number) =>
      Promise.all(numbered(count, `/${caller}/`).map(async path => send(caller, [path])))
    await Promise.all([small('ann', 30), small('cat', 70), small('dan', 200)])
    return { nextRound }
  }

  test.each(['normal', 'high'] as const)(
    'each has an equal share of every round, and what fits into it is given in the first, at %s priority',
    async priority => {
      const { nextRound } = await start(priority)
      const about = (count: number) => expect.toBeOneOf([Math.floor(count), Math.ceil(count)]) as number
      const third = (ROUND - 70) / 3
      // Of 75 for each of four callers cat needs 70. Ann's are for both of her kinds of requests.
      const first = await nextRound()
      expect(first).toEqual({
        'ann-flood': about(third - 30),
        'bob-flood': about(third),
        ann: 30,
        cat: 70,
        dan: about(third)
      })
      const second = await nextRound()
      expect(second).toEqual({ 'ann-flood': 100, 'bob-flood': 100, ann: 0, cat: 0, dan: 100 })
      // The 200th of dan's is within 200 turns of four callers: three rounds of 300.
      const last = await nextRound()
      expect((first.dan ?? 0) + (second.dan ?? 0) + (last.dan ?? 0)).toBe(200)
      expect(last['bob-flood']).toBeGreaterThanOrEqual(100)
    }
  )
})
