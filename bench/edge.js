// @ts-check
/**
 * `npm run bench:edge`: hits and misses of the local edge, alternating with a bare Node server, a bare Node proxy and, if it is
 * installed, nginx with a cache; then the memory that large bodies and many objects take, and which of these stay cached. The origin
 * and the bare servers are this file with an argument, each in a process of its own. Loopback only.
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { Agent, createServer, request } from 'node:http'
import { CloudFrontClient, CreateDistributionCommand } from '@aws-sdk/client-cloudfront'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { quantile } from './load.js'
import { cleanUp, environment, rss, start } from './processes.js'

const BODY = Buffer.alloc(4096, 'x')
const LARGE_BYTES = 1024 ** 3
const MIDDLE_BYTES = 20 * 1024 ** 2
const MIDDLE_COUNT = 50
const FEW_KEYS = 10_000
/** More than the cache holds. */
const MANY_KEYS = 60_000
const CONNECTIONS = 32
const SECONDS = 4
const ROUNDS = 3
const CACHING_OPTIMIZED = '658327ea-f89d-4fab-a63d-7e88639e58f6'

/** The origin, which is also the bare server: 4 KiB, 20 MiB below /middle, a gibibyte at /large, and at /chunked without its length. */
function serveOrigin() {
  return createServer((asked, response) => {
    const isLarge = asked.url === '/large' || asked.url === '/chunked'
    const bytes = isLarge ? LARGE_BYTES : asked.url?.startsWith('/middle/') ? MIDDLE_BYTES : 0
    if (bytes === 0) {
      response.writeHead(200, { 'Content-Type': 'image/png', 'Content-Length': BODY.length }).end(BODY)
      return
    }
    const chunk = Buffer.alloc(64 * 1024)
    let left = bytes / chunk.length
    if (asked.url !== '/chunked') response.setHeader('Content-Length', bytes)
    const write = () => {
      while (left > 0) {
        left -= 1
        if (!response.write(chunk)) return void response.once('drain', write)
      }
      response.end()
    }
    write()
  })
}

/** @param {number} port */
function serveProxy(port) {
  const agent = new Agent({ keepAlive: true })
  return createServer((asked, response) => {
    const { method, url: path, headers } = asked
    const sent = request({ port, host: '127.0.0.1', method, path, headers, agent }, answer => {
      response.writeHead(answer.statusCode ?? 0, answer.headers)
      answer.pipe(response)
    })
    asked.pipe(sent)
  })
}

/** @param {string[]} args @returns {Promise<{ port: number, stop: () => Promise<void> }>} */
async function startBare(...args) {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), ...args], {
    stdio: ['ignore', 'pipe', 'inherit']
  })
  // It must not outlive the benchmark.
  process.once('exit', () => child.kill())
  const [line] = await once(child.stdout, 'data')
  const stop = async () => {
    child.kill()
    await once(child, 'exit')
  }
  return { port: Number(line), stop }
}

/** nginx with one worker and its cache on disk; undefined if it is not installed. @param {number} origin */
async function startNginx(origin) {
  if (spawnSync('nginx', ['-v']).status !== 0) return undefined
  const folder = await mkdtemp(join(tmpdir(), 'frontage-nginx-'))
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  await new Promise(closed => probe.close(closed))
  const lines = [
    `daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log;`,
    process.getuid?.() === 0 ? 'user root;' : '',
    'events { worker_connections 512; }',
    'http {',
    `access_log off; proxy_cache_path ${folder}/cache keys_zone=site:50m max_size=128m;`,
    ...['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(name => `${name}_temp_path ${folder}/${name};`),
    `upstream origin { server 127.0.0.1:${origin}; keepalive 32; }`,
    `server { listen 127.0.0.1:${port}; keepalive_requests 10000000;`,
    'location / { proxy_pass http://origin; proxy_http_version 1.1; proxy_set_header Connection "";',
    'proxy_cache site; proxy_cache_valid 200 1d; } } }'
  ]
  await writeFile(join(folder, 'nginx.conf'), lines.join('\n'))
  const child = spawn('nginx', ['-c', join(folder, 'nginx.conf')], { stdio: 'inherit' })
  process.once('exit', () => child.kill())
  await delay(500)
  const stop = async () => {
    child.kill()
    await once(child, 'exit')
    await rm(folder, { recursive: true, force: true })
  }
  return { port, stop }
}

/** @param {number} port @param {string} host @param {() => string} path */
async function load(port, host, path) {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  /** @type {number[]} */
  const times = []
  const ask = () =>
    new Promise((resolve, reject) => {
      const sent = request({ port, host: '127.0.0.1', path: path(), headers: { Host: host }, agent }, answer => {
        if (answer.statusCode !== 200) reject(new Error(`status ${answer.statusCode}`))
        answer.resume().on('end', resolve).on('error', reject)
      })
      sent.on('error', reject).end()
    })
  const until = performance.now() + SECONDS * 1000
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while (performance.now() < until) {
        const startedAt = performance.now()
        await ask()
        times.push(performance.now() - startedAt)
      }
    })
  )
  agent.destroy()
  return { perSecond: times.length / SECONDS, p50: quantile(times, 0.5), p99: quantile(times, 0.99) }
}

async function main() {
  const origin = await startBare('origin')
  const proxy = await startBare('proxy', String(origin.port))
  const nginx = await startNginx(origin.port)
  const env = await environment({ LOCAL_CLOUDFRONT_PROPAGATION_SECONDS: '0' })
  const emulator = await start('dist/emulator/main.js', env)
  const { localCloudFront: endpoint, edge } = /** @type {{ localCloudFront: string, edge: string }} */ (emulator)
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' }
  const client = new CloudFrontClient({ endpoint, region: 'us-east-1', credentials })
  const { Distribution } = await client.send(
    new CreateDistributionCommand({
      DistributionConfig: {
        CallerReference: 'bench',
        Comment: '',
        Enabled: true,
        Origins: {
          Quantity: 1,
          Items: [
            {
              Id: 'origin',
              DomainName: 'origin.localhost',
              CustomOriginConfig: { HTTPPort: origin.port, HTTPSPort: 443, OriginProtocolPolicy: 'http-only' }
            }
          ]
        },
        DefaultCacheBehavior: {
          TargetOriginId: 'origin',
          ViewerProtocolPolicy: 'allow-all',
          CachePolicyId: CACHING_OPTIMIZED
        }
      }
    })
  )
  client.destroy()
  const host = Distribution?.DomainName ?? ''
  const edgePort = Number(new URL(edge).port)
  let sequence = 0
  const cases = [
    { name: 'bare answer', port: origin.port, path: () => '/a' },
    { name: 'edge, hit', port: edgePort, path: () => '/a' },
    { name: 'bare proxy', port: proxy.port, path: () => '/a' },
    { name: 'edge, miss', port: edgePort, path: () => `/${(sequence += 1)}` },
    ...(nginx
      ? [
          { name: 'nginx, hit', port: nginx.port, path: () => '/a' },
          { name: 'nginx, miss', port: nginx.port, path: () => `/${(sequence += 1)}` }
        ]
      : [])
  ]
  for (let round = 1; round <= ROUNDS; round += 1) {
    for (const { name, port, path } of cases) {
      const { perSecond, p50, p99 } = await load(port, host, path)
      const ms = [p50, p99].map(value => value.toFixed(2)).join(' / ')
      console.log(`${round}  ${name.padEnd(12)} ${perSecond.toFixed(0).padStart(7)} /s   p50 / p99 ${ms} ms`)
    }
  }
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  /** @param {string} path @returns {Promise<{ bytes: number, peak: number, result: string }>} */
  const whole = async path => {
    const sent = request({ port: edgePort, host: '127.0.0.1', path, headers: { Host: host }, agent }).end()
    const [answer] = await once(sent, 'response')
    let bytes = 0
    let peak = 0
    for await (const chunk of answer) {
      bytes += chunk.length
      if (bytes % (16 * 1024 * 1024) < chunk.length) peak = Math.max(peak, await rss(emulator.pid))
    }
    return { bytes, peak, result: String(answer.headers['x-cache']).replace(' from cloudfront', '') }
  }
  const before = await rss(emulator.pid)
  // With its length a body is known to be too large to store; a chunked one is kept in memory until it turns out to be.
  for (const path of ['/large', '/chunked']) {
    const { bytes, peak: most } = await whole(path)
    console.log(`${path}, a body of ${bytes} bytes: ${before.toFixed(0)} MB before, ${most.toFixed(0)} MB at most`)
  }
  let peak = 0
  for (let index = 0; index < MIDDLE_COUNT; index += 1) peak = Math.max(peak, (await whole(`/middle/${index}`)).peak)
  console.log(`${MIDDLE_COUNT} bodies of ${MIDDLE_BYTES} bytes: ${peak.toFixed(0)} MB at most`)
  for (const count of [FEW_KEYS, MANY_KEYS]) {
    for (let index = 0; index < count; index += 100) {
      await Promise.all(Array.from({ length: 100 }, (_, offset) => whole(`/${count}/${index + offset}`)))
    }
    const last = await whole(`/${count}/${count - 1}`)
    const first = await whole(`/${count}/0`)
    const results = `requested again, the last is a ${last.result}, the first a ${first.result}`
    console.log(`${count} objects of ${BODY.length} bytes: ${(await rss(emulator.pid)).toFixed(0)} MB; ${results}`)
  }
  agent.destroy()
  await Promise.all([origin.stop(), proxy.stop(), nginx?.stop()])
}

const [role, port] = process.argv.slice(2)
if (role === undefined) {
  try {
    await main()
  } finally {
    await cleanUp()
  }
} else {
  const server = role === 'origin' ? serveOrigin() : serveProxy(Number(port))
  server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    console.log(typeof address === 'object' ? address?.port : '')
  })
}
