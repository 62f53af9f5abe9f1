import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { followEvents } from '../helpers/follow-events.ts'
import { startApp } from '../helpers/start-app.ts'

const hash = (token: string) => createHash('sha256').update(token).digest('hex')
const TOKEN = 'token-of-the-test-Zq8'
const apiTokenHashes = [hash('another'), hash(TOKEN)]

describe('with tokens', () => {
  test.each(['another', TOKEN])('%s is let in', async token => {
    const { request } = await startApp({ apiTokenHashes })
    await request.get('/distributions').auth(token, { type: 'bearer' }).expect(200)
  })

  test('the scheme is not case-sensitive', async () => {
    const { request } = await startApp({ apiTokenHashes })
    await request.get('/distributions').set('authorization', `bearer ${TOKEN}`).expect(200)
  })

  test.each([
    ['no header', undefined],
    ['another scheme', `Basic ${Buffer.from(`:${TOKEN}`).toString('base64')}`],
    ['an empty token', 'Bearer '],
    ['a wrong token', `Bearer ${TOKEN}x`],
    ['the beginning of a token', `Bearer ${TOKEN.slice(0, -1)}`],
    ['the hash of a token', `Bearer ${hash(TOKEN)}`],
    ['two tokens', `Bearer ${TOKEN} ${TOKEN}`]
  ])('%s is 401 UNAUTHENTICATED with WWW-Authenticate', async (_, authorization) => {
    const { request, emulator } = await startApp({ apiTokenHashes })
    const asked = request.get('/distributions')
    const response = await (authorization === undefined ? asked : asked.set('authorization', authorization))
    expect(response.status).toBe(401)
    expect(response.body).toMatchObject({ code: 'UNAUTHENTICATED' })
    expect(response.headers['www-authenticate']).toMatch(/^Bearer realm="frontage"/)
    expect(emulator.calls.count()).toBe(0)
  })

  test('only a wrong token is called invalid (RFC 6750)', async () => {
    const { request } = await startApp({ apiTokenHashes })
    expect((await request.get('/distributions')).headers['www-authenticate']).not.toContain('error')
    const wrong = await request.get('/distributions').auth('wrong', { type: 'bearer' })
    expect(wrong.headers['www-authenticate']).toContain('error="invalid_token"')
  })

  test.each(['/health/live', '/health/ready', '/docs', '/docs/static/swagger-ui.css', '/openapi.json'])(
    '%s is open',
    async path => {
      const { request } = await startApp({ apiTokenHashes })
      await request.get(path).expect(200)
    }
  )

  test.each(['/nowhere', '/healthy', '/docsx', '/distributions/E1', '/docs/../distributions'])(
    '%s is not',
    async path => {
      const { request } = await startApp({ apiTokenHashes })
      await request.get(path).expect(401)
    }
  )

  test('one token is one caller, however its header is spelt', async () => {
    const { request, url, emulator } = await startApp({ apiTokenHashes })
    const spelling = (n: number) => ({ authorization: `${n % 2 ? 'Bearer' : 'bearer'}${' '.repeat(n + 1)}${TOKEN}` })
    const make = (n: number) =>
      request
        .post('/distributions')
        .set({ ...spelling(n), 'idempotency-key': 'one' })
        .send({ origins: [{ domainName: 'www.example.com' }] })
    const { body: distribution } = await make(0).expect(201)
    expect((await make(1)).body.id).toBe(distribution.id)

    const invalidations = `/distributions/${distribution.id}/invalidations`
    const { body: made } = await request
      .post(invalidations)
      .set(spelling(0))
      .send({ paths: ['/a'] })
    const follow = (headers: Record<string, string>) =>
      followEvents(`${url}${invalidations}/${made.id}/events`, headers)
    for (let n = 0; n < 10; n += 1) expect((await follow(spelling(n))).response.status).toBe(200)
    expect((await follow(spelling(10))).response.status).toBe(429)
    expect((await follow({ authorization: 'Bearer another' })).response.status).toBe(200)
    expect(emulator.calls.count('CreateDistribution')).toBe(1)
  })

  test('other host names are served', async () => {
    const { request } = await startApp({ apiTokenHashes })
    await request.get('/distributions').set('host', 'frontage.internal').auth(TOKEN, { type: 'bearer' }).expect(200)
  })

  test('a token that was sent is nowhere in the log, wherever it was put', async () => {
    const { request, logs } = await startApp({
      apiTokenHashes,
      extend: app =>
        app.get('/boom', { config: { scope: 'admin' } }, async asked => {
          asked.log.error({ headers: asked.headers, req: { headers: asked.headers } }, 'all headers')
          throw Object.assign(new Error('with everything'), { headers: asked.headers })
        })
    })
    await request.get('/boom').auth(TOKEN, { type: 'bearer' }).set('cookie', `session=${TOKEN}`).expect(500)
    await request.get('/distributions').auth(`${TOKEN}-wrong`, { type: 'bearer' }).expect(401)
    expect(logs.join('')).toContain('all headers')
    expect(logs.join('')).toContain('[redacted]')
    expect(logs.join('')).not.toContain(TOKEN)
  })
})

describe('without tokens', () => {
  test.each(['localhost', 'localhost:8080', '127.0.0.1', '127.0.0.1:1', '127.1.2.3', '[::1]:8080', 'LOCALHOST'])(
    'Host %s is served',
    async host => {
      const { request } = await startApp()
      await request.get('/distributions').set('host', host).expect(200)
    }
  )

  test('a Host that cannot be one is 400', async () => {
    const { request } = await startApp()
    const { status, body } = await request.get('/distributions').set('host', 'localhost:8080.example')
    expect([status, body.code]).toEqual([400, 'MALFORMED_REQUEST'])
  })

  test.each(['frontage.example', 'localhost.example', '127.0.0.1.example', 'example', '10.0.0.1', ''])(
    'Host %j is 421 MISDIRECTED_HOST: a name may point here by an attacker’s DNS',
    async host => {
      const { request, emulator } = await startApp()
      const response = await request.get('/distributions').set('host', host)
      expect(response.status).toBe(421)
      expect(response.body).toMatchObject({ code: 'MISDIRECTED_HOST' })
      expect((await request.get('/health/live').set('host', host)).status).toBe(421)
      expect(emulator.calls.count()).toBe(0)
    }
  )

  test.each(['forwarded', 'x-forwarded-for', 'via'])(
    'what comes through a proxy, with %s, is 421: it would make everybody an admin',
    async name => {
      const { request, emulator } = await startApp()
      const response = await request.get('/distributions').set(name, '1.1 proxy')
      expect([response.status, response.body.code]).toEqual([421, 'MISDIRECTED_HOST'])
      expect(response.body.detail).toContain('proxy')
      expect(emulator.calls.count()).toBe(0)
      const withTokens = await startApp({ apiTokenHashes })
      await withTokens.request.get('/distributions').set(name, '1.1 proxy').auth(TOKEN, { type: 'bearer' }).expect(200)
    }
  )

  test.each([
    ['another origin', { origin: 'http://evil.example' }],
    ['an origin that hides', { origin: 'null' }],
    ['another site', { 'sec-fetch-site': 'cross-site' }]
  ])('a page of %s cannot write', async (_, headers) => {
    const { request, emulator } = await startApp()
    const response = await request
      .post('/distributions')
      .set(headers)
      .send({ origins: [{ domainName: 'www.example.com' }] })
    expect(response.status).toBe(403)
    expect(response.body).toMatchObject({ code: 'CROSS_SITE_REQUEST' })
    expect(emulator.calls.count()).toBe(0)
  })

  test('the page at /docs can', async () => {
    const { request, url } = await startApp()
    const body = { origins: [{ domainName: 'www.example.com' }] }
    await request.post('/distributions').set({ origin: url, 'sec-fetch-site': 'same-origin' }).send(body).expect(201)
  })
})
