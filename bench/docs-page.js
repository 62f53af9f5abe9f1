// @ts-check
/**
 * Measures /docs in a real Chromium: `node bench/docs-page.js URL [URL …]`, each URL a running Frontage
 * (`http://127.0.0.1:8080`). Pages are measured alternately, so that fluctuations of the machine affect all of them; the medians
 * are printed.
 */
import { readFileSync } from 'node:fs'
import { chromium } from 'playwright-core'

const ROUNDS = Number(process.env.ROUNDS ?? 5)
/** Opened and closed one after another, to measure the memory after a longer visit. */
const OPERATIONS = [
  'Distributions-createDistribution',
  'Distributions-replaceDistribution',
  'Distributions-listDistributions',
  'Policies-createCachePolicy'
]

const KEYS = 20

/** @typedef {{ wall: number, cpu: number }} Timed */

const urls = process.argv.slice(2)
if (urls.length === 0) {
  console.error('usage: node bench/docs-page.js URL [URL …]')
  process.exit(2)
}

/** @param {number[]} values */
const median = values => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN

/** The memory of the browser's renderer processes in MiB, since any of them may draw the page. @param {number} root */
function rendererMiB(root) {
  const text = readFileSync(`/proc/${root}/task/${root}/children`, 'utf8')
  let total = 0
  for (const pid of text.trim().split(/\s+/).filter(Boolean)) {
    try {
      if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--type=renderer'))
        total = Math.max(total, Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024)
    } catch {
      // It has ended in the meantime.
    }
    total = Math.max(total, rendererMiB(Number(pid)))
  }
  return total
}

/** @param {string} url */
async function measure(url) {
  const server = await chromium.launchServer({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync']
  })
  const browser = await chromium.connect(server.wsEndpoint())
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } })
    const session = await page.context().newCDPSession(page)
    await session.send('Performance.enable', { timeDomain: 'threadTicks' })
    /** CPU time of the page's own thread in ms, which other work on the machine does not change. */
    const cpu = async () => {
      const { metrics } = await session.send('Performance.getMetrics')
      return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN) * 1_000
    }
    /** @param {() => Promise<void>} work */
    const timed = async work => {
      const [cpuBefore, before] = [await cpu(), performance.now()]
      await work()
      const wall = performance.now() - before
      return { wall, cpu: (await cpu()) - cpuBefore }
    }
    /** Resolves when the page has been drawn and would react to a click. */
    const drawn = () => page.evaluate(() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 0))))
    const usable = await timed(async () => {
      await page.goto(`${url}/docs`, { waitUntil: 'commit' })
      await page.locator('.opblock-tag').first().waitFor()
      await drawn()
    })
    /** @type {Record<string, Timed>} */
    const opens = {}
    /** @type {Timed | undefined} */
    let group
    let height = 0
    /** @type {Timed} */
    let key = { wall: NaN, cpu: NaN }
    for (const name of OPERATIONS) {
      const operation = page.locator(`#operations-${name}`)
      // Lets the page finish earlier work, which does not count.
      await page.waitForTimeout(1_000)
      if ((await operation.count()) === 0) {
        const header = page.locator(`#operations-tag-${name.split('-')[0]}`)
        // An older version may have no such group.
        if ((await header.count()) === 0) continue
        const opened = await timed(async () => {
          await header.click()
          await operation.waitFor()
          await drawn()
        })
        group ??= opened
        await page.waitForTimeout(1_000)
      }
      opens[name] = await timed(async () => {
        await operation.locator('.opblock-summary-control').click()
        await operation.locator('.responses-wrapper .response-col_status').last().waitFor()
        await drawn()
      })
      if (name === OPERATIONS[0]) {
        height = await operation.evaluate(element => element.getBoundingClientRect().height)
        await operation.locator('.try-out__btn').click()
        await operation.locator('textarea.body-param__text').click()
        await drawn()
        const all = await timed(async () => {
          for (let count = 0; count < KEYS; count++) {
            await page.keyboard.press('Space')
            await drawn()
          }
        })
        key = { wall: all.wall / KEYS, cpu: all.cpu / KEYS }
      }
      await operation.locator('.opblock-summary-control').click()
      await operation.locator('.opblock-body').waitFor({ state: 'detached' })
    }
    return { usable, group, opens, height, key, memory: rendererMiB(/** @type {number} */ (server.process().pid)) }
  } finally {
    await browser.close()
    await server.close()
  }
}

/** @type {Map<string, Awaited<ReturnType<typeof measure>>[]>} */
const runs = new Map(urls.map(url => [url, []]))
for (let round = 0; round < ROUNDS; round++) for (const url of urls) runs.get(url)?.push(await measure(url))

/** @param {Timed[]} times */
const shown = times =>
  `${median(times.map(({ wall }) => wall)).toFixed(0)} ms, CPU ${median(times.map(({ cpu }) => cpu)).toFixed(0)} ms`

for (const [url, results] of runs) {
  console.log(`${url}/docs, medians of ${ROUNDS}:`)
  console.log(`  usable after ${shown(results.map(run => run.usable))}`)
  const groups = results.flatMap(({ group }) => group ?? [])
  if (groups.length > 0) console.log(`  a group opens in ${shown(groups)}`)
  for (const name of OPERATIONS) {
    const times = results.flatMap(run => run.opens[name] ?? [])
    if (times.length > 0) console.log(`  ${name} opens in ${shown(times)}`)
  }
  console.log(`  the opened creation is ${median(results.map(run => run.height)).toFixed(0)} pixels high`)
  console.log(`  a key typed into its body: ${shown(results.map(run => run.key))}`)
  console.log(`  the renderer takes ${median(results.map(run => run.memory)).toFixed(0)} MiB`)
}
