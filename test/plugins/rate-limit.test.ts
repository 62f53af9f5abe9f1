import { createHash } from 'node:crypto'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { newTokenText } from '../../src/access/token-text.ts'
import { type Overrides, startApp } from '../helpers/start-app.ts'

const [one, other] = ['token-of-one', 'token-of-another'] as const
const apiTokenHashes = [one, other].map(token => createHash('sha256').update(token).digest('hex'))
const bearer = (token: string) => ['authorization', `Bearer ${token}`] as const

test('beyond the limit a caller is 429 with Retry-After, others are served, and headers say beforehand what is left', async () => {
  const { request } = await startApp({ apiTokenHashes, rateLimit: { requests: 3, windowSeconds: 60, wrongTokens: 0 } })
  for (const left of ['2', '1', '0']) {
    const { headers } = await request
      .get('/operations')
      .set(...bearer(one))
      .expect(200)
    expect(headers).toMatchObject({ 'ratelimit-limit': '3', 'ratelimit-remaining': left })
    expect(Number(headers['ratelimit-reset'])).toBeGreaterThan(0)
  }
  // Whatever the address, also one where there is nothing.
  for (const path of ['/operations', '/distributions/E1', '/nowhere', '/metrics']) {
    const { headers, body } = await request
      .get(path)
      .set(...bearer(one))
      .expect(429)
    expect(body).toMatchObject({ code: 'RATE_LIMITED', retryable: true, remedy: expect.any(String) as string })
    expect(Number(headers['retry-after'])).toBeGreaterThan(0)
    expect(Number(headers['retry-after'])).toBeLessThanOrEqual(60)
    expect(headers['ratelimit-remaining']).toBe('0')
  }
  await request
    .get('/operations')
    .set(...bearer(other))
    .expect(200)
})

test("callers without a valid token use up nobody's limit, and health checks none", async () => {
  const { request } = await startApp({ apiTokenHashes, rateLimit: { requests: 2, windowSeconds: 60, wrongTokens: 0 } })
  for (let times = 0; times < 5; times++) {
    await request
      .get('/operations')
      .set(...bearer('wrong'))
      .expect(401)
    const { headers } = await request.get('/health/live').expect(200)
    expect(headers).not.toHaveProperty('ratelimit-limit')
  }
  await request
    .get('/operations')
    .set(...bearer(one))
    .expect(200)
})

test('without tokens a caller is an address; without a limit nothing is counted', async () => {
  const limited = await startApp({ rateLimit: { requests: 1, windowSeconds: 60, wrongTokens: 0 } })
  await limited.request.get('/operations').expect(200)
  await limited.request.get('/operations').expect(429)
  const { request } = await startApp({ rateLimit: { requests: 0, windowSeconds: 60, wrongTokens: 0 } })
  const { headers } = await request.get('/operations').expect(200)
  expect(headers).not.toHaveProperty('ratelimit-limit')
})

describe('wrong tokens', () => {
  async function start(wrong: number, more: Overrides = {}) {
    const rateLimit = { requests: 0, windowSeconds: 60, wrongTokens: wrong }
    const { request, ...started } = await startApp({ apiTokenHashes, rateLimit, ...more })
    const send = (token: string, headers: Record<string, string> = {}) =>
      request
        .get('/operations')
        .set(headers)
        .set(...bearer(token))
    return { ...started, request, send }
  }

  test('beyond the limit 429 with Retry-After, of whatever kind they are, and the store is not asked', async () => {
    const { send, database } = await start(3)
    const jwt = [{ alg: 'RS256' }, { iss: 'https://issuer.example.com' }].map(part =>
      Buffer.from(JSON.stringify(part)).toString('base64url')
    )
    for (const token of ['wrong', newTokenText(), [...jwt, 'c2lnbmF0dXJl'].join('.')]) await send(token).expect(401)
    const query = vi.spyOn(database, 'query')
    for (const token of ['wrong', newTokenText()]) {
      const { headers, body } = await send(token).expect(429)
      expect(body).toMatchObject({ code: 'RATE_LIMITED', retryable: true })
      expect(body.detail).toBe(
        'Too many requests with invalid tokens came from this address: at most 3 in 60 seconds are answered.'
      )
      expect(Number(headers['retry-after'])).toBeGreaterThan(0)
      expect(Number(headers['retry-after'])).toBeLessThanOrEqual(60)
      expect(headers).toMatchObject({ 'ratelimit-limit': '3', 'ratelimit-remaining': '0' })
      expect(headers['ratelimit-reset']).toBe(headers['retry-after'])
    }
    expect(query.mock.calls.filter(([text]) => text.includes('tokens'))).toEqual([])
  })

  test('known tokens are still served until they are revoked, and so are public routes', async () => {
    const { send, request } = await start(2)
    const { body: made } = await request
      .post('/tokens')
      .set(...bearer(one))
      .send({ name: 'x', scopes: ['*:read'] })
      .expect(201)
    await send(made.token as string).expect(200)
    for (const status of [401, 401, 429]) await send('wrong').expect(status)
    await send(one).expect(200)
    await send(made.token as string).expect(200)
    // Of the setting, like the first: it costs nothing to know it.
    await send(other).expect(200)
    await send(newTokenText()).expect(429)
    await request
      .get('/health/live')
      .set(...bearer('wrong'))
      .expect(200)
    await request.get('/operations').expect(401)
    await request
      .delete(`/tokens/${made.id}`)
      .set(...bearer(one))
      .expect(204)
    for (const status of [401, 429]) await send(made.token as string).expect(status)
  })

  test('good tokens, missing ones and those without the scope are not counted', async () => {
    const { send, request } = await start(1)
    const { body: made } = await request
      .post('/tokens')
      .set(...bearer(one))
      .send({ name: 'x', scopes: ['metrics:read'] })
      .expect(201)
    for (let times = 0; times < 3; times++) {
      await send(made.token as string).expect(403)
      await request.get('/operations').expect(401)
    }
    await send('wrong').expect(401)
    await send('wrong').expect(429)
  })

  test('behind a proxy that is believed each address has its own, and 0 is no limit', async () => {
    const { send } = await start(1, { trustedProxies: ['127.0.0.1'] })
    for (const [address, status] of [
      ['203.0.113.1', 401],
      ['203.0.113.1', 429],
      ['203.0.113.2', 401],
      ['2001:db8::1', 401],
      ['2001:db8::2', 429],
      ['2001:db8:1::1', 401]
    ] as const) {
      await send('wrong', { 'x-forwarded-for': address }).expect(status)
    }
    const { send: unlimited } = await start(0)
    for (let times = 0; times < 3; times++) await unlimited('wrong').expect(401)
  })
})

test('setting the clock back neither ends a window nor extends it', async () => {
  const { request } = await startApp({ rateLimit: { requests: 1, windowSeconds: 60, wrongTokens: 0 } })
  await request.get('/operations').expect(200)
  const now = Date.now()
  const clock = vi.spyOn(Date, 'now').mockImplementation(() => now - 3_600_000)
  onTestFinished(() => clock.mockRestore())
  const { headers } = await request.get('/operations').expect(429)
  expect(Number(headers['retry-after'])).toBeLessThanOrEqual(60)
})
