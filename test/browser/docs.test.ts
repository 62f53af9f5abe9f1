import { chromium } from 'playwright-core'
import { expect, onTestFinished, test } from 'vitest'
import { startProcess } from '../helpers/start-process.ts'

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'

async function openDocs() {
  const frontage = await startProcess()
  const browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync'
    ]
  })
  onTestFinished(() => browser.close())
  const page = await browser.newPage({ viewport: { width: 1280, height: 1600 } })
  const complaints: string[] = []
  page.on('console', message => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', error => complaints.push(String(error)))
  await page.goto(frontage.docs)
  return { frontage, page, complaints }
}

test(
  'Swagger UI: "Try it out" and "Execute" on POST /distributions create a distribution',
  { timeout: 60_000 },
  async () => {
    const { frontage, page, complaints } = await openDocs()
    const operation = page.locator('#operations-Distributions-createDistribution')
    await operation.locator('.opblock-summary').click()
    await operation.getByRole('button', { name: 'Try it out' }).click()
    await operation.getByRole('button', { name: 'Execute' }).click()
    const response = operation.locator('.responses-table.live-responses-table')
    await response.waitFor()
    if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT, fullPage: true })
    expect(await response.locator('tr.response .response-col_status').first().innerText()).toContain('201')
    const body = await response.locator('tr.response .response-col_description .highlight-code').first().innerText()
    expect(body).toContain('"status": "InProgress"')
    const list = (await (await fetch(`${frontage.url}/distributions`)).json()) as { items: unknown[] }
    expect(list.items).toHaveLength(1)
    expect(complaints).toEqual([])
  }
)

test('Swagger UI: every operation opens without an error', { timeout: 240_000 }, async () => {
  const { page, complaints } = await openDocs()
  await page.locator('.opblock-summary').first().waitFor()
  const summaries = page.locator('.opblock-summary-control')
  const count = await summaries.count()
  expect(count).toBeGreaterThanOrEqual(14)
  for (let index = 0; index < count; index++) {
    await summaries.nth(index).click()
    await page.locator('.opblock.is-open .opblock-body').waitFor()
    // All of them open at once would make each next one slower.
    await summaries.nth(index).click()
    await page.locator('.opblock.is-open').waitFor({ state: 'detached' })
  }
  expect(await page.locator('.errors-wrapper').count()).toBe(0)
  expect(complaints).toEqual([])
})
