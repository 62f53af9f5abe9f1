import { CreateCloudFrontOriginAccessIdentityCommand } from '@aws-sdk/client-cloudfront'
import { describe, expect, test } from 'vitest'
import { createVpcOrigin } from '../helpers/vpc-origin.ts'
import {
  changeBehindOurBack,
  deployWhenPolled,
  MERGE_PATCH,
  places,
  startWithDistribution
} from './start-distribution.ts'

const BUCKET = { domainName: 'mybucket.s3.amazonaws.com' }

async function startWithOrigins(overrides: object = {}) {
  const started = await startWithDistribution(overrides)
  const read = async () => (await started.request.get(started.url)).body.config
  return { ...started, origins: `${started.url}/origins`, read }
}

/** A distribution with an origin of each kind, with settings that are not the defaults. */
async function startWithEachKind() {
  const started = await startWithOrigins()
  const { cloudfront } = started
  const { id: vpcOriginId } = await createVpcOrigin(cloudfront, 'internal')
  const CloudFrontOriginAccessIdentityConfig = { CallerReference: 'bucket', Comment: '' }
  const { CloudFrontOriginAccessIdentity: identity } = await cloudfront.send(
    new CreateCloudFrontOriginAccessIdentityCommand({ CloudFrontOriginAccessIdentityConfig })
  )
  const originAccessIdentity = `origin-access-identity/cloudfront/${identity?.Id}`
  for (const [id, origin] of Object.entries({
    vpc: { domainName: 'in.example.com', vpcOriginConfig: { vpcOriginId } },
    bucket: { ...BUCKET, s3OriginConfig: { originAccessIdentity } },
    custom: {
      domainName: 'own.example.com',
      customOriginConfig: { httpPort: 8080, originProtocolPolicy: 'http-only' }
    }
  })) {
    const added = await started.request.put(`${started.origins}/${id}`).send(origin)
    if (added.status !== 201) throw new Error(added.text)
  }
  return started
}

describe('PUT /distributions/:id/origins/:originId', () => {
  test('201 with Location for a new one, which gets what creation gives it; 200 for one that is replaced', async () => {
    const { request, origins, read, config } = await startWithOrigins()
    const added = await request.put(`${origins}/bucket`).send({ domainName: 'my.bucket.s3.amazonaws.com' })
    expect([added.status, added.headers.location], added.text).toEqual([201, `${origins}/bucket`])
    const { findings, ...origin } = added.body
    expect(origin).toMatchObject({ id: 'bucket', originPath: '', s3OriginConfig: { originAccessIdentity: '' } })
    expect(findings).not.toEqual([])
    expect(findings.every(({ pointer }: { pointer: string }) => !pointer.startsWith('/origins'))).toBe(true)
    const one = await request.get(`${origins}/bucket`)
    expect([one.body, one.headers.etag]).toEqual([origin, added.headers.etag])
    const replaced = await request.put(`${origins}/bucket`).send({ ...one.body, originPath: '/v2' })
    expect([replaced.status, replaced.body.originPath], replaced.text).toEqual([200, '/v2'])
    expect(replaced.headers.location).toBeUndefined()
    const { origins: all, ...rest } = await read()
    expect(all).toEqual([config.origins[0], { ...origin, originPath: '/v2' }])
    expect({ ...rest, origins: config.origins }).toEqual(config)
    const list = await request.get(origins)
    expect([list.body, list.headers.etag]).toEqual([{ items: all }, replaced.headers.etag])
  })

  test('omitting a member does not reset it, and pointers are into the body', async () => {
    const { request, origins, writes } = await startWithOrigins({
      origins: [{ ...BUCKET, id: 'a', customHeaders: [{ headerName: 'X-Key', headerValue: 'k' }] }]
    })
    const before = writes()
    const refused = await request.put(`${origins}/a`).send({ ...BUCKET, originPath: 'no-slash' })
    expect([refused.status, places(refused.body)], refused.text).toEqual([400, ['/customHeaders', '/originPath']])
    const wrong = await request.put(`${origins}/a`).send({ ...BUCKET, id: 'b' })
    expect([wrong.status, places(wrong.body)]).toEqual([400, ['/id']])
    expect(writes()).toBe(before)
    const reset = await request.put(`${origins}/a`).send({ ...BUCKET, customHeaders: null })
    expect([reset.status, reset.body.customHeaders], reset.text).toEqual([200, []])
  })

  test('another host brings its own kind, as at creation; a VPC origin does not become a public one', async () => {
    const { request, origins } = await startWithOrigins()
    const put = async (body: object, expected: object) => {
      const replaced = await request.put(`${origins}/other`).send(body)
      expect(replaced.status, replaced.text).toBeLessThan(300)
      expect(replaced.body).toMatchObject(expected)
    }
    const [bucket, custom] = [{ s3OriginConfig: { originAccessIdentity: '' } }, { customOriginConfig: {} }]
    await put({ domainName: 'own.example.com', customOriginConfig: { originProtocolPolicy: 'http-only' } }, custom)
    await put({ domainName: 'files.s3.eu-west-1.amazonaws.com' }, bucket)
    await put({ domainName: 'own.example.com' }, { customOriginConfig: { originProtocolPolicy: 'https-only' } })
    await put({ domainName: 'files.s3.eu-west-1.amazonaws.com', customOriginConfig: null }, bucket)
    const patch = { domainName: 'own.example.com', s3OriginConfig: null }
    const patched = await request.patch(`${origins}/other`).send(patch)
    expect([patched.status, patched.body.customOriginConfig?.originProtocolPolicy], patched.text).toEqual([
      200,
      'https-only'
    ])
  })

  test('null for a kind that an origin does not have is the same as leaving it out', async () => {
    const { request, url, origins, config, read, writes } = await startWithEachKind()
    const [before, all] = [writes(), (await read()).origins]
    for (const [id, own, other] of [
      ['vpc', '/vpcOriginConfig', 's3OriginConfig'],
      ['vpc', '/vpcOriginConfig', 'customOriginConfig'],
      ['bucket', '/s3OriginConfig', 'customOriginConfig'],
      ['bucket', '/s3OriginConfig', 'vpcOriginConfig'],
      ['custom', '/customOriginConfig', 's3OriginConfig']
    ] as const) {
      const index = all.findIndex((origin: { id: string }) => origin.id === id)
      const item = { id, domainName: all[index].domainName, [other]: null }
      const put = await request.put(`${origins}/${id}`).send(item)
      expect([put.status, places(put.body)], put.text).toEqual([400, ['', own]])
      const whole = { ...config, origins: all.with(index, item) }
      const replaced = await request.put(url).set('If-Match', '*').send(whole)
      expect(places(replaced.body)).toEqual(places(put.body).map(place => `/origins/${index}${place}`))
      const patched = await request
        .patch(url)
        .set('If-Match', '*')
        .send({ origins: all.with(index, item) })
      expect([patched.status, places(patched.body)], patched.text).toEqual([400, [`/origins/${index}`]])
    }
    expect([writes(), (await read()).origins]).toEqual([before, all])
    const reset = await request.put(`${origins}/vpc`).send({ domainName: 'in.example.com', vpcOriginConfig: null })
    expect([reset.status, typeof reset.body.customOriginConfig], reset.text).toEqual([200, 'object'])
  })

  test('another host of the same kind, or the same in other letters, does not drop a configuration', async () => {
    const { request, origins, writes } = await startWithEachKind()
    await request
      .put(`${origins}/website`)
      .send({ ...BUCKET, customOriginConfig: { httpPort: 8080 } })
      .expect(201)
    const before = writes()
    for (const [id, own, domainName] of [
      ['website', '/customOriginConfig', 'other.s3.amazonaws.com'],
      ['website', '/customOriginConfig', 'MyBucket.s3.amazonaws.com'],
      ['vpc', '/vpcOriginConfig', 'other.example.com'],
      ['vpc', '/vpcOriginConfig', 'other.s3.amazonaws.com'],
      ['bucket', '/s3OriginConfig', 'bucket.s3.new-form.amazonaws.com']
    ] as const) {
      const put = await request.put(`${origins}/${id}`).send({ domainName })
      expect([put.status, places(put.body)], put.text).toEqual([400, ['', own]])
    }
    expect(writes()).toBe(before)
  })

  test('managed access makes the access control once', async () => {
    const { request, origins, emulator } = await startWithOrigins()
    const refused = await request.put(`${origins}/b?strict=true`).send({ ...BUCKET, originAccess: 'manage' })
    expect([refused.status, places(refused.body)]).toEqual([400, ['/originAccess']])
    const added = await request.put(`${origins}/b`).send({ ...BUCKET, originAccess: 'managed' })
    expect([added.status, typeof added.body.originAccessControlId], added.text).toEqual([201, 'string'])
    expect(emulator.calls.count('CreateOriginAccessControl')).toBe(1)
  })

  test('412 for a stale If-Match, and for If-None-Match: * if there is one; a creation passes', async () => {
    const { request, origins, etag, writes } = await startWithOrigins()
    const added = await request.put(`${origins}/b`).set('If-None-Match', '*').send(BUCKET)
    expect(added.status, added.text).toBe(201)
    const before = writes()
    const again = await request.put(`${origins}/b`).set('If-None-Match', '*').send(BUCKET)
    expect([again.status, again.body.code]).toEqual([412, 'ALREADY_THERE'])
    const stale = await request.put(`${origins}/b`).set('If-Match', etag).send(BUCKET)
    expect([stale.status, stale.body.code, stale.headers.etag]).toEqual([412, 'ETAG_MISMATCH', added.headers.etag])
    const odd = await request.put(`${origins}/b`).set('If-None-Match', '"x"').send(BUCKET)
    expect([odd.status, places(odd.body)]).toEqual([400, ['If-None-Match']])
    expect(writes()).toBe(before)
  })

  test('dryRun answers the difference and changes nothing; strict refuses what would not work', async () => {
    const { request, origins, etag, url, writes } = await startWithOrigins()
    const before = writes()
    const dry = await request.put(`${origins}/b?dryRun=true`).send(BUCKET)
    expect([dry.status, dry.headers.etag, dry.body.dryRun], dry.text).toEqual([200, etag, true])
    expect(dry.body.diff).toMatchObject([{ op: 'add', path: '/origins/1', value: { id: 'b' } }])
    const strict = await request.put(`${origins}/b?strict=true`).send(BUCKET)
    expect([strict.status, strict.body.code]).toEqual([422, 'SEVERE_FINDINGS'])
    expect([writes(), (await request.get(url)).headers.etag]).toEqual([before, etag])
  })

  test('Prefer: wait holds the answer until the distribution is deployed', async () => {
    const { request, origins, url, emulator } = await startWithOrigins()
    const held = request.put(`${origins}/b`).set('Prefer', 'wait=30').send(BUCKET)
    const [answer] = await Promise.all([held, deployWhenPolled(emulator)])
    expect([answer.status, answer.headers['preference-applied']], answer.text).toEqual([201, 'wait=30'])
    expect((await request.get(url)).body.status).toBe('Deployed')
  })

  test('the id may have slashes and other special characters', async () => {
    const { request, origins } = await startWithOrigins()
    const id = 'S3-my bucket/ä?&#%2F'
    const place = `${origins}/${encodeURIComponent(id)}`
    const added = await request.put(place).send(BUCKET)
    expect([added.status, added.body.id, added.headers.location], added.text).toEqual([201, id, place])
    expect((await request.get(place)).body.id).toBe(id)
    expect((await request.delete(place)).status).toBe(200)
  })

  test('two writers at once: both origins are there', async () => {
    const { request, origins, read, id, cloudfront, emulator } = await startWithOrigins()
    const { hold } = emulator.faults.add({ kind: 'hold', operations: ['UpdateDistribution'], count: 1 })
    const [ours] = await Promise.all([
      request.put(`${origins}/ours`).send(BUCKET),
      hold
        .untilHeld()
        .then(async () =>
          changeBehindOurBack(cloudfront, id, config => {
            const [first] = config.Origins?.Items ?? []
            const Items = [first, { ...first, Id: 'theirs' }] as NonNullable<typeof first>[]
            return { ...config, Origins: { Quantity: 2, Items } }
          })
        )
        .then(hold.release)
    ])
    expect(ours.status, ours.text).toBe(201)
    expect((await read()).origins.map(({ id }: { id: string }) => id)).toEqual(['www.example.com', 'theirs', 'ours'])
  })

  test('two at once through the service: of ten origins none is lost', async () => {
    const { request, origins, read } = await startWithOrigins()
    const names = Array.from({ length: 10 }, (_, index) => `origin-${index}`)
    const answers = await Promise.all(names.map(name => request.put(`${origins}/${name}`).send(BUCKET)))
    expect(answers.map(({ status }) => status)).toEqual(names.map(() => 201))
    expect((await read()).origins.map(({ id }: { id: string }) => id).sort()).toEqual([...names, 'www.example.com'])
  })

  test('If-None-Match: * when somebody else creates it first: 412, and theirs stays', async () => {
    const { request, origins, read, id, cloudfront, emulator } = await startWithOrigins()
    const { hold } = emulator.faults.add({ kind: 'hold', operations: ['UpdateDistribution'], count: 1 })
    const [ours] = await Promise.all([
      request.put(`${origins}/b`).set('If-None-Match', '*').send(BUCKET),
      hold
        .untilHeld()
        .then(async () =>
          changeBehindOurBack(cloudfront, id, config => {
            const [first] = config.Origins?.Items ?? []
            const Items = [first, { ...first, Id: 'b' }] as NonNullable<typeof first>[]
            return { ...config, Origins: { Quantity: 2, Items } }
          })
        )
        .then(hold.release)
    ])
    expect([ours.status, ours.body.code], ours.text).toEqual([412, 'ALREADY_THERE'])
    expect((await read()).origins[1]).toMatchObject({ id: 'b', domainName: 'www.example.com' })
  })

  test('a write whose answer was lost is a success: still 201', async () => {
    const { request, origins, emulator } = await startWithOrigins()
    emulator.faults.add({ kind: 'resetAfter', operations: ['UpdateDistribution'], count: 1 })
    const added = await request.put(`${origins}/b`).set('If-None-Match', '*').send(BUCKET)
    expect([added.status, added.body.id], added.text).toEqual([201, 'b'])
  })
})

describe('PATCH /distributions/:id/origins/:originId', () => {
  test('200: a merge patch of the one origin, null for the default', async () => {
    const { request, origins, read, config } = await startWithOrigins()
    const place = `${origins}/www.example.com`
    const patch = { connectionAttempts: 1, customOriginConfig: { originReadTimeout: 45 } }
    const patched = await request.patch(place).set('Content-Type', MERGE_PATCH).send(JSON.stringify(patch))
    expect(patched.status, patched.text).toBe(200)
    expect(patched.body).toMatchObject({
      connectionAttempts: 1,
      customOriginConfig: { originReadTimeout: 45, httpPort: 80 }
    })
    const nulls = { connectionAttempts: null, customOriginConfig: { originReadTimeout: null } }
    const reset = await request.patch(place).send(nulls)
    expect(reset.status, reset.text).toBe(200)
    expect(await read()).toEqual(config)
  })

  test('400 names members of the patch, 404 for a missing origin', async () => {
    const { request, origins } = await startWithOrigins()
    const wrong = await request.patch(`${origins}/www.example.com`).send({ conectionTimeout: 5, id: 'x' })
    expect([wrong.status, places(wrong.body)], wrong.text).toEqual([400, ['/id']])
    const unknown = await request.patch(`${origins}/www.example.com`).send({ conectionTimeout: 5 })
    expect([unknown.status, places(unknown.body)], unknown.text).toEqual([400, ['/conectionTimeout']])
    const absent = await request.patch(`${origins}/other`).send({})
    expect([absent.status, absent.body.code]).toEqual([404, 'ORIGIN_NOT_FOUND'])
  })
})

describe('DELETE /distributions/:id/origins/:originId', () => {
  test('200 with the findings of the distribution, then 404; the rest stays', async () => {
    const { request, url, origins, read, config } = await startWithOrigins()
    await request.put(`${origins}/b`).send(BUCKET)
    const dry = await request.delete(`${origins}/b?dryRun=true`)
    expect([dry.status, dry.body.diff], dry.text).toMatchObject([200, [{ op: 'remove', path: '/origins/1' }]])
    const gone = await request.delete(`${origins}/b`)
    expect([gone.status, gone.body], gone.text).toEqual([200, (await request.get(`${url}/findings`)).body])
    expect(gone.headers.etag).toBe((await request.get(origins)).headers.etag)
    expect(await read()).toEqual(config)
    const again = await request.delete(`${origins}/b`)
    expect([again.status, again.body.code]).toEqual([404, 'ORIGIN_NOT_FOUND'])
  })

  test('409 ORIGIN_IN_USE names the behaviors and groups that use it, and nothing is written', async () => {
    const { request, origins, writes } = await startWithOrigins({
      origins: [{ domainName: 'a.example.com' }, { domainName: 'b.example.com' }],
      originGroups: [
        {
          id: 'both',
          failoverCriteria: { statusCodes: [500] },
          members: [{ originId: 'a.example.com' }, { originId: 'b.example.com' }]
        }
      ],
      defaultCacheBehavior: { targetOriginId: 'both' },
      cacheBehaviors: [{ pathPattern: '/b/*', targetOriginId: 'b.example.com' }]
    })
    const before = writes()
    const refused = await request.delete(`${origins}/b.example.com`)
    expect([refused.status, refused.body.code, places(refused.body)], refused.text).toEqual([
      409,
      'ORIGIN_IN_USE',
      ['/cacheBehaviors/0/targetOriginId', '/originGroups/0/members']
    ])
    expect(refused.body.errors[0].detail).toContain('/b/*')
    expect(writes()).toBe(before)
  })

  test('a deletion whose answer was lost is a success', async () => {
    const { request, origins, emulator } = await startWithOrigins()
    await request.put(`${origins}/b`).send(BUCKET)
    emulator.faults.add({ kind: 'resetAfter', operations: ['UpdateDistribution'], count: 1 })
    expect((await request.delete(`${origins}/b`)).status).toBe(200)
  })
})

test('origins of an unknown distribution: 404; a setting that the model does not know: 409', async () => {
  const { request, origins, emulator, writes } = await startWithOrigins()
  for (const method of ['get', 'put', 'patch', 'delete'] as const) {
    const unknown = await request[method]('/distributions/EUNKNOWN12345/origins/a').send(
      method === 'get' ? undefined : BUCKET
    )
    expect([unknown.status, unknown.body.code], method).toEqual([404, 'DISTRIBUTION_NOT_FOUND'])
  }
  emulator.faults.add({ kind: 'unknownElement', operations: ['GetDistributionConfig'] })
  const before = writes()
  const refused = await request.put(`${origins}/b`).send(BUCKET)
  expect([refused.status, refused.body.code]).toEqual([409, 'UNKNOWN_UPSTREAM_SETTING'])
  expect(writes()).toBe(before)
})
