import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, createServer, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { CloudFrontClient, CreateDistributionCommand, ListDistributionsCommand } from '@aws-sdk/client-cloudfront'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'

const root = resolve(import.meta.dirname, '..')
let build: string

// The built service, as users start it. It lies below node_modules, so that it finds its dependencies.
beforeAll(async () => {
  await mkdir(join(root, 'node_modules', '.test-builds'), { recursive: true })
  build = await mkdtemp(join(root, 'node_modules', '.test-builds', 'server-'))
  await cp(join(root, 'package.json'), join(build, 'package.json'))
  const options = [
    '-p',
    'tsconfig.build.json',
    '--outDir',
    join(build, 'dist'),
    '--incremental',
    'false',
    '--tsBuildInfoFile',
    'null'
  ]
  await promisify(execFile)(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), ...options], {
    cwd: root
  })
}, 120_000)

afterAll(() => rm(build, { recursive: true, force: true }))

interface Ready {
  ready: boolean
  url: string
  docs: string
  backend: string
  localCloudFront?: string
}

async function dataDir(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'frontage-server-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** The process with these settings and none of the test's own environment but PATH. */
function start(env: Record<string, string>) {
  const child = spawn(process.execPath, [join(build, 'dist', 'server.js')], {
    env: { PATH: process.env.PATH ?? '', ...env }
  })
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', data => (stdout += String(data)))
  child.stderr.on('data', data => (stderr += String(data)))
  const exited = once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr }))
  const lines = createInterface({ input: child.stdout })
  return {
    child,
    exited,
    /** The ready line; rejects if the process ends before it. */
    ready: async (): Promise<Ready> => {
      const line = await Promise.race([
        once(lines, 'line').then(([text]) => String(text)),
        exited.then(() => undefined)
      ])
      if (line === undefined) throw new Error(`no ready line: ${stderr}`)
      return JSON.parse(line) as Ready
    }
  }
}

async function local(settings: Record<string, string> = {}) {
  return { PORT: '0', LOCAL_CLOUDFRONT_PORT: '0', DATA_DIR: await dataDir(), ...settings }
}

test('starts with the local CloudFront, says where in one line, and stops cleanly', async () => {
  const { child, ready, exited } = start(await local())
  const line = await ready()
  expect(line).toEqual({
    ready: true,
    url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as string,
    docs: `${line.url}/docs`,
    backend: 'local',
    localCloudFront: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as string
  })
  const response = await fetch(`${line.url}/health/ready`)
  expect(await response.json()).toMatchObject({ status: 'ready', backend: 'local' })

  child.kill('SIGTERM')
  const { code, stdout, stderr } = await exited
  expect(code).toBe(0)
  expect(stdout.trim().split('\n')).toHaveLength(1)
  // JSON lines, where standard error is no terminal; no warning of Node or the SDK among them.
  const messages = stderr
    .trim()
    .split('\n')
    .map(text => (JSON.parse(text) as { msg: string }).msg)
  expect(messages).toContain('stopping')
  expect(messages.at(-1)).toBe('stopped')
})

test('AWS clients can use the local CloudFront beside the service', async () => {
  const { ready } = start(await local())
  const { url, localCloudFront } = await ready()
  const created = await fetch(`${url}/distributions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ origins: [{ domainName: 'www.example.com' }] })
  })
  const { id } = (await created.json()) as { id: string }
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' }
  const client = new CloudFrontClient({ endpoint: localCloudFront ?? '', region: 'us-east-1', credentials })
  const { DistributionList } = await client.send(new ListDistributionsCommand({}))
  expect(DistributionList?.Items?.map(item => item.Id)).toEqual([id])
  await expect(client.send(new CreateDistributionCommand({ DistributionConfig: undefined }))).rejects.toThrow()
})

test('neither the keys nor the endpoint of the environment reach a local CloudFront', async () => {
  const settings = await local({
    AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    AWS_ENDPOINT_URL_CLOUDFRONT: 'http://127.0.0.1:1',
    AWS_PROFILE: 'a-profile-that-does-not-exist',
    AWS_USE_FIPS_ENDPOINT: 'true',
    AWS_REGION: 'cn-north-1'
  })
  const { url } = await start(settings).ready()
  expect((await fetch(`${url}/health/ready`)).status).toBe(200)
})

test('CLOUDFRONT_ENDPOINT: uses a local CloudFront that runs elsewhere and starts none', async () => {
  const first = await start(await local()).ready()
  const second = await start(await local({ CLOUDFRONT_ENDPOINT: first.localCloudFront ?? '' })).ready()
  expect(second.localCloudFront).toBe(first.localCloudFront)
  expect((await fetch(`${second.url}/health/ready`)).status).toBe(200)
})

test('what was created is there after a restart', async () => {
  const settings = await local()
  const before = start(settings)
  const { url } = await before.ready()
  const body = JSON.stringify({ origins: [{ domainName: 'www.example.com' }] })
  const created = await fetch(`${url}/distributions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body
  })
  const location = created.headers.get('location') ?? ''
  before.child.kill('SIGTERM')
  expect((await before.exited).code).toBe(0)
  const after = await start(settings).ready()
  expect((await fetch(`${after.url}${location}`)).status).toBe(200)
})

test.each([
  [{ PORT: 'eighty' }, 'frontage: PORT must be an integer.\n'],
  [
    { NODE_ENV: 'production' },
    'frontage: CLOUDFRONT must be given by name (local or aws) when NODE_ENV is production.\n'
  ],
  [
    { CLOUDFRONT_ENPOINT: 'http://x' },
    'frontage: CLOUDFRONT_ENPOINT is not a setting; did you mean CLOUDFRONT_ENDPOINT?\n'
  ]
])('a wrong setting (%o) ends the start with one sentence and code 2', async (env, sentence) => {
  const { exited } = start(env)
  expect(await exited).toEqual({ code: 2, stdout: '', stderr: sentence })
})

test.each(['PORT', 'LOCAL_CLOUDFRONT_PORT'])('%s in use: one sentence that names it', async variable => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const { code, stderr, stdout } = await start(await local({ [variable]: String(port), LOG_LEVEL: 'silent' })).exited
  expect(stderr).toBe(
    `frontage: ${variable}: port ${port} is in use by another process; choose another one, or 0 for any free one.\n`
  )
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
})

test('a second process on the same data is refused with one sentence', async () => {
  const settings = await local({ LOG_LEVEL: 'silent' })
  await start(settings).ready()
  const { code, stderr } = await start(settings).exited
  expect(code).toBe(2)
  expect(stderr).toMatch(/^frontage: .+\n$/)
})

test('a request under way is answered before the process ends', async () => {
  const { child, ready, exited } = start(await local())
  const { url, localCloudFront } = await ready()
  // The local CloudFront holds its next answer back, so that the signal comes in between.
  const order = await fetch(`${localCloudFront}/_local/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'slow', milliseconds: 400, count: 1 })
  })
  expect(order.ok, await order.text()).toBe(true)
  const answer = fetch(`${url}/distributions`)
  const seen = async () =>
    JSON.stringify(await (await fetch(`${localCloudFront}/_local/calls`)).json()).includes('ListDistributions')
  while (!(await seen())) await new Promise(resolve => setImmediate(resolve))
  child.kill('SIGTERM')
  expect((await answer).status).toBe(200)
  expect((await exited).code).toBe(0)
})

test('a second signal ends it at once', async () => {
  const { child, ready, exited } = start(await local())
  const { url } = await ready()
  // A request that never becomes complete keeps the process from closing.
  const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1' })
  onTestFinished(() => void socket.destroy())
  socket.on('error', () => socket.destroy())
  socket.write(
    'POST /distributions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{'
  )
  await fetch(`${url}/health/live`)
  const stopping = new Promise<void>(resolve => {
    child.stderr.on('data', data => {
      if (String(data).includes('"stopping"')) resolve()
    })
  })
  child.kill('SIGTERM')
  // Two signals sent at once would be delivered as one.
  await stopping
  child.kill('SIGTERM')
  expect((await exited).code).toBe(1)
})
