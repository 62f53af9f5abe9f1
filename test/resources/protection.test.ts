import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { startApp } from '../helpers/start-app.ts'

const ADMIN = 'admin-of-the-test'
const apiTokenHashes = [createHash('sha256').update(ADMIN).digest('hex')]
const origins = [{ domainName: 'www.example.com' }]
const DEPLOYING = 'Waiting for CloudFront to deploy the change'

/** A distribution, an admin, and somebody who may write distributions. */
async function start(body: object = {}, localPropagationSeconds = 0) {
  const started = await startApp({ apiTokenHashes, localPropagationSeconds })
  const { request } = started
  started.emulator.clock.release()
  const as = (token: string) => {
    return (method: 'get' | 'post' | 'put' | 'patch' | 'delete', url: string, body?: object, headers = {}) =>
      request[method](url).auth(token, { type: 'bearer' }).set(headers).send(body)
  }
  const admin = as(ADMIN)
  const made = await admin('post', '/tokens', { name: 'writer', scopes: ['distributions:write', 'operations:write'] })
  const writer = as(made.body.token as string)
  const created = await writer('post', '/distributions', { origins, ...body })
  expect(created.status, created.text).toBe(201)
  const url = `/distributions/${created.body.id}`
  const deletions = () => started.emulator.calls.count('DeleteDistribution')
  return { ...started, as, admin, writer, created: created.body, url, deletions }
}

test('callers who write distributions can protect one, and only an admin can lift that; until then it cannot be deleted', async () => {
  const { admin, writer, url, deletions } = await start()
  await writer('get', `${url}/protection`).expect(200, { protected: false })
  for (let n = 0; n < 2; n += 1) {
    await writer('put', `${url}/protection`, { protected: true }).expect(200, { protected: true })
  }
  await writer('get', `${url}/protection`).expect(200, { protected: true })
  for (const caller of [writer, admin]) {
    const { body } = await caller('delete', url).expect(409)
    expect(body).toMatchObject({ code: 'DISTRIBUTION_PROTECTED', retryable: false })
    expect(body.detail).toContain('Nothing has been done.')
  }
  await admin('get', '/operations').expect(200, { items: [] })

  const { body } = await writer('put', `${url}/protection`, { protected: false }).expect(403)
  expect(body).toMatchObject({ code: 'SCOPE_MISSING' })
  expect(body.detail).toContain('admin')
  await writer('get', `${url}/protection`).expect(200, { protected: true })
  await admin('put', `${url}/protection`, { protected: false }).expect(200, { protected: false })
  await writer('delete', url, undefined, { prefer: 'wait=30' }).expect(200)
  expect(deletions()).toBe(1)
})

test('a protected distribution may be changed and disabled', async () => {
  const { writer, url } = await start({ protected: true })
  await writer('patch', url, { enabled: false, comment: 'off' }).expect(200)
})

test('it can be given at creation, which shows it, also with Prefer: wait; it is no member of the configuration', async () => {
  const { writer, created, url } = await start({ protected: true })
  expect(created.protected).toBe(true)
  expect(created.config).not.toHaveProperty('protected')
  await writer('get', `${url}/protection`).expect(200, { protected: true })
  await writer('delete', url).expect(409)
  const body = { origins, protected: true }
  const waited = await writer('post', '/distributions', body, { prefer: 'wait=5' }).expect(201)
  expect(waited.body).toMatchObject({ status: 'Deployed', protected: true })
  for (const given of [false, null]) {
    const { body: other } = await writer('post', '/distributions', { origins, protected: given }).expect(201)
    expect(other).not.toHaveProperty('protected')
    await writer('get', `/distributions/${other.id}/protection`).expect(200, { protected: false })
  }
  const dryRun = await writer('post', '/distributions?dryRun=true', body).expect(200)
  expect(JSON.stringify(dryRun.body)).not.toContain('protected')
  const patched = await writer('patch', url, { protected: false }).expect(400)
  expect(patched.body.errors).toMatchObject([{ pointer: '/protected' }])
})

test('a creation whose protection the store did not take is repeated with its key, and protects what was made', async () => {
  const { writer, database, emulator } = await start()
  const create = () =>
    writer('post', '/distributions', { origins, protected: true }, { 'idempotency-key': 'protected-one' })
  await database.query('ALTER TABLE protected_distributions RENAME TO protected_away')
  expect((await create()).status).toBeGreaterThanOrEqual(500)
  await database.query('ALTER TABLE protected_away RENAME TO protected_distributions')
  const { body } = await create().expect(201)
  await writer('get', `/distributions/${body.id}/protection`).expect(200, { protected: true })
  const { body: page } = await writer('get', '/distributions').expect(200)
  expect(page.items).toHaveLength(2)
  expect(emulator.calls.count('CreateDistribution')).toBeGreaterThanOrEqual(2)
})

test('a protection that is set while a deletion is under way stops it before its last step, and leaves it disabled', async () => {
  const { admin, writer, url, deletions, emulator, logs } = await start({}, 3_600)
  const begun = await writer('delete', url).expect(202)
  const { location = '' } = begun.headers
  await expect
    .poll(async () => (await writer('get', location)).body.steps, { timeout: 15_000 })
    .toContainEqual(expect.objectContaining({ title: DEPLOYING, status: 'waiting' }))
  await writer('put', `${url}/protection`, { protected: true }).expect(200)
  emulator.clock.advance(3_600)
  const { body: ended } = await writer('get', location, undefined, { prefer: 'wait=30' }).expect(200)
  expect(ended).toMatchObject({ status: 'failed', error: { code: 'DISTRIBUTION_PROTECTED' } })
  expect(ended.error.detail).toContain('It is disabled, and stays so.')
  expect(deletions()).toBe(0)
  const levels = logs.filter(line => line.includes('an operation failed')).map(line => JSON.parse(line).level)
  expect(levels, 'a warning, since no operator can repair it').toEqual([40])
  const { body: left } = await writer('get', url).expect(200)
  expect(left.config.enabled).toBe(false)

  // Once it is lifted the operation can be resumed.
  await writer('post', `${location}/retry`).expect(200)
  const again = await writer('get', location, undefined, { prefer: 'wait=30' }).expect(200)
  expect(again.body.status).toBe('failed')
  await admin('put', `${url}/protection`, { protected: false }).expect(200)
  await writer('post', `${location}/retry`).expect(200)
  const done = await writer('get', location, undefined, { prefer: 'wait=30' }).expect(200)
  expect(done.body.status).toBe('succeeded')
  expect(deletions()).toBe(1)
})

test('404 for a distribution that is not there, and 400 for what is no answer to yes or no', async () => {
  const { admin, url } = await start()
  for (const [method, body] of [['get'], ['put', { protected: true }], ['put', { protected: false }]] as const) {
    const { body: problem } = await admin(method, '/distributions/E0000000000000/protection', body).expect(404)
    expect(problem.code).toBe('DISTRIBUTION_NOT_FOUND')
  }
  for (const body of [{}, { protected: 'yes' }, { protected: null }, { protected: true, until: 1 }]) {
    await admin('put', `${url}/protection`, body).expect(400)
  }
})

test('callers limited to another distribution neither see nor set it', async () => {
  const { admin, as, url } = await start()
  const { body } = await admin('post', '/tokens', {
    name: 'other',
    scopes: ['admin'],
    distributions: { ids: ['E0000000000001'] }
  })
  const other = as(body.token as string)
  await other('get', `${url}/protection`).expect(404)
  await other('put', `${url}/protection`, { protected: true }).expect(404)
  await admin('get', `${url}/protection`).expect(200, { protected: false })
})

test('what is protected and lifted is in the audit with its old value, and so is a refused deletion', async () => {
  const { admin, writer, url } = await start()
  await writer('put', `${url}/protection`, { protected: true }).expect(200)
  await writer('delete', url).expect(409)
  await admin('put', `${url}/protection`, { protected: false }).expect(200)
  const { body } = await admin('get', `${url}/audit`).expect(200)
  const change = (value: boolean) => [{ op: 'replace', path: '/protected', value, oldValue: !value }]
  expect(body.items.slice(0, 3)).toMatchObject([
    { action: 'replaceDistributionProtection', resource: `${url}/protection`, changes: change(false) },
    { action: 'deleteDistribution', outcome: 'refused', code: 'DISTRIBUTION_PROTECTED' },
    { action: 'replaceDistributionProtection', changes: change(true) }
  ])
})
