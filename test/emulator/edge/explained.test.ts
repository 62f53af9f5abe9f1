import { request as httpRequest } from 'node:http'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { headerList } from '../../../src/delivery/headers.ts'
import { keyText } from '../../../src/emulator/edge/request-log.ts'
import { startApp } from '../../helpers/start-app.ts'
import { startOrigin } from './start-edge.ts'

const ALIASES = ['www.example.com', '*.shop.example.com']
const certificate = {
  acmCertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/7779f0ed-5111-45bd-aed3-c5fc27f6f1db',
  sslSupportMethod: 'sni-only',
  minimumProtocolVersion: 'TLSv1.2_2021'
}
const allMethods = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE']

/** The service, and a distribution with a behavior for each way to say what tells objects apart and what the origin gets. */
async function startExplained() {
  const origin = await startOrigin((request, response) => {
    request.resume()
    response.setHeader('Cache-Control', 'max-age=60').end('body')
  })
  const { request, emulator, edgeUrl } = await startApp({ edge: true })
  const cachePolicy = {
    name: 'own',
    minTtl: 0,
    parametersInCacheKeyAndForwardedToOrigin: {
      enableAcceptEncodingGzip: true,
      enableAcceptEncodingBrotli: true,
      headersConfig: { headerBehavior: 'whitelist', headers: ['X-Tenant', 'Origin', 'CloudFront-Forwarded-Proto'] },
      cookiesConfig: { cookieBehavior: 'whitelist', cookies: ['a', 'aws-cf-cd-session'] },
      queryStringsConfig: { queryStringBehavior: 'allExcept', queryStrings: ['utm'] }
    }
  }
  const { body: policy } = await request.post('/cache-policies').send(cachePolicy).expect(201)
  const behavior = (pathPattern: string, change: object) => ({
    pathPattern,
    targetOriginId: 'app',
    viewerProtocolPolicy: 'allow-all',
    ...change
  })
  const { body: made } = await request.post('/distributions').send({
    aliases: ALIASES,
    viewerCertificate: certificate,
    defaultRootObject: 'own/index.html',
    origins: [
      {
        id: 'app',
        domainName: 'origin.localhost',
        originPath: '/v1',
        customHeaders: [{ headerName: 'X-Custom', headerValue: 'yes' }],
        customOriginConfig: { httpPort: origin.port, httpsPort: 443, originProtocolPolicy: 'http-only' }
      }
    ],
    defaultCacheBehavior: {
      targetOriginId: 'app',
      viewerProtocolPolicy: 'redirect-to-https',
      cachePolicy: 'CachingOptimized',
      originRequestPolicy: 'UserAgentRefererHeaders',
      compress: true
    },
    cacheBehaviors: [
      behavior('/own/*', { cachePolicyId: policy.id }),
      behavior('/uncached/*', {
        cachePolicy: 'CachingDisabled',
        originRequestPolicy: 'AllViewer',
        allowedMethods: { items: allMethods, cachedMethods: ['GET', 'HEAD'] }
      }),
      behavior('/legacy/*', {
        allowedMethods: { items: allMethods, cachedMethods: ['GET', 'HEAD', 'OPTIONS'] },
        forwardedValues: { queryString: true, cookies: { forward: 'all' }, headers: ['X-Tenant', 'Host', 'Referer'] }
      }),
      behavior('/everything/*', {
        forwardedValues: { queryString: false, cookies: { forward: 'none' }, headers: ['*'] }
      }),
      behavior('/secure/?/*', { viewerProtocolPolicy: 'https-only', cachePolicy: 'CachingOptimized' })
    ]
  })
  expect(made.id, JSON.stringify(made)).toBeDefined()
  emulator.clock.advance(60)
  const { port } = new URL(edgeUrl ?? '')

  function send(asked: Asked): Promise<Got> {
    return new Promise((resolve, reject) => {
      const headers = { ...asked.headers, Host: asked.host, 'X-Forwarded-Proto': asked.protocol }
      const sent = httpRequest(
        { port, host: '127.0.0.1', path: asked.target, method: asked.method, headers },
        answer => {
          const { statusCode: status = 0, headers: received } = answer
          const because = Object.fromEntries(
            String(received['x-frontage-edge'] ?? '')
              .split('; ')
              .map(part => [part.replace(/=.*/s, ''), part.replace(/^[^=]*=/s, '')])
          )
          answer.resume().on('end', () => resolve({ status, location: received.location, because }))
        }
      )
      sent.on('error', reject)
      sent.end(asked.body)
    })
  }
  const explain = async ({ protocol, host, target, method, headers }: Asked) => {
    const url = `${protocol}://${host}${target}`
    const answer = await request.post(`/distributions/${made.id}/explain`).send({ url, method, headers })
    expect(answer.status, answer.text).toBe(200)
    return answer.body
  }
  return { origin, send, explain, domainName: made.domainName as string }
}

interface Asked {
  readonly protocol: string
  readonly host: string
  readonly target: string
  readonly method: string
  readonly headers: Record<string, string>
  readonly body: string | undefined
}
interface Got {
  readonly status: number
  readonly location: string | undefined
  /** From X-Frontage-Edge. */
  readonly because: Record<string, string>
}

/** They differ by who asks and over which connection. */
const OF_THE_CONNECTION = new Set(['x-forwarded-for', 'via', 'x-amz-cf-id', 'connection', 'content-length'])

function told(headers: Iterable<readonly [string, string]>): [string, string][] {
  return [...headers]
    .map(([name, value]): [string, string] => [name.toLowerCase(), value])
    .filter(([name]) => !OF_THE_CONNECTION.has(name))
    .sort(([one], [other]) => (one < other ? -1 : 1))
}

function arbitraryRequest(domainName: string) {
  const local = domainName.replace('.net', '.localhost')
  const names = [
    domainName,
    local,
    `${local}:8082`,
    'www.example.com',
    'WWW.example.com.localhost:80',
    'a.b.shop.example.com'
  ]
  const urls = [...names, 'other.example', 'unknown.localhost:3000'].map(name => `http://${name}`)
  const headers = fc.record(
    {
      'X-Frontage-Edge': fc.constant('1'),
      Connection: fc.constantFrom('X-Tenant', 'close, Cookie', 'Host', 'Accept-Encoding, User-Agent'),
      'X-Tenant': fc.constantFrom('one', 'two', ''),
      Origin: fc.constantFrom(...urls, 'null'),
      Referer: fc.constantFrom(...urls.map(url => `${url}/a?b#c`)),
      Cookie: fc.constantFrom('a=1', 'b=2; a=1', 'aws-cf-cd-session=s.1.2; a=3', 'aws-cf-cd-session=p.1.2'),
      Range: fc.constantFrom('bytes=0-1', 'bytes=-1', 'lines=1'),
      'If-Range': fc.constant('"v1"'),
      'If-None-Match': fc.constantFrom('"v1"', '*'),
      'Accept-Encoding': fc.constantFrom('gzip', 'br, gzip', 'br;q=0, gzip', '*'),
      Accept: fc.constant('text/html'),
      'User-Agent': fc.constantFrom('Browser', 'Mobile iPhone'),
      Authorization: fc.constant('Basic YTpi'),
      Via: fc.constant('1.1 proxy'),
      'CloudFront-Viewer-Country': fc.constant('XX'),
      'X-Forwarded-For': fc.constant('10.0.0.1'),
      'X-HTTP-Method-Override': fc.constant('PUT')
    },
    { requiredKeys: ['X-Frontage-Edge'] }
  )
  return fc.record({
    protocol: fc.constantFrom('http', 'https', 'https'),
    host: fc.constantFrom(...names),
    folder: fc.constantFrom(
      '/own/',
      '/uncached/',
      '/legacy/',
      '/everything/',
      '/secure/a/',
      '/secure/ab/',
      '/own%2f/',
      '//'
    ),
    query: fc.constantFrom('', '?', '?a=1', '?b=2&utm=x&a=%31', '?a&a='),
    method: fc.constantFrom('GET', 'GET', 'GET', ...allMethods),
    headers
  })
}

test('what is explained is what the edge does: behavior, key, and the headers that the origin receives', async () => {
  const { origin, send, explain, domainName } = await startExplained()
  let count = 0
  await fc.assert(
    fc.asyncProperty(arbitraryRequest(domainName), async ({ folder, query, ...rest }) => {
      const hasBody = rest.method === 'POST' || rest.method === 'PUT'
      // A path of its own, so that nothing is in the cache.
      const asked: Asked = {
        ...rest,
        target: `${folder}${++count}${query}`,
        headers: {
          ...rest.headers,
          ...(hasBody && { 'Content-Length': '3', 'Content-Type': 'text/plain' })
        },
        body: hasBody ? 'abc' : undefined
      }
      const before = origin.seen.length
      const said = await explain(asked)
      const got = await send(asked)
      expect(got.because.behavior ?? said.behavior?.pathPattern).toBe(said.behavior?.pathPattern)
      const seen = origin.seen.slice(before)
      if (said.outcome !== 'served') {
        expect([got.status, got.location]).toEqual([said.answer.status, said.answer.location])
        expect(seen).toEqual([])
        return
      }
      const { cached, key } = said.cache
      const isStored = cached && asked.method !== 'HEAD'
      const explainedKey =
        key && keyText({ ...key, headers: Object.entries(key.headers), cookies: Object.entries(key.cookies) })
      expect(got.because.key ?? (isStored ? 'none' : explainedKey)).toBe(explainedKey)
      expect(seen).toHaveLength(1)
      const [sent] = said.origins
      expect(seen[0]?.method).toBe(sent.method)
      expect(seen[0]?.url).toBe(sent.query === undefined ? sent.path : `${sent.path}?${sent.query}`)
      expect(told(headerList(seen[0]?.rawHeaders ?? []))).toEqual(told(Object.entries(sent.headers)))
    }),
    { numRuns: 150 }
  )
})
