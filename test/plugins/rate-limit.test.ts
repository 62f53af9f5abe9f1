import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { startApp } from '../helpers/start-app.ts'

const [one, other] = ['token-of-one', 'token-of-another'] as const
const apiTokenHashes = [one, other].map(token => createHash('sha256').update(token).digest('hex'))
const bearer = (token: string) => ['authorization', `Bearer ${token}`] as const

test('beyond the limit a caller is 429 with Retry-After, others are served, and headers say beforehand what is left', async () => {
  const { request } = await startApp({ apiTokenHashes, rateLimit: { requests: 3, windowSeconds: 60 } })
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

test("who has no good token uses up nobody's limit, and health checks none", async () => {
  const { request } = await startApp({ apiTokenHashes, rateLimit: { requests: 2, windowSeconds: 60 } })
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
  const limited = await startApp({ rateLimit: { requests: 1, windowSeconds: 60 } })
  await limited.request.get('/operations').expect(200)
  await limited.request.get('/operations').expect(429)
  const { request } = await startApp({ rateLimit: { requests: 0, windowSeconds: 60 } })
  const { headers } = await request.get('/operations').expect(200)
  expect(headers).not.toHaveProperty('ratelimit-limit')
})
