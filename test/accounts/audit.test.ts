import { hash } from 'node:crypto'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { createDistribution } from '../emulator/distribution-calls.ts'
import { startApp } from '../helpers/start-app.ts'
import { aDistribution, startOn, startTwo } from './start-accounts.ts'

interface Line {
  readonly msg?: string
  readonly audit?: { readonly action: string; readonly account?: string; readonly resource: string }
}
type Started = Pick<Awaited<ReturnType<typeof startTwo>>, 'request'>

/** The records of a list that may be filtered, the oldest first: the action, and the account where there is one. */
async function recordsOf({ request }: Started, list: string): Promise<string[]> {
  const found: string[] = []
  let next: string | undefined = `${list}${list.includes('?') ? '&' : '?'}limit=2`
  while (next !== undefined) {
    const page: { text: string; body: { items: { action: string; account?: string }[] }; headers: { link?: string } } =
      await request.get(next)
    expect(page.body.items, page.text).toBeDefined()
    found.push(...page.body.items.map(({ action, account }) => [action, account ?? []].flat().join(' in ')))
    next = /<(.+)>; rel="next"/.exec(page.headers.link ?? '')?.[1]
  }
  return found.toReversed()
}

const code = 'function handler(event) { return event.request }'

test('each record names the account that it is about, in answers, in the log, and for the filter', async () => {
  const lines: Line[] = []
  const logger = pino({ level: 'info' }, { write: text => void lines.push(JSON.parse(text) as Line) })
  const started = await startTwo({ byDefault: 'blue', logger })
  const { request } = started
  const { body: inBlue } = await request.post('/distributions').send(aDistribution()).expect(201)
  const { body: inGreen } = await request.post('/distributions?account=green').send(aDistribution()).expect(201)
  const [blue, green] = [`/distributions/${inBlue.id}`, `/distributions/${inGreen.id}`]
  await request.patch(green).send({ comment: 'changed' }).expect(200)
  await request.patch(green).set('if-match', '"old"').send({ comment: 'stale' }).expect(412)
  await request.patch(`/dry-run${green}`).send({ comment: 'dry' }).expect(200)
  await request.put(`${green}/invalidation-guard`).send({ debounceSeconds: 60 }).expect(200)
  await request
    .post(`${blue}/invalidations`)
    .send({ paths: ['/a'] })
    .expect(201)
  const selector = { distributionIds: [inBlue.id, inGreen.id] }
  await request
    .post('/invalidations')
    .send({ selector, paths: ['/b'] })
    .expect(201)
  const policy = await request.post('/cache-policies?account=green').send({ name: 'one', minTtl: 1 }).expect(201)
  await request.patch(`/cache-policies/${policy.body.id}`).send({ minTtl: 2 }).expect(200)
  await request.post('/functions?account=green').send({ name: 'same', code }).expect(201)
  await request.post('/functions').send({ name: 'same', code }).expect(201)
  await request.patch('/functions/same').send({ comment: 'of blue' }).expect(200)
  await request.patch('/functions/same').set('if-match', '"old"').send({ comment: 'stale' }).expect(412)
  await request.delete('/functions/same?account=green').set('prefer', 'wait=30')
  expect(await recordsOf(started, '/audit?resource=/functions/same&account=green')).toEqual([
    'createFunction in green',
    'deleteFunction in green'
  ])
  await request
    .post('/tokens')
    .send({ name: 'of none', scopes: ['*:read'] })
    .expect(201)

  const ofGreen = [
    'createDistribution in green',
    'patchDistribution in green',
    'patchDistribution in green',
    'patchDistribution in green',
    'replaceInvalidationGuard in green',
    'createInvalidation in green',
    'createCachePolicy in green',
    'patchCachePolicy in green',
    'createFunction in green',
    'deleteFunction in green'
  ]
  const ofBlue = [
    'createDistribution in blue',
    'createInvalidation in blue',
    'createInvalidation in blue',
    'createFunction in blue',
    'patchFunction in blue',
    'patchFunction in blue'
  ]
  expect(await recordsOf(started, '/audit?account=green')).toEqual(ofGreen)
  expect(await recordsOf(started, '/audit?account=blue')).toEqual(ofBlue)
  const all = await recordsOf(started, '/audit')
  expect(all.filter(record => !record.includes(' in '))).toEqual(['createInvalidationGroup', 'createToken'])
  expect(all).toHaveLength(ofGreen.length + ofBlue.length + 2)
  expect(await recordsOf(started, `${green}/audit?action=createInvalidation`)).toEqual(['createInvalidation in green'])
  expect(await recordsOf(started, '/audit?account=blue&action=patchFunction&outcome=refused')).toEqual([
    'patchFunction in blue'
  ])
  const logged = lines.flatMap(({ msg, audit }) => (msg === 'audit' && audit ? [audit] : []))
  const inLog = logged.map(({ action, account }) => [action, account ?? []].flat().join(' in '))
  expect(inLog.toSorted()).toEqual(all.toSorted())
})

test('the steps of an operation and its cancellation are in the account of what it is about', async () => {
  const started = await startTwo()
  const { request, green } = started
  const { Id: id = '' } = await createDistribution(green.cloudfront)
  green.faults.add({ kind: 'hold', operations: ['DeleteDistribution'] })
  const deletion = await request.delete(`/distributions/${id}`).expect(202)
  await request.post(`${deletion.headers.location}/cancel`)
  green.faults.clear()
  await request.get(deletion.headers.location ?? '').set('prefer', 'wait=30')
  const records = await recordsOf(started, '/audit?account=green')
  expect(records).toContain('deleteDistribution in green')
  expect(records).toContain('distribution.delete in green')
  expect(records).toContain('cancelOperation in green')
  expect(records).toEqual(await recordsOf(started, '/audit'))
})

test('what another instance has learnt since this one started is known to its records', async () => {
  const one = await startTwo()
  const other = await startOn({ accounts: one.settings, database: one.database })
  const { body } = await one.request.post('/distributions?account=green').send(aDistribution()).expect(201)
  await other.request.delete(`/distributions/${body.id}/invalidations/inv_none`).expect(404)
  expect(await recordsOf(one, '/audit?action=cancelInvalidation')).toEqual(['cancelInvalidation in green'])
})

test('an account that is renamed has its records, and one that is gone is named by what it was', async () => {
  const { request, settings, database, close } = await startTwo()
  for (const account of ['blue', 'green']) {
    await request.post(`/distributions?account=${account}`).send(aDistribution()).expect(201)
  }
  await close()
  const [blue] = settings
  const renamed = await startOn({ accounts: [{ ...blue, name: 'azure' }], database })
  expect(await recordsOf(renamed, '/audit?account=azure')).toEqual(['createDistribution in azure'])
  expect(await recordsOf(renamed, '/audit')).toEqual([
    'createDistribution in azure',
    `createDistribution in endpoint:${settings[1]?.endpoint}`
  ])
})

test('records of an instance that knows nothing of accounts are as they were', async () => {
  const started = await startTwo()
  await started.database.query(
    `INSERT INTO audit_records (id, at, ended_at, action, resource, outcome)
     VALUES (gen_random_uuid(), now(), now(), 'patchDistribution', '/distributions/E1', 'succeeded')`
  )
  expect(await recordsOf(started, '/audit')).toEqual(['patchDistribution'])
  expect(await recordsOf(started, '/audit?account=blue')).toEqual([])
})

test('with one account, records have none, and there is no such filter', async () => {
  const { request } = await startApp()
  await request.post('/distributions').send(aDistribution()).expect(201)
  const { body } = await request.get('/audit').expect(200)
  expect(body.items).toHaveLength(1)
  expect(body.items[0]).not.toHaveProperty('account')
  const refused = await request.get('/audit?account=blue')
  expect(refused.body).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ parameter: 'account' }] })
})

test('a token that is limited to accounts sees no records of another one', async () => {
  const admin = 'the-token-of-the-admin'
  const as = { type: 'bearer' } as const
  const { request } = await startTwo({ apiTokenHashes: [hash('sha256', admin)] })
  await request.post('/distributions?account=green').auth(admin, as).send(aDistribution()).expect(201)
  const made = await request
    .post('/tokens')
    .auth(admin, as)
    .send({ name: 'of green', scopes: ['*:read'], distributions: { accounts: ['green'] } })
    .expect(201)
  const own = await request.get('/audit?account=green').auth(made.body.token, as).expect(200)
  expect(own.body.items).toMatchObject([{ action: 'createDistribution', account: 'green' }])
  const others = await request.get('/audit?account=blue').auth(made.body.token, as).expect(200)
  expect(others.body).toEqual({ items: [] })
})
