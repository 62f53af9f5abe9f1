import { createHash } from 'node:crypto'
import { type Response } from 'supertest'
import { expect, test } from 'vitest'
import { startApp } from '../helpers/start-app.ts'

const ADMIN = 'admin-of-the-test'
const apiTokenHashes = [createHash('sha256').update(ADMIN).digest('hex')]
const bearer = { type: 'bearer' } as const

async function start() {
  const started = await startApp({ apiTokenHashes })
  const { request } = started
  const make = async (body: object, headers: Record<string, string> = {}) =>
    request.post('/tokens').auth(ADMIN, bearer).set(headers).send(body)
  return { ...started, make }
}

test('an admin makes a token, which does what it is for, until it is revoked', async () => {
  const { request, make } = await start()
  const { status, body, headers } = await make({ name: 'reader', owner: 'web', scopes: ['distributions:read'] })
  expect(status, JSON.stringify(body)).toBe(201)
  expect(body).toMatchObject({ name: 'reader', owner: 'web', scopes: ['distributions:read'], status: 'active' })
  expect(headers.location).toBe(`/tokens/${body.id}`)
  expect(headers['cache-control']).toBe('no-store')

  await request.get('/distributions').auth(body.token, bearer).expect(200)
  const refused = await request.get('/cache-policies').auth(body.token, bearer).expect(403)
  expect(refused.body).toMatchObject({ code: 'SCOPE_MISSING' })
  expect(refused.body.detail).toContain('cache-policies:read')
  expect(refused.headers['www-authenticate']).toContain('scope="cache-policies:read"')
  const write = await request
    .post('/distributions')
    .auth(body.token, bearer)
    .send({ origins: [{ domainName: 'www.example.com' }] })
  expect(write.body.detail).toContain('distributions:write')

  await request.delete(`/tokens/${body.id}`).auth(ADMIN, bearer).expect(204)
  await request.delete(`/tokens/${body.id}`).auth(ADMIN, bearer).expect(204)
  const after = await request.get('/distributions').auth(body.token, bearer).expect(401)
  expect(after.body.code).toBe('UNAUTHENTICATED')
  const { body: seen } = await request.get(`/tokens/${body.id}`).auth(ADMIN, bearer).expect(200)
  expect(seen).toMatchObject({ status: 'revoked', createdBy: expect.stringContaining('API_TOKENS') })
  expect(seen.token).toBeUndefined()
})

test('tokens are listed page by page, the newest first, without themselves', async () => {
  const { request, make } = await start()
  for (const name of ['first', 'second', 'third']) await make({ name, scopes: ['*:read'] })
  const { body: page } = await request.get('/tokens?limit=2').auth(ADMIN, bearer).expect(200)
  expect(page.items.map(({ name }: { name: string }) => name)).toEqual(['third', 'second'])
  const { body: rest } = await request.get(`/tokens?cursor=${page.nextCursor}`).auth(ADMIN, bearer).expect(200)
  expect(rest.items.map(({ name }: { name: string }) => name)).toEqual(['first'])
  expect(JSON.stringify([page, rest])).not.toContain('frt_')
})

test('twelve tokens are on the pages once each, the newest first, also where positions have different lengths', async () => {
  const { request, make } = await start()
  const made: string[] = []
  for (let number = 1; number <= 12; number++) {
    made.unshift((await make({ name: `token ${number}`, scopes: ['*:read'] })).body.id)
  }
  const listed: string[] = []
  for (let next: string | undefined = '/tokens?limit=5'; next !== undefined;) {
    const page: Response = await request.get(next).auth(ADMIN, bearer).expect(200)
    listed.push(...page.body.items.map(({ id }: { id: string }) => id))
    expect(listed.length, 'pages repeat tokens').toBeLessThanOrEqual(made.length)
    next = /<(.+)>; rel="next"/.exec(page.headers.link ?? '')?.[1]
  }
  expect(listed).toEqual(made)
})

test('only an admin sees or creates tokens, not callers who may write everything else', async () => {
  const { request, make } = await start()
  const { body } = await make({ name: 'writer', scopes: ['*:write'] })
  for (const attempt of [
    request.post('/tokens').send({ name: 'x', scopes: ['admin'] }),
    request.get('/tokens'),
    request.get(`/tokens/${body.id}`),
    request.delete(`/tokens/${body.id}`)
  ]) {
    const { status, body: problem } = await attempt.auth(body.token, bearer)
    expect([status, problem.code]).toEqual([403, 'SCOPE_MISSING'])
  }
  await request.get('/distributions').auth(body.token, bearer).expect(200)
})

test('a repetition with the same key makes no second token, and the first is not kept to be shown again', async () => {
  const { make, request, database } = await start()
  const body = { name: 'once', scopes: ['*:read'] }
  const { body: made } = await make(body, { 'idempotency-key': 'k' })
  const again = await make(body, { 'idempotency-key': 'k' })
  expect([again.status, again.body.code]).toEqual([409, 'TOKEN_SHOWN_ONCE'])
  expect(again.body.detail).toContain(made.id)
  const { body: page } = await request.get('/tokens').auth(ADMIN, bearer)
  expect(page.items).toHaveLength(1)
  expect(JSON.stringify(await database.query('SELECT * FROM idempotency_keys'))).not.toContain(made.token)
})

test.each([
  [{ scopes: ['*:read'] }, '/name'],
  [{ name: 'x' }, '/scopes'],
  [{ name: 'x', scopes: [] }, '/scopes'],
  [{ name: 'x', scopes: ['distributions:*'] }, '/scopes/0'],
  [{ name: 'x\n', scopes: ['admin'] }, '/name'],
  [{ name: 'x', scopes: ['admin'], expiresInSeconds: 1 }, '/expiresInSeconds'],
  [{ name: 'x', scopes: ['admin'], admin: true }, '/admin']
])('%j is 400 and names %s', async (body, pointer) => {
  const { make } = await start()
  const answer = await make(body)
  expect(answer.status).toBe(400)
  expect(answer.body.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer)
})

test('404 TOKEN_NOT_FOUND for one that is not there', async () => {
  const { request } = await start()
  for (const method of ['get', 'delete'] as const) {
    const { status, body } = await request[method]('/tokens/tok_none').auth(ADMIN, bearer)
    expect([status, body.code]).toEqual([404, 'TOKEN_NOT_FOUND'])
  }
})

test('no token is in the log', async () => {
  const { request, make, logs } = await start()
  const { body } = await make({ name: 'quiet', scopes: ['*:read'] })
  await request.get('/distributions').auth(body.token, bearer).expect(200)
  await request.delete('/distributions/E1').auth(body.token, bearer).expect(403)
  expect(logs.join('')).not.toContain(body.token.slice(4, 20))
})

test('what is done to tokens is in the audit, without the tokens', async () => {
  const { request, make } = await start()
  const { body } = await make({ name: 'seen', scopes: ['*:read'], paths: ['/a/*'], expiresInSeconds: 60 })
  await request.delete(`/tokens/${body.id}`).auth(ADMIN, bearer).expect(204)
  const { body: audit } = await request.get('/audit').auth(ADMIN, bearer).expect(200)
  expect(audit.items).toMatchObject([
    { action: 'revokeToken', resource: `/tokens/${body.id}`, changes: [{ op: 'remove', path: '' }] },
    {
      action: 'createToken',
      resource: `/tokens/${body.id}`,
      changes: [
        { op: 'add', path: '', value: { name: 'seen', scopes: ['*:read'], paths: ['/a/*'], expiresAt: body.expiresAt } }
      ]
    }
  ])
  expect(JSON.stringify(audit)).not.toContain(body.token)
})

test('without a record of it no token is made or revoked', async () => {
  const { request, make, database } = await start()
  const { body } = await make({ name: 'first', scopes: ['*:read'] })
  await database.query('ALTER TABLE audit_records RENAME TO audit_records_away')
  expect((await make({ name: 'second', scopes: ['admin'] })).status).toBeGreaterThanOrEqual(500)
  expect((await request.delete(`/tokens/${body.id}`).auth(ADMIN, bearer)).status).toBeGreaterThanOrEqual(500)
  await database.query('ALTER TABLE audit_records_away RENAME TO audit_records')
  const { body: page } = await request.get('/tokens').auth(ADMIN, bearer).expect(200)
  expect(page.items).toMatchObject([{ name: 'first', status: 'active' }])
})
