import { generateKeyPairSync, sign } from 'node:crypto'
import * as CF from '@aws-sdk/client-cloudfront'
import { expect, test } from 'vitest'
import { CERTIFICATE, listOf } from '../sample-config.ts'
import { inFrontOf, localOrigin, startEdge, startOrigin } from './start-edge.ts'
import { startWithFunctions } from './start-with-functions.ts'

const ALL_VIEWER = '216adef6-5c7f-47e4-b989-5492eafa07d3'
const SECURITY_HEADERS = '67f7725c-6f97-4210-82d7-5512b31e9d03'
const SIMPLE_CORS = '60669652-455b-4ae9-85a4-c4c02393f86c'

async function startEcho(
  change: (behavior: CF.DefaultCacheBehavior, client: CF.CloudFrontClient) => Promise<void> | void
) {
  const origin = await startOrigin((request, response) => {
    response.setHeader('X-Frame-Options', 'DENY').end(request.url)
  })
  const started = await startEdge()
  const behavior = {} as CF.DefaultCacheBehavior
  await change(behavior, started.client)
  const distribution = await started.distribution(config => {
    inFrontOf(localOrigin(origin.port))(config)
    Object.assign(config.DefaultCacheBehavior, behavior)
  })
  return { ...started, ...distribution, origin }
}

test('an origin request policy passes what it names, and a cache policy of one’s own is the key', async () => {
  const { get, origin } = await startEcho(async (behavior, client) => {
    const { CachePolicy } = await client.send(
      new CF.CreateCachePolicyCommand({
        CachePolicyConfig: {
          Name: 'by-size',
          MinTTL: 60,
          ParametersInCacheKeyAndForwardedToOrigin: {
            EnableAcceptEncodingGzip: false,
            HeadersConfig: { HeaderBehavior: 'none' },
            CookiesConfig: { CookieBehavior: 'none' },
            QueryStringsConfig: { QueryStringBehavior: 'whitelist', QueryStrings: listOf('size') }
          }
        }
      })
    )
    behavior.CachePolicyId = CachePolicy?.Id
    behavior.OriginRequestPolicyId = ALL_VIEWER
  })
  const headers = { Authorization: 'Bearer x', Cookie: 'a=1', 'X-Own': 'yes' }
  expect((await get('/a?size=1&other=2', { headers })).text).toBe('/a?size=1&other=2')
  expect((await get('/a?size=1&other=3')).headers['x-cache']).toBe('Hit from cloudfront')
  expect((await get('/a?size=2')).headers['x-cache']).toBe('Miss from cloudfront')
  const { headers: seen } = origin.seen[0] ?? {}
  expect(seen).toMatchObject({ authorization: 'Bearer x', cookie: 'a=1', 'x-own': 'yes' })
  expect(seen?.['x-forwarded-for']).toBe('127.0.0.1')
})

test('a response headers policy is applied to hits, too, and leaves what the origin sent where it does not override', async () => {
  const { get } = await startEcho(behavior => {
    behavior.ResponseHeadersPolicyId = SECURITY_HEADERS
  })
  for (const cache of ['Miss', 'Hit']) {
    expect((await get('/a')).headers).toMatchObject({
      'x-cache': `${cache} from cloudfront`,
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'strict-transport-security': 'max-age=31536000'
    })
  }
})

test('a response headers policy is not applied to the edge’s own errors', async () => {
  const { get, origin } = await startEcho(behavior => {
    behavior.ResponseHeadersPolicyId = SECURITY_HEADERS
  })
  origin.server.close()
  for (const [method, expected] of [
    ['GET', 502],
    ['DELETE', 403]
  ] as const) {
    const { status, headers } = await get('/a', { method })
    expect(status).toBe(expected)
    expect(headers).not.toHaveProperty('x-content-type-options')
  }
})

test('a response headers policy is applied before the function of the answer', async () => {
  const started = await startEdge()
  const { ResponseHeadersPolicy } = await started.client.send(
    new CF.CreateResponseHeadersPolicyCommand({
      ResponseHeadersPolicyConfig: {
        Name: 'own',
        CustomHeadersConfig: listOf({ Header: 'X-Policy', Value: 'policy', Override: true })
      }
    })
  )
  const code =
    "function handler({ response }) { response.headers['x-policy'].value += ', then function'; return response }"
  const { get } = await startWithFunctions(
    { response: code },
    {
      started,
      headers: { 'X-Policy': 'origin' },
      change: config => (config.DefaultCacheBehavior.ResponseHeadersPolicyId = ResponseHeadersPolicy?.Id)
    }
  )
  expect((await get('/a')).headers['x-policy']).toBe('policy, then function')
})

test('CORS headers answer the Origin that the viewer has sent, also by a local name or where a function has changed it', async () => {
  const started = await startEdge()
  const { ResponseHeadersPolicy } = await started.client.send(
    new CF.CreateResponseHeadersPolicyCommand({
      ResponseHeadersPolicyConfig: {
        Name: 'listed',
        CorsConfig: {
          AccessControlAllowOrigins: listOf('https://www.example.com'),
          AccessControlAllowHeaders: listOf('X-Own'),
          AccessControlAllowMethods: listOf('GET'),
          AccessControlAllowCredentials: false,
          OriginOverride: true
        }
      }
    })
  )
  const code = `function handler(event) { event.request.headers.origin = { value: 'https://made.example' }; return event.request }`
  const { get } = await startWithFunctions(
    { request: code },
    {
      started,
      change: config => {
        config.Aliases = listOf('www.example.com')
        config.ViewerCertificate = {
          ACMCertificateArn: CERTIFICATE,
          SSLSupportMethod: 'sni-only',
          MinimumProtocolVersion: 'TLSv1.2_2021'
        }
        config.DefaultCacheBehavior.ResponseHeadersPolicyId = ResponseHeadersPolicy?.Id
      }
    }
  )
  for (const Origin of ['https://www.example.com', 'http://www.example.com.localhost:8082']) {
    const { headers } = await get('/a', { headers: { Origin } })
    expect(headers['access-control-allow-origin']).toBe(Origin)
  }
  const other = await get('/a', { headers: { Origin: 'https://other.example' } })
  expect(other.headers).not.toHaveProperty('access-control-allow-origin')
})

test('CORS headers are only for requests with an Origin', async () => {
  const { get } = await startEcho(behavior => {
    behavior.ResponseHeadersPolicyId = SIMPLE_CORS
  })
  expect((await get('/a')).headers).not.toHaveProperty('access-control-allow-origin')
  const { headers } = await get('/a', { headers: { Origin: 'https://www.example.com' } })
  expect(headers['access-control-allow-origin']).toBe('*')
})

test('a preflight goes to the origin, and its answer has the policy’s headers', async () => {
  const { get, origin } = await startEcho(async (behavior, client) => {
    const { ResponseHeadersPolicy } = await client.send(
      new CF.CreateResponseHeadersPolicyCommand({
        ResponseHeadersPolicyConfig: {
          Name: 'cors',
          CorsConfig: {
            AccessControlAllowOrigins: listOf('https://www.example.com'),
            AccessControlAllowHeaders: listOf('X-Own'),
            AccessControlAllowMethods: listOf<CF.ResponseHeadersPolicyAccessControlAllowMethodsValues>('ALL'),
            AccessControlAllowCredentials: false,
            AccessControlMaxAgeSec: 600,
            OriginOverride: true
          }
        }
      })
    )
    behavior.ResponseHeadersPolicyId = ResponseHeadersPolicy?.Id
    behavior.AllowedMethods = {
      ...listOf<CF.Method>('GET', 'HEAD', 'OPTIONS'),
      CachedMethods: listOf<CF.Method>('GET', 'HEAD')
    }
  })
  const headers = { Origin: 'https://www.example.com', 'Access-Control-Request-Method': 'PUT' }
  const preflight = await get('/a', { method: 'OPTIONS', headers })
  expect(preflight.headers).toMatchObject({
    'access-control-allow-origin': 'https://www.example.com',
    'access-control-allow-headers': 'X-Own',
    'access-control-max-age': '600'
  })
  expect(preflight.headers['access-control-allow-methods']?.split(', ').sort()).toEqual([
    'DELETE',
    'GET',
    'HEAD',
    'OPTIONS',
    'PATCH',
    'POST',
    'PUT'
  ])
  expect(origin.seen.map(({ method }) => method)).toEqual(['OPTIONS'])
  const other = await get('/a', { method: 'OPTIONS', headers: { ...headers, Origin: 'https://other.example' } })
  expect(other.headers).not.toHaveProperty('access-control-allow-origin')
})

test('Server-Timing is sent when it is requested', async () => {
  const { get } = await startEcho(async (behavior, client) => {
    const { ResponseHeadersPolicy } = await client.send(
      new CF.CreateResponseHeadersPolicyCommand({
        ResponseHeadersPolicyConfig: { Name: 'timed', ServerTimingHeadersConfig: { Enabled: true, SamplingRate: 0 } }
      })
    )
    behavior.ResponseHeadersPolicyId = ResponseHeadersPolicy?.Id
  })
  const headers = { Pragma: 'server-timing' }
  expect((await get('/a', { headers })).headers['server-timing']).toMatch(
    /cdn-cache-miss,cdn-pop;desc="\w+-\w+",cdn-rid/
  )
  expect((await get('/a', { headers })).headers['server-timing']).toMatch(/^cdn-cache-hit,.*cdn-hit-layer;desc="EDGE"/)
  expect((await get('/a')).headers).not.toHaveProperty('server-timing')
})

test('Server-Timing of the origin is joined on a miss only, and removed before CloudFront adds its own', async () => {
  const state = { status: 200 }
  const origin = await startOrigin((_request, response) =>
    response.writeHead(state.status, { 'Server-Timing': 'db;dur=5', ETag: '"x"', 'Cache-Control': 'max-age=60' }).end()
  )
  const { client, distribution, emulator } = await startEdge()
  const timed = async (Name: string, removed: string[]) => {
    const { ResponseHeadersPolicy } = await client.send(
      new CF.CreateResponseHeadersPolicyCommand({
        ResponseHeadersPolicyConfig: {
          Name,
          ServerTimingHeadersConfig: { Enabled: true, SamplingRate: 100 },
          ...(removed.length > 0 && { RemoveHeadersConfig: listOf(...removed.map(Header => ({ Header }))) })
        }
      })
    )
    const { get } = await distribution(config => {
      inFrontOf(localOrigin(origin.port))(config)
      config.DefaultCacheBehavior.ResponseHeadersPolicyId = ResponseHeadersPolicy?.Id
    })
    return async (path: string) => (await get(path)).headers['server-timing']
  }
  const joining = await timed('joining', [])
  expect(await joining('/a')).toMatch(/^db;dur=5,.*cdn-cache-miss/)
  expect(await joining('/a')).toMatch(/^cdn-cache-hit/)
  const removing = await timed('removing', ['Server-Timing'])
  expect(await removing('/a')).toMatch(/^cdn-upstream-layer.*cdn-cache-miss/)
  state.status = 404
  expect(await joining('/missing')).toMatch(/^db;dur=5,.*cdn-cache-miss/)
  expect(await joining('/missing'), 'a cached error').toMatch(/^cdn-cache-hit/)
  state.status = 304
  emulator.clock.advance(60)
  expect(await joining('/a')).toMatch(/^cdn-upstream-layer.*cdn-cache-refresh/)
})

test('signed URLs and cookies open what a key group guards, until they expire by the emulator’s clock', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' }
  })
  let keyId = ''
  const { get, origin, host, emulator } = await startEcho(async (behavior, client) => {
    const key = await client.send(
      new CF.CreatePublicKeyCommand({
        PublicKeyConfig: { CallerReference: 'key', Name: 'key', EncodedKey: publicKey }
      })
    )
    keyId = key.PublicKey?.Id ?? ''
    const group = await client.send(new CF.CreateKeyGroupCommand({ KeyGroupConfig: { Name: 'group', Items: [keyId] } }))
    behavior.TrustedKeyGroups = { Enabled: true, ...listOf(group.KeyGroup?.Id ?? '') }
  })
  const until = Math.floor(emulator.clock.now() / 1000) + 100
  const policy = (url: string) =>
    `{"Statement":[{"Resource":"${url}","Condition":{"DateLessThan":{"AWS:EpochTime":${until}}}}]}`
  const signature = (text: string) =>
    sign('sha1', Buffer.from(text), privateKey)
      .toString('base64')
      .replace(/[+=/]/g, character => ({ '+': '-', '=': '_', '/': '~' })[character] ?? '')

  const missing = await get('/a')
  expect([missing.status, missing.headers['content-type']]).toEqual([403, 'text/xml'])
  expect(missing.text).toContain('<Code>MissingKey</Code>')

  const signed = `/a?Expires=${until}&Signature=${signature(policy(`https://${host}/a`))}&Key-Pair-Id=${keyId}`
  const first = await get(signed)
  expect([first.status, first.text]).toEqual([200, '/a'])
  expect((await get(signed)).headers['x-cache']).toBe('Hit from cloudfront')
  expect((await get(signed.replace('/a?', '/b?'))).text).toContain('<Code>AccessDenied</Code>')

  const custom = policy(`https://${host}/*`)
  const cookies = [
    `CloudFront-Policy=${Buffer.from(custom).toString('base64').replaceAll('=', '_')}`,
    `CloudFront-Signature=${signature(custom)}`,
    `CloudFront-Key-Pair-Id=${keyId}`
  ]
  expect((await get('/c', { headers: { Cookie: cookies.join('; ') } })).status).toBe(200)
  expect(origin.seen.map(({ url, headers }) => [url, headers.cookie])).toEqual([
    ['/a', undefined],
    ['/c', undefined]
  ])
  emulator.clock.advance(100)
  expect((await get(signed)).status).toBe(403)
})

test.each(['self', '123456789012'])(
  'trusted signer %s: no key of an account is known, those of key groups are not its keys',
  async signer => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    let keyId = ''
    const { get, origin, host, emulator } = await startEcho(async (behavior, client) => {
      const EncodedKey = publicKey.export({ type: 'spki', format: 'pem' }).toString()
      const key = await client.send(
        new CF.CreatePublicKeyCommand({ PublicKeyConfig: { CallerReference: 'key', Name: 'key', EncodedKey } })
      )
      keyId = key.PublicKey?.Id ?? ''
      await client.send(new CF.CreateKeyGroupCommand({ KeyGroupConfig: { Name: 'group', Items: [keyId] } }))
      behavior.TrustedSigners = { Enabled: true, ...listOf(signer) }
    })
    const until = Math.floor(emulator.clock.now() / 1000) + 100
    const policy = `{"Statement":[{"Resource":"https://${host}/a","Condition":{"DateLessThan":{"AWS:EpochTime":${until}}}}]}`
    const signature = sign('sha1', Buffer.from(policy), privateKey).toString('base64')
    const inUrl = signature.replaceAll('+', '-').replaceAll('=', '_').replaceAll('/', '~')
    expect((await get('/a')).text).toContain('<Code>MissingKey</Code>')
    for (const id of [keyId, 'APKAEXAMPLE1234567890']) {
      const answer = await get(`/a?Expires=${until}&Signature=${inUrl}&Key-Pair-Id=${id}`)
      expect(answer.status).toBe(403)
      expect(answer.text).toContain('<Code>InvalidKey</Code><Message>Unknown Key</Message>')
    }
    expect(origin.seen).toEqual([])
  }
)
