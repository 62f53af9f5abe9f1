import supertest from 'supertest'
import { expect, test } from 'vitest'
import { startApp } from '../helpers/start-app.ts'
import { multiTenant } from './families/cases.ts'

const body = { origins: [{ domainName: 'www.example.com' }], httpVersion: 'http2' }

test('a distribution of a local CloudFront carries the address at which it can be opened', async () => {
  const { request, edgeUrl, emulator } = await startApp({ edge: true })
  const { body: created } = await request.post('/distributions').send(body)
  const { port } = new URL(edgeUrl ?? '')
  expect(created.localUrl).toBe(`http://${created.domainName.replace('.net', '.localhost')}:${port}/`)
  const { body: read } = await request.get(`/distributions/${created.id}`)
  expect(read.localUrl).toBe(created.localUrl)
  emulator.clock.advance(60)
  // It is served there: the origin is on no machine that may be asked, which is the edge's own 502.
  const answer = await supertest(edgeUrl ?? '')
    .get('/')
    .set('Host', new URL(created.localUrl).host)
  expect(answer.status).toBe(502)
  const { body: copy } = await request.post(`/distributions/${created.id}/copies`).send({})
  expect(copy.id).toBeDefined()
  expect(copy).not.toHaveProperty('localUrl')
})

test('a tenant carries the address of its first domain that is a name, and is served there', async () => {
  const { request, edgeUrl, emulator } = await startApp({ edge: true })
  const { distributionId } = await multiTenant({ request })
  const domains = [{ domain: '*.a.example.com' }, { domain: 'b.example.com' }]
  const tenant = { name: 'one', distributionId, domains }
  const { body: created } = await request.post('/distribution-tenants').send(tenant).expect(201)
  const { port } = new URL(edgeUrl ?? '')
  expect(created.localUrl).toBe(`http://b.example.com.localhost:${port}/`)
  const { body: read } = await request.get(`/distribution-tenants/${created.id}`)
  expect(read.localUrl).toBe(created.localUrl)
  emulator.clock.advance(60)
  const answer = await supertest(edgeUrl ?? '')
    .get('/')
    .set('Host', new URL(created.localUrl).host)
  expect(answer.status).toBe(502)
  const { body: list } = await request.get('/distribution-tenants')
  expect(list.items[0]).not.toHaveProperty('localUrl')
  const { body: group } = await request.get(`/connection-groups/${created.config.connectionGroupId}`)
  expect(group).not.toHaveProperty('localUrl')
})

test('without an edge there is no such address', async () => {
  const { request } = await startApp()
  const { body: created } = await request.post('/distributions').send(body)
  expect(created).not.toHaveProperty('localUrl')
})
