import { GetResourcePolicyCommand } from '@aws-sdk/client-cloudfront'
import { expect, test } from 'vitest'
import { startApp } from '../helpers/start-app.ts'
import { createVpcOrigin, sharedWith } from '../helpers/vpc-origin.ts'

async function start() {
  const app = await startApp()
  const { arn } = await createVpcOrigin(app.cloudfront, 'internal')
  return { ...app, arn, url: `/resource-policies/${encodeURIComponent(arn)}` }
}

test('a policy is put, read, replaced by its version and taken off', async () => {
  const { request, url, arn, cloudfront } = await start()
  const absent = await request.get(url)
  expect([absent.status, absent.body.code]).toEqual([404, 'RESOURCE_NOT_FOUND'])
  const put = await request.put(url).send(sharedWith('111122223333'))
  expect([put.status, put.body, put.headers.location], put.text).toEqual([201, sharedWith('111122223333'), url])
  const read = await request.get(url).expect(200)
  expect([read.body, read.headers.etag]).toEqual([sharedWith('111122223333'), put.headers.etag])
  await request.get(url).set('If-None-Match', String(read.headers.etag)).expect(304)

  const other = sharedWith('444455556666')
  const without = await request.put(url).send(other)
  expect([without.status, without.body.code]).toEqual([428, 'PRECONDITION_REQUIRED'])
  const stale = await request.put(url).set('If-Match', '"F0"').send(other)
  expect([stale.status, stale.body.code, stale.headers.etag]).toEqual([412, 'ETAG_MISMATCH', read.headers.etag])
  const replaced = await request.put(url).set('If-Match', String(read.headers.etag)).send(other).expect(200)
  const { PolicyDocument } = await cloudfront.send(new GetResourcePolicyCommand({ ResourceArn: arn }))
  expect(JSON.parse(PolicyDocument ?? '')).toEqual(other)

  await request.delete(url).set('If-Match', '"F0"').expect(412)
  await request.delete(url).set('If-Match', String(replaced.headers.etag)).expect(204)
  await request.get(url).expect(404)
  await request.delete(url).expect(404)

  const audit = await request.get(`/audit?resource=${encodeURIComponent(url)}&outcome=succeeded`).expect(200)
  const replacement = {
    op: 'replace',
    path: '/Statement/0/Principal/AWS',
    value: '444455556666',
    oldValue: '111122223333'
  }
  const version = String(read.headers.etag).replaceAll('"', '')
  expect(audit.body.items.slice(0, 2)).toMatchObject([
    {
      changes: [
        { op: 'remove', path: '/Version' },
        { op: 'remove', path: '/Statement' }
      ]
    },
    { etagBefore: version, changes: [replacement] }
  ])
})

test('400 for what is no policy or no ARN, 404 for a resource that is not there, 412 for a version of none', async () => {
  const { request, url } = await start()
  const wrong = await request.put(url).send({ Statement: [] })
  expect([wrong.status, wrong.body.code]).toEqual([400, 'INVALID_ARGUMENT'])
  await request.put(url).send([]).expect(400)
  await request.get('/resource-policies/vo_1').expect(400)
  const none = `${url}x`
  await request.put(none).send(sharedWith('111122223333')).expect(404)
  await request.put(`/dry-run${none}`).send(sharedWith('111122223333')).expect(404)
  const version = await request.put(url).set('If-Match', '"F0"').send(sharedWith('111122223333'))
  expect([version.status, version.body.code]).toEqual([412, 'ETAG_MISMATCH'])
})

test('a deletion whose answer was lost has taken effect', async () => {
  const { request, url, emulator } = await start()
  const { headers } = await request.put(url).send(sharedWith('111122223333')).expect(201)
  emulator.faults.add({ kind: 'resetAfter', operations: ['DeleteResourcePolicy'], count: 1 })
  const removed = await request.delete(url).set('If-Match', String(headers.etag))
  expect(removed.status, removed.text).toBe(204)
  expect((await request.get(url)).status).toBe(404)
})

test('a dry run says what would change, with all refusals, and changes nothing', async () => {
  const { request, url, emulator } = await start()
  const first = await request.put(`/dry-run${url}`).send(sharedWith('111122223333')).expect(200)
  expect(first.body).toMatchObject({ dryRun: true, valid: true, config: sharedWith('111122223333') })
  expect(first.body).not.toHaveProperty('etag')
  await request.delete(`/dry-run${url}`).expect(404)
  expect(emulator.calls.count('PutResourcePolicy')).toBe(0)

  const { headers } = await request.put(url).send(sharedWith('111122223333')).expect(201)
  await request.put(`/dry-run${url}`).send(sharedWith('444455556666')).expect(428)
  await request.put(`/dry-run${url}`).set('If-Match', '"F0"').send(sharedWith('444455556666')).expect(412)
  const other = await request
    .put(`${url}?dryRun=true`)
    .set('If-Match', String(headers.etag))
    .send(sharedWith('444455556666'))
  expect([other.status, other.headers.etag, other.body.diff], other.text).toEqual([
    200,
    headers.etag,
    [{ op: 'replace', path: '/Statement/0/Principal/AWS', oldValue: '111122223333', value: '444455556666' }]
  ])
  const off = await request.delete(`/dry-run${url}`).set('If-Match', String(headers.etag)).expect(200)
  expect(off.body).toMatchObject({ config: {}, diff: [{ op: 'remove' }, { op: 'remove' }] })
  expect((await request.get(url).expect(200)).body).toEqual(sharedWith('111122223333'))
})
