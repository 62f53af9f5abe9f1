// @ts-check
/**
 * `npm run bench:rolling-kills -- [seconds]`: two instances on one PostgreSQL behind a load balancer, under load. They are stopped
 * and restarted in turn: at random by SIGKILL, like a machine that dies, or by SIGTERM, as in a deployment, which takes the instance
 * out of the balancer a second before. Counts what callers see, and afterwards what was accepted but lost. Exits with 1 if anything
 * was.
 */
import { createHash, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, createServer, request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { startEmulator, startFrontage } from '../scripts/crash/processes.js'
import { startPostgres } from '../scripts/postgres.js'
import { quantile } from './load.js'

/** @typedef {import('../scripts/crash/processes.js').Instance} Instance */
/** @typedef {{ status: number, text: string }} Answer */

const SECONDS = Number(process.argv[2] ?? 300)
const CALLERS = 10
const DISTRIBUTIONS = 10
const PAUSE_MS = 20
const UP_MS = 6_000
const CHECK_MS = 500
const DRAIN_MS = 1_000
const TOKEN = 'rolling-kills'
const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' }

/**
 * Sends requests in turn to the instances that were ready at the last check, and to the next one if a connection is refused. A request
 * that fails later may have taken effect, and is answered with 502.
 * @param {readonly Instance[]} instances
 */
async function startBalancer(instances) {
  const agent = new Agent({ keepAlive: true })
  /** @type {Set<string>} */
  let ready = new Set()
  /** @type {Set<string>} */
  const drained = new Set()
  let turn = 0
  const checking = setInterval(() => void check(), CHECK_MS)

  async function check() {
    const states = await Promise.all(
      instances.map(async instance => {
        const url = instance.url()
        if (url === undefined) return []
        const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(CHECK_MS) }).catch(
          () => undefined
        )
        return answer?.ok ? [url] : []
      })
    )
    ready = new Set(states.flat())
  }

  const server = createServer((asked, reply) => {
    /** @type {Buffer[]} */
    const body = []
    asked.on('data', chunk => body.push(chunk)).once('end', () => forward([...ready].filter(url => !drained.has(url))))

    /** @param {readonly string[]} urls */
    function forward(urls) {
      const url = urls[turn++ % urls.length]
      if (url === undefined) return void reply.writeHead(503).end()
      const { hostname, port } = new URL(url)
      const outgoing = httpRequest(
        { hostname, port, path: asked.url, method: asked.method, headers: asked.headers, agent },
        answer => {
          reply.writeHead(answer.statusCode ?? 502, answer.headers)
          answer.once('error', () => reply.destroy()).pipe(reply)
        }
      )
      outgoing.once('error', error => {
        const refused = 'code' in error && error.code === 'ECONNREFUSED'
        if (refused && urls.length > 1) forward(urls.filter(other => other !== url))
        else if (reply.headersSent) reply.destroy()
        else reply.writeHead(502).end()
      })
      outgoing.end(Buffer.concat(body))
    }
  })
  await check()
  await new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  return {
    url: `http://127.0.0.1:${port}`,
    /** Sends the instance no new requests, as before a deployment. @param {Instance} instance */
    drain: async instance => {
      drained.add(instance.url() ?? '')
      await delay(DRAIN_MS)
    },
    close: async () => {
      clearInterval(checking)
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
      agent.destroy()
    }
  }
}

/** @param {string} url @param {{ method?: string, body?: object, key?: string, prefer?: string }} [options] @returns {Promise<Answer>} */
async function call(url, { method = 'GET', body, key, prefer } = {}) {
  try {
    const answer = await fetch(url, {
      method,
      headers: {
        ...headers,
        ...(key !== undefined && { 'idempotency-key': key }),
        ...(prefer !== undefined && { prefer })
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000)
    })
    return { status: answer.status, text: await answer.text() }
  } catch {
    return { status: 0, text: '' }
  }
}

const isFailure = (/** @type {Answer} */ { status }) => status === 0 || status >= 500

const figures = {
  requests: 0,
  /** @type {Record<string, number>} */ failed: {},
  /** @type {number[]} */ times: []
}

/**
 * One request of a well-behaved caller: if the first attempt fails, that is counted, and the request is repeated until it is
 * answered.
 * @param {string} url
 * @param {Parameters<typeof call>[1]} options
 */
async function callUntilAnswered(url, options = {}) {
  figures.requests++
  const at = performance.now()
  let answer = await call(url, options)
  if (isFailure(answer)) {
    const code = /"code":"(\w+)"/.exec(answer.text)?.[1] ?? ''
    const how = [options.method ?? 'GET', answer.status || 'broke off', code].join(' ').trim()
    figures.failed[how] = (figures.failed[how] ?? 0) + 1
  }
  while (isFailure(answer) || answer.text.includes('IDEMPOTENCY_KEY_IN_PROGRESS')) {
    await delay(200)
    answer = await call(url, options)
  }
  figures.times.push(performance.now() - at)
  if (answer.status >= 400) throw new Error(`${answer.status} ${answer.text}`)
  return answer
}

/** @param {string} url @param {readonly string[]} ids @param {AbortSignal} signal */
async function load(url, ids, signal) {
  /** @type {Map<string, string>} */
  const accepted = new Map()
  const caller = async (/** @type {number} */ number) => {
    for (let n = 0; !signal.aborted; n++) {
      const distribution = ids[(number + n) % ids.length] ?? ''
      const body = { paths: [`/${number}/${n}`] }
      const made = await callUntilAnswered(`${url}/distributions/${distribution}/invalidations`, {
        method: 'POST',
        body,
        key: randomUUID()
      })
      accepted.set(JSON.parse(made.text).id, distribution)
      await callUntilAnswered(`${url}/distributions/${distribution}`)
      if (n % 10 === 0) {
        const change = { comment: `${number} ${n}` }
        await callUntilAnswered(`${url}/distributions/${distribution}`, {
          method: 'PATCH',
          body: change,
          key: randomUUID()
        })
      }
      await delay(PAUSE_MS)
    }
  }
  await Promise.all(Array.from({ length: CALLERS }, (_, number) => caller(number)))
  return accepted
}

/** @param {readonly Instance[]} instances @param {{ drain: (instance: Instance) => Promise<void> }} balancer @param {AbortSignal} signal */
async function endInTurn(instances, balancer, signal) {
  const ends = { SIGKILL: 0, SIGTERM: 0 }
  for (let n = 0; !signal.aborted; n++) {
    const instance = instances[n % instances.length]
    if (!instance) throw new Error('no instance')
    const how = Math.random() < 0.5 ? 'SIGKILL' : 'SIGTERM'
    if (how === 'SIGTERM') await balancer.drain(instance)
    await (how === 'SIGKILL' ? instance.kill() : instance.stop())
    ends[how]++
    await instance.start()
    await delay(UP_MS, undefined, { signal }).catch(() => undefined)
  }
  return ends
}

/** The invalidations that did not succeed, even after waiting for them. @param {string} url @param {ReadonlyMap<string, string>} accepted */
async function lostOf(url, accepted) {
  const lost = []
  for (const [id, distribution] of accepted) {
    let status = ''
    for (let tries = 0; tries < 20 && status !== 'succeeded'; tries++) {
      const { text } = await call(`${url}/distributions/${distribution}/invalidations/${id}`, { prefer: 'wait=10' })
      status = text === '' ? '' : JSON.parse(text).status
      if (status !== 'succeeded') await delay(500)
    }
    if (status !== 'succeeded') lost.push(`${id}: ${status}`)
  }
  return lost
}

const folder = mkdtempSync(join(tmpdir(), 'frontage-rolling-'))
const database = await startPostgres()
const emulator = await startEmulator({ folder, propagationSeconds: 1 })
const env = {
  API_TOKENS: createHash('sha256').update(TOKEN).digest('hex'),
  LOG_LEVEL: 'warn',
  RATE_LIMIT_REQUESTS: '0',
  RATE_LIMIT_WRONG_TOKENS: '0'
}
const instances = await Promise.all(
  ['one', 'two'].map(name => startFrontage({ name, folder, cloudFront: emulator.url, databaseUrl: database.url, env }))
)
const balancer = await startBalancer(instances)
try {
  const ids = []
  for (let n = 0; n < DISTRIBUTIONS; n++) {
    const body = { origins: [{ domainName: 'www.example.com' }] }
    ids.push(JSON.parse((await callUntilAnswered(`${balancer.url}/distributions`, { method: 'POST', body })).text).id)
  }
  const signal = AbortSignal.timeout(SECONDS * 1_000)
  const [accepted, ends] = await Promise.all([load(balancer.url, ids, signal), endInTurn(instances, balancer, signal)])
  const lost = await lostOf(balancer.url, accepted)
  const failures = Object.values(figures.failed).reduce((sum, count) => sum + count, 0)
  console.log(
    JSON.stringify({
      seconds: SECONDS,
      ...ends,
      requests: figures.requests,
      accepted: accepted.size,
      lost: lost.length
    })
  )
  console.log(
    `failed at the first attempt: ${failures} (${((100 * failures) / figures.requests).toFixed(3)} %)`,
    figures.failed
  )
  console.log(
    `until answered: p50 ${quantile(figures.times, 0.5).toFixed(0)} ms, p99 ${quantile(figures.times, 0.99).toFixed(0)} ` +
      `ms, longest ${Math.max(...figures.times).toFixed(0)} ms`
  )
  for (const sentence of lost.slice(0, 20)) console.log(`lost: ${sentence}`)
  process.exitCode = lost.length === 0 ? 0 : 1
} finally {
  await balancer.close()
  for (const instance of instances) await instance.stop()
  await emulator.stop()
  await database.stop()
  rmSync(folder, { recursive: true, force: true })
}
