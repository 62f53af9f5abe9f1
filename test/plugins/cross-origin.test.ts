import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { startApp } from '../helpers/start-app.ts'

const apiTokenHashes = [createHash('sha256').update('good').digest('hex')]
const page = 'https://tools.example.com'

/** Past HTTP, since preflights are no part of the OpenAPI document. */
async function start(corsOrigins: readonly string[] = [page]) {
  const { app } = await startApp({ apiTokenHashes, corsOrigins })
  const send = (method: 'GET' | 'OPTIONS', headers: Record<string, string>) =>
    app.inject({ method, url: '/operations', headers })
  return {
    preflight: (origin: string) =>
      send('OPTIONS', {
        origin,
        'access-control-request-method': 'PATCH',
        'access-control-request-headers': 'authorization,if-match'
      }),
    get: (origin: string, token = 'good') => send('GET', { origin, authorization: `Bearer ${token}` })
  }
}

test('a page of a configured origin may ask, call with its token and read the headers of answers', async () => {
  const { preflight, get } = await start()
  const asked = await preflight(page)
  expect(asked.statusCode).toBe(204)
  expect(asked.headers).toMatchObject({
    'access-control-allow-origin': page,
    'access-control-allow-headers': 'authorization,if-match'
  })
  expect(asked.headers['access-control-allow-methods']).toContain('PATCH')
  const { statusCode, headers } = await get(page)
  expect(statusCode).toBe(200)
  expect(headers['access-control-allow-origin']).toBe(page)
  expect(headers['access-control-expose-headers']).toContain('ETag')
  expect(headers.vary).toMatch(/origin/i)
  expect(headers).not.toHaveProperty('access-control-allow-credentials')
  // That its token is wrong a page may read, too.
  const refused = await get(page, 'wrong')
  expect(refused.statusCode).toBe(401)
  expect(refused.headers['access-control-allow-origin']).toBe(page)
})

test.each(['https://evil.example.com', 'https://tools.example.com.evil.com', 'http://tools.example.com', 'null'])(
  'a page of %s may not',
  async origin => {
    const { preflight, get } = await start()
    for (const { headers } of [await preflight(origin), await get(origin)]) {
      expect(headers).not.toHaveProperty('access-control-allow-origin')
    }
  }
)

test('without configured origins nothing is said to any page', async () => {
  const { preflight, get } = await start([])
  for (const { headers } of [await preflight(page), await get(page)]) {
    expect(Object.keys(headers).filter(name => name.startsWith('access-control'))).toEqual([])
  }
})

test('an OPTIONS that is no preflight is answered as without configured origins', async () => {
  const { app } = await startApp({ apiTokenHashes, corsOrigins: [page] })
  const authorization = 'Bearer good'
  const { statusCode, headers, body } = await app.inject({
    method: 'OPTIONS',
    url: '/operations',
    headers: { authorization }
  })
  expect([statusCode, headers.allow, JSON.parse(body)]).toMatchObject([
    405,
    'GET, HEAD',
    { code: 'METHOD_NOT_ALLOWED' }
  ])
})

test.each(['/openapi.json', '/', '/problems', '/operations'])('Vary of %s names Origin beside its own', async url => {
  const { app } = await startApp({ apiTokenHashes, corsOrigins: [page] })
  const { statusCode, headers } = await app.inject({ url, headers: { origin: page, authorization: 'Bearer good' } })
  expect([statusCode, headers['access-control-allow-origin']]).toEqual([200, page])
  expect(headers.vary).toMatch(/\bOrigin\b/)
  const { app: without } = await startApp({ apiTokenHashes })
  const own = (await without.inject({ url, headers: { authorization: 'Bearer good' } })).headers.vary
  if (own !== undefined) expect(headers.vary).toContain(own)
})

test.each([
  ['/%zz', 400, 'MALFORMED_URL'],
  ['/distributions/%ff', 400, 'MALFORMED_URL'],
  [`/distributions/${'E'.repeat(1_000)}`, 414, 'URI_TOO_LONG']
])('a page may also read why %.30s is refused', async (url, status, code) => {
  const { app } = await startApp({ apiTokenHashes, corsOrigins: [page] })
  // Browsers send a preflight first if there is a token.
  const asked = await app.inject({
    method: 'OPTIONS',
    url,
    headers: { origin: page, 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' }
  })
  expect([asked.statusCode, asked.headers['access-control-allow-origin']]).toEqual([204, page])
  const refused = await app.inject({ url, headers: { origin: page, authorization: 'Bearer good' } })
  expect([refused.statusCode, refused.json<{ code: string }>().code]).toEqual([status, code])
  expect(refused.headers).toMatchObject({
    'access-control-allow-origin': page,
    'access-control-expose-headers': expect.stringContaining('X-Request-Id') as string,
    vary: 'Origin',
    'x-frontage-backend': 'local',
    'x-content-type-options': 'nosniff'
  })
})
