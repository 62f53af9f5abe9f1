import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'
import { expect, test } from 'vitest'
import { addressOf, startDemo } from './helpers/start-demo.ts'
import { projectFolder } from './helpers/project.ts'
import { startProcess, temporaryFolder } from './helpers/start-process.ts'

test('the demo makes a site that can be opened, with its error page, and shows an invalidation', async () => {
  const dataDir = await temporaryFolder()
  const { url, edge } = await startProcess({ LOCAL_CLOUDFRONT_PROPAGATION_SECONDS: '0.2', DATA_DIR: dataDir })
  const lines = await startDemo(url, dataDir)
  expect(lines.slice(4).map(line => line.replace(/inv_[\w-]+/, 'inv_…'))).toEqual([
    'The first answer: Version 1 (Miss from cloudfront)',
    'The second answer: Version 1 (Hit from cloudfront)',
    'The file has changed in the bucket: Version 1 (Hit from cloudfront)',
    'The invalidation inv_… has succeeded.',
    'After the invalidation: Version 2 (Miss from cloudfront)'
  ])
  const get = async (path: string) => {
    const sent = request(`${edge}${path}`, { headers: { Host: new URL(addressOf(lines)).host } }).end()
    const [answer] = (await once(sent, 'response')) as [IncomingMessage]
    answer.resume()
    return [answer.statusCode, answer.headers['x-cache']]
  }
  expect(await get('/missing')).toEqual([404, 'Error from cloudfront'])
  // All of these are the other origin's.
  expect(await get('/broken')).toEqual([500, 'Error from cloudfront'])
  expect(await get('/broken/index.html')).toEqual([500, 'Error from cloudfront'])
  const list = (await (await fetch(`${url}/distributions`)).json()) as { items: [{ id: string }] }
  const pages = await fetch(`${url}/distributions/${list.items[0].id}/error-pages`)
  expect(await pages.json()).toMatchObject({ items: [{ errorCode: 404, responsePagePath: '/errors/404.html' }] })
})

test('the demo runs with the local CloudFront of another process, and from standard input', async () => {
  const dataDir = await temporaryFolder()
  const first = await startProcess({ LOCAL_CLOUDFRONT_PROPAGATION_SECONDS: '0.2', DATA_DIR: dataDir })
  const second = await startProcess({ CLOUDFRONT_ENDPOINT: first.localCloudFront })
  const lines = await startDemo(second.url, dataDir, { fromInput: true })
  expect(new URL(addressOf(lines)).port).toBe(new URL(first.edge).port)
  expect(lines.at(-1)).toBe('After the invalidation: Version 2 (Miss from cloudfront)')
})

test('the demo says so if the local CloudFront has its buckets elsewhere', async () => {
  const { url, log } = await startProcess({ LOCAL_CLOUDFRONT_PROPAGATION_SECONDS: '0.2' })
  const elsewhere = await temporaryFolder()
  expect(await failedDemo({ FRONTAGE_URL: url, DATA_DIR: elsewhere })).toEqual([
    1,
    `demo: the edge does not find the site in ${elsewhere}/local-cloudfront/buckets/frontage-demo: run the demo where the ` +
      'edge runs, with its DATA_DIR and LOCAL_EDGE_BUCKETS\n'
  ])
  expect(log()).toContain('the bucket frontage-demo does not exist: there is no folder of that name in ')
})

test('the demo creates and writes nothing if Frontage uses AWS', async () => {
  const { localCloudFront } = await startProcess()
  const keys = { AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any', AWS_REGION: 'us-east-1' }
  const { url } = await startProcess({ CLOUDFRONT: 'aws', CLOUDFRONT_ENDPOINT: localCloudFront, ...keys })
  const folder = await temporaryFolder()
  expect(await failedDemo({ FRONTAGE_URL: url, DATA_DIR: folder })).toEqual([
    1,
    `demo: the demo needs a local CloudFront, and ${url} does not name one as its backend\n`
  ])
  expect(await (await fetch(`${url}/distributions`)).json()).toMatchObject({ items: [] })
  expect(readdirSync(folder)).toEqual([])
})

test('the demo writes no site into an endpoint', async () => {
  expect(await failedDemo({ LOCAL_EDGE_BUCKETS: 'http://127.0.0.1:9000' })).toEqual([
    1,
    'demo: LOCAL_EDGE_BUCKETS must be a folder, because the demo writes the site into it\n'
  ])
})

/** The exit status, and what it says on standard error. */
async function failedDemo(settings: Readonly<Record<string, string>>): Promise<[unknown, string]> {
  const env = { PATH: process.env.PATH, ...settings }
  return new Promise(resolve => {
    execFile(process.execPath, ['scripts/demo.js'], { cwd: projectFolder, env }, (error, _, text) =>
      resolve([error?.code, text])
    )
  })
}
