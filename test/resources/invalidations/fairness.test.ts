import { CreateDistributionTenantCommand } from '@aws-sdk/client-cloudfront'
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
