import { expect, test } from 'vitest'
import { CLOUDFRONT_JSON, startWithDistribution } from './start-distribution.ts'

test("POST and PUT distributions: CloudFront's own form sent as application/json is told its media type, once", async () => {
  const { request, url, writes } = await startWithDistribution()
  const { body: config } = await request.get(`${url}`).set('Accept', CLOUDFRONT_JSON)
  const before = writes()
  const answers = [
    await request.post('/distributions').send(config),
    await request.post('/distributions?dryRun=true').send(config),
    await request.put(url).set('If-Match', '*').send(config)
  ]
  for (const { status, body, text } of answers) {
    expect([status, body.code], text).toEqual([400, 'VALIDATION_FAILED'])
    expect(body.detail).toContain(`Content-Type: ${CLOUDFRONT_JSON}`)
    expect(body.errors, text).toBeUndefined()
  }
  expect(writes()).toBe(before)
  const replaced = await request
    .put(url)
    .set('If-Match', '*')
    .set('Content-Type', CLOUDFRONT_JSON)
    .send(JSON.stringify(config))
  expect(replaced.status, replaced.text).toBe(200)
})

test('POST distributions: a member that is only spelled with a capital still gets a hint of its spelling', async () => {
  const { request } = await startWithDistribution()
  const response = await request.post('/distributions').send({ Origins: [{ domainName: 'www.example.com' }] })
  expect([response.status, response.body.code], response.text).toEqual([400, 'VALIDATION_FAILED'])
  expect(JSON.stringify(response.body.errors)).toContain('/Origins')
})
