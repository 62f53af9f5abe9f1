// @ts-check
/**
 * Takes a picture of ten operations of /docs, each as it opens, to be looked at: `node bench/docs-shots.js URL FOLDER`. Prints how long
 * each takes to open, how high it is, and what is wider than its place.
 */
import { mkdirSync } from 'node:fs'
import { chromium } from 'playwright-core'

const OPERATIONS = {
  Distributions: [
    ...['createDistribution', 'patchDistribution', 'listDistributions', 'getDistribution', 'deleteDistribution'],
    ...['explainRequest', 'followDistribution']
  ],
  Invalidations: ['createInvalidation'],
  'Error pages': ['replaceErrorPages'],
  Functions: ['createFunction']
}

const [url, folder] = process.argv.slice(2)
if (url === undefined || folder === undefined) {
  console.error('usage: node bench/docs-shots.js URL FOLDER')
  process.exit(2)
}
mkdirSync(folder, { recursive: true })
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync']
})
const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } })
const drawn = () => page.evaluate(() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 0))))
/** @param {() => Promise<void>} work */
const timed = async work => {
  const before = performance.now()
  await work()
  await drawn()
  return Math.round(performance.now() - before)
}

const usable = await timed(async () => {
  await page.goto(`${url}/docs`, { waitUntil: 'commit' })
  await page.locator('.opblock-tag').first().waitFor()
})
console.log(`usable after ${usable} ms`)
await page.screenshot({ path: `${folder}/page.png` })

for (const [tag, names] of Object.entries(OPERATIONS)) {
  const header = page.locator(`.opblock-tag[data-tag="${tag}"]`)
  await header.click()
  for (const name of names) {
    const operation = page.locator(`.opblock[id$="-${name}"]`)
    // A long list is drawn where it is seen.
    for (let turn = 0; turn < 100 && (await operation.count()) === 0; turn++) {
      await page.mouse.wheel(0, 800)
      await drawn()
    }
    await operation.scrollIntoViewIfNeeded()
    await page.waitForTimeout(500)
    const ms = await timed(async () => {
      await operation.locator('.opblock-summary-control').click()
      await operation.locator('.responses-wrapper .response-col_status').last().waitFor()
    })
    const { height, wide } = await operation.evaluate(element => ({
      height: Math.round(element.getBoundingClientRect().height),
      wide: [...element.querySelectorAll('td, th, p, li, code, span')]
        .filter(each => each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).display !== 'inline')
        .map(each => `${each.tagName.toLowerCase()}.${each.className}: ${each.textContent?.trim().slice(0, 60)}`)
    }))
    console.log(`${name}: opens in ${ms} ms, ${height} pixels high`)
    for (const each of wide) console.log(`  too wide: ${each}`)
    await operation.screenshot({ path: `${folder}/${name}.png` })
    await operation.locator('.opblock-summary-control').click()
    await operation.locator('.opblock-body').waitFor({ state: 'detached' })
  }
  await header.click()
}
await browser.close()
