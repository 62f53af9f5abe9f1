import { expect, test } from 'vitest'
import { updateDefaults } from '../../src/configuration/distributions/defaults.ts'
import { CERTIFICATE, changeBehindOurBack, places, startWithDistribution, WEB_ACL } from './start-distribution.ts'

const LOAD_BALANCER = 'my-balancer-1234567890.eu-west-1.elb.amazonaws.com'
const JSON_PATCH = 'application/json-patch+json'

async function start(body: object = {}) {
  const started = await startWithDistribution(body)
  const patch = (operations: unknown, headers: Record<string, string> = {}, query = '') =>
    started.request
      .patch(`${started.url}${query}`)
      .set({ 'Content-Type': JSON_PATCH, ...headers })
      .send(JSON.stringify(operations))
  return { ...started, patch }
}

test('JSON patch: 200, the operations are applied in their order, all else stays', async () => {
  const { patch, config, etag } = await start({ comment: 'old' })
  const response = await patch([
    { op: 'test', path: '/comment', value: 'old' },
    { op: 'replace', path: '/comment', value: 'new' },
    { op: 'add', path: '/origins/-', value: { domainName: 'mybucket.s3.amazonaws.com' } },
    { op: 'replace', path: '/defaultCacheBehavior/compress', value: false },
    { op: 'add', path: '/defaultCacheBehavior/cachePolicy', value: 'CachingDisabled' }
  ])
  expect(response.status, response.text).toBe(200)
  const { origins, ...rest } = response.body.config
  expect(rest).toEqual({
    ...rest,
    ...config,
    origins: undefined,
    comment: 'new',
    defaultCacheBehavior: {
      ...config.defaultCacheBehavior,
      compress: false,
      cachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad'
    }
  })
  expect(origins.map(({ id }: { id: string }) => id)).toEqual(['www.example.com', 'mybucket.s3.amazonaws.com'])
  expect(response.headers.etag).not.toBe(etag)
})

test('JSON patch: a bucket for logs that are off is refused', async () => {
  const bucket = 'logs.s3.amazonaws.com'
  const { patch } = await start()
  const refused = async (path: string, value: unknown) => {
    const response = await patch([{ op: 'replace', path, value }])
    expect([response.status, places(response.body)], response.text).toEqual([400, ['/logging/bucket']])
  }
  await refused('/logging', { bucket })
  await refused('/logging/bucket', bucket)
  const prefix = await patch([{ op: 'replace', path: '/logging/prefix', value: 'shop/' }])
  expect([prefix.status, places(prefix.body)], prefix.text).toEqual([400, ['/logging/prefix']])
})

test('JSON patch: a policy by name may follow the removal of its id', async () => {
  const { patch } = await start()
  const response = await patch([
    { op: 'remove', path: '/defaultCacheBehavior/cachePolicyId' },
    { op: 'add', path: '/defaultCacheBehavior/cachePolicy', value: 'CachingDisabled' }
  ])
  expect(response.status, response.text).toBe(200)
  expect(response.body.config.defaultCacheBehavior.cachePolicyId).toBe('4135ea2d-6df8-44a3-9df3-4b5a84be39ad')
})

test('JSON patch: a policy by name replaces the id before, even if the patch gives that id elsewhere', async () => {
  const { patch, config } = await start({ cacheBehaviors: [{ pathPattern: '/a/*' }] })
  const { cachePolicyId } = config.defaultCacheBehavior
  const at = '/defaultCacheBehavior/cachePolicy'
  const named = { op: 'add', path: at, value: 'CachingDisabled' }
  const other = { pathPattern: '/b/*', cachePolicyId }
  for (const said of [
    { op: 'replace', path: `${at}Id`, value: cachePolicyId },
    { op: 'replace', path: '/defaultCacheBehavior', value: { ...config.defaultCacheBehavior } }
  ]) {
    const both = await patch([said, named], { 'If-Match': '*' })
    expect([both.status, places(both.body)], both.text).toEqual([400, [at]])
  }
  const inserted = { op: 'add', path: '/cacheBehaviors/0', value: other }
  const response = await patch([inserted, { ...named, path: '/cacheBehaviors/1/cachePolicy' }, named], {
    'If-Match': '*'
  })
  expect(response.status, response.text).toBe(200)
  const { defaultCacheBehavior, cacheBehaviors } = response.body.config
  const policies = [defaultCacheBehavior, ...cacheBehaviors].map(behavior => behavior.cachePolicyId as string)
  const disabled = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad'
  expect(policies).toEqual([disabled, cachePolicyId, disabled])
})

test('JSON patch: null, and what is removed, is the default of creation', async () => {
  const { patch, config } = await start()
  const set = await patch([
    { op: 'add', path: '/webAclId', value: WEB_ACL },
    { op: 'replace', path: '/priceClass', value: 'PriceClass_100' }
  ])
  expect(set.status, set.text).toBe(200)
  const reset = await patch([
    { op: 'replace', path: '/webAclId', value: null },
    { op: 'replace', path: '/priceClass', value: null }
  ])
  expect([reset.status, reset.body.config], reset.text).toEqual([200, config])

  const timeouts = '/origins/0/customOriginConfig/originReadTimeout'
  const again = await patch([
    { op: 'add', path: '/webAclId', value: WEB_ACL },
    { op: 'test', path: '/origins/0/id', value: 'www.example.com' },
    { op: 'replace', path: timeouts, value: 45 }
  ])
  expect(again.status, again.text).toBe(200)
  const removed = await patch([
    { op: 'remove', path: '/webAclId' },
    { op: 'test', path: '/origins/0/id', value: 'www.example.com' },
    { op: 'remove', path: timeouts }
  ])
  expect([removed.status, removed.body.config], removed.text).toEqual([200, config])
})

test('JSON patch: what is removed is not there for later operations, and may be added again', async () => {
  const { patch, config } = await start({ webAclId: WEB_ACL })
  const remove = { op: 'remove', path: '/webAclId' }
  const then = async (...operations: object[]) => patch([remove, ...operations])
  for (const operation of [remove, { op: 'test', path: '/webAclId', value: null }]) {
    const response = await then(operation)
    expect([response.status, places(response.body)], response.text).toEqual([400, ['/1']])
  }
  const added = await then({ op: 'add', path: '/webAclId', value: WEB_ACL })
  expect([added.status, added.body.config], added.text).toEqual([200, config])
  const gone = await then()
  expect([gone.status, gone.body.config.webAclId], gone.text).toEqual([200, ''])
})

test('JSON patch: 409 PATCH_TEST_FAILED for a test that does not hold, and nothing is written', async () => {
  const { patch, writes, etag } = await start()
  const before = writes()
  const operations = [
    { op: 'replace', path: '/comment', value: 'x' },
    { op: 'test', path: '/enabled', value: false }
  ]
  for (const headers of [{}, { 'If-Match': etag }]) {
    const response = await patch(operations, headers)
    expect([response.status, response.body.code, places(response.body)], response.text).toEqual([
      409,
      'PATCH_TEST_FAILED',
      ['/1']
    ])
  }
  expect(writes()).toBe(before)
})

test('JSON patch: an index needs If-Match or a test; a stale If-Match is 412', async () => {
  const { patch, etag } = await start()
  const operation = { op: 'replace', path: '/origins/0/originPath', value: '/v2' }
  const bare = await patch([operation])
  expect([bare.status, bare.body.code]).toEqual([428, 'PRECONDITION_REQUIRED'])
  const moved = await patch([{ op: 'copy', from: '/origins/0', path: '/origins/-' }])
  expect(moved.status).toBe(428)
  const tested = await patch([{ op: 'test', path: '/origins/0/id', value: 'www.example.com' }, operation])
  expect([tested.status, tested.body.config.origins[0].originPath], tested.text).toEqual([200, '/v2'])
  const stale = await patch([operation], { 'If-Match': etag })
  expect([stale.status, stale.body.code]).toEqual([412, 'ETAG_MISMATCH'])
  expect((await patch([operation], { 'If-Match': tested.headers.etag ?? '' })).status).toBe(200)
})

test('JSON patch: 400 for what is none, for paths that lead nowhere, and for what CloudFront would refuse', async () => {
  const { patch, writes } = await start()
  const before = writes()
  const comment = { op: 'replace', path: '/comment', value: 'x' }
  for (const [operations, place] of [
    [{ comment: 'x' }, ''],
    [[], ''],
    [[{ op: 'replaced', path: '/comment', value: 'x' }], '/0/op'],
    [[{ op: 'replace', path: 'comment', value: 'x' }], '/0/path'],
    [[comment, { op: 'remove', path: '/nothing/here' }], '/1'],
    [[{ op: 'move', from: '/nothing', path: '/comment' }], '/0'],
    [[{ op: 'move', path: '/comment' }], '/0'],
    [[{ op: 'add', path: '/__proto__/polluted', value: 'x' }], '/0'],
    [[{ op: 'add', path: '/coment', value: 'x' }], '/coment'],
    [[{ op: 'add', path: '/webAclID', value: null }], '/webAclID'],
    [[{ op: 'add', path: '/defaultCacheBehavior/bogus', value: null }], '/defaultCacheBehavior/bogus'],
    [[{ op: 'add', path: '/origins/-', value: { domainName: 'a.example.com', bogus: null } }], '/origins/1/bogus'],
    [[{ op: 'replace', path: '/defaultRootObject', value: '/index.html' }], '/defaultRootObject'],
    [Array.from({ length: 101 }, () => comment), '']
  ] as const) {
    const response = await patch(operations)
    expect(
      [response.status, places(response.body)],
      `${JSON.stringify(operations).slice(0, 100)} ${response.text}`
    ).toEqual([400, [place]])
  }
  const root = await patch([{ op: 'replace', path: '', value: 3 }], { 'If-Match': '*' })
  expect([root.status, root.body.code]).toEqual([400, 'VALIDATION_FAILED'])
  expect(({} as { polluted?: string }).polluted).toBeUndefined()
  expect(writes()).toBe(before)
})

test('JSON patch: one that doubles the configuration again and again is refused before it is large', async () => {
  const { patch } = await start()
  const copies = Array.from({ length: 100 }, (_, index) => ({ op: 'copy', from: '', path: `/x${index}` }))
  const response = await patch(copies)
  expect([response.status, response.body.code], response.text.slice(0, 300)).toEqual([400, 'VALIDATION_FAILED'])
})

test('JSON patch: 400 that names the lists for more origins and behaviors than allowed, however many they are', async () => {
  const { patch } = await start()
  for (const length of [1_001, 100_000]) {
    const response = await patch(
      [
        { op: 'add', path: '/origins', value: Array.from({ length }, () => ({})) },
        { op: 'copy', from: '/origins', path: '/cacheBehaviors' }
      ],
      { 'If-Match': '*' }
    )
    expect([response.status, places(response.body)], response.text).toEqual([400, ['/cacheBehaviors', '/origins']])
  }
})

test('the defaults of origins take each behavior into account once, not once for every origin', () => {
  let reads = 0
  const behavior = (pathPattern: string) => ({
    pathPattern,
    targetOriginId: 'app',
    forwardedValues: {
      get headers() {
        reads += 1
        return ['Host']
      }
    }
  })
  const origins = Array.from({ length: 100 }, () => ({ id: 'app', domainName: LOAD_BALANCER }))
  const cacheBehaviors = Array.from({ length: 100 }, (_, index) => behavior(`/${index}`))
  const completed = updateDefaults({ origins, defaultCacheBehavior: behavior('*'), cacheBehaviors })
  expect(completed.origins).toHaveLength(100)
  expect((completed.origins as object[])[0]).toMatchObject({
    customOriginConfig: { originProtocolPolicy: 'https-only' }
  })
  expect(reads).toBeLessThan(1_000)
})

test('JSON patch: a certificate of one’s own does not order a dedicated IP address by what is left of CloudFront’s', async () => {
  const { patch } = await start()
  const response = await patch([
    { op: 'add', path: '/aliases/-', value: 'www.example.com' },
    { op: 'add', path: '/viewerCertificate/acmCertificateArn', value: CERTIFICATE },
    { op: 'replace', path: '/viewerCertificate/cloudFrontDefaultCertificate', value: false }
  ])
  expect([response.status, places(response.body)], response.text).toEqual([
    400,
    ['/viewerCertificate/minimumProtocolVersion', '/viewerCertificate/sslSupportMethod']
  ])
})

test('JSON patch: dryRun changes nothing; with a concurrent writer both changes are kept', async () => {
  const { request, url, patch, etag, id, cloudfront, emulator } = await start()
  const add = (alias: string) => [{ op: 'add', path: '/origins/-', value: { id: alias, domainName: 'a.example.com' } }]
  const dry = await patch(add('a'), {}, '?dryRun=true')
  expect([dry.status, dry.body.diff[0].path, dry.headers.etag], dry.text).toEqual([200, '/origins/1', etag])
  const { hold } = emulator.faults.add({ kind: 'hold', operations: ['UpdateDistribution'], count: 1 })
  const [ours] = await Promise.all([
    patch(add('ours')),
    hold
      .untilHeld()
      .then(() => changeBehindOurBack(cloudfront, id, config => ({ ...config, Comment: 'theirs' })))
      .then(hold.release)
  ])
  expect(ours.status, ours.text).toBe(200)
  const { config } = (await request.get(url)).body
  expect([config.comment, config.origins.length]).toEqual(['theirs', 2])
})

test('JSON patch: 400 for what a document does not own; the process, and everybody’s lists, stay as they are', async () => {
  const { patch, request, url, config, writes } = await start({
    cacheBehaviors: ['/a/*', '/b/*', '/c/*'].map(pathPattern => ({ pathPattern }))
  })
  const before = writes()
  for (const operation of [
    { op: 'add', path: '/comment/toLowerCase/call', value: 1 },
    { op: 'add', path: '/origins/push/apply', value: 1 },
    { op: 'test', path: '/origins/push/apply', value: 1 },
    { op: 'copy', from: '/origins/map', path: '/x' },
    { op: 'remove', path: '/cacheBehaviors/length' },
    { op: 'remove', path: '/cacheBehaviors/map' },
    { op: 'replace', path: '/cacheBehaviors/length', value: 1 },
    { op: 'replace', path: '/cacheBehaviors/length', value: 4_294_967_295 },
    { op: 'replace', path: '/cacheBehaviors/length', value: -1 },
    { op: 'replace', path: '/comment/length', value: 1 },
    { op: 'add', path: '/comment/x', value: 1 },
    { op: 'add', path: '/enabled/x', value: 1 },
    { op: 'replace', path: '/origins/-', value: 1 },
    { op: 'replace', path: '/origins/01', value: 1 },
    { op: 'add', path: '/origins/9', value: 1 },
    { op: 'replace', path: '/constructor/name', value: 1 }
  ]) {
    const response = await patch([operation], { 'If-Match': '*' })
    expect([response.status, places(response.body)], JSON.stringify(operation)).toEqual([400, ['/0']])
  }
  expect(writes()).toBe(before)
  expect((await request.get(url)).body.config).toEqual(config)
  const shared = (name: string) => Object.keys(Reflect.get(Array.prototype, name) as object)
  expect(['push', 'map'].map(shared)).toEqual([[], []])
})

test('JSON patch: an array that is replaced whole needs If-Match or a test of it', async () => {
  const { patch, request, url } = await start({ cacheBehaviors: [{ pathPattern: '/a/*' }] })
  const { config } = (await request.get(url)).body
  const other = { pathPattern: '/only/*' }
  for (const operations of [
    [{ op: 'replace', path: '', value: config }],
    [{ op: 'replace', path: '/cacheBehaviors', value: [other] }],
    [{ op: 'replace', path: '/defaultCacheBehavior/allowedMethods', value: { items: ['HEAD', 'GET'] } }],
    // A test of something else says nothing of it.
    [
      { op: 'test', path: '/enabled', value: true },
      { op: 'remove', path: '/cacheBehaviors/0' }
    ],
    [
      { op: 'remove', path: '/cacheBehaviors/0' },
      { op: 'test', path: '/cacheBehaviors', value: [] }
    ]
  ]) {
    const response = await patch(operations)
    expect([response.status, response.body.code], JSON.stringify(operations)).toEqual([428, 'PRECONDITION_REQUIRED'])
  }
  const tested = await patch([
    { op: 'test', path: '/cacheBehaviors/0/pathPattern', value: '/a/*' },
    { op: 'remove', path: '/cacheBehaviors/0' },
    { op: 'add', path: '/origins/-', value: { domainName: 'b.s3.amazonaws.com' } }
  ])
  expect([tested.status, tested.body.config?.cacheBehaviors], tested.text).toEqual([200, []])
})
