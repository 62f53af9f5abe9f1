import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { accountsFile, startCloudFront } from '../accounts/start-accounts.ts'
import { projectFolder } from '../helpers/project.ts'
import { startProcess } from '../helpers/start-process.ts'
import { openBrowser } from './launch.ts'

const TOKEN = 'of-the-operator'
const API_TOKENS = createHash('sha256').update(TOKEN).digest('hex')

async function send(url: string, method: string, body?: object, token?: string): Promise<Record<string, unknown>> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body && { 'content-type': 'application/json' })
    },
    ...(body && { body: JSON.stringify(body) })
  })
  expect(response.status, await response.clone().text()).toBeLessThan(300)
  return (await response.json()) as Record<string, unknown>
}

/** One that deploys for long, so that everything is seen while it is under way. */
async function startBusy() {
  const frontage = await startProcess({ API_TOKENS, LOCAL_CLOUDFRONT_PROPAGATION_SECONDS: '600' })
  const { url } = frontage
  const sendAsOperator = (path: string, method: string, body?: object) => send(`${url}${path}`, method, body, TOKEN)
  const paths = Array.from({ length: 20 }, (_, index) => `/folder-${index}/*`)
  const shop = await sendAsOperator('/distributions', 'POST', {
    comment: '<b>The shop</b>',
    origins: [{ domainName: 'shop.example.com' }]
  })
  await sendAsOperator(`/distributions/${String(shop.id)}/invalidations`, 'POST', { paths })
  const old = await sendAsOperator('/distributions', 'POST', {
    comment: 'The old shop',
    origins: [{ domainName: 'old.example.com' }]
  })
  await sendAsOperator(`/distributions/${String(old.id)}`, 'DELETE')
  return { url, shop: String(shop.id), old: String(old.id), sendAsOperator }
}

test(
  'the overview asks for a token, shows what goes on, and takes nothing for markup',
  { timeout: 120_000 },
  async () => {
    const { url, shop, old, sendAsOperator } = await startBusy()
    const { page, complaints, methods } = await openBrowser()
    await page.goto(url)
    await page.getByText('Local CloudFront', { exact: true }).waitFor()
    const token = page.getByLabel('This service asks for a token:')
    await token.fill('wrong')
    await page.getByRole('button', { name: 'Show' }).click()
    await page.getByRole('alert').filter({ hasText: 'The token is unknown' }).waitFor()
    await token.fill(TOKEN)
    await page.getByRole('button', { name: 'Show' }).click()

    const row = (id: string) => page.locator('#distributions tr').filter({ has: page.getByText(id, { exact: true }) })
    await row(shop).getByText('<b>The shop</b>').waitFor()
    await row(shop).getByText('InProgress').waitFor()
    await row(shop).getByText('15 of 3000').waitFor()
    await row(shop).getByText("CloudFront's quota of wildcards in progress").waitFor()
    const cells = await row(shop).locator('td').allInnerTexts()
    expect(cells[5]).toBe('5')
    await page.locator('#operations tr').filter({ hasText: 'distribution.delete' }).getByText(old).waitFor()
    await page.locator('#audit tr').filter({ hasText: 'deleteDistribution' }).getByText(old).waitFor()
    if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT, fullPage: true })
    expect(await page.locator('#distributions b').count()).toBe(0)
    // Chromium says itself that the requests without and with the wrong token were 401.
    expect(complaints.filter(text => !text.includes('status of 401'))).toEqual([])

    // What is asked for meanwhile is seen without a reload.
    const paths = ['/sale/*', '/news/*', '/about']
    await sendAsOperator(`/distributions/${shop}/invalidations`, 'POST', { paths })
    await row(shop).getByText('16 of 3000').waitFor()
    await row(shop).locator('td').nth(5).getByText('7', { exact: true }).waitFor()
    await page.locator('#audit tr').filter({ hasText: 'createInvalidation' }).nth(1).waitFor()

    await page.reload()
    await row(shop).waitFor()
    expect([...methods]).toEqual(['GET'])
    await page.getByRole('button', { name: 'Forget the token' }).click()
    await token.waitFor()
  }
)

test('a limited token sees what it may read, and errors for the rest', { timeout: 120_000 }, async () => {
  const { url, shop, old, sendAsOperator } = await startBusy()
  const tokenFor = async (grant: object) => {
    return String((await sendAsOperator('/tokens', 'POST', { name: 'few', ...grant })).token)
  }
  const { page } = await openBrowser()
  const showWith = async (token: string) => {
    await page.goto(url)
    await page.getByLabel('This service asks for a token:').fill(token)
    await page.getByRole('button', { name: 'Show' }).click()
    await page.locator('#distributions').getByText(shop, { exact: true }).waitFor()
  }
  await showWith(await tokenFor({ scopes: ['distributions:read'] }))
  await page.locator('#operations-note').getByText('operations:read').waitFor()
  await page.locator('#audit-note').getByText('audit:read').waitFor()
  await page.getByRole('button', { name: 'Forget the token' }).click()
  await showWith(await tokenFor({ scopes: ['*:read'], distributions: { ids: [shop] } }))
  await page.locator('#distributions tr').getByText('15 of 3000').waitFor()
  expect(await page.locator('#distributions').getByText(old, { exact: true }).count()).toBe(0)
})

test(
  'where the usage of distributions is not to be had, that of the others is shown',
  { timeout: 120_000 },
  async () => {
    const { url } = await startProcess()
    for (let n = 0; n < 6; n++) {
      await send(`${url}/distributions`, 'POST', { origins: [{ domainName: `site-${n}.example.com` }] })
    }
    const { items } = await send(`${url}/distributions`, 'GET')
    const ids = (items as { id: string }[]).map(({ id }) => id)
    const last = ids.at(-1) ?? ''
    const { page } = await openBrowser()
    const body = JSON.stringify({ code: 'DISTRIBUTION_NOT_FOUND', status: 404, title: 'x', detail: 'It has gone.' })
    await page.route(/\/invalidations\/usage$/, async route => {
      if (route.request().url().includes(last)) await route.continue()
      else await route.fulfill({ status: 404, contentType: 'application/problem+json', body })
    })
    await page.goto(url)
    const row = page.locator('#distributions tr').filter({ has: page.getByText(last, { exact: true }) })
    await row.getByText('0 of 3000').waitFor()
  }
)

test(
  'the events of an operation are read in a browser as docs/security.md says, with a token',
  { timeout: 120_000 },
  async () => {
    const { url } = await startProcess({ API_TOKENS, LOCAL_CLOUDFRONT_PROPAGATION_SECONDS: '0' })
    const origins = [{ domainName: 'www.example.com' }]
    const { id: distribution } = await send(`${url}/distributions`, 'POST', { origins }, TOKEN)
    const { id } = await send(`${url}/distributions/${String(distribution)}`, 'DELETE', undefined, TOKEN)
    const text = readFileSync(join(projectFolder, 'docs/security.md'), 'utf8')
    const [, snippet] = /^```js\n([^]*?)^```/m.exec(text) ?? []
    expect(snippet).toContain('/events')
    const { page } = await openBrowser()
    const heard: string[] = []
    page.on('console', message => heard.push(message.text()))
    await page.goto(url)
    const values = `const [id, token] = ${JSON.stringify([id, TOKEN])}`
    await page.evaluate(`(async () => { ${values}\n${snippet} })()`)
    expect(heard.join('')).toMatch(/event: queued\n[^]*event: succeeded\n/)
  }
)

test('the overview shows new distributions without a reload', { timeout: 120_000 }, async () => {
  const { url } = await startProcess()
  const { page, complaints } = await openBrowser()
  await page.goto(url)
  await page.getByText('There are none yet.').waitFor()
  const { id } = await send(`${url}/distributions`, 'POST', { origins: [{ domainName: 'www.example.com' }] })
  await page.getByText(String(id), { exact: true }).waitFor()
  expect(complaints).toEqual([])
})

test('the overview names the accounts, and in which one a distribution is', { timeout: 120_000 }, async () => {
  const [blue, green] = [await startCloudFront(), await startCloudFront()]
  const accounts = [
    { name: 'blue', endpoint: blue.url },
    { name: 'green', endpoint: green.url }
  ]
  const { url } = await startProcess({ ACCOUNTS_FILE: await accountsFile(accounts) })
  const body = { origins: [{ domainName: 'shop.example.com' }] }
  const made = await send(`${url}/distributions?account=green`, 'POST', body)
  const { page } = await openBrowser()
  await page.goto(url)
  await page.getByText('Local CloudFront: blue, green', { exact: true }).waitFor()
  await page.getByText('CloudFront of blue answers · CloudFront of green answers').waitFor()
  const row = page.locator('#distributions tr').filter({ has: page.getByText(String(made.id)) })
  await row.getByText('green').waitFor()
})
