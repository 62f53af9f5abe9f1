import { createHash } from 'node:crypto'
import { chromium } from 'playwright-core'
import { expect, onTestFinished, test } from 'vitest'
import { startProcess } from '../helpers/start-process.ts'

const TOKEN = 'token-in-the-browser'

test('Swagger UI: "Authorize" works, and is kept over a reload', { timeout: 120_000 }, async () => {
  const { docs } = await startProcess({ API_TOKENS: createHash('sha256').update(TOKEN).digest('hex') })
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--no-first-run'] })
  onTestFinished(() => browser.close())
  const page = await browser.newPage({ viewport: { width: 1280, height: 1600 } })
  await page.goto(docs)

  const tryIt = async () => {
    const operation = page.locator('#operations-Distributions-listDistributions')
    if (!(await operation.isVisible())) await page.locator('#operations-tag-Distributions').click()
    await operation.locator('.opblock-summary').click()
    await operation.getByRole('button', { name: 'Try it out' }).click()
    await operation.getByRole('button', { name: 'Execute' }).click()
    const response = operation.locator('.responses-table.live-responses-table')
    await response.waitFor()
    return response.locator('tr.response .response-col_status').first().innerText()
  }
  expect(await tryIt()).toContain('401')

  await page.getByRole('button', { name: 'Authorize' }).first().click()
  await page.locator('.auth-container input').fill(TOKEN)
  await page.locator('.auth-btn-wrapper .authorize').click()
  await page.locator('.auth-btn-wrapper .btn-done').click()
  // Anew, and not at the operation that its address has got.
  await page.goto('about:blank')
  await page.goto(docs)
  expect(await tryIt()).toContain('200')
})
