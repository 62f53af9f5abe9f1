import { type Locator, type Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { startProcess } from '../helpers/start-process.ts'
import { openBrowser } from './launch.ts'

async function openDocs() {
  const frontage = await startProcess()
  const { page, complaints } = await openBrowser()
  await page.goto(frontage.docs)
  return { frontage, page, complaints }
}

/** Sends the example of createDistribution as it stands; the table of its answer. */
async function createDistribution(page: Page): Promise<Locator> {
  await page.locator('#operations-tag-Distributions').click()
  const operation = page.locator('#operations-Distributions-createDistribution')
  await operation.locator('.opblock-summary').click()
  await operation.getByRole('button', { name: 'Try it out' }).click()
  await operation.getByRole('button', { name: 'Execute' }).click()
  const answer = operation.locator('.responses-table.live-responses-table')
  await answer.waitFor()
  return answer
}

test(
  'Swagger UI: "Try it out" and "Execute" on POST /distributions create a distribution',
  { timeout: 60_000 },
  async () => {
    const { frontage, page, complaints } = await openDocs()
    const response = await createDistribution(page)
    if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT, fullPage: true })
    expect(await response.locator('tr.response .response-col_status').first().innerText()).toContain('201')
    const body = await response.locator('tr.response .response-col_description .highlight-code').first().innerText()
    expect(body).toContain('"status": "InProgress"')
    const list = (await (await fetch(`${frontage.url}/distributions`)).json()) as { items: unknown[] }
    expect(list.items).toHaveLength(1)
    expect(complaints).toEqual([])
  }
)

test('Swagger UI: the local address of a distribution is a link below the answer', { timeout: 60_000 }, async () => {
  const { frontage, page, complaints } = await openDocs()
  const link = (await createDistribution(page)).getByRole('link', { name: 'http' })
  await link.waitFor()
  const list = await (await fetch(`${frontage.url}/distributions`)).json()
  const [{ id = '', domainName = '' } = {}] = (list as { items: { id: string; domainName: string }[] }).items
  // Until it is deployed, its edge answers no viewer.
  await fetch(`${frontage.url}/distributions/${id}`, { headers: { prefer: 'wait=60' } })
  const { port } = new URL(frontage.edge)
  const address = `http://${domainName.split('.')[0]}.cloudfront.localhost:${port}/`
  expect(await link.getAttribute('href')).toBe(address)
  const [opened] = await Promise.all([page.waitForEvent('popup'), link.click()])
  await opened.waitForLoadState()
  expect(opened.url()).toBe(address)
  // The bucket of the example is not among those of the local CloudFront, as S3 would say.
  expect(await opened.locator('body').innerText()).toContain('NoSuchBucket')
  expect(complaints).toEqual([])
})

/** Swagger UI draws no more of a long list than is seen: scrolls on until the element is there. */
async function scrollTo(page: Page, element: Locator): Promise<void> {
  for (let turn = 0; turn < 200 && (await element.count()) === 0; turn += 1) {
    await page.mouse.wheel(0, 800)
    await page.evaluate('new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))')
  }
  await element.scrollIntoViewIfNeeded()
}

/** All of them, where it may take five minutes; else the first of each group that does the same: creates, lists, … */
const EVERY_OPERATION = process.env.EVERY_OPERATION === '1'

/** What an example must not be answered as it stands; that what it names is not there, or is not the caller's to change, may be. */
const REFUSED =
  /"code": "(VALIDATION_FAILED|MALFORMED_\w+|NOT_ACCEPTABLE|METHOD_NOT_ALLOWED|UNSUPPORTED_MEDIA_TYPE|ROUTE_NOT_FOUND)"/

/** Parameters without an example, since one could name nothing that exists, of operations that answer nothing without them. */
const WITHOUT_EXAMPLE: Readonly<Record<string, string>> = { listDomainConflicts: 'distributionId' }

test('Swagger UI: operations open, and their examples can be sent as they stand', { timeout: 1_200_000 }, async () => {
  const { frontage, page, complaints } = await openDocs()
  const { paths } = (await (await fetch(`${frontage.docs}/json`)).json()) as {
    paths: Record<string, Record<string, { operationId: string; tags: string[] }>>
  }
  // A path has parameters, too.
  const operations = Object.values(paths)
    .flatMap(path => Object.values(path))
    .filter(({ operationId }) => operationId !== undefined)
  expect(operations.length).toBeGreaterThan(150)
  const kinds = new Map(
    operations.toReversed().map(operation => [`${operation.tags[0]} ${verbOf(operation)}`, operation] as const)
  )
  const opened = EVERY_OPERATION ? operations : [...kinds.values()]
  const created = await fetch(`${frontage.url}/distributions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ origins: [{ domainName: 'www.example.com' }] })
  })
  const { id: distributionId } = (await created.json()) as { id: string }
  const refused: string[] = []
  for (const tag of new Set(opened.map(({ tags: [first = ''] }) => first))) {
    // One group at a time is open, so that the heads of all others are seen.
    await page.reload()
    await page.locator(`.opblock-tag[data-tag="${tag}"]`).click()
    for (const { operationId } of opened.filter(({ tags }) => tags[0] === tag)) {
      const operation = page.locator(`.opblock[id$="-${operationId}"]`)
      await scrollTo(page, operation)
      await operation.locator('.opblock-summary-control').click()
      await operation.getByRole('button', { name: 'Try it out' }).click()
      const parameter = WITHOUT_EXAMPLE[operationId]
      if (parameter !== undefined) {
        const field = operation.locator(`tr[data-param-name="${parameter}"] input`)
        expect(await field.inputValue()).toBe('')
        await field.fill(distributionId)
      }
      await operation.getByRole('button', { name: 'Execute' }).click()
      const answer = operation.locator('.live-responses-table tr.response').first()
      await answer.waitFor()
      const status = Number.parseInt(await answer.locator('.response-col_status').innerText(), 10)
      const code =
        status < 400 ? undefined : REFUSED.exec(await answer.locator('.highlight-code').first().innerText())?.[1]
      if (status >= 500 || Number.isNaN(status) || code) refused.push(`${operationId} ${status} ${code}`)
      await operation.locator('.opblock-summary-control').click()
      await operation.locator('.opblock-body').waitFor({ state: 'detached' })
    }
  }
  expect(refused).toEqual([])
  expect(await page.locator('.errors-wrapper').count()).toBe(0)
  // Of the answers above, which a browser counts as failures.
  const others = complaints.filter(complaint => !/^Failed to load resource: .* a status of 4\d\d /.test(complaint))
  expect(others).toEqual([])
})

const verbOf = ({ operationId }: { operationId: string }) => /^[a-z]+/.exec(operationId)?.[0] ?? ''
