import { CreateOriginAccessControlCommand, type OriginAccessControlSigningBehaviors } from '@aws-sdk/client-cloudfront'
import type * as CF from '@aws-sdk/client-cloudfront'
import { describe, expect, test } from 'vitest'
import { signatureHeaders } from '../../../src/emulator/edge/signature-v4.ts'
import { bucket, listOf } from '../sample-config.ts'
import { startEdge, startOrigin } from './start-edge.ts'
import { CREDENTIALS, type S3Object, startS3 } from './start-s3.ts'

interface SiteOptions {
  readonly hasCredentials?: boolean
  /** Of the origin's access control; undefined for none. */
  readonly signing?: OriginAccessControlSigningBehaviors
  readonly origin?: Partial<CF.Origin>
  readonly behavior?: Partial<CF.DefaultCacheBehavior>
  readonly bucketName?: string
  readonly cacheBytesMax?: number
}

/** A distribution in front of the bucket `site` at an endpoint. */
async function startSite(options: SiteOptions = {}) {
  const { hasCredentials = true, signing, origin, behavior, bucketName = 'site', cacheBytesMax } = options
  const objects = new Map<string, S3Object>([
    ['index.html', { body: '<h1>Hello</h1>', headers: { 'Content-Type': 'text/html', 'x-amz-meta-author': 'Ada' } }],
    ["a b+c(1)'é.txt", { body: 'odd' }],
    ['private/page', { body: 'for those who sign' }]
  ])
  const s3 = await startS3(objects)
  const { endpoint } = s3
  const started = await startEdge({
    buckets: { endpoint, credentials: hasCredentials ? CREDENTIALS : undefined },
    trusted: ['originAccessIdentities'],
    edge: { cacheBytesMax }
  })
  const accessControl = signing && (await createAccessControl(started.client, signing))
  const DomainName = `${bucketName}.s3.eu-west-1.amazonaws.com`
  const distribution = await started.distribution(config => {
    config.DefaultRootObject = 'index.html'
    config.Origins = listOf(bucket('bucket', { DomainName, ...origin, ...accessControl }))
    config.DefaultCacheBehavior = { ...config.DefaultCacheBehavior, ViewerProtocolPolicy: 'allow-all', ...behavior }
  })
  const warnings = () => started.log.filter(({ level }) => level === 'warn').map(({ message }) => message)
  return { ...started, ...distribution, s3, objects, warnings }
}

async function createAccessControl(
  client: Awaited<ReturnType<typeof startEdge>>['client'],
  SigningBehavior: OriginAccessControlSigningBehaviors
): Promise<Partial<CF.Origin>> {
  const { OriginAccessControl } = await client.send(
    new CreateOriginAccessControlCommand({
      OriginAccessControlConfig: {
        Name: 'site',
        SigningProtocol: 'sigv4',
        SigningBehavior,
        OriginAccessControlOriginType: 's3'
      }
    })
  )
  return { OriginAccessControlId: OriginAccessControl?.Id }
}

test('the published example of a signature', () => {
  const headers = [
    ['Host', 'examplebucket.s3.amazonaws.com'],
    ['Range', 'bytes=0-9']
  ] as const
  const credentials = {
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    region: 'us-east-1'
  }
  const at = new Date('2013-05-24T00:00:00Z')
  expect(signatureHeaders({ method: 'GET', path: '/test.txt', headers }, credentials, at)).toContainEqual([
    'Authorization',
    'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,' +
      'SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,' +
      'Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41'
  ])
})

describe('a bucket at an S3-compatible endpoint', () => {
  test('an object comes with its headers, and is cached', async () => {
    const { get, s3 } = await startSite()
    const { status, headers, text } = await get('/')
    expect([status, text]).toEqual([200, '<h1>Hello</h1>'])
    expect(headers).toMatchObject({
      'content-type': 'text/html',
      'x-amz-meta-author': 'Ada',
      server: 'AmazonS3',
      'x-cache': 'Miss from cloudfront'
    })
    expect(headers.etag).toMatch(/^"[0-9a-f]{32}"$/)
    expect((await get('/index.html')).headers['x-cache']).toBe('Hit from cloudfront')
    expect(s3.seen.map(({ method, url }) => [method, url])).toEqual([['GET', '/site/index.html']])
    expect(s3.seen[0]?.headers).toMatchObject({ host: `127.0.0.1:${s3.port}`, 'user-agent': 'Amazon CloudFront' })
  })

  test('HEAD, ranges and conditions are S3’s', async () => {
    const { get, s3, objects, emulator } = await startSite({ cacheBytesMax: 64 * 1024 })
    const head = await get('/index.html', { method: 'HEAD' })
    expect([head.status, head.headers['content-length'], head.text]).toEqual([200, '14', ''])
    objects.set('large', { body: 'x'.repeat(64 * 1024) })
    const part = await get('/large', { headers: { Range: 'bytes=2-4' } })
    expect([part.status, part.text, part.headers['content-range']]).toEqual([206, 'xxx', 'bytes 2-4/65536'])
    await get('/index.html')
    emulator.clock.advance(86_400)
    expect((await get('/index.html')).headers['x-cache']).toBe('RefreshHit from cloudfront')
    expect(s3.seen.at(-1)?.headers['if-none-match']).toMatch(/^"[0-9a-f]{32}"$/)
  })

  test('a key is spelled as signatures want it, however the viewer spells it', async () => {
    const { get, s3 } = await startSite({ signing: 'always' })
    for (const path of ["/a%20b+c(1)'%C3%A9.txt", '/%61%20b%2Bc%281%29%27%c3%a9.txt']) {
      expect((await get(path)).text).toBe('odd')
    }
    expect(new Set(s3.seen.map(({ url }) => url))).toEqual(new Set(['/site/a%20b%2Bc%281%29%27%C3%A9.txt']))
  })

  test('a missing key is 404, said once in the log', async () => {
    const { get, warnings } = await startSite()
    for (const path of ['/missing', '/img/']) {
      const { status, text } = await get(path)
      expect([path, status]).toEqual([path, 404])
      expect(text).toContain('<Code>NoSuchKey</Code>')
    }
    expect(warnings()).toEqual([expect.stringContaining('s3:ListBucket')])
  })

  test.each(['other', 'minio'])('the bucket %s is missing, and the log says that, once', async bucketName => {
    const { get, warnings } = await startSite({ bucketName })
    expect((await get('/a', { method: 'HEAD' })).status).toBe(404)
    for (const path of ['/index.html', '/missing']) {
      expect((await get(path)).text).toContain('<Code>NoSuchBucket</Code>')
    }
    expect(warnings()).toEqual([expect.stringContaining(`the bucket ${bucketName} does not exist`)])
  })

  test('a refused preflight is not explained', async () => {
    const behavior = { AllowedMethods: listOf<CF.Method>('GET', 'HEAD', 'OPTIONS') }
    const { get, warnings } = await startSite({ signing: 'always', behavior })
    expect((await get('/private/page', { method: 'OPTIONS' })).status).toBe(403)
    expect((await get('/missing', { method: 'OPTIONS' })).status).toBe(404)
    expect(warnings()).toEqual([])
  })

  test('a 404 that explains itself at length arrives as a whole', async () => {
    const page = '<p>Nothing here</p>'.repeat(20_000)
    const { port } = await startOrigin((_request, response) => response.writeHead(404).end(page))
    const endpoint = { protocol: 'http' as const, hostname: '127.0.0.1', port }
    const { distribution, log } = await startEdge({ buckets: { endpoint } })
    const { get } = await distribution(config => (config.DefaultCacheBehavior.ViewerProtocolPolicy = 'allow-all'))
    expect((await get('/a')).text).toBe(page)
    expect(log.filter(({ level }) => level === 'warn')).toEqual([])
  })

  test.each(['minio', 'rustfs', 'admin'])(
    'the bucket %s is not there: at the endpoint the name leads to its administration',
    async bucketName => {
      const { get, s3 } = await startSite({ signing: 'always', bucketName })
      for (const path of ['/', '/admin/v3/export-iam', '/user']) {
        const { status, text } = await get(path)
        expect([path, status, text]).toEqual([path, 404, expect.stringContaining('<Code>NoSuchBucket</Code>')])
      }
      expect(s3.seen.map(({ url }) => url)).toEqual([])
    }
  )

  test('a key of nothing but slashes is none, and other slashes stay', async () => {
    const { get, s3, objects } = await startSite()
    for (const path of ['//', '/%2F', '/%2f//%2F']) {
      const { status, text } = await get(path)
      expect([path, status, text]).toEqual([path, 404, expect.stringContaining('<Code>NoSuchKey</Code>')])
    }
    expect(s3.seen.map(({ url }) => url)).toEqual([])
    for (const key of ['a//b', 'a/', '/a']) {
      objects.set(key, { body: key })
      expect((await get(`/${key}`)).text).toBe(key)
    }
  })

  test.each(['/../other/key', '/%2e%2e/other/key', '/..%2fother', '/a/%2E%2E/%2e%2e/b', '/a%5c..%5cb', '/%00', '/%ff'])(
    '%s never gets there',
    async path => {
      const { get, s3 } = await startSite()
      expect([400, 404]).toContain((await get(path)).status)
      expect(s3.seen).toEqual([])
    }
  )

  test('nothing but objects is asked for: no list, no query', async () => {
    const ForwardedValues: CF.ForwardedValues = { QueryString: true, Cookies: { Forward: 'none' } }
    const { get, s3 } = await startSite({ behavior: { CachePolicyId: undefined, ForwardedValues, MinTTL: 0 } })
    expect((await get('/index.html/../?list-type=2')).status).toBe(404)
    expect((await get('/?list-type=2')).status).toBe(200)
    expect((await get('/index.html?acl')).status).toBe(200)
    expect(s3.seen.map(({ url }) => url)).toEqual(['/site/index.html', '/site/index.html'])
  })

  test('another method than a reading one is refused here', async () => {
    const all: CF.Method[] = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE']
    const { get, s3 } = await startSite({ behavior: { AllowedMethods: listOf(...all) } })
    const { status, text } = await get('/index.html', { method: 'PUT', body: 'x' })
    expect([status, text]).toEqual([405, expect.stringContaining('MethodNotAllowed')])
    expect(s3.seen).toEqual([])
  })
})

describe('signatures', () => {
  test('an access control has requests signed, and the endpoint agrees', async () => {
    const { get, s3, log } = await startSite({ signing: 'always' })
    expect((await get('/private/page')).text).toBe('for those who sign')
    expect(s3.seen[0]?.headers['x-amz-security-token']).toBe(CREDENTIALS.sessionToken)
    await get('/private/missing')
    for (const secret of [CREDENTIALS.secretAccessKey, CREDENTIALS.sessionToken, 'Signature=']) {
      expect(JSON.stringify(log)).not.toContain(secret)
    }
  })

  test('so does an access identity', async () => {
    const S3OriginConfig = { OriginAccessIdentity: 'origin-access-identity/cloudfront/E127EXAMPLE51Z' }
    const { get, s3 } = await startSite({ origin: { S3OriginConfig } })
    expect((await get('/private/page')).status).toBe(200)
    expect(s3.seen[0]?.headers.authorization).toContain(`Credential=${CREDENTIALS.accessKeyId}/`)
  })

  test.each([
    ['without an access control', {}, 'the origin has no access control'],
    ['with one that never signs', { signing: 'never' as const }, 'the origin has no access control'],
    ['without credentials', { signing: 'always' as const, hasCredentials: false }, 'AWS_ACCESS_KEY_ID']
  ])('%s requests are anonymous, and the log says why they are refused', async (_how, options, why) => {
    const { get, s3, warnings } = await startSite(options)
    const { status, text } = await get('/private/page')
    expect([status, text]).toEqual([403, '<Error><Code>AccessDenied</Code></Error>'])
    expect(s3.seen[0]?.headers).not.toHaveProperty('authorization')
    expect(warnings()).toEqual([expect.stringContaining(why)])
  })
})

describe('a viewer’s own lines', () => {
  /** A behavior that passes on these headers. */
  function passing(...names: string[]): Partial<CF.DefaultCacheBehavior> {
    const ForwardedValues: CF.ForwardedValues = {
      QueryString: false,
      Cookies: { Forward: 'none' },
      Headers: listOf(...names)
    }
    return { CachePolicyId: undefined, MinTTL: 0, ForwardedValues }
  }

  const SIGNED = {
    Authorization: 'AWS4-HMAC-SHA256 Credential=of-the-viewer',
    'X-Amz-Date': '20260101T000000Z',
    'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD',
    'X-Amz-Security-Token': 'of-the-viewer'
  }

  test('a signature goes on where the access control lets it, and nowhere else', async () => {
    for (const [signing, sent] of [
      ['no-override', SIGNED.Authorization],
      ['always', expect.stringContaining(`Credential=${CREDENTIALS.accessKeyId}/`)]
    ] as const) {
      const { get, s3 } = await startSite({ signing, behavior: passing('Authorization') })
      await get('/index.html', { headers: SIGNED })
      expect(s3.seen.map(request => request.headers.authorization)).toEqual([sent])
    }
  })

  test('nor does it where the access control signs and the edge cannot', async () => {
    const behavior = { ...passing(...Object.keys(SIGNED)), AllowedMethods: listOf<CF.Method>('GET', 'HEAD', 'OPTIONS') }
    for (const [hasCredentials, method] of [
      [false, 'GET'],
      [true, 'OPTIONS']
    ] as const) {
      const { get, s3 } = await startSite({ signing: 'always', hasCredentials, behavior })
      await get('/index.html', { method, headers: SIGNED })
      expect(s3.seen).toHaveLength(1)
      for (const name of Object.keys(SIGNED)) expect(s3.seen[0]?.headers).not.toHaveProperty(name.toLowerCase())
    }
  })

  test.each([
    ['twice', ['1', '2'], '1,2'],
    ['with bytes beyond ASCII', ['caf\u00e9 \u00a0'], 'caf\u00e9 \u00a0'],
    ['with runs of blanks and tabs', ['a \t  b\t\tc', '  d '], 'a b c,d']
  ])('X-Amz-… %s is signed as it arrives', async (_how, values, arrives) => {
    const { get, s3 } = await startSite({ signing: 'always', behavior: passing('X-Amz-Meta-Test') })
    const { status } = await get('/private/page', { headers: { 'X-Amz-Meta-Test': values } })
    expect([status, s3.seen[0]?.headers['x-amz-meta-test']]).toEqual([200, arrives])
  })
})

describe('an endpoint that does not answer', () => {
  test('is 502 when nobody listens', async () => {
    const { server, port } = await startOrigin(() => undefined)
    await new Promise(resolve => server.close(resolve))
    const { distribution } = await startEdge({
      buckets: { endpoint: { protocol: 'http', hostname: '127.0.0.1', port } }
    })
    const { get } = await distribution(config => (config.DefaultCacheBehavior.ViewerProtocolPolicy = 'allow-all'))
    expect((await get('/a')).status).toBe(502)
  })

  test('is 504 when it is silent for as long as the origin allows', async () => {
    const { port, seen } = await startOrigin(() => undefined)
    const { distribution } = await startEdge({
      buckets: { endpoint: { protocol: 'http', hostname: '127.0.0.1', port } }
    })
    const { get } = await distribution(config => {
      const S3OriginConfig = { OriginAccessIdentity: '', OriginReadTimeout: 1 }
      config.Origins = listOf(bucket('bucket', { S3OriginConfig, ConnectionAttempts: 1 }))
      config.DefaultCacheBehavior.ViewerProtocolPolicy = 'allow-all'
    })
    expect((await get('/a')).status).toBe(504)
    expect(seen).toHaveLength(1)
  })
})
