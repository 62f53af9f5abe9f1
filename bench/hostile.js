// @ts-check
/**
 * `npm run bench:hostile`: how one hostile client affects others. Loopback only; everything that is opened is closed again.
 */
import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { cleanUp, environment, rss, startWithGauge } from './processes.js'

const CONNECTIONS_MAX = 10_000
/** How long hostile connections are held, and opened again whenever they are closed. */
const HELD_MS = 20_000
/** How often a slow one sends or reads a little. */
const DRIP_MS = 1_000
const CALLER_PAUSE_MS = 20
/** File descriptors left for everything else in this process. */
const DESCRIPTORS_KEPT = 200
const OPENED_AT_ONCE = 200
const PIPELINED = 1_500
const BODY_BYTES = 14_500_000

/** @type {Set<import('node:net').Socket>} */
const sockets = new Set()

/** @param {string} url @returns {Promise<import('node:net').Socket>} */
function open(url) {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    // An attacker would keep a connection half open after the other side has closed it.
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
    sockets.add(socket)
    socket.once('connect', () => resolve(socket)).once('error', reject)
    socket.on('error', () => socket.destroy()).once('close', () => sockets.delete(socket))
  })
}

/** How long an answer takes, in ms, on a new connection. @param {string} url @param {RequestInit} init @param {number} status */
async function timed(url, init, status) {
  const startedAt = performance.now()
  const response = await fetch(url, { ...init, headers: { ...init.headers, connection: 'close' } })
  const text = await response.text()
  if (response.status !== status) throw new Error(`${response.status} ${text.slice(0, 300)}`)
  return performance.now() - startedAt
}

/** @param {string} url */
const health = url => timed(`${url}/health/live`, {}, 200)

/** The id of a new distribution. @param {string} url */
async function created(url) {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ origins: [{ domainName: 'bench.example.com' }] })
  const response = await fetch(`${url}/distributions`, { method: 'POST', headers, body })
  return JSON.parse(await response.text()).id
}

/** Health checks, one after another, until the work is done. @param {string} url @param {() => Promise<unknown>} work */
async function healthDuring(url, work) {
  let done = false
  const working = work().finally(() => (done = true))
  const times = []
  while (!done) times.push(await health(url))
  await working
  times.sort((a, b) => a - b)
  return `health checks meanwhile p50 ${ms(times[times.length >> 1])}, longest ${ms(times.at(-1))}`
}

const ms = (/** @type {number | undefined} */ value) => `${Math.round(value ?? NaN)} ms`

const HEAD = 'HTTP/1.1\r\nHost: localhost\r\n'
/**
 * What hostile connections do when they open, and repeatedly after that.
 * @type {Record<string, { begin: (socket: import('node:net').Socket) => void, drip?: (socket: import('node:net').Socket) => void }>}
 */
const HOSTILE = {
  'silent connections': { begin: () => undefined },
  'idle connections, answered once': { begin: socket => socket.resume().write(`GET /health/live ${HEAD}\r\n`) },
  'slow heads': {
    begin: socket => socket.write(`GET /health/live ${HEAD}X-Slow: `),
    drip: socket => socket.write('x')
  },
  'slow bodies': {
    begin: socket =>
      socket.write(`POST /distributions ${HEAD}Content-Type: application/json\r\nContent-Length: 10000\r\n\r\n{`),
    drip: socket => socket.write(' ')
  },
  'slow readers of the document': {
    begin: socket => socket.write(`GET /openapi.json ${HEAD}\r\n`),
    drip: socket => socket.read(1)
  }
}

/**
 * An ordinary caller: a health check, a read and a write in turn, each on a connection of its own.
 * @param {string} url
 * @param {string} id
 */
async function callerDuring(url, id, /** @type {() => boolean} */ isDone) {
  const times = []
  let failed = 0
  const invalidate = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ paths: ['/bench'] })
  }
  while (!isDone()) {
    for (const call of [
      () => health(url),
      () => timed(`${url}/distributions/${id}`, {}, 200),
      () => timed(`${url}/distributions/${id}/invalidations`, invalidate, 201)
    ]) {
      await call().then(
        time => times.push(time),
        () => (failed += 1)
      )
      await delay(CALLER_PAUSE_MS)
    }
  }
  times.sort((a, b) => a - b)
  const [p50, p99] = [0.5, 0.99].map(share => times[Math.floor(times.length * share)])
  return `${times.length} answers meanwhile p50 ${ms(p50)}, p99 ${ms(p99)}, longest ${ms(times.at(-1))}; ${failed} failed`
}

/** @param {string} url @param {string} id @param {string} name */
async function hostileConnections(url, id, name) {
  const { begin, drip } = HOSTILE[name] ?? {}
  const { soft } = process.report.getReport().userLimits.open_files
  const count = Math.min(CONNECTIONS_MAX, (soft === 'unlimited' ? Infinity : Number(soft)) - DESCRIPTORS_KEPT)
  const until = performance.now() + HELD_MS
  const isDone = () => performance.now() >= until
  let opened = 0
  const hold = async () => {
    while (!isDone()) {
      const missing = Math.min(OPENED_AT_ONCE, count - sockets.size)
      const made = await Promise.allSettled(Array.from({ length: missing }, () => open(url)))
      for (const socket of made) if (socket.status === 'fulfilled') begin?.(socket.value)
      opened += made.length
      await delay(10)
    }
  }
  const dripping = setInterval(() => {
    for (const socket of sockets) if (!socket.destroyed) drip?.(socket)
  }, DRIP_MS)
  const [meanwhile] = await Promise.all([callerDuring(url, id, isDone), hold()])
  clearInterval(dripping)
  console.log(`${count} ${name} (${opened} opened in total): ${meanwhile}`)
  for (const socket of sockets) socket.destroy()
}

/** @param {string} url */
async function pipelinedRequests(url) {
  const flood = 'GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(PIPELINED)
  const meanwhile = await healthDuring(url, async () => {
    const clients = await Promise.all([1, 2, 3, 4].map(() => open(url)))
    await Promise.all(
      clients.map(
        client => new Promise(resolve => client.once('close', resolve).once('end', resolve).resume().write(flood))
      )
    )
  })
  console.log(`4 connections with ${PIPELINED} pipelined requests for the document: ${meanwhile}`)
}

/** @param {string} url @param {string} name @param {(n: number) => string} part */
async function largeBody(url, name, part) {
  const parts = []
  for (let [n, length] = [0, 0]; length < BODY_BYTES; n += 1) length += parts[parts.push(part(n)) - 1].length + 1
  const body = name === 'members' ? `{${parts.join()}}` : `{"paths":[${parts.join()}]}`
  const headers = { 'content-type': 'application/json' }
  const status = name === 'paths' ? 400 : 413
  const meanwhile = await healthDuring(url, () =>
    timed(`${url}/distributions/E1/invalidations`, { method: 'POST', headers, body }, status)
  )
  console.log(`a body of ${parts.length} ${name}: ${meanwhile}`)
}

try {
  const frontage = await startWithGauge('dist/server.js', await environment({ LOG_LEVEL: 'error' }))
  const { url, pid, longestBlock } = frontage
  const report = async () =>
    console.log(`  event loop blocked ${ms(await longestBlock())} at most; ${Math.round(await rss(pid))} MB resident`)
  await health(url)
  await longestBlock()
  const id = await created(url)
  for (const name of Object.keys(HOSTILE)) {
    await hostileConnections(url, id, name)
    await report()
  }
  await pipelinedRequests(url)
  await report()
  await largeBody(url, 'members', n => `"m${n}":1`)
  await report()
  await largeBody(url, 'values', () => '{}')
  await report()
  await largeBody(url, 'paths', n => JSON.stringify(`no slash ${'x'.repeat(130)} ${n}`))
  await report()
} finally {
  for (const socket of sockets) socket.destroy()
  await cleanUp()
}
