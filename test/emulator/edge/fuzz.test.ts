import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as CF from '@aws-sdk/client-cloudfront'
import { expect, test } from 'vitest'
import { bucket, listOf } from '../sample-config.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { sendComplete, sendRaw, statusOf } from './raw.ts'
import { localOrigin, startEdge, startOrigin } from './start-edge.ts'

/** An origin whose timeouts are not reached on a busy machine: its 504 would be none of what is looked for. */
function patientOrigin(port: number, change: Partial<CF.Origin> = {}): CF.Origin {
  const CustomOriginConfig = {
    HTTPPort: port,
    HTTPSPort: 443,
    OriginProtocolPolicy: 'http-only' as const,
    OriginReadTimeout: 20
  }
  return localOrigin(port, { ConnectionTimeout: 10, CustomOriginConfig, ...change })
}

/** A bucket with a page and secrets beside it, and behaviors with functions, signatures, a group whose first origin fails, pages for errors. */
async function startEverything() {
  const folder = temporaryFolder()
  for (const name of ['site/pages', 'site/signed', 'other']) mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(join(folder, 'site/index.html'), 'x'.repeat(5000))
  writeFileSync(join(folder, 'site/signed/index.html'), 'z'.repeat(2000))
  writeFileSync(join(folder, 'site/pages/404.html'), 'y'.repeat(2000))
  writeFileSync(join(folder, 'other/secret'), 'SECRET')
  writeFileSync(join(folder, 'secret'), 'SECRET')
  const echo = await startOrigin((request, response) => {
    request.resume()
    request.on('end', () => response.end('echo'))
  })
  const failing = await startOrigin((request, response) => {
    request.resume()
    request.on('end', () => response.writeHead(503).end('failed'))
  })
  const started = await startEdge({ buckets: { folder } })
  const functions = [
    await publish(started.client, 'on-request', 'viewer-request', 'function handler(event) { return event.request }'),
    await publish(started.client, 'on-response', 'viewer-response', 'function handler(event) { return event.response }')
  ]
  const group = await createKeyGroup(started.client)
  const distribution = await started.distribution(config => {
    const plain: CF.DefaultCacheBehavior = {
      ...config.DefaultCacheBehavior,
      ViewerProtocolPolicy: 'allow-all',
      Compress: true
    }
    const all: CF.AllowedMethods = {
      ...listOf<CF.Method>('GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE'),
      CachedMethods: listOf<CF.Method>('GET', 'HEAD')
    }
    config.Origins = listOf(
      bucket('bucket'),
      patientOrigin(echo.port),
      patientOrigin(failing.port, { Id: 'failing', DomainName: 'failing.localhost' })
    )
    config.OriginGroups = listOf({
      Id: 'group',
      FailoverCriteria: { StatusCodes: { Quantity: 1, Items: [503] } },
      Members: { Quantity: 2, Items: [{ OriginId: 'failing' }, { OriginId: 'origin' }] }
    })
    config.DefaultCacheBehavior = plain
    config.CacheBehaviors = listOf<CF.CacheBehavior>(
      { ...plain, PathPattern: '/api/*', TargetOriginId: 'origin', AllowedMethods: all },
      { ...plain, PathPattern: '/function/*', TargetOriginId: 'origin', FunctionAssociations: listOf(...functions) },
      { ...plain, PathPattern: '/signed/*', TrustedKeyGroups: { Enabled: true, ...listOf(group) } },
      { ...plain, PathPattern: '/group/*', TargetOriginId: 'group' },
      { ...plain, PathPattern: '/pages/*' }
    )
    config.CustomErrorResponses = listOf(
      { ErrorCode: 404, ResponsePagePath: '/pages/404.html', ResponseCode: '404', ErrorCachingMinTTL: 1 },
      { ErrorCode: 403, ResponsePagePath: '/pages/missing.html', ResponseCode: '403', ErrorCachingMinTTL: 1 }
    )
  })
  return { ...started, ...distribution }
}

async function publish(client: CF.CloudFrontClient, Name: string, EventType: CF.EventType, code: string) {
  const { ETag, FunctionSummary } = await client.send(
    new CF.CreateFunctionCommand({
      Name,
      FunctionConfig: { Comment: '', Runtime: 'cloudfront-js-2.0' },
      FunctionCode: Buffer.from(code)
    })
  )
  await client.send(new CF.PublishFunctionCommand({ Name, IfMatch: ETag }))
  return { EventType, FunctionARN: FunctionSummary?.FunctionMetadata?.FunctionARN ?? '' }
}

async function createKeyGroup(client: CF.CloudFrontClient): Promise<string> {
  const { publicKey: EncodedKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' }
  })
  const { PublicKey } = await client.send(
    new CF.CreatePublicKeyCommand({ PublicKeyConfig: { CallerReference: 'key', Name: 'key', EncodedKey } })
  )
  const { KeyGroup } = await client.send(
    new CF.CreateKeyGroupCommand({ KeyGroupConfig: { Name: 'group', Items: [PublicKey?.Id ?? ''] } })
  )
  return KeyGroup?.Id ?? ''
}

/** More of them, and others, where the environment says so. */
const REQUESTS = Number(process.env.FUZZ_REQUESTS ?? 3000)
const SEED = Number(process.env.FUZZ_SEED ?? 20_261_129)

test(
  `${REQUESTS} hostile requests: no crash, no hang, no 5xx, since all origins answer, nothing outside the bucket’s folder`,
  async () => {
    const { port, host, get, errors } = await startEverything()
    const random = seeded(SEED)
    const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T
    const some = (max: number, make: () => string) => Array.from({ length: Math.floor(random() * max) }, make).join('')

    /** Half of them are HTTP, so that they get beyond the parser. */
    const hostile = () => (random() < 0.5 ? wellFormed() : anything())

    function wellFormed(): string {
      const piece = () => pick(PIECES.filter(text => /^[\x21-\x7e]+$/.test(text) && text.length < 1000))
      const path = `${pick(FOLDERS)}${some(8, piece)}`
      const query = random() < 0.3 ? `?${some(6, piece)}` : ''
      const lines = Array.from({ length: Math.floor(random() * 4) }, () => pick(HEADERS)(random))
      const parsed = lines.filter(
        line => /^[\w-]+: [^\r]*$/.test(line) && !/^(Host|Content-Length|Transfer-)/.test(line)
      )
      const method = pick(METHODS.filter(name => /^[A-Z]+$/.test(name)))
      return [`${method} ${path}${query} HTTP/1.1`, `Host: ${host}`, 'Connection: close', ...parsed, '', ''].join(
        '\r\n'
      )
    }

    function anything(): string {
      const path = `${pick([...FOLDERS, '', '*'])}${some(8, () => pick(PIECES))}`
      const query = random() < 0.3 ? `?${some(6, () => pick(PIECES))}` : ''
      const lines = Array.from({ length: Math.floor(random() * 4) }, () => pick(HEADERS)(random))
      const body = random() < 0.3 ? some(5, () => pick(PIECES)) : ''
      const hosts = random() < 0.9 ? [`Host: ${host}`] : []
      const line = `${pick(METHODS)} ${path}${query} HTTP/${pick(['1.1', '1.1', '1.1', '1.0', '2.0', '9'])}`
      return [line, ...hosts, 'Connection: close', ...lines, '', body].join(random() < 0.97 ? '\r\n' : '\n')
    }

    const statuses = new Map<number, number>()
    let left = REQUESTS
    await Promise.all(
      Array.from({ length: 16 }, async () => {
        while (left > 0) {
          left -= 1
          const request = hostile()
          const complete = isComplete(request)
          const answer = complete ? await sendComplete(port, request) : await sendRaw(port, request, 200)
          const status = statusOf(answer)
          statuses.set(status, (statuses.get(status) ?? 0) + 1)
          if (complete) expect(status, `no status for ${JSON.stringify(request)}`).toBeGreaterThanOrEqual(200)
          expect(answer, request).not.toContain('SECRET')
          expect(status, `${status} for ${JSON.stringify(request)}`).toBeLessThan(500)
        }
      })
    )
    expect(errors()).toEqual([])
    expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 304, 400, 403, 404]))
    expect((await get('/index.html')).status).toBe(200)
    if (process.env.FUZZ_REQUESTS) {
      process.stdout.write(
        `${JSON.stringify({ requests: REQUESTS, seed: SEED, statuses: Object.fromEntries(statuses) })}\n`
      )
    }
  },
  60_000 + REQUESTS * 60
)

/** Whether a request ends with its head, and so must be answered however wrong it is. */
function isComplete(request: string): boolean {
  return request.endsWith('\r\n\r\n') && !/^(Content-Length|Transfer-Encoding)/im.test(request)
}

const FOLDERS = ['/', '/', '//', '/api/', '/function/', '/signed/', '/group/', '/pages/', 'http://x/']
const METHODS = [
  'GET',
  'GET',
  'GET',
  'HEAD',
  'OPTIONS',
  'POST',
  'PUT',
  'DELETE',
  'PATCH',
  'PROPFIND',
  'get',
  'G\0T',
  ''
]
const PIECES = [
  ...[
    '..',
    '../',
    '/',
    '//',
    '.',
    '%2e%2e',
    '%2f',
    '%5c',
    '\\',
    '%00',
    '%',
    '%zz',
    '%c0%ae',
    '%ff',
    ';',
    '#',
    '?',
    '&',
    '='
  ],
  ...[
    'other/secret',
    'secret',
    'index.html',
    'site',
    'a',
    ' ',
    '\t',
    '\x7f',
    'é',
    '\xff',
    '\0',
    '*',
    '~',
    '{}',
    '"',
    '<x>'
  ],
  ...['?Signature=a&Key-Pair-Id=K&Expires=1', '&Policy=e30_', '&Policy=%25', '?Expires=99999999999'],
  ...['etc/passwd', '....//', 'x'.repeat(300), 'x'.repeat(9000)]
]
const HEADERS: readonly ((random: () => number) => string)[] = [
  random => `Range: bytes=${Math.floor(random() * 9000) - 2000}-${Math.floor(random() * 9000)}`,
  () => 'Range: bytes=0-1,2-3,4-5,-1',
  () => 'Range: lines=1-2',
  () => 'If-None-Match: *',
  () => 'If-None-Match: "a", W/"b',
  () => 'If-Modified-Since: yesterday',
  () => 'Content-Length: 5',
  () => 'Content-Length: -1',
  () => 'Content-Length: 99999999999999999999',
  () => 'Transfer-Encoding: chunked',
  () => 'Transfer-Encoding: gzip, chunked',
  () => 'Transfer-Encoding : chunked',
  () => 'Expect: 100-continue',
  () => 'Upgrade: websocket',
  () => 'Cookie: a=b; ;;=; c',
  () => 'Cookie: CloudFront-Policy=e30_; CloudFront-Signature=a; CloudFront-Key-Pair-Id=K',
  () => 'Accept-Encoding: gzip, br',
  () => 'Accept-Encoding: gzip;q=0, br;q=x, *',
  () => 'X-Forwarded-Proto: http',
  () => 'X-Frontage-Edge: 1',
  () => 'Origin: http://\xff',
  () => 'Host: other.example',
  () => 'X: a\rb',
  () => ' folded: x',
  random => `X-Long: ${'x'.repeat(Math.floor(random() * 40_000))}`
]

/** Mulberry32: the same requests on every run. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
