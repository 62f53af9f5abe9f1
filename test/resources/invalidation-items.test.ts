import { CreateInvalidationCommand, GetInvalidationCommand } from '@aws-sdk/client-cloudfront'
import { expect, test } from 'vitest'
import { startInvalidations } from './invalidations/start-invalidations.ts'
import { places } from './start-distribution.ts'

const numbered = (count: number, prefix = '/p') => Array.from({ length: count }, (_, index) => `${prefix}${index}`)

interface Item {
  path?: string
  cacheTag?: string
  status: string
  cloudFrontInvalidationId?: string
}

async function start(config: object = {}) {
  const started = await startInvalidations(config)
  /** All of it, by the links from page to page. */
  async function listAll(id: string, limit = 1_000): Promise<Item[]> {
    const items: Item[] = []
    let next: string | undefined = `${started.url}/${id}/items?limit=${limit}`
    while (next !== undefined) {
      const page = await started.request.get(next)
      expect(page.status, page.text).toBe(200)
      items.push(...(page.body.items as Item[]))
      next = /^<([^>]+)>; rel="next"$/.exec(page.headers.link ?? '')?.[1]
      expect(page.body.nextCursor !== undefined).toBe(next !== undefined)
    }
    return items
  }
  return { ...started, listAll }
}

const pathsOf = (items: Item[]) => items.map(({ path }) => path)
const statusesOf = (items: Item[]) => {
  const counts: Record<string, number> = {}
  for (const { status } of items) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

test('the paths beyond the first thousand are read by page, in order, and say which invalidation of CloudFront removes them', async () => {
  const { request, url, id: distributionId, cloudfront, emulator, eventually, listAll, end } = await start()
  // Wildcards are in a lane of their own, and are sent before the others.
  const paths = numbered(4_200).map((path, index) => (index % 500 === 499 ? `/dir${index}/*` : path))
  const { hold } = emulator.faults.add({ kind: 'hold', operations: ['CreateInvalidation'] })
  const { body } = await request.post(url).send({ paths })
  expect(body).toMatchObject({ pathCount: 4_200, itemsUrl: `${url}/${body.id}/items` })
  expect(body.paths).toHaveLength(1_000)
  await hold?.untilHeld()
  const queued = await listAll(body.id)
  expect(pathsOf(queued)).toEqual(paths)
  expect(statusesOf(queued)).toEqual({ queued: 4_200 })

  hold?.release()
  await eventually(body.id, ({ progress }) => expect(progress.submitted).toBe(3_000))
  const sent = await listAll(body.id, 700)
  expect(pathsOf(sent)).toEqual(paths)
  expect(statusesOf(sent)).toEqual({ inProgress: 3_000, queued: 1_200 })
  for (const Id of new Set(sent.flatMap(({ cloudFrontInvalidationId }) => cloudFrontInvalidationId ?? []))) {
    const { Invalidation } = await cloudfront.send(new GetInvalidationCommand({ DistributionId: distributionId, Id }))
    const carried = sent.filter(({ cloudFrontInvalidationId }) => cloudFrontInvalidationId === Id)
    expect(pathsOf(carried).toSorted()).toEqual(Invalidation?.InvalidationBatch?.Paths?.Items?.toSorted())
  }

  const ended = await end(body.id)
  const done = await listAll(body.id)
  expect(pathsOf(done)).toEqual(paths)
  expect(statusesOf(done)).toEqual({ [ended.status as string]: 4_200 })
}, 60_000)

test('items that were cancelled before they were sent are still listed, in their place', async () => {
  const { request, url, listAll, eventually } = await start()
  const paths = numbered(4_000)
  const { body } = await request.post(url).send({ paths })
  await eventually(body.id, ({ progress }) => expect(progress.submitted).toBe(3_000))
  expect((await request.delete(`${url}/${body.id}`)).status).toBe(200)
  const items = await listAll(body.id)
  expect(pathsOf(items)).toEqual(paths)
  expect(statusesOf(items)).toEqual({ inProgress: 3_000, cancelled: 1_000 })
}, 60_000)

test('a small one is listed as well, its cache tags without #; and what CloudFront refuses has failed', async () => {
  const { request, url, emulator, listAll, end } = await start({ cacheTagConfig: { headerName: 'Cache-Tag' } })
  emulator.faults.add({ kind: 'error', code: 'InvalidArgument', status: 400, operations: ['CreateInvalidation'] })
  const { body } = await request.post(url).send({ paths: ['/a', '/b/*', '/b/c'], cacheTags: ['product:1'] })
  expect(body).not.toHaveProperty('itemsUrl')
  await end(body.id)
  expect(await listAll(body.id, 2)).toEqual([
    { path: '/a', status: 'failed' },
    { path: '/b/*', status: 'failed' },
    { cacheTag: 'product:1', status: 'failed' }
  ])
})

test('CloudFront’s own record is listed in the same way, by its id', async () => {
  const { request, url, id, cloudfront, listAll } = await start()
  const paths = numbered(1_200)
  const { Invalidation } = await cloudfront.send(
    new CreateInvalidationCommand({
      DistributionId: id,
      InvalidationBatch: { CallerReference: 'elsewhere', Paths: { Quantity: paths.length, Items: paths } }
    })
  )
  const Id = Invalidation?.Id ?? ''
  const shown = await request.get(`${url}/${Id}`)
  expect(shown.body.itemsUrl).toBe(`${url}/${Id}/items`)
  const items = await listAll(Id)
  expect(pathsOf(items)).toEqual(paths)
  expect(items[1_199]).toEqual({ path: '/p1199', status: 'inProgress', cloudFrontInvalidationId: Id })
})

test('CloudFront’s id of one that Frontage has made lists what was asked of Frontage', async () => {
  const { create, read, eventually, listAll } = await start()
  const id = await create({ paths: ['/z', '/a'] })
  await eventually(id, ({ cloudFrontInvalidations }) => expect(cloudFrontInvalidations).toHaveLength(1))
  const [{ id: cloudFrontId }] = (await read(id)).cloudFrontInvalidations
  expect(pathsOf(await listAll(cloudFrontId as string))).toEqual(['/z', '/a'])
})

test('404 for an invalidation that is unknown or of another distribution; 400 for what is no cursor of this list', async () => {
  const { request, url, create } = await start()
  const id = await create({ paths: ['/a', '/b'] })
  for (const address of [
    `${url}/inv_none/items`,
    `${url}/INONE/items`,
    `/distributions/EOTHER/invalidations/${id}/items`
  ]) {
    const response = await request.get(address)
    expect([response.status, response.body.code], address).toEqual([404, 'INVALIDATION_NOT_FOUND'])
  }
  const { body } = await request.get(`${url}/${id}/items?limit=1`)
  const another = await create({ paths: ['/a', '/b'] })
  for (const query of [`cursor=made-up`, 'limit=1001', 'limit=0']) {
    const response = await request.get(`${url}/${id}/items?${query}`)
    expect([response.status, places(response.body)], query).toEqual([400, [query.split('=')[0]]])
  }
  const foreign = await request.get(`${url}/${another}/items?cursor=${body.nextCursor}`)
  expect([foreign.status, places(foreign.body)]).toEqual([400, ['cursor']])
})

test('410 INVALIDATION_ITEMS_NOT_KEPT after the first thousand where an older version did not keep the list', async () => {
  const { request, url, create, database } = await start()
  const id = await create({ paths: numbered(1_500) })
  await database.query('DELETE FROM invalidation_items WHERE invalidation_id = $1', [id])
  const first = await request.get(`${url}/${id}/items?limit=1000`)
  expect([first.status, first.body.items.length]).toEqual([200, 1_000])
  const rest = await request.get(`${url}/${id}/items?limit=1000&cursor=${first.body.nextCursor}`)
  expect([rest.status, rest.body.code]).toEqual([410, 'INVALIDATION_ITEMS_NOT_KEPT'])
})

test('a group names the list of each of its invalidations', async () => {
  const { request, id, listAll } = await start()
  const paths = numbered(1_001)
  const { body } = await request.post('/invalidations').send({ selector: { distributionIds: [id] }, paths })
  const [child] = body.children
  expect(child.itemsUrl).toBe(`/distributions/${id}/invalidations/${child.id}/items`)
  expect(pathsOf(await listAll(child.id as string))).toEqual(paths)
})
