import { describe, expect, test } from 'vitest'
import { changeBehindOurBack, deployWhenPolled, places, startWithDistribution, WEB_ACL } from './start-distribution.ts'

async function startGuarded(body: object = {}) {
  const started = await startWithDistribution(body)
  const { calls } = started.emulator
  const writes = () => calls.count('AssociateDistributionWebACL') + calls.count('DisassociateDistributionWebACL')
  const configNow = async () => (await started.request.get(started.url)).body.config
  return { ...started, webAcl: `${started.url}/web-acl`, writes, configNow }
}

describe('PUT /distributions/:id/web-acl', () => {
  test('200 with the new ETag: the web ACL is on the distribution, and nothing else has changed', async () => {
    const { request, webAcl, url, etag, config, configNow } = await startGuarded()
    const response = await request.put(webAcl).send({ webAclId: WEB_ACL })
    expect([response.status, response.body], response.text).toEqual([200, { webAclId: WEB_ACL, findings: [] }])
    expect(response.headers.etag).not.toBe(etag)
    expect(response.headers.etag).toBe((await request.get(url)).headers.etag)
    expect(await configNow()).toEqual({ ...config, webAclId: WEB_ACL })
  })

  test('a repeat is not written', async () => {
    const { request, webAcl, etag, writes } = await startGuarded({ webAclId: WEB_ACL })
    const response = await request.put(webAcl).set('If-Match', etag).send({ webAclId: WEB_ACL })
    expect([response.status, response.headers.etag, writes()]).toEqual([200, etag, 0])
  })

  test('without If-Match it is put on the version of a writer who was faster', async () => {
    const { request, webAcl, id, cloudfront, emulator, configNow } = await startGuarded()
    const { hold } = emulator.faults.add({ kind: 'hold', operations: ['AssociateDistributionWebACL'], count: 1 })
    const [response] = await Promise.all([
      request.put(webAcl).send({ webAclId: WEB_ACL }),
      hold
        .untilHeld()
        .then(() => changeBehindOurBack(cloudfront, id, config => ({ ...config, Comment: 'theirs' })))
        .then(hold.release)
    ])
    expect(response.status, response.text).toBe(200)
    expect(await configNow()).toMatchObject({ comment: 'theirs', webAclId: WEB_ACL })
  })

  test('412 ETAG_MISMATCH with the current ETag when If-Match is stale, and nothing is written', async () => {
    const { request, webAcl, url, id, etag, cloudfront, writes } = await startGuarded()
    await changeBehindOurBack(cloudfront, id, config => ({ ...config, Comment: 'theirs' }))
    const response = await request.put(webAcl).set('If-Match', etag).send({ webAclId: WEB_ACL })
    expect([response.status, response.body.code, places(response.body)]).toEqual([412, 'ETAG_MISMATCH', ['/comment']])
    expect(response.headers.etag).toBe((await request.get(url)).headers.etag)
    expect(writes()).toBe(0)
  })

  test('with If-Match a write whose answer was lost is a success', async () => {
    const { request, webAcl, etag, emulator, configNow } = await startGuarded()
    emulator.faults.add({ kind: 'resetAfter', operations: ['AssociateDistributionWebACL'], count: 1 })
    const response = await request.put(webAcl).set('If-Match', etag).send({ webAclId: WEB_ACL })
    expect(response.status, response.text).toBe(200)
    expect((await configNow()).webAclId).toBe(WEB_ACL)
  })

  test('400 for anything but the ARN of a global web ACL, and for unknown members, naming the member', async () => {
    const { request, webAcl, writes } = await startGuarded()
    for (const [body, pointer] of [
      [{}, '/webAclId'],
      [{ webAclId: '473e64fd-f30b-4765-81a0-62ad96dd167a' }, '/webAclId'],
      [{ webAclId: WEB_ACL.replace('global', 'regional') }, '/webAclId'],
      [{ webAclId: WEB_ACL, id: 'x' }, '/id']
    ] as const) {
      const response = await request.put(webAcl).send(body)
      expect([response.status, places(response.body)]).toEqual([400, [pointer]])
    }
    expect(writes()).toBe(0)
  })

  test('404 DISTRIBUTION_NOT_FOUND for an unknown distribution', async () => {
    const { request } = await startGuarded()
    const response = await request.put('/distributions/EUNKNOWN12345/web-acl').send({ webAclId: WEB_ACL })
    expect([response.status, response.body.code]).toEqual([404, 'DISTRIBUTION_NOT_FOUND'])
  })
})

describe('DELETE /distributions/:id/web-acl', () => {
  test('200 with the new ETag and the findings: the web ACL is off; a repeat is not written', async () => {
    const { request, webAcl, url, config, configNow, writes } = await startGuarded({ webAclId: WEB_ACL })
    const response = await request.delete(webAcl)
    expect([response.status, response.body], response.text).toEqual([200, (await request.get(`${url}/findings`)).body])
    expect(response.headers.etag).toBe((await request.get(url)).headers.etag)
    expect(await configNow()).toEqual({ ...config, webAclId: '' })
    const again = await request.delete(webAcl)
    expect([again.status, again.headers.etag, writes()]).toEqual([200, response.headers.etag, 1])
  })

  test('412 when If-Match is stale', async () => {
    const { request, webAcl, writes } = await startGuarded({ webAclId: WEB_ACL })
    const response = await request.delete(webAcl).set('If-Match', '"E000000000000"')
    expect([response.status, response.body.code, writes()]).toEqual([412, 'ETAG_MISMATCH', 0])
  })
})

test('PUT and DELETE web-acl: dryRun shows the change and makes none, Prefer holds the answer', async () => {
  const { request, webAcl, etag, emulator, writes } = await startGuarded()
  const dry = await request.put(`${webAcl}?dryRun=true`).send({ webAclId: WEB_ACL })
  expect([dry.status, dry.headers.etag, dry.body.diff], dry.text).toEqual([
    200,
    etag,
    [{ op: 'replace', path: '/webAclId', value: WEB_ACL, oldValue: '' }]
  ])
  const stale = await request.put(`${webAcl}?dryRun=true`).set('If-Match', '"E1"').send({ webAclId: WEB_ACL })
  expect(stale.status).toBe(412)
  expect(writes()).toBe(0)
  const [held] = await Promise.all([
    request.put(webAcl).set('Prefer', 'wait=30').send({ webAclId: WEB_ACL }),
    deployWhenPolled(emulator)
  ])
  expect([held.status, held.headers['preference-applied']], held.text).toEqual([200, 'wait=30'])
  const without = await request.delete(`${webAcl}?dryRun=true`)
  expect([without.status, without.body.diff.length, writes()], without.text).toEqual([200, 1, 1])
  const gone = await request.delete(webAcl).set('Prefer', 'wait=0')
  expect([gone.status, gone.headers['preference-applied']]).toEqual([200, 'wait=0'])
})

test('a dry run takes a setting that the model does not know, as the write does, which leaves it alone', async () => {
  const { request, webAcl, emulator } = await startGuarded()
  emulator.faults.add({ kind: 'unknownElement', operations: ['GetDistributionConfig'] })
  const dry = await request.put(`${webAcl}?dryRun=true`).send({ webAclId: WEB_ACL })
  expect([dry.status, dry.body.diff?.[0].path], dry.text).toEqual([200, '/webAclId'])
  expect((await request.put(webAcl).send({ webAclId: WEB_ACL })).status).toBe(200)
})
