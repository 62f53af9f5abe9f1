import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { type Scope } from '../../src/access/scopes.ts'
import { startApp } from '../helpers/start-app.ts'
import { CERTIFICATE } from '../resources/start-distribution.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

async function start() {
  const started = await startApp({ apiTokenHashes: [sha256('an-admin')] })
  const { request } = started
  const as = (token: string) => (method: 'get' | 'post' | 'put' | 'delete', path: string, body?: object) =>
    request[method](path).set('authorization', `Bearer ${token}`).send(body)
  const admin = as('an-admin')
  const withScopes = async (...scopes: Scope[]) => {
    const made = await admin('post', '/tokens', { name: scopes.join(), scopes }).expect(201)
    return as(made.body.token)
  }
  return { ...started, admin, withScopes }
}

const short = ({ status, body }: { status: number; body: { code?: string; detail?: string } }) =>
  [status, body.code, body.code && body.detail].filter(Boolean).join(' ')
const missing = (scope: Scope) => `403 SCOPE_MISSING The token lacks the scope ${scope}.`

test('an operation can be cancelled and retried by callers who may write its resource', async () => {
  const { admin, withScopes } = await start()
  const created = await admin('post', '/distributions', { origins: [{ domainName: 'www.example.com' }] }).expect(201)
  const deletion = await admin('delete', `/distributions/${created.body.id}?graceSeconds=600`).expect(202)
  const operation = deletion.headers.location ?? ''
  const operator = await withScopes('operations:write')
  expect(short(await operator('get', operation))).toBe('200')
  expect(short(await operator('post', `${operation}/cancel`))).toBe(missing('distributions:write'))
  expect(short(await operator('post', `${operation}/retry`))).toBe(missing('distributions:write'))
  const reader = await withScopes('operations:write', 'distributions:read', 'invalidations:write')
  expect(short(await reader('post', `${operation}/cancel`))).toBe(missing('distributions:write'))
  const writer = await withScopes('operations:write', 'distributions:write')
  expect((await writer('post', `${operation}/retry`)).status).toBe(409)
  expect(short(await writer('post', `${operation}/cancel`))).toBe('200')
  const unknown = '/operations/11111111-2222-4333-8444-555555555555/retry'
  expect(short(await operator('post', unknown))).toMatch(/^404 OPERATION_NOT_FOUND/)
})

test('the same of what is no distribution', async () => {
  const { admin, withScopes } = await start()
  const { headers } = await admin('post', '/origin-access-controls', { name: 'access' }).expect(201)
  const { body } = await admin('delete', `${headers.location}?whenFree=true`)
  const writer = await withScopes('operations:write', 'distributions:write')
  expect(short(await writer('post', `/operations/${body.id}/retry`))).toBe(missing('origin-access-controls:write'))
  const another = await withScopes('operations:write', 'origin-access-controls:write')
  expect((await another('post', `/operations/${body.id}/retry`)).status).toBe(409)
})

test('moving a domain requires write access to its target, and a preview read access', async () => {
  const { admin, withScopes } = await start()
  const viewerCertificate = { acmCertificateArn: CERTIFICATE }
  const origins = [{ domainName: 'www.example.com' }]
  const { id: distributionId } = (await admin('post', '/distributions', { origins, viewerCertificate }).expect(201))
    .body
  const at = '/domains/shop.example.com/association'
  const domains = await withScopes('domains:write')
  expect(short(await domains('put', at, { distributionId }))).toBe(missing('distributions:write'))
  expect(short(await domains('put', at, { distributionTenantId: 'dt_1' }))).toBe(missing('distribution-tenants:write'))
  expect(short(await domains('put', `/dry-run${at}`, { distributionId }))).toBe(missing('distributions:read'))
  const reader = await withScopes('domains:write', 'distributions:read')
  expect(short(await reader('put', `/dry-run${at}`, { distributionId }))).toBe('200')
  expect(short(await reader('put', at, { distributionId }))).toBe(missing('distributions:write'))
  const writer = await withScopes('domains:write', 'distributions:write')
  expect(short(await writer('put', at, { distributionId }))).toBe('200')
})
