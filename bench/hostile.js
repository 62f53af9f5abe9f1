// @ts-check
/**
 * `npm run bench:hostile`: how one hostile client affects others. Loopback only; everything that is opened is closed again.
 */
import { connect } from 'node:net'
import { cleanUp, environment, rss, startWithGauge } from './processes.js'

const SILENT_MAX = 10_000
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

/** @param {string} url */
const post = url =>
  timed(
    `${url}/distributions`,
    {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ origins: [{ domainName: 'bench.example.com' }] })
    },
    201
  )

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

/** @param {string} url */
async function silentConnections(url) {
  const { soft } = process.report.getReport().userLimits.open_files
  const count = Math.min(SILENT_MAX, (soft === 'unlimited' ? Infinity : Number(soft)) - DESCRIPTORS_KEPT)
  const meanwhile = await healthDuring(url, async () => {
    for (let n = 0; n < count; n += OPENED_AT_ONCE) {
      await Promise.all(Array.from({ length: Math.min(OPENED_AT_ONCE, count - n) }, () => open(url)))
    }
  })
  console.log(`${count} silent connections: ${meanwhile}`)
  console.log(`  when all are open: health check ${ms(await health(url))}, POST ${ms(await post(url))}`)
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
  await post(url)
  await longestBlock()
  await silentConnections(url)
  await report()
  for (const socket of sockets) socket.destroy()
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
