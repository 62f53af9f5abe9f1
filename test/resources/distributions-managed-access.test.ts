import {
  CreateOriginAccessControlCommand,
  ListOriginAccessControlsCommand,
  type CloudFrontClient
} from '@aws-sdk/client-cloudfront'
import { describe, expect, test } from 'vitest'
import { createManagedAccess } from '../../src/configuration/distributions/origin-access.ts'
import { createAccessControl } from '../helpers/origin-access-control.ts'
import { startApp } from '../helpers/start-app.ts'
import { places, startWithDistribution } from './start-distribution.ts'

const HOST = 'mybucket.s3.eu-west-1.amazonaws.com'
const MANAGED = { domainName: HOST, originAccess: 'managed' }
const NAME = 'frontage-managed-s3'

async function accessControls(cloudfront: CloudFrontClient) {
  const { OriginAccessControlList: list } = await cloudfront.send(new ListOriginAccessControlsCommand({}))
  return list?.Items ?? []
}

const statementFor = (id: string, arn: string, bucket = 'mybucket') => ({
  Sid: `AllowCloudFront${id}`,
  Effect: 'Allow',
  Principal: { Service: 'cloudfront.amazonaws.com' },
  Action: 's3:GetObject',
  Resource: `arn:aws:s3:::${bucket}/*`,
  Condition: { StringEquals: { 'AWS:SourceArn': arn } }
})

describe('POST /distributions with "originAccess": "managed"', () => {
  test('201: the origin has an access control that signs every request, and the answer says what the bucket needs', async () => {
    const { request, cloudfront } = await startApp()
    const created = await request.post('/distributions').send({ origins: [MANAGED] })
    expect(created.status, created.text).toBe(201)
    const [control, ...others] = await accessControls(cloudfront)
    expect(others).toEqual([])
    expect(control).toMatchObject({
      Name: NAME,
      SigningProtocol: 'sigv4',
      SigningBehavior: 'always',
      OriginAccessControlOriginType: 's3'
    })
    const { id, arn, config, bucketPolicies } = created.body
    expect(config.origins[0]).toMatchObject({
      id: HOST,
      originAccessControlId: control?.Id,
      s3OriginConfig: { originAccessIdentity: '' }
    })
    expect(config.origins[0]).not.toHaveProperty('originAccess')
    expect(bucketPolicies).toEqual([{ originId: HOST, bucket: 'mybucket', statement: statementFor(id, arn) }])
  })

  test('the same statement can be read later, as a whole policy', async () => {
    const { request } = await startApp()
    const { body } = await request.post('/distributions').send({ origins: [{ ...MANAGED, id: 'site' }] })
    const policy = await request.get(`/distributions/${body.id}/origins/site/bucket-policy`)
    expect(policy.status, policy.text).toBe(200)
    expect(policy.body).toEqual({ Version: '2012-10-17', Statement: [body.bucketPolicies[0].statement] })
  })

  test('beside other origins only those that ask get it; two buckets share it and have a statement each', async () => {
    const { request, cloudfront } = await startApp()
    const own = await createAccessControl(cloudfront)
    const created = await request.post('/distributions').send({
      origins: [
        { ...MANAGED, id: 'a' },
        { id: 'b', domainName: 'a.s3-b.s3.amazonaws.com', originAccess: 'managed' },
        { id: 'c', domainName: 'other.s3.amazonaws.com' },
        { id: 'd', domainName: 'own.s3.amazonaws.com', originAccessControlId: own },
        { id: 'e', domainName: 'www.example.com' }
      ],
      defaultCacheBehavior: { targetOriginId: 'a' }
    })
    expect(created.status, created.text).toBe(201)
    const [a, b, ...rest] = created.body.config.origins.map(
      ({ originAccessControlId: id }: { originAccessControlId?: string }) => id
    )
    expect(a).toMatch(/^E[A-Z0-9]+$/)
    expect(b).toBe(a)
    expect(rest.map((id: string | undefined) => id ?? '')).toEqual(['', own, ''])
    expect(
      created.body.bucketPolicies.map(({ originId, bucket }: Record<string, string>) => [originId, bucket])
    ).toEqual([
      ['a', 'mybucket'],
      ['b', 'a.s3-b']
    ])
  })

  test('concurrent and later requests create one access control', async () => {
    const { request, cloudfront, emulator } = await startApp()
    const { hold } = emulator.faults.add({ kind: 'hold', operations: ['CreateOriginAccessControl'] })
    const create = () => request.post('/distributions').send({ origins: [MANAGED] })
    const [answers] = await Promise.all([
      Promise.all([create(), create(), create(), create()]),
      // All of them have looked before the first has made it.
      hold.untilHeld(4).then(hold.release)
    ])
    answers.push(await create())
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201])
    const [control, ...others] = await accessControls(cloudfront)
    expect(others).toEqual([])
    const ids = answers.map(({ body }) => body.config.origins[0].originAccessControlId)
    expect(new Set(ids)).toEqual(new Set([control?.Id]))
  })

  test('if the connection was lost while an access control was created, it is found, not created again', async () => {
    const { request, cloudfront, emulator } = await startApp()
    emulator.faults.add({ kind: 'resetAfter', operations: ['CreateOriginAccessControl'] })
    const created = await request.post('/distributions').send({ origins: [MANAGED] })
    expect(created.status, created.text).toBe(201)
    expect(await accessControls(cloudfront)).toHaveLength(1)
  })

  test('the one that is there is found on any page of the list', async () => {
    const found = { Id: 'E2', Name: NAME, SigningProtocol: 'sigv4', SigningBehavior: 'always' }
    const pages: Record<string, object> = {
      first: { IsTruncated: true, NextMarker: 'next', Items: [{ Id: 'E1', Name: 'own' }] },
      next: { IsTruncated: false, Items: [{ ...found, OriginAccessControlOriginType: 's3' }] }
    }
    // The local CloudFront's quota is one page.
    const send = async ({ input: { Marker = 'first' } }: ListOriginAccessControlsCommand) => ({
      OriginAccessControlList: pages[Marker]
    })
    const { ensureId } = createManagedAccess({ cloudfront: { send } as unknown as CloudFrontClient })
    expect(await ensureId()).toBe('E2')
  })

  test('409 if the access control of that name has other settings', async () => {
    const { request, cloudfront } = await startApp()
    await cloudfront.send(
      new CreateOriginAccessControlCommand({
        OriginAccessControlConfig: {
          Name: NAME,
          SigningProtocol: 'sigv4',
          SigningBehavior: 'never',
          OriginAccessControlOriginType: 's3'
        }
      })
    )
    const refused = await request.post('/distributions').send({ origins: [MANAGED] })
    expect([refused.status, refused.body.code]).toEqual([409, 'ORIGIN_ACCESS_CONTROL_ALREADY_EXISTS'])
    expect(refused.body.detail).toContain('SigningBehavior never instead of always')
    expect((await request.get('/distributions')).body.items).toEqual([])
  })

  const contradictions: [what: string, origin: object][] = [
    ['an S3 website', { domainName: 'mybucket.s3-website.eu-central-1.amazonaws.com', originAccess: 'managed' }],
    ['a host that is no bucket', { domainName: 'www.example.com', originAccess: 'managed' }],
    ['an access control of the caller’s own', { ...MANAGED, originAccessControlId: 'E2R9E4C0B4J02L' }],
    [
      'an origin access identity',
      { ...MANAGED, s3OriginConfig: { originAccessIdentity: 'origin-access-identity/cloudfront/E2R9E4C0B4J02L' } }
    ],
    ['a custom origin', { ...MANAGED, customOriginConfig: {} }]
  ]
  test.each(contradictions)('400 naming the member for %s, and no access control is made', async (_, origin) => {
    const { request, cloudfront } = await startApp()
    const refused = await request.post('/distributions').send({ origins: [origin] })
    expect([refused.status, places(refused.body)], refused.text).toEqual([400, ['/origins/0/originAccess']])
    expect(await accessControls(cloudfront)).toEqual([])
  })

  test('400 for other values than managed, and for other mistakes, and no access control is created', async () => {
    const { request, cloudfront } = await startApp()
    const other = await request.post('/distributions').send({ origins: [{ ...MANAGED, originAccess: 'own' }] })
    expect([other.status, places(other.body)]).toEqual([400, ['/origins/0/originAccess']])
    const wrong = await request.post('/distributions').send({ origins: [MANAGED], defaultRootObject: '/index.html' })
    expect([wrong.status, places(wrong.body)]).toEqual([400, ['/defaultRootObject']])
    expect(await accessControls(cloudfront)).toEqual([])
  })

  test('a dry run creates nothing, and shows the access control that exists or would be created', async () => {
    const { request, cloudfront } = await startApp()
    const dryRun = () => request.post('/distributions?dryRun=true').send({ origins: [MANAGED] })
    const before = await dryRun()
    expect(before.body.config.origins[0].originAccessControlId).toBe('new-origin-access-control')
    expect(before.body.config.origins[0]).not.toHaveProperty('originAccess')
    expect(await accessControls(cloudfront)).toEqual([])
    const { body } = await request.post('/distributions').send({ origins: [MANAGED] })
    const after = await dryRun()
    expect(after.body.config.origins[0].originAccessControlId).toBe(body.config.origins[0].originAccessControlId)
  })

  test('a repeat with the same Idempotency-Key is answered the same, bucket policies and all', async () => {
    const { request } = await startApp()
    const create = () =>
      request
        .post('/distributions')
        .set('Idempotency-Key', 'managed-1')
        .send({ origins: [MANAGED] })
    const [first, again] = [await create(), await create()]
    expect(again.headers['idempotency-replayed']).toBe('true')
    expect(again.body).toEqual(first.body)
    expect(again.body.bucketPolicies).toHaveLength(1)
  })
})

describe('PUT and PATCH /distributions/:id with "originAccess": "managed"', () => {
  const startWithBucket = () => startWithDistribution({ origins: [{ domainName: HOST }] })

  test('PUT of what GET gave with originAccess added attaches it; the same again changes nothing', async () => {
    const { request, url, id, arn, config, writes } = await startWithBucket()
    const body = { ...config, origins: [{ ...config.origins[0], originAccess: 'managed' }] }
    const replaced = await request.put(url).set('If-Match', '*').send(body)
    expect(replaced.status, replaced.text).toBe(200)
    expect(replaced.body.config.origins[0].originAccessControlId).toMatch(/^E[A-Z0-9]+$/)
    expect(replaced.body.bucketPolicies).toEqual([
      { originId: HOST, bucket: 'mybucket', statement: statementFor(id, arn) }
    ])
    const before = writes()
    const again = await request.put(url).set('If-Match', '*').send(body)
    expect([again.status, again.headers.etag, writes()]).toEqual([200, replaced.headers.etag, before])
    expect(again.body.bucketPolicies).toEqual(replaced.body.bucketPolicies)
  })

  test('GET, change, PUT still works afterwards, and keeps the access control', async () => {
    const { request } = await startApp()
    const created = await request.post('/distributions').send({ origins: [MANAGED] })
    const url = `/distributions/${created.body.id}`
    const { body, headers } = await request.get(url)
    expect(body).not.toHaveProperty('bucketPolicies')
    const replaced = await request
      .put(url)
      .set('If-Match', headers.etag ?? '')
      .send({ ...body.config, comment: 'changed' })
    expect(replaced.status, replaced.text).toBe(200)
    expect(replaced.body.config).toEqual({ ...body.config, comment: 'changed' })
    expect(replaced.body).not.toHaveProperty('bucketPolicies')
  })

  test('PATCH adds an origin that needs no more than CloudFront wants of an update', async () => {
    const { request, url, config } = await startWithDistribution()
    const bucket = { ...MANAGED, id: 'files', originPath: '', customHeaders: [] }
    const patched = await request
      .patch(url)
      .set('If-Match', '*')
      .send({ origins: [...config.origins, bucket] })
    expect(patched.status, patched.text).toBe(200)
    expect(patched.body.config.origins[1]).toMatchObject({ id: 'files', s3OriginConfig: { originAccessIdentity: '' } })
    expect(patched.body.bucketPolicies).toMatchObject([{ originId: 'files', bucket: 'mybucket' }])
  })

  test('PATCH: 400 names the member, also for another word, and no access control is made', async () => {
    const { request, url, config, cloudfront } = await startWithBucket()
    const [origin] = config.origins
    for (const change of [
      { originAccess: 'own' },
      { originAccess: 'managed', originAccessControlId: 'E2R9E4C0B4J02' }
    ]) {
      const refused = await request
        .patch(url)
        .set('If-Match', '*')
        .send({ origins: [{ ...origin, ...change }] })
      expect([refused.status, places(refused.body)], refused.text).toEqual([400, ['/origins/0/originAccess']])
    }
    const wrong = await request
      .patch(url)
      .set('If-Match', '*')
      .send({ origins: [{ ...origin, originAccess: 'managed' }], defaultRootObject: '/x' })
    expect([wrong.status, places(wrong.body)]).toEqual([400, ['/defaultRootObject']])
    expect(await accessControls(cloudfront)).toEqual([])
  })

  test('PATCH of the one origin replaces what it had before, may be repeated, and takes it away with null', async () => {
    const { request, url, config, cloudfront } = await startWithBucket()
    const own = await createAccessControl(cloudfront)
    const origin = `${url}/origins/${config.origins[0].id}`
    const patch = async (body: object) => {
      const patched = await request.patch(origin).send(body)
      expect(patched.status, patched.text).toBe(200)
      return patched.body.originAccessControlId as string
    }
    expect(await patch({ originAccessControlId: own })).toBe(own)
    const managed = await patch({ originAccess: 'managed' })
    const controls = await accessControls(cloudfront)
    expect(managed).toBe(controls.find(({ Name }) => Name === NAME)?.Id)
    expect(await patch({ originAccess: 'managed' })).toBe(managed)
    expect(await patch({ originAccess: null })).toBe('')
    const both = await request.patch(origin).send({ originAccess: 'managed', originAccessControlId: own })
    expect([both.status, places(both.body)], both.text).toEqual([400, ['/originAccess']])
  })

  test('an access control that a patch names stays beside null, and a PUT means the same each time', async () => {
    const { request, url, config, cloudfront } = await startWithBucket()
    const own = await createAccessControl(cloudfront)
    const [{ id, ...bucket }] = config.origins
    const origin = `${url}/origins/${id}`
    const named = { originAccess: null, originAccessControlId: own }
    const control = async (
      sent: Promise<{ status: number; text: string; body: { originAccessControlId?: string } }>
    ) => {
      const { status, text, body } = await sent
      expect(status, text).toBe(200)
      return body.originAccessControlId
    }
    expect(await control(request.patch(origin).send(named))).toBe(own)
    expect(await control(request.patch(origin).send(named))).toBe(own)
    expect(await control(request.put(origin).send({ ...bucket, ...named }))).toBe(own)
    expect(await control(request.put(origin).send({ ...bucket, ...named }))).toBe(own)

    const both = { ...bucket, originAccess: 'managed', originAccessControlId: own }
    for (const refused of [await request.put(origin).send(both), await request.put(origin).send(both)]) {
      expect([refused.status, places(refused.body)], refused.text).toEqual([400, ['/originAccess']])
    }
    expect(await control(request.patch(origin).send({ originAccess: null }))).toBe('')
  })

  test('PATCH of the one origin replaces an origin access identity', async () => {
    const { request, cloudfront } = await startApp({ trusted: ['originAccessIdentities'] })
    const s3OriginConfig = { originAccessIdentity: 'origin-access-identity/cloudfront/E127EXAMPLE51Z' }
    const created = await request
      .post('/distributions')
      .send({ origins: [{ domainName: HOST, id: 'a', s3OriginConfig }] })
    const patched = await request.patch(`${created.headers.location}/origins/a`).send({ originAccess: 'managed' })
    expect(patched.status, patched.text).toBe(200)
    const [control] = await accessControls(cloudfront)
    expect(patched.body).toMatchObject({
      originAccessControlId: control?.Id,
      s3OriginConfig: { originAccessIdentity: '' }
    })
    const back = await request
      .patch(`${created.headers.location}/origins/a`)
      .send({ originAccess: null, s3OriginConfig })
    expect(back.status, back.text).toBe(200)
    expect(back.body).toMatchObject({ originAccessControlId: '', s3OriginConfig })
  })

  test('a JSON patch replaces it, too, but not what another of its operations gives; null changes nothing', async () => {
    const { request, url, config, cloudfront } = await startWithBucket()
    const [origin] = config.origins
    const own = await createAccessControl(cloudfront)
    const at = '/origins/0/originAccess'
    const managed = { op: 'add', path: at, value: 'managed' }
    const patch = (...operations: object[]) =>
      request
        .patch(url)
        .set('If-Match', '*')
        .set('Content-Type', 'application/json-patch+json')
        .send(JSON.stringify(operations))
    const named = { op: 'add', path: `${at}ControlId`, value: own }
    expect((await patch(named)).body.config?.origins[0].originAccessControlId).toBe(own)
    const none = await patch({ ...managed, value: null })
    expect(none.body.config?.origins[0].originAccessControlId, none.text).toBe(own)
    const whole = { ...origin, originAccess: 'managed', originAccessControlId: own }
    for (const refused of [
      await patch(named, managed),
      await patch({ op: 'replace', path: '/origins/0', value: whole })
    ]) {
      expect([refused.status, places(refused.body)], refused.text).toEqual([400, [at]])
    }
    const other = { op: 'add', path: '/origins/-', value: { ...origin, id: 'other', originAccessControlId: own } }
    const first = await patch({ ...named, op: 'test' }, other, managed)
    expect(first.status, first.text).toBe(200)
    expect(first.body.config.origins[0].originAccessControlId).not.toBe(own)
    expect(first.body.config.origins[1].originAccessControlId).toBe(own)
    const again = await patch(managed)
    expect([again.status, again.headers.etag], again.text).toEqual([200, first.headers.etag])
  })

  test('dry runs of both make nothing and show the difference', async () => {
    const { request, url, config, etag, cloudfront, writes } = await startWithBucket()
    const before = writes()
    const origins = [{ ...config.origins[0], originAccess: 'managed' }]
    const put = request.put(`${url}?dryRun=true`).set('If-Match', etag)
    for (const response of [
      await put.send({ ...config, origins }),
      await request.patch(`${url}?dryRun=true`).set('If-Match', '*').send({ origins })
    ]) {
      expect(response.body.diff).toMatchObject([
        { path: '/origins/0/originAccessControlId', value: 'new-origin-access-control' }
      ])
    }
    expect([writes(), await accessControls(cloudfront)]).toEqual([before, []])
  })
})

describe('GET /distributions/:id/origins/:originId/bucket-policy', () => {
  test('404 for an unknown origin and distribution, 409 for an origin without an access control', async () => {
    const { request, url } = await startWithDistribution({ origins: [{ id: 'open', domainName: HOST }] })
    const absent = await request.get(`${url}/origins/none/bucket-policy`)
    expect([absent.status, absent.body.code]).toEqual([404, 'ORIGIN_NOT_FOUND'])
    const open = await request.get(`${url}/origins/open/bucket-policy`)
    expect([open.status, open.body.code]).toEqual([409, 'ORIGIN_WITHOUT_ACCESS_CONTROL'])
    const unknown = await request.get('/distributions/EUNKNOWN12345/origins/open/bucket-policy')
    expect([unknown.status, unknown.body.code]).toEqual([404, 'DISTRIBUTION_NOT_FOUND'])
  })
})
