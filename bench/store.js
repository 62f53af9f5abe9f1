// @ts-check
/**
 * `npm run bench:store`: measures the embedded store and a PostgreSQL that it starts, alternately in one run. PostgreSQL's own
 * memory and CPU are not counted, only the time that it takes.
 */
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { startPostgres } from '../scripts/postgres.js'
import { cleanUp, environment, freshDatabase, memory, rss, start } from './processes.js'

const COLD_STARTS = 3
const WARM_STARTS = 5
const WRITES = 400
/** After a start V8 collects garbage and compiles for a while; idle figures are measured afterwards. */
const SETTLING_SECONDS = 60
const IDLE_SECONDS = 20
/** Linux counts CPU in hundredths of a second. */
const TICKS_PER_SECOND = 100

/** @typedef {{ name: string, fresh: () => Promise<Record<string, string>> }} Store */

/** @param {number[]} values */
function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN
}

/** @param {string} url @param {boolean} withKey */
async function post(url, withKey) {
  const startedAt = performance.now()
  // Changes nothing at CloudFront, so that only the store is measured.
  const response = await fetch(`${url}/distributions?dryRun=true`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(withKey && { 'idempotency-key': randomUUID() }) },
    body: JSON.stringify({ origins: [{ domainName: 'bench.example.com' }] })
  })
  const body = await response.text()
  if (response.status !== 200) throw new Error(body)
  return performance.now() - startedAt
}

/** The time until the first answer that needs the store. @param {Record<string, string>} env */
async function timedStart(env) {
  const startedAt = performance.now()
  const frontage = await start('dist/server.js', env)
  const response = await fetch(`${frontage.url}/operations?limit=1`)
  if (response.status !== 200) throw new Error(await response.text())
  await response.text()
  return { frontage, ms: performance.now() - startedAt }
}

/** @param {number} pid */
async function cpuSeconds(pid) {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  // The name in parentheses may contain spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}

/** @param {readonly Store[]} stores */
async function measure(stores) {
  const all = await Promise.all(
    stores.map(async ({ name, fresh }) => {
      const times = { cold: [], peak: [], warm: [], plain: [], keyed: [] }
      return { name, fresh, env: await fresh(), .../** @type {Record<keyof times, number[]>} */ (times) }
    })
  )
  for (let i = 0; i < COLD_STARTS; i++) {
    for (const store of all) {
      store.env = await store.fresh()
      const { frontage, ms } = await timedStart(store.env)
      store.cold.push(ms)
      store.peak.push((await memory(frontage.pid)).peak)
      await frontage.stop()
    }
  }
  for (let i = 0; i < WARM_STARTS; i++) {
    for (const store of all) {
      const { frontage, ms } = await timedStart(store.env)
      store.warm.push(ms)
      await frontage.stop()
    }
  }
  const running = []
  for (const store of all) running.push({ ...store, ...(await timedStart(store.env)) })
  await delay(SETTLING_SECONDS * 1_000)
  const before = await Promise.all(running.map(({ frontage }) => cpuSeconds(frontage.pid)))
  await delay(IDLE_SECONDS * 1_000)
  const after = await Promise.all(running.map(({ frontage }) => cpuSeconds(frontage.pid)))
  const idle = await Promise.all(running.map(({ frontage }) => rss(frontage.pid)))
  // Alternately, so that fluctuations of the machine affect all; the first hundred warm up the compiler.
  for (let i = -100; i < WRITES; i++) {
    for (const { frontage, plain, keyed } of running) {
      const times = [await post(frontage.url, false), await post(frontage.url, true)]
      if (i < 0) continue
      plain.push(times[0] ?? NaN)
      keyed.push(times[1] ?? NaN)
    }
  }
  const loaded = await Promise.all(running.map(({ frontage }) => rss(frontage.pid)))
  return running.map(({ name, cold, peak, warm, plain, keyed }, index) => ({
    name,
    cold: median(cold),
    peak: median(peak),
    warm: median(warm),
    plain: median(plain),
    keyed: median(keyed),
    cpu: ((after[index] ?? NaN) - (before[index] ?? NaN)) / IDLE_SECONDS,
    idle: idle[index] ?? NaN,
    loaded: loaded[index] ?? NaN
  }))
}

/** @param {Awaited<ReturnType<typeof measure>>} figures */
function table(figures) {
  const ms = (/** @type {number} */ value) => `${value.toFixed(value < 100 ? 1 : 0)} ms`
  const mb = (/** @type {number} */ value) => `${value.toFixed(0)} MB`
  const rows = [
    ['start to first 200, a new store', ...figures.map(({ cold }) => ms(cold))],
    ['peak resident memory of that', ...figures.map(({ peak }) => mb(peak))],
    ['start to first 200, an existing store', ...figures.map(({ warm }) => ms(warm))],
    ['POST (dry run) without a key, p50', ...figures.map(({ plain }) => ms(plain))],
    ['the same with an Idempotency-Key: two durable writes, p50', ...figures.map(({ keyed }) => ms(keyed))],
    ['resident memory idle', ...figures.map(({ idle }) => mb(idle))],
    [`resident memory after ${WRITES * 2} POSTs`, ...figures.map(({ loaded }) => mb(loaded))],
    [
      `CPU idle, of one core, over ${IDLE_SECONDS} s, a minute after the start`,
      ...figures.map(({ cpu }) => `${(cpu * 100).toFixed(2)} %`)
    ]
  ]
  return [['figure', ...figures.map(({ name }) => name)], rows[0]?.map(() => '---') ?? [], ...rows]
    .map(cells => `| ${cells.join(' | ')} |`)
    .join('\n')
}

const postgres = await startPostgres()
try {
  const cloudfront = await start('dist/emulator/main.js', await environment())
  const common = { CLOUDFRONT: 'local', CLOUDFRONT_ENDPOINT: cloudfront.localCloudFront }
  const figures = await measure([
    { name: 'embedded', fresh: () => environment({ ...common, DATABASE_URL: '' }) },
    {
      name: 'PostgreSQL',
      async fresh() {
        return environment({ ...common, DATABASE_URL: await freshDatabase(postgres.url) })
      }
    }
  ])
  console.log(table(figures))
} finally {
  await cleanUp()
  await postgres.stop()
}
