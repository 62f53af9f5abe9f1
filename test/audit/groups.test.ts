import { createHash } from 'node:crypto'
import { expect, test, vi } from 'vitest'
import { startApp } from '../helpers/start-app.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const as = (token: string) => ({ authorization: `Bearer ${token}` })

/** Two distributions, and a token that may do everything with the first. */
async function start() {
  const started = await startApp({ apiTokenHashes: [sha256('an-admin')] })
  const { request, emulator } = started
  const ids: string[] = []
  for (const name of ['a', 'b']) {
    const body = { origins: [{ domainName: `${name}.example.com` }] }
    ids.push((await request.post('/distributions').set(as('an-admin')).send(body).expect(201)).body.id)
  }
  const [first = '', second = ''] = ids
  const grant = { scopes: ['*:write', 'audit:read'], distributions: { ids: [first] } }
  const made = await request
    .post('/tokens')
    .set(as('an-admin'))
    .send({ name: 'first', ...grant })
  expect(made.status, made.text).toBe(201)
  // CloudFront takes nothing, so that everything can be taken back.
  for (const id of ids) {
    const guard = request.put(`/distributions/${id}/invalidation-guard`).set(as('an-admin'))
    await guard.send({ debounceSeconds: 600 }).expect(200)
  }
  emulator.clock.advance(1)
  const audit = async (path: string, token = 'an-admin') =>
    (await request.get(path).set(as(token)).expect(200)).body.items as Record<string, unknown>[]
  const short = (records: Record<string, unknown>[]) => records.map(({ action, resource }) => [action, resource])
  return { ...started, ids, first, second, limited: made.body.token as string, audit, short }
}

test('what a group removes, and what of it is cancelled, is in the history of each distribution', async () => {
  const { request, ids, audit, short, logs } = await start()
  const selector = { distributionIds: ids }
  const paths = ['/x', '/y/*']
  const group = await request.post('/invalidations').set(as('an-admin')).send({ selector, paths }).expect(201)
  await request.delete(`/invalidations/${group.body.id}`).set(as('an-admin')).expect(200)
  const [cancellation, creation] = await audit(`/audit?resource=/invalidations/${group.body.id}`)
  expect(creation).toMatchObject({ action: 'createInvalidationGroup', outcome: 'succeeded' })
  expect(creation?.changes).toEqual([
    { op: 'add', path: '/selector', value: selector },
    { op: 'add', path: '/paths', value: paths },
    { op: 'add', path: '/distributionIds', value: ids },
    { op: 'add', path: '/distributions', value: 2 }
  ])
  expect(cancellation).toMatchObject({ action: 'cancelInvalidationGroup', outcome: 'succeeded' })
  for (const { id, distributionId } of group.body.children as { id: string; distributionId: string }[]) {
    const records = await audit(`/distributions/${distributionId}/audit?limit=2`)
    const resource = `/distributions/${distributionId}/invalidations/${id}`
    expect(short(records)).toEqual([
      ['cancelInvalidation', resource],
      ['createInvalidation', resource]
    ])
    expect(records[0]).toMatchObject({ requestId: cancellation?.requestId, caller: cancellation?.caller })
    expect(records[1]).toMatchObject({
      outcome: 'succeeded',
      requestId: creation?.requestId,
      caller: creation?.caller,
      changes: [{ op: 'add', path: '', value: { paths, total: 2, groupId: group.body.id } }]
    })
    expect(logs.filter(line => line.includes('"msg":"audit"') && line.includes(`"${resource}"`))).toHaveLength(2)
  }
})

test('callers limited to some distributions see what they invalidated by a group', async () => {
  const { request, first, limited, audit, short } = await start()
  const body = { selector: { distributionIds: [first] }, paths: ['/x'] }
  const group = await request.post('/invalidations').set(as(limited)).send(body).expect(201)
  const resource = `/distributions/${first}/invalidations/${group.body.children[0].id}`
  expect(short(await audit('/audit?limit=2', limited))).toContainEqual(['createInvalidation', resource])
})

test('the records of a group are written by the statement of its invalidations, and gone with it', async () => {
  const { database, request, ids, audit } = await start()
  const statements: string[] = []
  const transaction = database.transaction.bind(database)
  const refused = { once: true }
  const spy = vi.spyOn(database, 'transaction').mockImplementation(async run =>
    transaction(async tx => {
      const result = await run({
        ...tx,
        query: async (text, params) => {
          statements.push(text)
          return tx.query(text, params)
        }
      })
      if (refused.once && statements.some(text => text.includes('invalidation_groups'))) {
        refused.once = false
        throw new Error('the commit fails')
      }
      return result
    })
  )
  const body = { selector: { distributionIds: ids }, paths: ['/x'] }
  await request.post('/invalidations').set(as('an-admin')).send(body).expect(500)
  expect(await audit('/audit?action=createInvalidation')).toEqual([])
  statements.length = 0
  await request.post('/invalidations').set(as('an-admin')).send(body).expect(201)
  spy.mockRestore()
  // One of the invalidations, one of the group's own record.
  expect(statements.filter(text => text.includes('INTO audit_records'))).toHaveLength(2)
  expect(await audit('/audit?action=createInvalidation')).toHaveLength(2)
})
