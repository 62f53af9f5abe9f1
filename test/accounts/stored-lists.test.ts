import { expect, test } from 'vitest'
import { type Database } from '../../src/database/database.ts'
import { SPARSE_ROWS_MAX } from '../../src/database/sparse-pages.ts'
import { listGroups } from '../../src/invalidation/groups/store.ts'
import { listOperations } from '../../src/jobs/store.ts'
import { createDistribution } from '../emulator/distribution-calls.ts'
import { explaining, type Plan, rowsRead } from '../resources/invalidations/explain.ts'
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

/** The operations, and groups, of three months, all but the oldest of them in blue. */
async function startWithMany() {
  const started = await startInBoth()
  const { database, accounts, ids } = started
  await database.query(
    `INSERT INTO resource_accounts (id, account) SELECT key, value FROM jsonb_each_text($1::jsonb) ON CONFLICT DO NOTHING`,
    [JSON.stringify({ [ids.blue]: accounts?.identityOf('blue'), [ids.green]: accounts?.identityOf('green') })]
  )
  const many = 2 * SPARSE_ROWS_MAX + 500
  const target = `'/distributions/' || CASE n WHEN 1 THEN '${ids.green}' ELSE '${ids.blue}' END`
  await database.script(`
    INSERT INTO operations (id, kind, resource, status, input, steps, next_run_at, created_at, updated_at, ended_at)
      SELECT 'op-' || n, 'distribution.delete', ${target}, 'succeeded', '{}', '[]', now(), now(), now(), now()
      FROM generate_series(1, ${many}) AS n ORDER BY n;
    INSERT INTO invalidation_groups (id, selector, created_at)
      SELECT 'grp_' || n, '{}', now() FROM generate_series(1, ${many}) AS n ORDER BY n;
    INSERT INTO invalidations (id, target, caller, status, items, total, group_id, created_at, ended_at)
      SELECT 'inv_' || n, ${target}, 'me', 'completed', '[]', 1, 'grp_' || n, now(), now() FROM generate_series(1, ${many}) AS n;
    ANALYZE operations; ANALYZE invalidation_groups; ANALYZE invalidations; ANALYZE resource_accounts`)
  return started
}

test.each(lists.slice(0, 2))(
  'GET %s: a page of one account looks through so many rows, and the next goes on',
  async list => {
    const started = await startWithMany()
    const first = await started.request.get(`${list}?account=green&limit=1`)
    expect(first.body.items, first.text).toEqual([])
    expect(first.headers.link).toContain('rel="next"')
    expect(await everything(started, list, 'green')).toMatchObject([{ id: list === '/operations' ? 'op-1' : 'grp_1' }])
    const unlimited = await started.request.get(`${list}?limit=1`)
    expect(unlimited.body.items, unlimited.text).toHaveLength(1)
  }
)

/** With the plan of each statement that it runs. */
function watching(database: Database) {
  const plans: Plan[] = []
  const watched: Database = {
    ...database,
    async query(text, params) {
      await explaining(database, plans).query(text, params)
      return database.query(text, params)
    }
  }
  return { watched, plans }
}

const red = { name: 'red', identity: 'aws:333333333333' }

test.each([
  ['operations', listOperations],
  ['invalidation_groups', listGroups]
] as const)('%s of an account without any are not all read, wherever the page is', async (table, read) => {
  const { database } = await startWithMany()
  const [{ position = '' } = {}] = await database.query<{ position: string }>(
    `SELECT position FROM ${table} ORDER BY position DESC OFFSET ${SPARSE_ROWS_MAX} LIMIT 1`
  )
  for (const before of [undefined, position]) {
    const { watched, plans } = watching(database)
    expect((await read(watched, { before, account: red, limit: 20 })).rows).toEqual([])
    expect(plans).toHaveLength(2)
    for (const plan of plans) expect(rowsRead(plan, [table])).toBeLessThanOrEqual(SPARSE_ROWS_MAX)
  }
})

test('GET operations: those of one resource are on the first page, whatever there is of others', async () => {
  const { request, database, ids } = await startWithMany()
  const resource = `/distributions/${ids.green}`
  const page = await request.get(`/operations?account=green&resource=${resource}`)
  expect(page.body, page.text).toEqual({ items: [expect.objectContaining({ id: 'op-1' })] })
  const { watched, plans } = watching(database)
  const { rows, next } = await listOperations(watched, { resource, within: [ids.green], limit: 20 })
  expect([rows, next]).toMatchObject([[{ id: 'op-1' }], undefined])
  expect(plans.map(plan => rowsRead(plan, ['operations']))).toEqual([1])
})

test('operations of a resource that is in another account, or of another caller, are not read', async () => {
  const { database, ids } = await startWithMany()
  const resource = `/distributions/${ids.blue}`
  for (const whose of [{ account: red }, { within: [ids.green] }, { within: [] }]) {
    const { watched, plans } = watching(database)
    const page = await listOperations(watched, { resource, ...whose, limit: 20 })
    expect(page).toEqual({ rows: [], next: undefined })
    expect(plans.map(plan => rowsRead(plan, ['operations']))).toEqual([0])
  }
})
