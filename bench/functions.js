// @ts-check
/**
 * `npm run bench:functions`: tests of a CloudFront function through REST, one alone and ten at once, and how long another caller's
 * GET of a distribution takes with and without them. Loopback only.
 */
import { createCalls, quantile } from './load.js'
import { cleanUp, environment, rss, start } from './processes.js'

const ROUNDS = 5
const AT_ONCE = 10
const CODE = `function handler(event) {
  const { request } = event
  if (request.uri.endsWith('/')) request.uri += 'index.html'
  return request
}`
/** Only its time limit ends it. */
const ENDLESS = 'function handler() { for (;;) {} }'

/** @param {() => Promise<unknown>} work */
async function timed(work) {
  const began = performance.now()
  await work()
  return performance.now() - began
}

/** How long GETs take, one after another, until the work is done. @param {() => Promise<unknown>} get @param {Promise<unknown>} work */
async function timesDuring(get, work) {
  let isDone = false
  void work.finally(() => (isDone = true)).catch(() => undefined)
  /** @type {number[]} */
  const times = []
  while (!isDone) times.push(await timed(get))
  await work
  return times
}

const { call, close } = createCalls()

try {
  const { url, pid } = await start('dist/server.js', await environment())
  /** @param {string} path @param {object} [body] */
  const ask = async (path, body) => {
    const answer = await call(url + path, { method: body ? 'POST' : 'GET', body })
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${answer.body}`)
    return JSON.parse(answer.body)
  }
  const { id } = await ask('/distributions', { origins: [{ domainName: 'www.example.com' }] })
  await ask('/functions', { name: 'index', runtime: 'cloudfront-js-2.0', comment: '', code: CODE })
  await ask('/functions', { name: 'endless', runtime: 'cloudfront-js-2.0', comment: '', code: ENDLESS })
  const event = { version: '1.0', context: { eventType: 'viewer-request' }, viewer: { ip: '203.0.113.1' } }
  const request = { method: 'GET', uri: '/docs/', querystring: {}, headers: {}, cookies: {} }
  const run = (/** @type {string} */ name) => ask(`/functions/${name}/test`, { event: { ...event, request } })
  const get = () => ask(`/distributions/${id}`)
  await run('index')
  for (let count = 0; count < 50; count++) await get()

  /** @type {number[]} */
  const alone = []
  /** @type {number[]} */
  const together = []
  /** @type {number[]} */
  const meanwhile = []
  /** @type {number[]} */
  const quiet = []
  for (let round = 0; round < ROUNDS; round++) {
    alone.push(await timed(() => run('index')))
    for (let count = 0; count < 50; count++) quiet.push(await timed(get))
    const ten = timed(() => Promise.all(Array.from({ length: AT_ONCE }, () => run('index'))))
    meanwhile.push(...(await timesDuring(get, ten)))
    together.push(await ten)
  }
  /** @type {number[]} */
  const whileEndless = []
  const endless = timed(() => run('endless'))
  whileEndless.push(...(await timesDuring(get, endless)))
  const show = (/** @type {number[]} */ times) =>
    `p50 ${quantile(times, 0.5).toFixed(1)} ms, p99 ${quantile(times, 0.99).toFixed(1)} ms, ${times.length} measured`
  console.log(`a test alone: ${show(alone)}`)
  console.log(`${AT_ONCE} at once, until the last is answered: ${show(together)}`)
  console.log(`one that never ends: ${(await endless).toFixed(0)} ms`)
  console.log(`GET /distributions/:id while nothing runs: ${show(quiet)}`)
  console.log(`the same during the ${AT_ONCE}: ${show(meanwhile)}`)
  console.log(`the same during the one that never ends: ${show(whileEndless)}`)
  console.log(`resident memory: ${(await rss(pid)).toFixed(0)} MB`)
} finally {
  close()
  await cleanUp()
}
