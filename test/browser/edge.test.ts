import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo } from 'node:net'
import { type Page } from 'playwright-core'
import { expect, onTestFinished, test } from 'vitest'
import { addressOf, startDemo } from '../helpers/start-demo.ts'
import { startProcess, temporaryFolder } from '../helpers/start-process.ts'
import { openBrowser } from './launch.ts'

const PROPAGATION = { LOCAL_CLOUDFRONT_PROPAGATION_SECONDS: '0.2' }

/** The heading of a page, and its status. */
async function open(page: Page, address: string) {
  const answer = await page.goto(address)
  return [answer?.status(), await page.locator('h1').innerText()]
}

const PICTURE_BYTES_MAX = 150_000

/** The pages at some addresses side by side, each below its address. */
async function pictureOf(page: Page, addresses: readonly string[]): Promise<Buffer> {
  await page.setViewportSize({ width: 1260, height: 236 })
  const frame = (address: string) =>
    `<figure><figcaption>${address}</figcaption><iframe src="${address}"></iframe></figure>`
  await page.setContent(`<!doctype html><style>
    body { margin: 0; padding: 12px; display: flex; gap: 12px; background: #e8eaed }
    figure {
      margin: 0; flex: 1; display: flex; flex-direction: column; border-radius: 8px; overflow: hidden; background: #fff;
      box-shadow: 0 1px 3px #0005
    }
    figcaption {
      padding: 8px 12px; background: #f6f7f8; border-bottom: 1px solid #ddd; font: 12px sans-serif; overflow: hidden;
      text-overflow: ellipsis; white-space: nowrap
    }
    iframe { border: 0; height: 178px; width: 100% }
  </style>${addresses.map(frame).join('')}`)
  await Promise.all(addresses.map(async address => page.frame({ url: address })?.waitForLoadState()))
  return page.screenshot()
}

test(
  'The demo opens in a browser: its page, and the error page in the place of a 404',
  { timeout: 120_000 },
  async () => {
    const dataDir = await temporaryFolder()
    const { url } = await startProcess({ ...PROPAGATION, DATA_DIR: dataDir })
    const address = addressOf(await startDemo(url, dataDir))
    expect(new URL(address).hostname).toMatch(/\.cloudfront\.localhost$/)
    const { page } = await openBrowser()
    expect(await open(page, address)).toEqual([200, 'Version 2'])
    await page.getByRole('link', { name: 'A missing page' }).click()
    await page.getByRole('heading', { name: 'Nothing here' }).waitFor()
    expect(await open(page, new URL('/missing', address).href)).toEqual([404, 'Nothing here'])
    const picture = await pictureOf(page, [address, `${address}missing`, `${address}broken`])
    expect(picture.length).toBeLessThan(PICTURE_BYTES_MAX)
    // README shows it: SCREENSHOT=docs/demo.png npm run test:browser -- test/browser/edge.test.ts
    if (process.env.SCREENSHOT) writeFileSync(process.env.SCREENSHOT, picture)
  }
)

test(
  'A browser sees a changed file when its invalidation has ended, and not before',
  { timeout: 120_000 },
  async () => {
    let version = 1
    const origin = createServer((_, answer) =>
      answer.setHeader('Content-Type', 'text/html').end(`<h1>Version ${version}</h1>`)
    )
    await once(origin.listen(0, '127.0.0.1'), 'listening')
    onTestFinished(() => void origin.close())
    const { port } = origin.address() as AddressInfo
    const { url } = await startProcess(PROPAGATION)
    const post = async (path: string, body: object) => {
      const answer = await fetch(`${url}${path}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Prefer: 'wait=30' },
        body: JSON.stringify(body)
      })
      expect(answer.ok).toBe(true)
      return (await answer.json()) as { id: string; status: string; localUrl: string }
    }
    const { id, localUrl } = await post('/distributions', {
      origins: [
        { domainName: 'origin.localhost', customOriginConfig: { httpPort: port, originProtocolPolicy: 'http-only' } }
      ]
    })
    const { page } = await openBrowser()
    const address = new URL('/page', localUrl).href
    expect(await open(page, address)).toEqual([200, 'Version 1'])
    version = 2
    expect(await open(page, address)).toEqual([200, 'Version 1'])
    expect((await post(`/distributions/${id}/invalidations`, { paths: ['/page'] })).status).toBe('succeeded')
    expect(await open(page, address)).toEqual([200, 'Version 2'])
  }
)
