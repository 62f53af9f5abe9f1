import { expect, test } from 'vitest'
import { startApp } from '../../helpers/start-app.ts'
import { multiTenant } from './cases.ts'

const WEB_ACL = 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/shop/473e64fd-f30b-4765-81a0-62ad96dd167a'
const code = 'function handler(event) { return event.request }'
const other = 'function handler() { return { statusCode: 204 } }'

async function start() {
  const app = await startApp()
  /** Those of the last requests that change something. */
  const writes = () =>
    app.emulator.calls
      .last()
      .map(({ operation }) => operation)
      .filter(name => !/^(?:Get|List|Describe)/.test(name))
  return { ...app, writes }
}

test.each(['functions', 'connection-functions'])('%s: a dry run of new code and of a publication', async address => {
  const { request, emulator, writes } = await start()
  const { headers } = await request.post(`/${address}`).send({ name: 'rewrite', code }).expect(201)
  const [url, etag] = [String(headers.location), String(headers.etag)]
  emulator.calls.clear()

  const put = await request
    .put(`/dry-run${url}/code`)
    .set({ 'Content-Type': 'text/plain', 'If-Match': etag })
    .send(other)
  expect([put.status, put.headers.etag, put.body], put.text).toEqual([
    200,
    etag,
    {
      dryRun: true,
      valid: true,
      etag: JSON.parse(etag),
      diff: [{ op: 'replace', path: '/code', oldValue: code, value: other }],
      config: { code: other }
    }
  ])
  const onWrite = await request.put(`${url}/code?dryRun=true`).set('If-Match', etag).send({ code: other })
  expect(onWrite.body).toEqual(put.body)
  const stale = await request.put(`/dry-run${url}/code`).set('If-Match', '"E0"').send({ code: other })
  expect([stale.status, stale.body.code]).toEqual([412, 'ETAG_MISMATCH'])
  await request.put(`/dry-run${url}/code`).send({ code: other }).expect(428)
  await request.put(`/dry-run${url}/code`).set('If-Match', '*').send({ code: '' }).expect(400)

  const publish = await request.post(`/dry-run${url}/publish`).expect(200)
  expect(publish.body).toMatchObject({ etag: JSON.parse(etag), config: { runtime: 'cloudfront-js-2.0', code } })
  expect(publish.body.diff).toContainEqual({ op: 'add', path: '/code', value: code })
  await request.post(`/dry-run${url}/publish`).set('If-Match', '"E0"').expect(412)
  expect(writes()).toEqual([])

  await request.post(`${url}/publish`).expect(200)
  const { headers: now } = await request.put(`${url}/code`).set('If-Match', '*').send({ code: other }).expect(204)
  const again = await request.post(`${url}/publish?dryRun=true`).set('If-Match', String(now.etag)).expect(200)
  expect(again.body.diff).toEqual([{ op: 'replace', path: '/code', oldValue: code, value: other }])
})

test('code that is no text is shown in base64', async () => {
  const { request } = await start()
  const { headers } = await request.post('/functions').send({ name: 'rewrite', code }).expect(201)
  const put = await request
    .put(`/dry-run${headers.location}/code`)
    .set({ 'Content-Type': 'application/octet-stream', 'If-Match': '*' })
    .send(Buffer.from([0xff, 0xfe]))
  expect([put.status, put.body.config], put.text).toEqual([200, { functionCode: '//4=' }])
})

test('a dry run of a web ACL put on a tenant, and taken off', async () => {
  const app = await start()
  const { request, writes, emulator } = app
  const { distributionId } = await multiTenant(app)
  const domains = [{ domain: 'one.example.com' }]
  const made = await request.post('/distribution-tenants').send({ name: 'one', distributionId, domains }).expect(201)
  const at = `${made.headers.location}/web-acl`
  emulator.calls.clear()
  const put = await request.put(`/dry-run${at}`).send({ webAclId: WEB_ACL })
  expect([put.status, put.headers.etag, put.body.diff], put.text).toEqual([
    200,
    made.headers.etag,
    [{ op: 'add', path: '/customizations', value: { webAcl: { action: 'override', arn: WEB_ACL } } }]
  ])
  await request.put(`/dry-run${at}`).set('If-Match', '"E0"').send({ webAclId: WEB_ACL }).expect(412)
  expect(writes()).toEqual([])
  await request.put(at).send({ webAclId: WEB_ACL }).expect(200)
  const off = await request.delete(`${at}?dryRun=true`).expect(200)
  expect(off.body.diff).toMatchObject([{ op: 'remove', path: '/customizations' }])
  expect((await request.get(String(made.headers.location))).body.config).toHaveProperty('customizations')
})
