// @ts-check
/**
 * `npm run bench:edge`: hits and misses of the local edge, measured alternately with a bare Node server and a bare Node proxy, and the
 * memory that a large body takes. Each is a separate process; the origin and the bare ones are this file with an argument. Loopback only.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Agent, createServer, request } from 'node:http'
import { CloudFrontClient, CreateDistributionCommand } from '@aws-sdk/client-cloudfront'
import { fileURLToPath } from 'node:url'
import { quantile } from './load.js'
import { cleanUp, environment, rss, start } from './processes.js'

const BODY = Buffer.alloc(4096, 'x')
const LARGE_BYTES = 1024 ** 3
const CONNECTIONS = 32
const SECONDS = 4
const ROUNDS = 3
const CACHING_OPTIMIZED = '658327ea-f89d-4fab-a63d-7e88639e58f6'

/** An origin, which also serves as the bare answer: 4 KiB, or a gibibyte at /large. */
function serveOrigin() {
  return createServer((asked, response) => {
    if (asked.url !== '/large') {
      response.writeHead(200, { 'Content-Type': 'image/png', 'Content-Length': BODY.length }).end(BODY)
      return
    }
    const chunk = Buffer.alloc(64 * 1024)
    let left = LARGE_BYTES / chunk.length
    response.writeHead(200, { 'Content-Length': LARGE_BYTES })
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
    { name: 'edge, miss', port: edgePort, path: () => `/${(sequence += 1)}` }
  ]
  for (let round = 1; round <= ROUNDS; round += 1) {
    for (const { name, port, path } of cases) {
      const { perSecond, p50, p99 } = await load(port, host, path)
      const ms = [p50, p99].map(value => value.toFixed(2)).join(' / ')
      console.log(`${round}  ${name.padEnd(12)} ${perSecond.toFixed(0).padStart(7)} /s   p50 / p99 ${ms} ms`)
    }
  }
  const before = await rss(emulator.pid)
  let peak = before
  const sent = request({ port: edgePort, host: '127.0.0.1', path: '/large', headers: { Host: host } }).end()
  const [answer] = await once(sent, 'response')
  let bytes = 0
  for await (const chunk of answer) {
    bytes += chunk.length
    if (bytes % (64 * 1024 * 1024) < chunk.length) peak = Math.max(peak, await rss(emulator.pid))
  }
  console.log(`a body of ${bytes} bytes: ${before.toFixed(0)} MB before, ${peak.toFixed(0)} MB at most`)
  await Promise.all([origin.stop(), proxy.stop()])
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
