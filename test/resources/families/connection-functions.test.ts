import { expect, test } from 'vitest'
import { startApp } from '../../helpers/start-app.ts'

const code = 'function connectionHandler(connection) { connection.allow() }'
const other = 'function connectionHandler(connection) { connection.deny() }'

async function start() {
  const app = await startApp()
  const { headers } = await app.request.post('/connection-functions').send({ name: 'known', code }).expect(201)
  return { ...app, url: String(headers.location), etag: String(headers.etag) }
}

test('the code of a connection function goes up and down as bytes, and is published', async () => {
  const { request, url, etag } = await start()
  const read = async (query = '') => (await request.get(`${url}/code${query}`).responseType('blob').expect(200)).body
  expect(String(await read())).toBe(code)
  const published = await request.post(`${url}/publish`).set('If-Match', etag)
  expect([published.status, published.body.stage], published.text).toEqual([200, 'LIVE'])
  await request.put(`${url}/code`).set('Content-Type', 'text/plain').send(other).expect(428)
  await request.put(`${url}/code`).set({ 'If-Match': etag, 'Content-Type': 'text/plain' }).send(other).expect(204)
  expect(String(await read())).toBe(other)
  expect(String(await read('?stage=LIVE'))).toBe(code)
  const inBase64 = { connectionFunctionCode: Buffer.from(code).toString('base64') }
  await request.put(`${url}/code`).set('If-Match', '*').send(inBase64).expect(204)
  expect(String(await read())).toBe(code)
})

test('test: one connection, as an object or in base64', async () => {
  const { request, url, emulator } = await start()
  for (const body of [{}, { connection: {}, connectionObject: 'e30=' }, { event: {} }]) {
    const { status, body: problem } = await request.post(`${url}/test`).send(body)
    expect([status, problem.code]).toEqual([400, 'VALIDATION_FAILED'])
  }
  expect(emulator.calls.count('TestConnectionFunction')).toBe(0)
})

test('test: the function runs on a connection, and says what it decided', async () => {
  const { request, url } = await start()
  const tested = await request.post(`${url}/test`).send({ connection: { clientIp: '198.51.100.11' } })
  expect(tested.status, tested.text).toBe(200)
  expect(tested.body).toMatchObject({ stage: 'DEVELOPMENT', computeUtilization: expect.any(Number) })
  expect(tested.body).not.toHaveProperty('errorMessage')
})
