import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { startApp } from '../helpers/start-app.ts'
import { CERTIFICATE, stageDistribution, startWithDistribution } from '../resources/start-distribution.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const digest = { hmacSha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string, bytes: expect.any(Number) as number }

test('the code of a function is recorded by digests, from its creation to its deletion, the same for the same code', async () => {
  const { request, logs } = await startApp()
  const codes = ['function handler(event) { return 1 }', 'function handler(event) { return 2 }']
  const [first, second] = codes
  const created = await request.post('/functions').send({ name: 'rewrite', code: first }).expect(201)
  let etag = created.headers.etag ?? ''
  for (const code of [second, first]) {
    const put = await request.put('/functions/rewrite/code').set('if-match', etag).send({ code }).expect(204)
    etag = put.headers.etag ?? ''
  }
  await request.delete('/functions/rewrite').expect(204)
  const { body, text } = await request.get('/audit').expect(200)
  const [deletion, back, there, creation] = body.items
  expect(there.changes).toEqual([{ op: 'replace', path: '/functionCode', value: digest, oldValue: digest }])
  expect(there.etagBefore).toBe(created.headers.etag?.replaceAll('"', ''))
  expect(back.etagAfter).toBe(etag.replaceAll('"', ''))
  expect([back.changes[0].value, back.changes[0].oldValue]).toEqual([there.changes[0].oldValue, there.changes[0].value])
  const code = { path: '/functionCode', value: back.changes[0].value }
  expect(creation.changes).toContainEqual({ op: 'add', ...code })
  expect(deletion.changes).toContainEqual({ op: 'remove', path: code.path, oldValue: code.value })
  for (const code of codes) {
    for (const form of [code, Buffer.from(code).toString('base64')])
      expect(`${text}${logs.join('')}`).not.toContain(form)
  }
})

test('a promotion is recorded with what it changed of the primary distribution', async () => {
  const started = await startWithDistribution({ httpVersion: 'http2' })
  const { request, url } = started
  const { stagingId: stagingDistributionId } = await stageDistribution(started, url)
  await request.patch(`/distributions/${stagingDistributionId}`).send({ defaultRootObject: 'new.html' }).expect(200)
  const { headers } = await request.post(`${url}/promotion`).send({ stagingDistributionId }).expect(200)
  const { body } = await request.get(`${url}/audit?limit=1`).expect(200)
  expect(body.items).toMatchObject([{ action: 'promoteStagingConfig', etagAfter: headers.etag?.replaceAll('"', '') }])
  expect(body.items[0].changes).toContainEqual(
    expect.objectContaining({ op: 'replace', path: '/defaultRootObject', value: 'new.html' })
  )
})

test('an alias that moves is recorded with the version that has it', async () => {
  const viewerCertificate = { acmCertificateArn: CERTIFICATE }
  const { request } = await startWithDistribution({ aliases: ['www.example.com'], viewerCertificate })
  const other = await request
    .post('/distributions')
    .send({ origins: [{ domainName: 'other.example.com' }], viewerCertificate })
    .expect(201)
  const { headers } = await request.put(`/distributions/${other.body.id}/aliases/www.example.com`).expect(201)
  const { body } = await request.get(`/distributions/${other.body.id}/audit?limit=1`).expect(200)
  expect(body.items[0]).toMatchObject({
    outcome: 'succeeded',
    etagAfter: headers.etag?.replaceAll('"', ''),
    changes: [{ op: 'add', value: 'www.example.com' }]
  })
})

test('undoing a step is recorded with the caller who cancelled the operation', async () => {
  const tokens = ['the-one-who-deletes', 'the-one-who-cancels']
  const [deletes = '', cancels = ''] = tokens
  const { request, emulator } = await startApp({ localPropagationSeconds: 0, apiTokenHashes: tokens.map(sha256) })
  emulator.clock.release()
  const as = (token: string) => ({ authorization: `Bearer ${token}` })
  const created = await request
    .post('/distributions')
    .set(as(deletes))
    .send({ origins: [{ domainName: 'www.example.com' }] })
    .expect(201)
  const url = `/distributions/${created.body.id}`
  const { headers } = await request.delete(`${url}?graceSeconds=600`).set(as(deletes)).expect(202)
  const operation = headers.location ?? ''
  await expect
    .poll(async () => (await request.get(operation).set(as(deletes))).body.steps[2].status, { timeout: 20_000 })
    .toBe('waiting')
  await request.post(`${operation}/cancel`).set(as(cancels)).expect(200)
  await request.post(`${operation}/cancel`).set(as(deletes)).expect(200)
  const ended = await request.get(operation).set(as(deletes)).set('prefer', 'wait=30').expect(200)
  expect(ended.body.status).toBe('cancelled')
  const { body } = await request.get(`/audit?operation=${ended.body.id}`).set(as(deletes)).expect(200)
  const records: { action: string; caller: { id: string } }[] = body.items.toReversed()
  const callerOf = (action: string) => records.find(record => record.action === action)?.caller.id
  const steps = records.filter(({ action }) => action === 'distribution.delete').map(({ caller }) => caller.id)
  expect(callerOf('cancelOperation')).not.toBe(callerOf('deleteDistribution'))
  expect(steps).toEqual([callerOf('deleteDistribution'), callerOf('cancelOperation')])
})
