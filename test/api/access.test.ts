import { createHash } from 'node:crypto'
import { afterAll, expect, test } from 'vitest'
import { includesScope, isScope, type RouteScope, SCOPES } from '../../src/access/scopes.ts'
import { expandedDocument } from '../helpers/expanded-document.ts'
import { startApp } from '../helpers/start-app.ts'

interface Operation {
  readonly operationId: string
  readonly security: readonly { readonly bearer?: readonly string[] }[]
}
const document = (await expandedDocument()) as { paths: Record<string, Record<string, Operation>> }
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    method: method.toUpperCase(),
    path,
    ...operation,
    url: path.replace(/\{\w+\}/g, 'E1234567890ABC')
  }))
)
const scopesOf = ({ security }: Operation) => security.flatMap(({ bearer = [] }) => bearer)
/** How often an operation was asked with a token of which kind, which is the size of the matrix. */
const asked = { operations: operations.length, withoutGoodToken: 0, withScopes: 0, ofOtherDistributions: 0 }
afterAll(() => void process.stdout.write(`access matrix: ${JSON.stringify(asked)}\n`))

const apiTokenHashes = [createHash('sha256').update('admin').digest('hex')]

test('only the overview, health checks and explained problems are open; every other operation of the document names its scope', () => {
  const open = operations.filter(operation => scopesOf(operation).length === 0)
  expect(open.map(({ operationId }) => operationId)).toEqual([
    'getLiveness',
    'getReadiness',
    'getOverview',
    'listProblemTypes',
    'getProblemType'
  ])
  for (const operation of operations) {
    for (const scope of scopesOf(operation)) expect(isScope(scope), `${operation.operationId}: ${scope}`).toBe(true)
  }
})

test('a read needs a scope for reading, and so does a dry run; a write needs one for writing, unless it only asks', () => {
  const unusual = operations.filter(operation => {
    const [scope] = scopesOf(operation)
    const reads = operation.method === 'GET' || operation.path.startsWith('/dry-run/')
    return scope !== undefined && scope !== 'admin' && scope.endsWith(':read') !== reads
  })
  expect(unusual.map(({ operationId }) => operationId).sort()).toEqual([
    'checkDns',
    'explainRequest',
    'previewDistributionTenantInvalidation',
    'previewInvalidation'
  ])
})

test('a route without a known scope keeps the service from starting', async () => {
  await expect(startApp({ extend: app => app.get('/nouns-nobody-knows', async () => 'x') })).rejects.toThrow(
    'the route GET /nouns-nobody-knows has no scope'
  )
})

test('writing includes reading, the star all nouns, admin everything; and nothing else includes another scope', () => {
  for (const granted of SCOPES) {
    for (const asked of SCOPES.filter(scope => !scope.startsWith('*'))) {
      const [noun, verb] = asked.split(':')
      const including = ['admin', asked, `*:${verb}`, ...(verb === 'read' ? [`${noun}:write`, '*:write'] : [])]
      const expected = asked === 'admin' ? granted === 'admin' : including.includes(granted)
      expect(includesScope([granted], asked as RouteScope), `${granted} for ${asked}`).toBe(expected)
    }
  }
})

/** The service with tokens for every case, and what a request with each of them is answered. */
async function startMatrix() {
  const rateLimit = { requests: 0, windowSeconds: 60, wrongTokens: 0 }
  const { app, emulator, request } = await startApp({ apiTokenHashes, rateLimit })
  const make = async (body: object): Promise<{ id: string; token: string }> => {
    const answer = await request
      .post('/tokens')
      .set('authorization', 'Bearer admin')
      .send({ name: 'matrix', ...body })
    expect(answer.status, answer.text).toBe(201)
    return answer.body
  }
  const ask = async ({ method, url }: { method: string; url: string }, token: string | undefined) => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
    const { statusCode: status, body } = await app.inject({ method: method as 'GET', url, headers })
    return status === 401 || status === 403 || status === 404 ? `${status} ${JSON.parse(body).code}` : String(status)
  }
  return { emulator, make, ask }
}

const guarded = operations.filter(operation => scopesOf(operation).length > 0)

test('with no token, and with a wrong, an expired and a revoked one, every operation is 401, and CloudFront is not asked', async () => {
  const { emulator, make, ask } = await startMatrix()
  const expired = await make({ scopes: ['admin'], expiresInSeconds: 60 })
  const revoked = await make({ scopes: ['admin'] })
  const [somebody] = operations.filter(({ operationId }) => operationId === 'listOperations')
  for (const { token } of [expired, revoked]) expect(await ask(somebody!, token)).toBe('200')
  emulator.clock.advance(61)
  expect(await ask({ method: 'DELETE', url: `/tokens/${revoked.id}` }, 'admin')).toBe('204')
  for (const token of [undefined, 'wrong', expired.token, revoked.token]) {
    for (const operation of guarded) {
      expect(await ask(operation, token), `${operation.operationId} with ${token}`).toBe('401 UNAUTHENTICATED')
      asked.withoutGoodToken += 1
    }
  }
  expect(asked.withoutGoodToken).toBe(4 * guarded.length)
  expect(emulator.calls.count()).toBe(0)
})

test(
  'of all scopes those that include what an operation needs let in, and all others together do not',
  { timeout: 240_000 },
  async () => {
    const { make, ask } = await startMatrix()
    const tokens = new Map<string, string>()
    const tokenFor = async (scopes: readonly string[]) => {
      const key = scopes.join()
      const token = tokens.get(key) ?? (await make({ scopes })).token
      tokens.set(key, token)
      return token
    }
    for (const operation of guarded) {
      const [needed = ''] = scopesOf(operation)
      const including = SCOPES.filter(scope => includesScope([scope], needed as RouteScope))
      const others = SCOPES.filter(scope => !including.includes(scope))
      expect(await ask(operation, await tokenFor(others)), `${operation.operationId} without ${needed}`).toBe(
        '403 SCOPE_MISSING'
      )
      for (const scope of including) {
        const answer = await ask(operation, await tokenFor([scope]))
        expect(answer, `${operation.operationId} with ${scope}`).not.toMatch(/^(401|403 SCOPE_MISSING|5..)/)
      }
      asked.withScopes += 1 + including.length
    }
    expect(asked.withScopes).toBeGreaterThan(guarded.length * 4)
  }
)

test('for a caller of other distributions a distribution is not there, and what is about more is refused', async () => {
  const { emulator, make, ask } = await startMatrix()
  const { token } = await make({ scopes: ['admin'], distributions: { ids: ['E0000000000001'] } })
  const served: string[] = []
  for (const operation of guarded) {
    const answer = await ask(operation, token)
    asked.ofOtherDistributions += 1
    const isOne = /^(\/dry-run)?\/distributions\/\{distributionId\}/.test(operation.path)
    if (answer === '403 OUTSIDE_LIMITS' || (isOne && answer === '404 DISTRIBUTION_NOT_FOUND')) continue
    expect(answer, operation.operationId).toMatch(/^(200|400|404)/)
    served.push(operation.operationId)
  }
  const shared = served.filter(id => guarded.some(({ operationId, path }) => operationId === id && SHARED.test(path)))
  expect(served.filter(id => !shared.includes(id)).sort()).toEqual([
    'cancelInvalidationGroup',
    'cancelOperation',
    'createInvalidationGroup',
    'followInvalidationGroup',
    'followOperation',
    'getInvalidationGroup',
    'getOperation',
    'listAuditRecords',
    'listDistributions',
    'listInvalidationGroups',
    'listOperations',
    'retryOperation'
  ])
  expect(shared.every(id => /^(get|list)/.test(id))).toBe(true)
  expect(emulator.calls.count('UpdateDistribution')).toBe(0)
})

const SHARED =
  /^\/((cache|origin-request|response-headers)-policies|origin-access|public-keys|key-groups|field-level|functions|realtime-log)/
