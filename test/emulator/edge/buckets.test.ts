import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  rmdirSync,
  symlinkSync,
  utimesSync,
  writeFileSync
} from 'node:fs'
import { join } from 'node:path'
import * as CF from '@aws-sdk/client-cloudfront'
import { describe, expect, test } from 'vitest'
import { legacy, listOf } from '../sample-config.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { startEdge } from './start-edge.ts'

const MODIFIED = new Date('2026-11-01T12:00:00Z')

/** A bucket `site` with a page, and beside it what must not be read. */
async function startSite() {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'site/img'), { recursive: true })
  mkdirSync(join(folder, 'secret'))
  writeFileSync(join(folder, 'site/index.html'), '<h1>Hello</h1>')
  writeFileSync(join(folder, 'site/a b+c.unknown'), 'bytes')
  writeFileSync(join(folder, 'secret/key'), 'SECRET')
  symlinkSync(join(folder, 'secret/key'), join(folder, 'site/link'))
  symlinkSync(join(folder, 'secret'), join(folder, 'site/folder'))
  utimesSync(join(folder, 'site/index.html'), MODIFIED, MODIFIED)
  const started = await startEdge({ buckets: { folder } })
  const distribution = await started.distribution(config => {
    config.DefaultRootObject = 'index.html'
    config.DefaultCacheBehavior.ViewerProtocolPolicy = 'allow-all'
  })
  return { ...started, ...distribution, another: started.distribution, folder }
}

/** What this process has open, where the system tells. */
function openFiles(): string[] {
  return readdirSync('/proc/self/fd').flatMap(name => {
    try {
      return readlinkSync(join('/proc/self/fd', name))
    } catch {
      // It has been closed meanwhile, as the listing's own is.
      return []
    }
  })
}

describe('a bucket that is a folder', () => {
  test('answers as S3 does', async () => {
    const { get } = await startSite()
    const { status, headers, text } = await get('/')
    expect([status, text]).toEqual([200, '<h1>Hello</h1>'])
    expect(headers).toMatchObject({
      etag: `"${createHash('md5').update('<h1>Hello</h1>').digest('hex')}"`,
      'last-modified': MODIFIED.toUTCString(),
      'content-type': 'text/html',
      'accept-ranges': 'bytes',
      server: 'AmazonS3',
      'content-length': '14',
      'x-cache': 'Miss from cloudfront'
    })
    expect((await get('/index.html')).headers['x-cache']).toBe('Hit from cloudfront')
    const decoded = await get('/a%20b+c.unknown')
    expect([decoded.text, decoded.headers['content-type']]).toEqual(['bytes', 'binary/octet-stream'])
  })

  test('a preflight is refused as by a bucket without a CORS configuration, and gets the headers of the policy', async () => {
    const { client, another } = await startSite()
    const { ResponseHeadersPolicy } = await client.send(
      new CF.CreateResponseHeadersPolicyCommand({
        ResponseHeadersPolicyConfig: {
          Name: 'cors',
          CorsConfig: {
            AccessControlAllowOrigins: listOf('https://shop.example'),
            AccessControlAllowHeaders: listOf('x-a'),
            AccessControlAllowMethods: listOf('GET' as const),
            AccessControlAllowCredentials: false,
            OriginOverride: true
          }
        }
      })
    )
    const { get } = await another(config => {
      config.DefaultCacheBehavior = {
        ...legacy({ ResponseHeadersPolicyId: ResponseHeadersPolicy?.Id }),
        ForwardedValues: {
          QueryString: false,
          Cookies: { Forward: 'none' },
          Headers: listOf('Origin', 'Access-Control-Request-Method')
        },
        AllowedMethods: listOf<CF.Method>('GET', 'HEAD', 'OPTIONS')
      }
    })
    const headers = { Origin: 'https://shop.example', 'Access-Control-Request-Method': 'PUT' }
    const preflight = await get('/index.html', { method: 'OPTIONS', headers })
    expect(preflight.status).toBe(403)
    expect(preflight.text).toContain(
      '<Code>AccessForbidden</Code><Message>CORSResponse: CORS is not enabled for this bucket.</Message><Method>PUT</Method><ResourceType>BUCKET</ResourceType>'
    )
    expect(preflight.headers).toMatchObject({
      'access-control-allow-origin': 'https://shop.example',
      'access-control-allow-methods': 'GET',
      'access-control-allow-headers': 'x-a'
    })
    const without = await get('/index.html', { method: 'OPTIONS' })
    expect([without.status, without.text]).toEqual([400, expect.stringContaining('Origin request header needed')])
  })

  test('a missing key is S3’s 404, said once in the log', async () => {
    const { get, log } = await startSite()
    for (const path of ['/missing.html', '/img', '/img/', '/INDEX.html']) {
      const { status, text, headers } = await get(path)
      expect([path, status]).toEqual([path, 404])
      expect(text).toContain('<Code>NoSuchKey</Code>')
      expect(headers).toMatchObject({ 'content-type': 'application/xml', 'x-cache': 'Error from cloudfront' })
    }
    expect(log.filter(({ message }) => message.includes('s3:ListBucket'))).toHaveLength(1)
  })

  test('a missing bucket is S3’s 404, and the log says once which folder it would be', async () => {
    const folder = temporaryFolder()
    symlinkSync(temporaryFolder(), join(folder, 'site'))
    const removed = join(folder, 'removed-later')
    for (const buckets of [{ folder }, { folder: removed }]) {
      mkdirSync(removed)
      const { distribution, log } = await startEdge({ buckets })
      rmdirSync(removed)
      const { get } = await distribution(config => {
        config.DefaultCacheBehavior.ViewerProtocolPolicy = 'allow-all'
      })
      for (const path of ['/index.html', '/other.html']) {
        expect(await get(path)).toMatchObject({
          status: 404,
          text: expect.stringContaining('<Code>NoSuchBucket</Code>')
        })
      }
      const notes = log.filter(({ message }) => message.includes(`is no folder of that name in ${buckets.folder}`))
      expect(notes).toHaveLength(1)
    }
  })

  test.runIf(existsSync('/proc/self/fd'))(
    'a part of an object beyond the cache’s share leaves no file open',
    async () => {
      const folder = temporaryFolder()
      mkdirSync(join(folder, 'site'))
      const file = join(folder, 'site/large')
      writeFileSync(file, Buffer.alloc(2 * 1024 * 1024, 'x'))
      const { distribution } = await startEdge({ buckets: { folder }, edge: { cacheBytesMax: 1024 * 1024 } })
      const { get } = await distribution(config => {
        config.DefaultCacheBehavior.ViewerProtocolPolicy = 'allow-all'
      })
      const { status, text } = await get('/large', { headers: { Range: 'bytes=0-3' } })
      expect([status, text]).toEqual([206, 'xxxx'])
      await expect.poll(() => openFiles().filter(path => path === file)).toEqual([])
    }
  )

  test('a changed file is fresh after its time', async () => {
    const { get, folder, emulator } = await startSite()
    await get('/index.html')
    writeFileSync(join(folder, 'site/index.html'), '<h1>Changed</h1>')
    expect((await get('/index.html')).text).toBe('<h1>Hello</h1>')
    emulator.clock.advance(86_400)
    expect((await get('/index.html')).text).toBe('<h1>Changed</h1>')
  })

  test.each([
    '/../secret/key',
    '/..%2fsecret%2fkey',
    '/%2e%2e/secret/key',
    '/%2e%2e%2fsecret%2fkey',
    '/img/../../secret/key',
    '/img/..%5c..%5csecret%5ckey',
    '/link',
    '/folder/key',
    '//etc/passwd',
    '/%00',
    '/index.html%00.txt',
    '/.',
    '/%ff',
    '/%'
  ])('%s leads nowhere', async path => {
    const { get } = await startSite()
    const { status, text } = await get(path)
    expect([400, 404]).toContain(status)
    expect(text).not.toContain('SECRET')
  })
})
