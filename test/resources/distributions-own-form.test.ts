import { expect, test } from 'vitest'
import { startApp } from '../helpers/start-app.ts'
import { CLOUDFRONT_JSON, places, startWithDistribution } from './start-distribution.ts'

type Request = Awaited<ReturnType<typeof startApp>>['request']

const post = (request: Request, config: object, query = '') =>
  request.post(`/distributions${query}`).set('Content-Type', CLOUDFRONT_JSON).send(JSON.stringify(config))

/** As tutorials of boto3 have it. */
const TUTORIAL = {
  CallerReference: 'firstOne',
  DefaultRootObject: 'index.html',
  Enabled: true,
  Origins: {
    Quantity: 1,
    Items: [{ Id: '1', DomainName: 'mybucket.s3.amazonaws.com', S3OriginConfig: { OriginAccessIdentity: '' } }]
  }
}

test("POST distributions: members with a default may be omitted in CloudFront's own format, with the same defaults", async () => {
  const { request } = await startApp()
  const made = await post(request, TUTORIAL)
  expect([made.status, made.body.config?.callerReference], made.text).toEqual([201, 'firstOne'])
  const origins = [{ id: '1', domainName: 'mybucket.s3.amazonaws.com' }]
  const { body: same } = await request.post('/distributions').send({ defaultRootObject: 'index.html', origins })
  expect({ ...made.body.config, callerReference: '' }).toEqual({ ...same.config, callerReference: '' })
  const again = await post(request, TUTORIAL)
  expect([again.status, again.body.id], again.text).toEqual([200, made.body.id])
})

test("a bucket and a prefix for logs that are off are refused in CloudFront's own format, too", async () => {
  const { request, url } = await startWithDistribution()
  const { body } = await request.get(url).set('Accept', CLOUDFRONT_JSON)
  const Logging = { Bucket: 'logs.s3.amazonaws.com', Prefix: 'shop/' }
  const put = (logging: object) =>
    request
      .put(url)
      .set({ 'If-Match': '*', 'Content-Type': CLOUDFRONT_JSON })
      .send(JSON.stringify({ ...body, Logging: logging }))
  for (const refused of [await put(Logging), await post(request, { ...TUTORIAL, Logging })]) {
    expect([refused.status, places(refused.body)], refused.text).toEqual([400, ['/Logging/Bucket', '/Logging/Prefix']])
  }
  const off = await put({ ...Logging, Enabled: false })
  expect(off.status, off.text).toBe(200)
  const on = await put({ ...Logging, Enabled: true })
  expect([on.status, on.body.config?.logging.bucket], on.text).toEqual([200, Logging.Bucket])
})

test("POST distributions: behaviors and custom origins in CloudFront's own format get what they leave out", async () => {
  const { request } = await startApp()
  const Items = [
    { Id: 'app', DomainName: 'app.example.com', CustomOriginConfig: { HTTPPort: 8080 } },
    { Id: 'files', DomainName: 'mybucket.s3.amazonaws.com', S3OriginConfig: {} }
  ]
  const { status, body, text } = await post(request, {
    Origins: { Quantity: 2, Items },
    DefaultCacheBehavior: {
      TargetOriginId: 'files',
      MinTTL: 5,
      ForwardedValues: { QueryString: false, Cookies: { Forward: 'none' } }
    },
    CacheBehaviors: { Quantity: 1, Items: [{ PathPattern: '/api/*', TargetOriginId: 'app', Compress: false }] }
  })
  expect(status, text).toBe(201)
  expect(body.config.origins).toMatchObject([
    {
      customOriginConfig: {
        httpPort: 8080,
        httpsPort: 443,
        originProtocolPolicy: 'https-only',
        originSslProtocols: ['TLSv1.2']
      }
    },
    { s3OriginConfig: { originAccessIdentity: '' } }
  ])
  expect(body.config).toMatchObject({
    comment: '',
    defaultCacheBehavior: { viewerProtocolPolicy: 'redirect-to-https', compress: true, minTtl: 5 },
    cacheBehaviors: [{ viewerProtocolPolicy: 'redirect-to-https', compress: false }]
  })
  expect(body.config.defaultCacheBehavior.cachePolicyId).toBeUndefined()
  expect(body.config.cacheBehaviors[0].cachePolicyId).toBe('658327ea-f89d-4fab-a63d-7e88639e58f6')
})

test("PUT distributions: members with their default may be omitted in CloudFront's own format; others are named", async () => {
  const { request } = await startApp()
  const { body: made, headers } = await post(request, TUTORIAL)
  const url = `/distributions/${made.id}`
  const put = (config: object, etag: string | undefined) =>
    request
      .put(url)
      .set('If-Match', etag ?? '')
      .set('Content-Type', CLOUDFRONT_JSON)
      .send(JSON.stringify(config))
  const unchanged = await put(TUTORIAL, headers.etag)
  expect([unchanged.status, unchanged.body.config], unchanged.text).toEqual([200, made.config])
  const commented = await put(
    { ...TUTORIAL, Comment: 'The shop', PriceClass: 'PriceClass_100' },
    unchanged.headers.etag
  )
  expect([commented.status, commented.body.config.comment], commented.text).toEqual([200, 'The shop'])
  const refused = await put(TUTORIAL, commented.headers.etag)
  expect([refused.status, refused.body.errors?.map(({ pointer }: { pointer: string }) => pointer)]).toEqual([
    400,
    ['/Comment', '/PriceClass']
  ])
  // Which has no null.
  expect(JSON.stringify(refused.body.errors)).not.toContain('null')
})

test('PUT distributions: a behavior that is omitted is not opened to everybody, in either format', async () => {
  const { request } = await startApp()
  const { body: made } = await post(request, {
    ...TUTORIAL,
    DefaultCacheBehavior: { TrustedSigners: { Enabled: true, Quantity: 1, Items: ['self'] } }
  })
  const url = `/distributions/${made.id}`
  const put = (config: object, type = CLOUDFRONT_JSON) =>
    request.put(url).set({ 'If-Match': '*', 'Content-Type': type }).send(JSON.stringify(config))
  const places = ({ status, body }: { status: number; body: { errors?: { pointer: string }[] } }) => [
    status,
    body.errors?.map(({ pointer }) => pointer)
  ]
  const signers = [400, ['/DefaultCacheBehavior/TrustedSigners']]
  expect(places(await put(TUTORIAL))).toEqual(signers)
  expect(places(await put({ ...TUTORIAL, DefaultCacheBehavior: {} }))).toEqual(signers)
  const { defaultCacheBehavior: _, ...without } = made.config
  expect(places(await put(without, 'application/json'))).toEqual([400, ['/defaultCacheBehavior/trustedSigners']])
  // As at CloudFront, from whose answer it was made.
  const { body: read } = await request.get(url).set('Accept', CLOUDFRONT_JSON)
  const { TrustedSigners: _signers, ...open } = read.DefaultCacheBehavior
  const opened = await put({ ...read, DefaultCacheBehavior: open })
  expect([opened.status, opened.body.config.defaultCacheBehavior.trustedSigners.enabled]).toEqual([200, false])
})

test("the document requires of CloudFront's own format what a request has to say, and of an answer what CloudFront gives", async () => {
  const { request } = await startApp()
  const { body } = await request.get('/openapi.json')
  const requiredOf = (name: string) => body.components.schemas[`CloudFront.${name}`].required
  const names = ['DistributionConfigInput', 'OriginInput', 'CustomOriginConfigInput', 'CacheBehaviorInput', 'Aliases']
  expect(names.map(requiredOf)).toEqual([['Origins'], ['DomainName'], undefined, ['PathPattern'], ['Quantity']])
  expect(requiredOf('DistributionConfig')).toEqual(
    expect.arrayContaining(['CallerReference', 'Comment', 'DefaultCacheBehavior', 'Enabled', 'Origins'])
  )
  expect(requiredOf('Origin')).toEqual(['Id', 'DomainName'])
})

test.each<[string, object, string[]]>([
  ['no origins', { Origins: undefined }, ['/Origins']],
  ['a wrong count', { Origins: { ...TUTORIAL.Origins, Quantity: 2 } }, ['/Origins/Quantity']],
  [
    'two origins and no target',
    { Origins: { Quantity: 2, Items: [...TUTORIAL.Origins.Items, { Id: '2', DomainName: 'b.example.com' }] } },
    ['/DefaultCacheBehavior/TargetOriginId']
  ],
  ['a member that there is not', { Colour: 'red' }, ['/Colour']],
  [
    'a wrong count beside one that there is not',
    { Colour: 'red', Aliases: { Quantity: 1 } },
    ['/Colour', '/Aliases/Quantity']
  ]
])("POST distributions: %s in CloudFront's own format is 400, at its member", async (_, change, pointers) => {
  const { request, emulator } = await startApp()
  const { status, body, text } = await post(request, { ...TUTORIAL, ...change })
  expect([status, body.errors?.map(({ pointer }: { pointer: string }) => pointer)], text).toEqual([400, pointers])
  expect(emulator.calls.count('CreateDistribution')).toBe(0)
})

test("POST and PUT distributions: CloudFront's own format sent as application/json is refused once, with its media type", async () => {
  const { request, url, writes } = await startWithDistribution()
  const { body: config } = await request.get(`${url}`).set('Accept', CLOUDFRONT_JSON)
  const before = writes()
  const answers = [
    await request.post('/distributions').send(config),
    await request.post('/distributions?dryRun=true').send(config),
    await request.put(url).set('If-Match', '*').send(config)
  ]
  for (const { status, body, text } of answers) {
    expect([status, body.code], text).toEqual([400, 'VALIDATION_FAILED'])
    expect(body.detail).toContain(`Content-Type: ${CLOUDFRONT_JSON}`)
    expect(body.errors, text).toBeUndefined()
  }
  expect(writes()).toBe(before)
  const replaced = await request
    .put(url)
    .set('If-Match', '*')
    .set('Content-Type', CLOUDFRONT_JSON)
    .send(JSON.stringify(config))
  expect(replaced.status, replaced.text).toBe(200)
})

test('POST distributions: a member that is only spelled with a capital still gets a hint of its spelling', async () => {
  const { request } = await startWithDistribution()
  const response = await request.post('/distributions').send({ Origins: [{ domainName: 'www.example.com' }] })
  expect([response.status, response.body.code], response.text).toEqual([400, 'VALIDATION_FAILED'])
  expect(JSON.stringify(response.body.errors)).toContain('/Origins')
})

test("POST distributions takes the input of CloudFront's operations, with tags or without", async () => {
  const { request } = await startApp()
  const wrapped = await post(request, { DistributionConfig: TUTORIAL })
  expect(wrapped.status, wrapped.text).toBe(201)
  const alone = await post(request, TUTORIAL)
  expect([alone.status, alone.body.id]).toEqual([200, wrapped.body.id])
  const Tags = { Items: [{ Key: 'team', Value: 'web' }, { Key: 'empty' }] }
  const tagged = await post(request, {
    DistributionConfigWithTags: { DistributionConfig: { ...TUTORIAL, CallerReference: 'tagged' }, Tags }
  })
  expect(tagged.status, tagged.text).toBe(201)
  const kept = await request.get(`/distributions/${tagged.body.id}/tags`)
  expect(kept.body).toEqual({ team: 'web', empty: '' })
})

test.each([
  [{ DistributionConfig: { ...TUTORIAL, Colour: 'red' } }, ['/DistributionConfig/Colour']],
  [{ DistributionConfig: { ...TUTORIAL, DefaultRootObject: '/a/b' } }, ['/DistributionConfig/DefaultRootObject']],
  [{ DistributionConfig: null }, ['/DistributionConfig']],
  [{ DistributionConfig: TUTORIAL, Tags: { Items: [] } }, ['/Tags']],
  [{ DistributionConfigWithTags: [] }, ['/DistributionConfigWithTags']],
  [
    { DistributionConfigWithTags: { DistributionConfig: {} } },
    ['/DistributionConfigWithTags/DistributionConfig/Origins']
  ],
  [
    { DistributionConfigWithTags: { DistributionConfig: TUTORIAL, Tags: { Items: [{ Value: 'a' }] } } },
    ['/DistributionConfigWithTags/Tags/Items/0/Key']
  ],
  [
    { DistributionConfigWithTags: { DistributionConfig: TUTORIAL, Tags: { Items: [{ Key: 'aws:a', Value: 'b' }] } } },
    ['/DistributionConfigWithTags/Tags/Items/0']
  ]
])('problems of a wrapped creation point into what was sent: %j', async (body, pointers) => {
  const { request } = await startApp()
  const refused = await post(request, body)
  expect(
    [refused.status, refused.body.errors?.map(({ pointer }: { pointer: string }) => pointer)],
    refused.text
  ).toEqual([400, pointers])
})

test('a wrapped creation that is sent as plain JSON is refused with the media type', async () => {
  const { request } = await startApp()
  const refused = await request.post('/distributions').send({ DistributionConfig: TUTORIAL })
  expect([refused.status, refused.body.detail]).toEqual([400, expect.stringContaining(CLOUDFRONT_JSON)])
})
