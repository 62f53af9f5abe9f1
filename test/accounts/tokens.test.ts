import { hash } from 'node:crypto'
import { expect, test } from 'vitest'
import { createDistribution } from '../emulator/distribution-calls.ts'
import { startTwo } from './start-accounts.ts'

const admin = 'the-token-of-the-admin'

test('a token that is limited to an account finds its distributions, and no other ones', async () => {
  const { request, blue, green } = await startTwo({ apiTokenHashes: [hash('sha256', admin)] })
  const { Id: inBlue } = await createDistribution(blue.cloudfront)
  const { Id: inGreen } = await createDistribution(green.cloudfront)
  const made = await request
    .post('/tokens')
    .auth(admin, { type: 'bearer' })
    .send({ name: 'of green', scopes: ['*:write'], distributions: { accounts: ['green'] } })
  expect(made.status, made.text).toBe(201)
  const as = { type: 'bearer' } as const
  const get = async (path: string) => request.get(path).auth(made.body.token, as)
  expect((await get(`/distributions/${inGreen}`)).status).toBe(200)
  expect((await get(`/distributions/${inBlue}`)).body).toMatchObject({ code: 'DISTRIBUTION_NOT_FOUND' })
  expect((await get('/distributions')).body.items).toMatchObject([{ id: inGreen, account: 'green' }])
  expect((await get('/distributions?account=blue')).body.items).toEqual([])
  const refused = await request
    .post(`/distributions/${inBlue}/invalidations`)
    .auth(made.body.token, as)
    .send({ paths: ['/*'] })
  expect(refused.body).toMatchObject({ code: 'DISTRIBUTION_NOT_FOUND' })
  const accepted = await request
    .post(`/distributions/${inGreen}/invalidations`)
    .auth(made.body.token, as)
    .send({ paths: ['/*'] })
  expect(accepted.status, accepted.text).toBe(201)
})

test('a token that is limited to accounts reads what distributions share in those, and in no other ones', async () => {
  const { request } = await startTwo({ apiTokenHashes: [hash('sha256', admin)], byDefault: 'blue' })
  const as = { type: 'bearer' } as const
  const ids: Record<string, string> = {}
  for (const account of ['blue', 'green']) {
    const body = { name: 'same', comment: account, code: 'function handler(event) { return event.request }' }
    const made = await request.post(`/functions?account=${account}`).auth(admin, as).send(body)
    expect(made.status, made.text).toBe(201)
    const policy = { name: `of-${account}`, minTtl: 1 }
    const { body: made2 } = await request.post(`/cache-policies?account=${account}`).auth(admin, as).send(policy)
    ids[account] = made2.id
  }
  async function tokenOf(...accounts: string[]) {
    const settings = { name: accounts.join(' '), scopes: ['*:read'], distributions: { accounts } }
    const made = await request.post('/tokens').auth(admin, as).send(settings)
    expect(made.status, made.text).toBe(201)
    return async (path: string) => request.get(path).auth(made.body.token, as)
  }
  const ofGreen = await tokenOf('green')
  for (const path of ['/functions/same', '/functions', '/functions/same/code', `/cache-policies/${ids.blue}`]) {
    expect((await ofGreen(`${path}?account=blue`)).body, path).toMatchObject({ status: 403, code: 'OUTSIDE_LIMITS' })
  }
  expect((await ofGreen('/functions/same')).body.config.comment).toBe('green')
  expect((await ofGreen('/functions/same?account=green')).body.config.comment).toBe('green')
  expect((await ofGreen('/functions')).body.items).toMatchObject([{ account: 'green' }])
  expect((await ofGreen(`/cache-policies/${ids.green}`)).status).toBe(200)
  expect((await ofGreen(`/cache-policies/${ids.blue}`)).status).toBe(404)

  const ofBoth = await tokenOf('blue', 'green')
  const unnamed = await ofBoth('/functions')
  expect(unnamed.body).toMatchObject({ status: 400, code: 'ACCOUNT_REQUIRED', errors: [{ parameter: 'account' }] })
  expect(unnamed.body.remedy).toContain('blue, green')
  expect((await ofBoth('/functions/same?account=blue')).body.config.comment).toBe('blue')

  const ofNone = await tokenOf('gone')
  expect((await ofNone('/functions')).body).toMatchObject({ status: 403, code: 'OUTSIDE_LIMITS' })
})

test('what a token sees of an account is the same with ?account= as without', async () => {
  const { request, blue, green } = await startTwo({ apiTokenHashes: [hash('sha256', admin)] })
  const { Id: inBlue } = await createDistribution(blue.cloudfront)
  const { Id: otherInBlue } = await createDistribution(blue.cloudfront)
  const { Id: inGreen } = await createDistribution(green.cloudfront)
  const as = { type: 'bearer' } as const
  for (const id of [inBlue, otherInBlue, inGreen]) {
    const group = { selector: { distributionIds: [id] }, paths: ['/a'] }
    await request.post('/invalidations').auth(admin, as).send(group).expect(201)
    await request.patch(`/distributions/${id}`).auth(admin, as).send({ comment: 'changed' }).expect(200)
  }
  const distributions = { ids: [inBlue], accounts: ['green'] }
  const made = await request
    .post('/tokens')
    .auth(admin, as)
    .send({ name: 'of both', scopes: ['*:read'], distributions })
    .expect(201)
  const counts = async (path: string) => {
    const found: number[] = []
    for (const account of ['account=blue', 'account=green', '']) {
      const { body } = await request.get(`${path}${account}`).auth(made.body.token, as).expect(200)
      found.push(body.items.length)
    }
    return found
  }
  for (const list of ['/distributions?', '/invalidations?', '/audit?action=patchDistribution&']) {
    expect(await counts(list), list).toEqual([1, 1, 2])
  }
  // Deletions only of those in blue, because by its account no distribution is found that is gone.
  for (const id of [inBlue, otherInBlue]) {
    await request.delete(`/distributions/${id}`).auth(admin, as).expect(202)
  }
  expect(await counts('/operations?')).toEqual([1, 0, 1])
})
