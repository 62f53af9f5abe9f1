import { expect, test } from 'vitest'
import { createDistribution } from '../emulator/distribution-calls.ts'
import { startTwo } from './start-accounts.ts'

async function startInBoth() {
  const started = await startTwo()
  const { Id: blue = '' } = await createDistribution(started.blue.cloudfront)
  const { Id: green = '' } = await createDistribution(started.green.cloudfront)
  return { ...started, ids: { blue, green } }
}

type Started = Awaited<ReturnType<typeof startInBoth>>

/** Follows the pages, of one item each. */
async function everything({ request }: Started, list: string, account: string): Promise<unknown[]> {
  const found: unknown[] = []
  let next: string | undefined = `${list}?account=${account}&limit=1`
  while (next !== undefined) {
    const page: { text: string; body: { items: unknown[] }; headers: { link?: string } } = await request.get(next)
    expect(page.body.items, page.text).toBeDefined()
    found.push(...page.body.items)
    next = /<(.+)>; rel="next"/.exec(page.headers.link ?? '')?.[1]
  }
  return found
}

test('GET operations: those of one account, by the ids and by the addresses of what has a name alone', async () => {
  const started = await startInBoth()
  const { request, ids } = started
  const resources: Record<string, string[]> = {}
  for (const account of ['blue', 'green'] as const) {
    const distribution = `/distributions/${ids[account]}`
    await request.delete(distribution).set('prefer', 'wait=30').expect(200)
    const code = 'function handler(event) { return event.request }'
    const made = await request.post(`/functions?account=${account}`).send({ name: 'shared-name', code })
    expect(made.status, made.text).toBe(201)
    const address = `/functions/shared-name?account=${account}`
    const deletion = await request.delete(`${address}&whenFree=true`).set('prefer', 'wait=30')
    expect(deletion.body, deletion.text).toMatchObject({ status: 'succeeded', resource: address })
    resources[account] = [address, distribution]
  }
  for (const account of ['blue', 'green']) {
    expect(await everything(started, '/operations', account)).toMatchObject(
      resources[account]?.map(resource => ({ resource })) ?? []
    )
  }
  expect((await request.get('/operations')).body.items).toHaveLength(4)
  const both = await request.get(`/operations?account=green&resource=/distributions/${ids.blue}`)
  expect(both.body.items, both.text).toEqual([])
})

test('GET invalidations: the groups with a distribution in the account', async () => {
  const started = await startInBoth()
  const { request, ids } = started
  const groupOf = async (distributionIds: string[]) => {
    const group = await request.post('/invalidations').send({ selector: { distributionIds }, paths: ['/a'] })
    expect(group.status, group.text).toBe(201)
    return { id: group.body.id as string }
  }
  const inBlue = await groupOf([ids.blue])
  const inBoth = await groupOf([ids.blue, ids.green])
  const inGreen = await groupOf([ids.green])
  expect(await everything(started, '/invalidations', 'blue')).toMatchObject([inBoth, inBlue])
  expect(await everything(started, '/invalidations', 'green')).toMatchObject([inGreen, inBoth])
  expect((await request.get('/invalidations')).body.items).toMatchObject([inGreen, inBoth, inBlue])
})

const lists = ['/operations', '/invalidations', '/audit']

test.each(lists)('GET %s: 400 names the accounts for one that there is not', async list => {
  const { request } = await startTwo()
  const refused = await request.get(`${list}?account=red`)
  expect(refused.body).toMatchObject({ status: 400, code: 'VALIDATION_FAILED', errors: [{ parameter: 'account' }] })
  expect(refused.body.errors[0].detail).toContain('blue')
  const misspelt = await request.get(`${list}?acount=blue`)
  expect(misspelt.body, misspelt.text).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ parameter: 'acount' }] })
})
