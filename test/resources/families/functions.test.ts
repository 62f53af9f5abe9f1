import { expect, test } from 'vitest'
import { table } from '../../../src/resources/families/table.ts'
import { startApp } from '../../helpers/start-app.ts'

const code = 'function handler(event) {\n  console.log("ü")\n  event.request.uri += "#1"\n  return event.request\n}\n'
const other = 'function handler() { return { statusCode: 204 } }'
const event = {
  version: '1.0',
  context: { eventType: 'viewer-request' },
  viewer: { ip: '198.51.100.11' },
  request: { method: 'GET', uri: '/docs/', querystring: {}, headers: {}, cookies: {} }
}

async function start() {
  const app = await startApp()
  const { body, headers } = await app.request
    .post('/functions')
    .send({ name: 'rewrite', comment: 'kept', code })
    .expect(201)
  return { ...app, url: '/functions/rewrite', etag: String(headers.etag), config: body.config }
}

test('the code of a function is read as it was written, with its ETag', async () => {
  const { request, url, etag } = await start()
  const read = await request.get(`${url}/code`).responseType('blob').expect(200)
  expect(read.headers['content-type']).toBe('application/javascript')
  expect([read.body.toString(), read.headers.etag]).toEqual([code, etag])
  await request.get(`${url}/code`).set('If-None-Match', etag).expect(304)
  const absent = await request.get(`${url}/code?stage=LIVE`)
  expect([absent.status, absent.body.code]).toEqual([404, 'FUNCTION_NOT_FOUND'])
})

test.each([
  ['application/javascript', other],
  ['text/javascript; charset=utf-8', other],
  ['text/plain', other],
  ['application/octet-stream', other],
  ['application/json', JSON.stringify({ code: other })],
  ['application/json', JSON.stringify({ functionCode: Buffer.from(other).toString('base64') })]
])('PUT code: as %s, %s; the configuration stays', async (type, body) => {
  const { request, url, etag, config } = await start()
  const put = await request.put(`${url}/code`).set({ 'If-Match': etag, 'Content-Type': type }).send(body)
  expect([put.status, put.text]).toEqual([204, ''])
  expect(put.headers.etag).not.toBe(etag)
  const read = await request.get(`${url}/code`).responseType('blob').expect(200)
  expect([read.body.toString(), read.headers.etag]).toEqual([other, put.headers.etag])
  const whole = await request.get(url).expect(200)
  expect([whole.body.config, whole.headers.etag]).toEqual([config, put.headers.etag])
})

test('PUT code: 428 without If-Match, 412 for a stale one, and nothing is written', async () => {
  const { request, url, etag } = await start()
  const send = (headers: object) =>
    request
      .put(`${url}/code`)
      .set({ 'Content-Type': 'text/plain', ...headers })
      .send(other)
  const without = await send({})
  expect([without.status, without.body.code]).toEqual([428, 'PRECONDITION_REQUIRED'])
  const stale = await send({ 'If-Match': '"E0"' })
  expect([stale.status, stale.body.code, stale.headers.etag]).toEqual([412, 'ETAG_MISMATCH', etag])
  const read = await request.get(`${url}/code`).responseType('blob').expect(200)
  expect(read.body.toString()).toBe(code)
})

test('PUT code: a write whose answer is lost was made, and is answered as made', async () => {
  const { request, url, etag, emulator } = await start()
  emulator.faults.add({ kind: 'resetAfter', operations: ['UpdateFunction'], count: 1 })
  const put = await request.put(`${url}/code`).set({ 'If-Match': etag, 'Content-Type': 'text/plain' }).send(other)
  expect(put.status, put.text).toBe(204)
  expect(emulator.calls.count('UpdateFunction')).toBe(2)
})

test.each([
  ['none', 'application/json', '{}', 400],
  ['two', 'application/json', JSON.stringify({ code, functionCode: 'YQ==' }), 400],
  ['an unknown member', 'application/json', '{"colour":"blue"}', 400],
  ['an empty one', 'application/json', '{"code":""}', 400],
  ['another media type', 'application/xml', '<code/>', 415],
  ['too much', 'text/plain', 'a'.repeat(100_001), 413]
])('PUT code: refused for %s', async (_, type, body, status) => {
  const { request, url, emulator } = await start()
  const put = await request.put(`${url}/code`).set({ 'If-Match': '*', 'Content-Type': type }).send(body)
  expect(put.status, put.text).toBe(status)
  expect(emulator.calls.count('UpdateFunction')).toBe(0)
})

test('only code is taken as anything but JSON', async () => {
  const { request, url } = await start()
  const put = await request.put(url).set({ 'If-Match': '*', 'Content-Type': 'text/plain' }).send('{}')
  expect(put.status, put.text).toBe(415)
})

test('publish: the tested code is what runs, in a stage with its own ETag', async () => {
  const { request, url, etag } = await start()
  const stale = await request.post(`${url}/publish`).set('If-Match', '"E0"')
  expect([stale.status, stale.body.code]).toEqual([412, 'ETAG_MISMATCH'])
  const published = await request.post(`${url}/publish`).set('If-Match', etag)
  expect(published.status, published.text).toBe(200)
  expect(published.body).toMatchObject({ stage: 'LIVE', status: 'UNASSOCIATED', config: { comment: 'kept' } })
  await request.put(`${url}/code`).set({ 'If-Match': '*', 'Content-Type': 'text/plain' }).send(other).expect(204)
  const live = await request.get(`${url}/code?stage=LIVE`).responseType('blob').expect(200)
  expect([live.body.toString(), live.headers.etag]).toEqual([code, published.headers.etag])
  const whole = await request.get(`${url}?stage=LIVE`).expect(200)
  expect([whole.body.stage, whole.headers.etag]).toEqual(['LIVE', published.headers.etag])
  const { body: again } = await request.post(`${url}/publish`).expect(200)
  expect(again.etag).not.toBe(published.body.etag)
})

test('test: the function runs on an event as an object or in base64, and says how it did', async () => {
  const { request, url, etag } = await start()
  const inBase64 = { eventObject: Buffer.from(JSON.stringify(event)).toString('base64') }
  for (const body of [{ event }, inBase64]) {
    const tested = await request.post(`${url}/test`).set('If-Match', etag).send(body)
    expect(tested.status, tested.text).toBe(200)
    expect(tested.body).toMatchObject({
      stage: 'DEVELOPMENT',
      etag: etag.replaceAll('"', ''),
      computeUtilization: expect.any(Number),
      executionLogs: ['ü'],
      output: { request: { uri: '/docs/#1' } }
    })
    expect(tested.body).not.toHaveProperty('errorMessage')
  }
})

test('test: by stage, by version, and what the function does wrong is an answer', async () => {
  const { request, url } = await start()
  const absent = await request.post(`${url}/test`).send({ event, stage: 'LIVE' })
  expect([absent.status, absent.body.code]).toEqual([404, 'FUNCTION_NOT_FOUND'])
  await request.post(`${url}/publish`).expect(200)
  const throws = 'function handler() { throw new Error("no") }'
  await request.put(`${url}/code`).set('If-Match', '*').send({ code: throws }).expect(204)
  const live = await request.post(`${url}/test`).send({ event, stage: 'LIVE' }).expect(200)
  expect(live.body).toMatchObject({ stage: 'LIVE', output: { request: { uri: '/docs/#1' } } })
  const failed = await request.post(`${url}/test`).send({ event }).expect(200)
  expect(failed.body.errorMessage).toContain('no')
  expect(failed.body).not.toHaveProperty('output')
  const stale = await request.post(`${url}/test`).set('If-Match', '"E0"').send({ event })
  expect([stale.status, stale.body.code]).toEqual([412, 'ETAG_MISMATCH'])
})

test('test: 400 for an invalid event, for two, and for none', async () => {
  const { request, url } = await start()
  const wrong = await request.post(`${url}/test`).send({ event: { version: '9' } })
  expect([wrong.status, wrong.body.code]).toEqual([400, 'INVALID_ARGUMENT'])
  for (const body of [{}, { event, eventObject: 'e30=' }, { event: 'text' }, { eventObject: 'no base64' }]) {
    const { status, body: problem } = await request.post(`${url}/test`).send(body)
    expect([status, problem.code]).toEqual([400, 'VALIDATION_FAILED'])
  }
})

test('test: what CloudFront cannot run is the caller’s to put right, and is tried once', async () => {
  const { request, url, emulator } = await start()
  emulator.faults.add({ kind: 'error', code: 'TestFunctionFailed', status: 500, operations: ['TestFunction'] })
  const { status, body } = await request.post(`${url}/test`).send({ event })
  expect([status, body.code, body.class, body.retryable]).toEqual([422, 'FUNCTION_TEST_FAILED', 'caller', false])
  expect(emulator.calls.count('TestFunction')).toBe(1)
})

test('a function that is deleted and made again under its name while a deletion waits is left alone', async () => {
  // The clock is held: the deletion looks again only when it is put forward.
  const { request, emulator } = await startApp()
  const code = 'function handler(event) { return event.request }'
  const { body: first } = await request.post('/functions').send({ name: 'reused', code }).expect(201)
  await request.post('/functions/reused/publish').expect(200)
  const functionAssociations = [{ functionArn: first.functionArn, eventType: 'viewer-request' }]
  const { body: distribution } = await request
    .post('/distributions')
    .send({ origins: [{ domainName: 'www.example.com' }], defaultCacheBehavior: { functionAssociations } })
    .expect(201)
  const waiting = await request.delete('/functions/reused?whenFree=true').set('Prefer', 'wait=1').expect(202)
  expect(waiting.body.status).toBe('waiting')
  await request
    .patch(`/distributions/${distribution.id}`)
    .set('If-Match', '*')
    .send({ defaultCacheBehavior: { functionAssociations: [] } })
    .expect(200)
  await request.delete('/functions/reused').expect(204)
  emulator.clock.advance(0.5)
  await request.post('/functions').send({ name: 'reused', code, comment: 'another' }).expect(201)
  emulator.clock.advance(60)
  const ended = await request.get(String(waiting.headers.location)).set('Prefer', 'wait=30')
  expect(ended.body.status).toBe('succeeded')
  expect((await request.get('/functions/reused').expect(200)).body.config.comment).toBe('another')
})

test('invalid base64, two forms of code, and missing code are refused', async () => {
  const { request } = await startApp()
  const code = 'function handler(event) { return event.request }'
  const odd = await request.post('/functions').send({ name: 'odd', functionCode: code })
  expect([odd.status, odd.body.errors]).toEqual([400, [expect.objectContaining({ pointer: '/functionCode' })]])
  expect((await request.post('/functions').send({ name: 'odd', functionCode: 'YQ==', code })).status).toBe(400)
  expect((await request.post('/functions').send({ name: 'odd' })).status).toBe(400)
})

test.each(['CreateFunction', 'CreateCachePolicy', 'CreatePublicKey'])(
  'a creation whose answer was lost (%s) is answered as created',
  async operation => {
    const { request, emulator } = await startApp()
    const row = table.find(({ entity, operations }) => (operations?.create ?? `Create${entity}`) === operation)
    emulator.faults.add({ kind: 'resetAfter', operations: [operation], count: 1 })
    const made = await request.post(`/${row?.address}`).send(row?.example)
    expect(made.status, made.text).toBe(201)
    const again = await request.post(`/${row?.address}`).send(row?.example)
    expect(again.status).toBe(409)
  }
)

test('code is not written past a setting that this version does not know', async () => {
  const { request, emulator } = await startApp()
  const code = 'function handler(event) { return event.request }'
  await request.post('/functions').send({ name: 'newer', code }).expect(201)
  emulator.faults.add({ kind: 'unknownElement', operations: ['DescribeFunction'] })
  const refused = await request
    .put('/functions/newer/code')
    .set({ 'If-Match': '*', 'Content-Type': 'application/javascript' })
    .send(`${code} `)
  expect([refused.status, refused.body.code]).toEqual([409, 'UNKNOWN_UPSTREAM_SETTING'])
  expect(emulator.calls.count('UpdateFunction')).toBe(0)
})
