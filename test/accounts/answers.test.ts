import { expect, test } from 'vitest'
import { stageDistribution, WEB_ACL } from '../resources/start-distribution.ts'
import { startTwo } from './start-accounts.ts'

const origin = { id: 'site', domainName: 'www.example.com' }

async function startInGreen() {
  const started = await startTwo()
  const created = await started.request
    .post('/distributions?account=green')
    .send({ origins: [origin], httpVersion: 'http2' })
  expect(created.status, created.text).toBe(201)
  return { ...started, id: created.body.id as string, url: `/distributions/${created.body.id}` }
}

test('answers of a copy and of a promotion say the account', async () => {
  const { request, url, green } = await startInGreen()
  const copy = await request.post(`${url}/copies`).send({})
  expect(copy.body.account, copy.text).toBe('green')
  const { stagingId } = await stageDistribution({ request, cloudfront: green.cloudfront }, url)
  const promoted = await request.post(`${url}/promotion`).send({ stagingDistributionId: stagingId })
  expect(promoted.body.account, promoted.text).toBe('green')
})

test('lists, writes and removals of parts name the account', async () => {
  const { request, url } = await startInGreen()
  for (const list of ['/origins', '/behaviors', '/aliases']) {
    const { body, text } = await request.get(url + list)
    expect(body.account, text).toBe('green')
  }
  const behavior = { targetOriginId: 'site', cachePolicy: 'CachingDisabled' }
  for (const [part, body] of [
    ['/origins/site', origin],
    ['/behaviors/%2Fapi%2F*', behavior],
    ['/error-pages/404', { errorCachingMinTtl: 5 }],
    ['/web-acl', { webAclId: WEB_ACL }]
  ] as const) {
    const written = await request.put(url + part).send(body)
    expect(written.body.account, written.text).toBe('green')
  }
  expect((await request.get(`${url}/findings`)).body.account).toBe('green')
  for (const part of ['/behaviors/%2Fapi%2F*', '/error-pages/404', '/web-acl']) {
    const removed = await request.delete(url + part)
    expect([removed.status, removed.body.account], removed.text).toEqual([200, 'green'])
  }
})

test('what a PUT accepts as it was read has no account', async () => {
  const { request, url } = await startInGreen()
  const behavior = { targetOriginId: 'site', cachePolicy: 'CachingDisabled' }
  await request.put(`${url}/behaviors/%2Fapi%2F*`).send(behavior).expect(201)
  await request.put(`${url}/error-pages/404`).send({ errorCachingMinTtl: 5 }).expect(201)
  for (const part of ['/origins/site', '/behaviors/%2Fapi%2F*', '/error-pages/404']) {
    const read = await request.get(url + part)
    expect(read.body, read.text).not.toHaveProperty('account')
    const again = await request.put(url + part).send(read.body)
    expect(again.status, again.text).toBe(200)
  }
})
