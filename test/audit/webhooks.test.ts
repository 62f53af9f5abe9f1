import { expect, test } from 'vitest'
import { startWithDistribution } from '../resources/start-distribution.ts'

test('an invalidation is recorded with the host of its webhook, and nothing else of its address', async () => {
  const webhooks = { hosts: ['hooks.example.com:8443'], secret: Buffer.alloc(32) }
  const { request, url } = await startWithDistribution({}, { webhooks })
  const webhook = { url: 'https://hooks.example.com:8443/T0P/SECRET?key=value' }
  const body = { paths: ['/a'], webhook }
  await request.post(`${url}/invalidations`).send(body).expect(201)
  await request
    .post(`${url}/invalidations`)
    .send({ paths: ['/b'] })
    .expect(201)
  const { body: page, text } = await request.get(`${url}/audit?limit=2`).expect(200)
  expect(page.items.map(({ changes }: { changes: { value: object }[] }) => changes[0]?.value)).toEqual([
    { paths: ['/b'], total: 1 },
    { paths: ['/a'], total: 1, webhookHost: 'hooks.example.com:8443' }
  ])
  expect(text).not.toContain('SECRET')
})
