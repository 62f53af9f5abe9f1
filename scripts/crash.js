// @ts-check
/**
 * Kills Frontage repeatedly while it works against a local CloudFront, and then counts what was lost or done twice. On
 * PostgreSQL it also kills listening sessions, and connections whose answer to a COMMIT is then lost. Exits with 1 if anything
 * was lost or done twice.
 *
 *   npm run test:crash -- --runs 200 --store embedded|postgres --instances 1|2 --scenario distributions|invalidations
 */
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { killAndRestart } from './crash/processes.js'
import { summary } from './crash/summary.js'
import { createWorld } from './crash/world.js'

/** A module each, with `createScenario(world)` as crash/world.js describes it. */
const SCENARIOS = new Map([
  ['distributions', () => import('./crash/distributions.js')],
  ['invalidations', () => import('./crash/invalidations.js')]
])
const PAUSE_MS_MIN = 1_500

/**
 * @typedef {{ instance: import('./crash/processes.js').Instance, storeProxy: import('./crash/store-proxy.js').StoreProxy | undefined }} Victim
 *
 * The ways to fail, by their names in the summary. Each resolves with the number of failures that it caused.
 * @type {Record<string, (victim: Victim) => Promise<number>>}
 */
const ON_ANY_STORE = { 'killed processes': ({ instance }) => killAndRestart(instance) }
/** @type {typeof ON_ANY_STORE} */
const ON_POSTGRES = {
  ...ON_ANY_STORE,
  'killed listeners': async ({ storeProxy }) => storeProxy?.killListener() ?? 0,
  'lost commits': async ({ storeProxy }) => storeProxy?.loseCommit() ?? 0
}

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '200' },
    store: { type: 'string', default: 'embedded' },
    instances: { type: 'string', default: '1' },
    scenario: { type: 'string', default: 'distributions' }
  }
})

try {
  process.exitCode = (await run(readOptions())) ? 0 : 1
} catch (error) {
  console.error(error)
  process.exitCode = 2
}

/** @returns {{ runs: number, store: 'embedded' | 'postgres', instances: number, load: () => Promise<{ createScenario: (world: import('./crash/world.js').World) => import('./crash/world.js').Scenario }> }} */
function readOptions() {
  const { store } = values
  const runs = Number(values.runs)
  const instances = Number(values.instances)
  const load = SCENARIOS.get(values.scenario)
  if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs must be a number of kills')
  if (store !== 'embedded' && store !== 'postgres') throw new Error('--store must be embedded or postgres')
  if (!Number.isInteger(instances) || instances < 1) throw new Error('--instances must be a number of processes')
  if (store === 'embedded' && instances > 1) throw new Error('several instances share a PostgreSQL: --store postgres')
  if (!load) throw new Error(`--scenario must be one of ${[...SCENARIOS.keys()].join(', ')}`)
  return { runs, store, instances, load }
}

/** @param {ReturnType<typeof readOptions>} options */
async function run({ runs, store, instances: count, load }) {
  const { createScenario } = await load()
  const startedAt = performance.now()
  const { world, victims, folder, callFigures, close } = await createWorld({ store, instances: count })
  const scenario = createScenario(world)
  let ok = false
  // Otherwise the processes that it has started would keep running.
  const onSignal = () => void close().then(() => process.exit(130))
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal)
  try {
    const end = new AbortController()
    const loading = scenario.load(end.signal)
    const ways = store === 'postgres' ? ON_POSTGRES : ON_ANY_STORE
    const kills = await Promise.race([killRepeatedly(runs, ways, victims, scenario), loading.then(() => ({}))])
    end.abort()
    await loading
    const unexpectedExits = victims.flatMap(({ instance }) => instance.unexpectedExit() ?? [])
    const violations = [...unexpectedExits, ...(await scenario.check())]
    ok = violations.length === 0
    const seconds = Math.round((performance.now() - startedAt) / 1_000)
    const done = { store, instances: count, runs, ...kills, seconds, ...callFigures, ...scenario.figures() }
    summary(violations, done)
    if (!ok) console.log(`The logs of all processes are in ${folder}`)
  } finally {
    await close({ keepFolder: !ok })
  }
  return ok
}

/**
 * Each run kills a random instance in a random way at a random moment, while the load continues.
 * @param {number} runs @param {typeof ON_ANY_STORE} ways @param {readonly Victim[]} victims @param {import('./crash/world.js').Scenario} scenario
 */
async function killRepeatedly(runs, ways, victims, scenario) {
  const kills = Object.fromEntries(Object.keys(ways).map(way => [way, 0]))
  for (let n = 1; n <= runs; n += 1) {
    const victim = anyOf(victims)
    const [way, kill] = anyOf(Object.entries(ways))
    // Scaled by the time of a start, because a slow machine is slow in everything that should be interrupted.
    await delay(Math.random() * Math.max(PAUSE_MS_MIN, 2 * victim.instance.startMs()))
    kills[way] = (kills[way] ?? 0) + (await kill(victim))
    if (n % 10 === 0) console.log(`${n} of ${runs} runs, ${JSON.stringify({ ...kills, ...scenario.figures() })}`)
  }
  return kills
}

/** @template Item @param {readonly Item[]} items @returns {Item} */
function anyOf(items) {
  return /** @type {Item} */ (items[Math.floor(Math.random() * items.length)])
}
