import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { localCredentials } from '../src/cloudfront/client.ts'
import { createLocalCloudFront } from '../src/emulator/local-cloudfront.ts'
import { createDistribution } from './emulator/distribution-calls.ts'
import { settingsForLocal, start } from './helpers/run-server.ts'
import { startDatabase } from './helpers/start-store.ts'

const server = process.env.DATABASE_URL

/** Another CloudFront, of the account 123456789012. */
async function startOther(port = 0) {
  const other = createLocalCloudFront({ logger: pino({ level: 'silent' }), port })
  const { url } = await other.listen()
  onTestFinished(() => other.close())
  return { ...other, url }
}

const keys = { AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any', AWS_EC2_METADATA_DISABLED: 'true' }

/** A deletion that waits for the local CloudFront to deploy a change, which takes an hour. */
async function withWaitingDeletion(settings: Record<string, string>): Promise<string> {
  const waiting = start(settings)
  const { url } = await waiting.ready()
  const created = await fetch(`${url}/distributions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ origins: [{ domainName: 'www.example.com' }] })
  })
  const deletion = await fetch(`${url}${created.headers.get('location')}`, { method: 'DELETE' })
  expect(deletion.status).toBe(202)
  await waiting.end()
  return deletion.headers.get('location') ?? ''
}

test('pending work of a local store is not resumed against another CloudFront, which has its own store', async () => {
  const settings = await settingsForLocal({ LOCAL_CLOUDFRONT_PROPAGATION_SECONDS: '3600', LOG_LEVEL: 'silent' })
  const operation = await withWaitingDeletion(settings)
  const other = await startOther()
  const aws = start({ ...settings, ...keys, CLOUDFRONT: 'aws', CLOUDFRONT_ENDPOINT: other.url })
  const { url } = await aws.ready()
  expect((await fetch(`${url}${operation}`)).status).toBe(404)
  expect(await (await fetch(`${url}/operations`)).json()).toMatchObject({ items: [] })
  expect(other.calls.counts()).toEqual({})
  await aws.end()
  const again = await start(settings).ready()
  expect(await (await fetch(`${again.url}${operation}`)).json()).toMatchObject({ kind: 'distribution.delete' })
})

test.skipIf(server === undefined)(
  'on a server the start for another CloudFront is refused with one sentence [needs DATABASE_URL]',
  async () => {
    const DATABASE_URL = (await startDatabase(server ?? '')).href
    const settings = await settingsForLocal({
      DATABASE_URL,
      LOCAL_CLOUDFRONT_PROPAGATION_SECONDS: '3600',
      LOG_LEVEL: 'silent'
    })
    const operation = await withWaitingDeletion(settings)
    const other = await startOther()
    const { code, stderr } = await start({ ...settings, ...keys, CLOUDFRONT: 'aws', CLOUDFRONT_ENDPOINT: other.url })
      .exited
    expect(stderr).toMatch(
      /^frontage: The store belongs to the local CloudFront [0-9a-f-]{36}, and this start is for .+\n$/
    )
    expect(stderr).toContain(`for the CloudFront at ${other.url}: give each a store of its own, by DATABASE_URL`)
    expect(code).toBe(2)
    expect(other.calls.counts()).toEqual({})
    const again = await start(settings).ready()
    expect((await fetch(`${again.url}${operation}`)).status).toBe(200)
  }
)

test('a store of one AWS account is refused to another, which the credentials or an ARN name', async () => {
  const other = await startOther()
  const settings = await settingsForLocal({ ...keys, CLOUDFRONT: 'aws', LOG_LEVEL: 'silent' })
  // The SDK's own variable: Frontage takes this for AWS.
  const aws = { ...settings, AWS_ENDPOINT_URL_CLOUDFRONT: other.url }
  const first = start({ ...aws, AWS_ACCOUNT_ID: '111111111111' })
  await first.ready()
  await first.end()
  const refused = (account: string) =>
    `frontage: The store belongs to the AWS account 111111111111, and this start is for the AWS account ${account}: `
  const second = await start({ ...aws, AWS_ACCOUNT_ID: '222222222222' }).exited
  expect(second.stderr).toContain(refused('222222222222'))
  expect(second.code).toBe(2)
  await createDistribution(clientOf(other.url))
  const third = await start(aws).exited
  expect(third.stderr).toContain(refused('123456789012'))
  expect(third.code).toBe(2)
})

test('the document names the CloudFront in use, and the AWS account once that is known', async () => {
  const descriptionsAt = async (url: string) => {
    const [whole, view] = await Promise.all(['/openapi.json', '/docs/json'].map(async path => fetch(`${url}${path}`)))
    const yaml = await (await fetch(`${url}/docs/yaml`)).text()
    const { description } = ((await whole?.json()) as { info: { description: string } }).info
    const [backend = '', about = ''] = description.split('\n\n')
    const shown = ((await view?.json()) as { info: { description: string } }).info.description
    expect(shown.startsWith(`${backend}\n\n${about}`)).toBe(true)
    // What only programs see is not said on the page.
    expect(shown).not.toContain('x-statuses')
    expect(parse(yaml)).toMatchObject({ info: { description } })
    return { description, etag: view?.headers.get('etag') }
  }
  const local = await start(await settingsForLocal({ LOG_LEVEL: 'silent' })).ready()
  const page = await (await fetch(`${local.url}/docs`)).text()
  expect(page).toContain('<title>Frontage (local CloudFront)</title>')
  expect((await descriptionsAt(local.url)).description).toMatch(
    /^> A local CloudFront .+: nothing here reaches AWS\.\n\n/
  )

  const port = await freePort()
  const settings = await settingsForLocal({ ...keys, CLOUDFRONT: 'aws', LOG_LEVEL: 'silent' })
  const { url } = await start({ ...settings, AWS_ENDPOINT_URL_CLOUDFRONT: `http://127.0.0.1:${port}` }).ready()
  expect(await (await fetch(`${url}/docs`)).text()).toContain('<title>Frontage (AWS)</title>')
  const before = await descriptionsAt(url)
  expect(before.description).toContain('> AWS is behind this service; the account is not known yet.')
  const other = await startOther(port)
  const { Id } = await createDistribution(clientOf(other.url))
  expect((await fetch(`${url}/distributions/${Id}`)).status).toBe(200)
  const after = await descriptionsAt(url)
  expect(after.description).toContain('> The AWS account 123456789012 is behind this service: changes made here affect')
  expect(after.etag).not.toBe(before.etag)
})

test('an account that is identified later, and is another one, ends the process before any call', async () => {
  const port = await freePort()
  const settings = await settingsForLocal({ ...keys, CLOUDFRONT: 'aws' })
  const aws = { ...settings, AWS_ENDPOINT_URL_CLOUDFRONT: `http://127.0.0.1:${port}` }
  const first = start({ ...aws, AWS_ACCOUNT_ID: '111111111111' })
  await first.ready()
  await first.end()
  const second = start(aws)
  const { url, warnings } = await second.ready()
  expect(warnings).toEqual([expect.stringContaining('The first call to CloudFront failed')])
  const other = await startOther(port)
  const { Id } = await createDistribution(clientOf(other.url))
  other.calls.clear()
  const answer = await fetch(`${url}/distributions/${Id}`)
  expect(await answer.json()).toMatchObject({ code: 'CLOUDFRONT_CREDENTIALS_INVALID' })
  expect((await second.exited).code).toBe(1)
  expect(Object.keys(other.calls.counts())).toEqual(['ListDistributions'])
})

test('missing AWS credentials are reported in the ready line and the log, and do not prevent the start', async () => {
  const settings = await settingsForLocal({
    CLOUDFRONT: 'aws',
    AWS_EC2_METADATA_DISABLED: 'true',
    HOME: '/nonexistent'
  })
  const { ready, child, exited } = start(settings)
  const { url, warnings } = await ready()
  expect(warnings).toEqual([expect.stringMatching(/^No AWS credentials were found: .+\.$/)])
  expect((await fetch(`${url}/health/ready`)).status).toBe(200)
  child.kill('SIGTERM')
  const { stderr, code } = await exited
  expect(stderr).toContain(JSON.stringify(warnings?.[0]))
  expect(code).toBe(0)
})

function clientOf(endpoint: string): CloudFrontClient {
  const client = new CloudFrontClient({ endpoint, region: 'us-east-1', credentials: localCredentials })
  onTestFinished(() => client.destroy())
  return client
}

/** One that nobody listens on for now. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}
