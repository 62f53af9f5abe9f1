// @ts-check
/**
 * `npm run bench:invalidations`: the figures of invalidations, each pair measured in the same run. Arguments select figures
 * (burst, idle, drain, fair, rough, pace). With `DATABASE_URL` it measures PostgreSQL instead of the embedded store.
 */
import { createHash } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { CloudFrontClient, GetInvalidationCommand, paginateListInvalidations } from '@aws-sdk/client-cloudfront'
import { createCalls, quantile } from './load.js'
import { cleanUp, environment, freshDatabase, start } from './processes.js'

const BURST_MS = 6_000
const BURST_CLIENTS = 50
/** A single distribution, for which merging works best, and a realistic number. */
const BURST_DISTRIBUTIONS = [1, 10]
const BURST_PROPAGATION_SECONDS = 1
const THROTTLED_PER_SECOND = 20
/** How long a call to a service on another machine takes. */
const DISTANT_MS = 100
const DRAIN_PATHS = 100_000
const DRAIN_PROPAGATION_SECONDS = 2
const QUOTA = 3_000
const FAIR_PATHS = 50_000
const FAIR_EVERY_MS = 1_000
const ROUGH_REQUESTS = 10_000
const ROUGH_CALLERS = 20
const PACE_DISTRIBUTIONS = 40
const PACE_CALLERS = 20
const PACE_BURST = 100
/** Not measured: the first seconds at each limit, in which the rate adapts. */
const PACE_SETTLING_SECONDS = 20
const PACE_MEASURED_SECONDS = 40
const server = process.env.DATABASE_URL

/**
 * @typedef {object} World
 * @property {string} frontage
 * @property {() => Promise<string>} startAnother
 * @property {string} cloudFront
 * @property {string} id
 * @property {string[]} ids
 * @property {(caller: number) => string | undefined} token
 */

const { call, close } = createCalls()

/**
 * A local CloudFront, Frontage and distributions.
 * @param {number} propagationSeconds @param {{ callers?: number, distributions?: number }} [size] @returns {Promise<World>}
 */
async function startWorld(propagationSeconds, { callers = 0, distributions = 1 } = {}) {
  const tokens = Array.from({ length: callers }, (_, index) => `bench-token-${index}`)
  const hashes = tokens.map(token => createHash('sha256').update(token).digest('hex'))
  const emulator = await start(
    'dist/emulator/main.js',
    await environment({ LOCAL_CLOUDFRONT_PROPAGATION_SECONDS: String(propagationSeconds) })
  )
  const store = server === undefined ? {} : { DATABASE_URL: await freshDatabase(server) }
  const startFrontage = async () =>
    start(
      'dist/server.js',
      await environment({
        ...{ CLOUDFRONT: 'local', CLOUDFRONT_ENDPOINT: emulator.localCloudFront, ...store },
        ...(callers > 0 && { API_TOKENS: hashes.join(',') })
      })
    )
  const { url: frontage } = await startFrontage()
  const token = (/** @type {number} */ caller) => tokens[caller % Math.max(1, callers)]
  const body = { origins: [{ domainName: 'www.example.com' }] }
  const ids = []
  for (let n = 0; n < distributions; n++) {
    const made = await call(`${frontage}/distributions`, { method: 'POST', token: token(0), body })
    ids.push(JSON.parse(made.body).id)
  }
  const startAnother = async () => (await startFrontage()).url
  return { frontage, startAnother, cloudFront: emulator.localCloudFront, id: ids[0], ids, token }
}

/** @param {string} cloudFront @param {object} fault */
const order = (cloudFront, fault) =>
  call(`${cloudFront}/_local/faults`, { method: 'POST', body: { ...fault, operations: ['CreateInvalidation'] } })

/** Sends POSTs with one path each for a while, to each address in turn. @param {readonly string[]} urls */
async function burst(urls) {
  /** @type {number[]} */
  const times = []
  let failed = 0
  const until = performance.now() + BURST_MS
  const startedAt = performance.now()
  const work = async (/** @type {number} */ client) => {
    for (let n = 0; performance.now() < until; n++) {
      const at = performance.now()
      const url = urls[(client + n) % urls.length] ?? ''
      const { status } = await call(url, { method: 'POST', body: { paths: [`/burst/${client}/${n}`] } })
      if (status === 201) times.push(performance.now() - at)
      else failed++
    }
  }
  await Promise.all(Array.from({ length: BURST_CLIENTS }, (_, client) => work(client)))
  const perSecond = times.length / ((performance.now() - startedAt) / 1_000)
  return { perSecond, p50: quantile(times, 0.5), p99: quantile(times, 0.99), failed }
}

async function burstFigures() {
  const rows = []
  for (const distributions of BURST_DISTRIBUTIONS) {
    for (const [name, fault] of /** @type {const} */ ([
      ['unlimited', undefined],
      [`answering after ${DISTANT_MS} ms`, { kind: 'slow', milliseconds: DISTANT_MS }],
      [`throttled to ${THROTTLED_PER_SECOND} calls/s`, { kind: 'rateLimit', perSecond: THROTTLED_PER_SECOND }]
    ])) {
      const { frontage, cloudFront, ids } = await startWorld(BURST_PROPAGATION_SECONDS, { distributions })
      const naive = await start('bench/naive-invalidations.js', await environment({ CLOUDFRONT_ENDPOINT: cloudFront }))
      const addresses = (/** @type {string} */ url) => ids.map(id => `${url}/distributions/${id}/invalidations`)
      if (fault) await order(cloudFront, fault)
      const theirs = await burst(addresses(naive.url))
      // Invalidations that the naive wrapper has left in progress would use the quota.
      await delay(BURST_PROPAGATION_SECONDS * 1_000)
      const ours = await burst(addresses(frontage))
      const show = (/** @type {Awaited<ReturnType<typeof burst>>} */ { perSecond, p50, p99, failed }) =>
        `${perSecond.toFixed(0)}/s, p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms, ${failed} failed`
      rows.push([
        `accepted POSTs of ${BURST_CLIENTS} clients, ${distributions} distributions, CloudFront ${name} ÷ naive`,
        (ours.perSecond / Math.max(theirs.perSecond, 0.1)).toFixed(1),
        `${show(ours)} ÷ ${show(theirs)}`
      ])
      await cleanUp()
    }
  }
  return rows
}

/** One POST at a time on an idle service: the time until its answer, and until CloudFront has it. */
async function idleFigures() {
  const { frontage, cloudFront, id } = await startWorld(0)
  const url = `${frontage}/distributions/${id}/invalidations`
  const count = async () => JSON.parse((await call(`${cloudFront}/_local/calls`)).body).counts.CreateInvalidation ?? 0
  const answered = []
  const submitted = []
  for (let n = 0; n < 60; n++) {
    const before = await count()
    const startedAt = performance.now()
    await call(url, { method: 'POST', body: { paths: [`/idle/${n}`] } })
    answered.push(performance.now() - startedAt)
    while ((await count()) === before);
    submitted.push(performance.now() - startedAt)
    await delay(500)
  }
  await cleanUp()
  const ms = (/** @type {number[]} */ values) =>
    `p50 ${quantile(values.slice(10), 0.5).toFixed(1)} ms, p95 ${quantile(values.slice(10), 0.95).toFixed(1)} ms`
  return [
    ['idle POST until answered', '', ms(answered)],
    ['idle POST until CloudFront has it', '', ms(submitted)]
  ]
}

async function drainFigures() {
  const { frontage, cloudFront, id } = await startWorld(DRAIN_PROPAGATION_SECONDS)
  const url = `${frontage}/distributions/${id}/invalidations`
  const paths = Array.from({ length: DRAIN_PATHS }, (_, n) => `/drain/${n}`)
  const startedAt = performance.now()
  const { status, body } = await call(url, { method: 'POST', body: { paths } })
  if (status !== 201) throw new Error(body)
  const acceptedMs = performance.now() - startedAt
  const { id: invalidationId } = JSON.parse(body)
  let last
  do {
    last = JSON.parse((await call(`${url}/${invalidationId}`, { prefer: 'wait=60' })).body)
  } while (last.endedAt === undefined)
  const seconds = (performance.now() - startedAt) / 1_000
  const best = Math.ceil(DRAIN_PATHS / QUOTA) * DRAIN_PROPAGATION_SECONDS
  const { counts } = JSON.parse((await call(`${cloudFront}/_local/calls`)).body)
  await cleanUp()
  return [
    [
      `${DRAIN_PATHS} paths drained: best that the quota allows ÷ time`,
      `${((best / seconds) * 100).toFixed(1)} %`,
      `${best} s ÷ ${seconds.toFixed(1)} s; ${last.status}, accepted in ${acceptedMs.toFixed(0)} ms, ` +
        `${counts.CreateInvalidation} calls for ${last.cloudFrontInvalidations.length} batches`
    ]
  ]
}

/** Single paths, one a second, behind many of the same caller: how long each waits, and how much it delays the others. */
async function fairFigures() {
  const { frontage, id } = await startWorld(DRAIN_PROPAGATION_SECONDS)
  const url = `${frontage}/distributions/${id}/invalidations`
  const make = async (/** @type {string[]} */ paths) => {
    const { status, body } = await call(url, { method: 'POST', body: { paths } })
    if (status !== 201) throw new Error(body)
    return `${url}/${JSON.parse(body).id}`
  }
  const startedAt = performance.now()
  const flood = await make(Array.from({ length: FAIR_PATHS }, (_, n) => `/flood/${n}`))
  const singles = []
  for (let next = startedAt + FAIR_EVERY_MS; JSON.parse((await call(flood)).body).endedAt === undefined;) {
    await delay(50)
    if (performance.now() < next) continue
    singles.push(await make([`/single/${singles.length}`]))
    next += FAIR_EVERY_MS
  }
  const seconds = (performance.now() - startedAt) / 1_000
  /** @type {number[]} */
  const waits = []
  for (const single of singles) {
    const { createdAt, submittedAt } = JSON.parse((await call(single, { prefer: 'wait=60' })).body)
    waits.push((Date.parse(submittedAt) - Date.parse(createdAt)) / 1_000)
  }
  await cleanUp()
  const best = Math.ceil((FAIR_PATHS + singles.length) / QUOTA) * DRAIN_PROPAGATION_SECONDS
  const show = (/** @type {number} */ wait) =>
    `${wait.toFixed(1)} s (${(wait / DRAIN_PROPAGATION_SECONDS).toFixed(1)} rounds)`
  return [
    [
      `single paths behind ${FAIR_PATHS} of the same caller: wait until CloudFront has it`,
      '',
      `${waits.length}: p50 ${show(quantile(waits, 0.5))}, longest ${show(Math.max(...waits))}`
    ],
    [
      'the same: best that the quota allows for all of them ÷ time of the flood',
      `${((best / seconds) * 100).toFixed(1)} %`,
      `${best.toFixed(1)} s ÷ ${seconds.toFixed(1)} s`
    ]
  ]
}

/** Many requests to a CloudFront that throttles and fails: all of them succeed, and nothing is done twice. */
async function roughFigures() {
  const { frontage, cloudFront, id, token } = await startWorld(0.5, { callers: ROUGH_CALLERS })
  await order(cloudFront, { kind: 'rateLimit', perSecond: 2 })
  await order(cloudFront, { kind: 'resetAfter', probability: 0.1 })
  await order(cloudFront, { kind: 'error', code: 'InternalError', status: 500, probability: 0.1 })
  const url = `${frontage}/distributions/${id}/invalidations`
  const startedAt = performance.now()
  let failed = 0
  const ask = async (/** @type {number} */ caller) => {
    for (let n = 0; n < ROUGH_REQUESTS / ROUGH_CALLERS; n++) {
      const body = { paths: [`/rough/${caller}/${n}`] }
      const { status } = await call(url, { method: 'POST', token: token(caller), body })
      if (status !== 201) failed++
    }
  }
  await Promise.all(Array.from({ length: ROUGH_CALLERS }, (_, caller) => ask(caller)))
  const acceptedSeconds = (performance.now() - startedAt) / 1_000
  for (const status of ['queued', 'inProgress']) {
    while (JSON.parse((await call(`${url}?status=${status}&limit=1`, { token: token(0) })).body).items.length > 0) {
      await delay(250)
    }
  }
  const seconds = (performance.now() - startedAt) / 1_000
  const bad = await Promise.all(
    ['failed', 'cancelled'].map(
      async status => JSON.parse((await call(`${url}?status=${status}`, { token: token(0) })).body).items.length
    )
  )
  const seen = await readInvalidations(cloudFront, id)
  await cleanUp()
  const duplicated = [...seen.counts.values()].filter(count => count > 1).length
  return [
    [
      `${ROUGH_REQUESTS} requests of ${ROUGH_CALLERS} callers, 2 calls/s, 20 % failing`,
      '',
      `accepted in ${acceptedSeconds.toFixed(1)} s with ${failed} errors, ended in ${seconds.toFixed(1)} s; ` +
        `${seen.counts.size} paths invalidated in ${seen.batches} batches, ${duplicated} of them twice, ${bad[0] + bad[1]} not completed`
    ]
  ]
}

/**
 * Callers that never pause against an account with a limit on calls: how many CloudFront refuses, and how much of its rate is
 * used. With PostgreSQL also with two instances.
 */
async function paceFigures() {
  const rows = []
  for (const instances of server === undefined ? [1] : [1, 2]) {
    for (const limits of [[2], [5], [100], [20, 5], [5, 20]]) {
      const world = await startWorld(1, { distributions: PACE_DISTRIBUTIONS })
      const urls = [world.frontage]
      while (urls.length < instances) urls.push(await world.startAnother())
      const seen = await paced(urls, world, limits)
      await cleanUp()
      for (const [index, perSecond] of limits.entries()) {
        const { calls, refused, seconds, failed } = seen[index] ?? { calls: 0, refused: 0, seconds: 1, failed: 0 }
        const change = index === 0 ? '' : `, after ${limits[index - 1]}`
        rows.push([
          `${PACE_CALLERS} callers, ${instances} instance(s), ${perSecond} calls/s with a burst of ${PACE_BURST}${change}: refused`,
          `${((refused / calls) * 100).toFixed(1)} %`,
          `${refused} of ${calls} calls in ${seconds.toFixed(0)} s; ` +
            `${(((calls - refused) / seconds / perSecond) * 100).toFixed(0)} % of the rate used; ${failed} requests answered with an error`
        ])
      }
    }
  }
  return rows
}

/**
 * The calls that CloudFront received under each limit in turn, once the rate had settled.
 * @param {string[]} urls
 * @param {World} world
 * @param {number[]} limits
 */
async function paced(urls, { cloudFront, ids }, limits) {
  let working = true
  let failed = 0
  const work = async (/** @type {number} */ caller) => {
    const url = `${urls[caller % urls.length]}/distributions`
    for (let n = caller; working; n++) {
      const id = ids[n % ids.length]
      const paths = [`/pace/${caller}/${n}`]
      const written = await call(`${url}/${id}/invalidations`, { method: 'POST', body: { paths } })
      const read = await call(`${url}/${id}`)
      if (written.status === 201 && read.status === 200) continue
      failed++
      // A request that is refused because of the load is repeated later.
      await delay(1_000)
    }
  }
  const count = async () => {
    const { counts } = JSON.parse((await call(`${cloudFront}/_local/calls`)).body)
    const { items } = JSON.parse((await call(`${cloudFront}/_local/faults`)).body)
    const calls = Object.values(counts).reduce((sum, calls) => sum + calls, 0)
    return { calls, refused: items[0].hits, failed, at: performance.now() }
  }
  const seen = []
  const callers = []
  for (const perSecond of limits) {
    await call(`${cloudFront}/_local/faults`, { method: 'DELETE' })
    const fault = { kind: 'rateLimit', perSecond, burst: PACE_BURST }
    await call(`${cloudFront}/_local/faults`, { method: 'POST', body: fault })
    if (callers.length === 0) callers.push(...Array.from({ length: PACE_CALLERS }, (_, caller) => work(caller)))
    await delay(PACE_SETTLING_SECONDS * 1_000)
    const before = await count()
    await delay(PACE_MEASURED_SECONDS * 1_000)
    const after = await count()
    seen.push({
      calls: after.calls - before.calls,
      refused: after.refused - before.refused,
      failed: after.failed - before.failed,
      seconds: (after.at - before.at) / 1_000
    })
  }
  working = false
  await call(`${cloudFront}/_local/faults`, { method: 'DELETE' })
  await Promise.all(callers)
  return seen
}

/** @param {string} endpoint @param {string} DistributionId */
async function readInvalidations(endpoint, DistributionId) {
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' }
  const client = new CloudFrontClient({ endpoint, region: 'us-east-1', credentials })
  /** @type {Map<string, number>} */
  const counts = new Map()
  let batches = 0
  for await (const { InvalidationList } of paginateListInvalidations({ client }, { DistributionId })) {
    for (const { Id } of InvalidationList?.Items ?? []) {
      const { Invalidation } = await client.send(new GetInvalidationCommand({ DistributionId, Id }))
      batches++
      for (const path of Invalidation?.InvalidationBatch?.Paths?.Items ?? []) {
        counts.set(path, (counts.get(path) ?? 0) + 1)
      }
    }
  }
  client.destroy()
  return { counts, batches }
}

const figures = {
  burst: burstFigures,
  idle: idleFigures,
  drain: drainFigures,
  fair: fairFigures,
  rough: roughFigures,
  pace: paceFigures
}
try {
  const wanted = process.argv.slice(2)
  console.log('| figure | ratio | measured |\n|---|---|---|')
  for (const [name, measure] of Object.entries(figures)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    for (const row of await measure()) console.log(`| ${row.join(' | ')} |`)
  }
} finally {
  await cleanUp()
  close()
}
