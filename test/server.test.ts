import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { CloudFrontClient, CreateDistributionCommand, ListDistributionsCommand } from '@aws-sdk/client-cloudfront'
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { startPostgresProxy } from './helpers/postgres-proxy.ts'
import { type Ready, run, settingsForLocal as local, start } from './helpers/run-server.ts'
import { prepareStore } from './helpers/start-process.ts'
import { startDatabase } from './helpers/start-store.ts'

const newDistribution = {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ origins: [{ domainName: 'www.example.com' }] })
}

const jsonLines = (text: string) =>
  text
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as { level: number; msg: string })

/** A fault of the program as soon as it listens. */
const FAULT = `
  import { Server } from 'node:net'
  Server.prototype.listen = () => { throw new Error('a fault') }`

describe('a process with the local CloudFront', () => {
  let ready: Ready
  let settings: Record<string, string>

  beforeAll(async () => {
    const DATA_DIR = await mkdtemp(join(tmpdir(), 'frontage-server-'))
    await prepareStore(DATA_DIR)
    settings = {
      ...{ PORT: '0', LOCAL_CLOUDFRONT_PORT: '0', LOCAL_EDGE_PORT: '0', DATA_DIR },
      // Neither the keys nor the endpoint of the environment may reach it.
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
      AWS_ENDPOINT_URL_CLOUDFRONT: 'http://127.0.0.1:1',
      AWS_PROFILE: 'a-profile-that-does-not-exist',
      AWS_USE_FIPS_ENDPOINT: 'true',
      AWS_REGION: 'cn-north-1'
    }
    const running = run(settings)
    ready = await running.ready()
    return async () => {
      await running.end()
      await rm(DATA_DIR, { recursive: true, force: true })
    }
  })

  test('prints its address in one line, and works regardless of AWS settings', async () => {
    expect(ready).toEqual({
      ready: true,
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as string,
      docs: `${ready.url}/docs`,
      backend: 'local',
      localCloudFront: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as string,
      edge: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as string
    })
    const response = await fetch(`${ready.url}/health/ready`)
    expect(await response.json()).toMatchObject({ status: 'ready', backend: 'local' })
  })

  test('lets AWS clients use the local CloudFront beside it', async () => {
    const { id } = (await (await fetch(`${ready.url}/distributions`, newDistribution)).json()) as { id: string }
    const credentials = { accessKeyId: 'any', secretAccessKey: 'any' }
    const client = new CloudFrontClient({ endpoint: ready.localCloudFront ?? '', region: 'us-east-1', credentials })
    onTestFinished(() => client.destroy())
    const { DistributionList } = await client.send(new ListDistributionsCommand({}))
    expect(DistributionList?.Items?.map(item => item.Id)).toEqual([id])
    await expect(client.send(new CreateDistributionCommand({ DistributionConfig: undefined }))).rejects.toThrow()
  })

  test('lends it by CLOUDFRONT_ENDPOINT to another one, which starts none', async () => {
    const second = await start(await local({ CLOUDFRONT_ENDPOINT: ready.localCloudFront ?? '' })).ready()
    expect(second.localCloudFront).toBe(ready.localCloudFront)
    expect((await fetch(`${second.url}/health/ready`)).status).toBe(200)
    // It learns where distributions can be opened.
    expect(second.edge).toBe(ready.edge)
    const made = (await (await fetch(`${second.url}/distributions`, newDistribution)).json()) as { localUrl: string }
    const { hostname, port } = new URL(made.localUrl)
    expect([hostname.replace(/^d\w+/, 'd…'), port]).toEqual(['d….cloudfront.localhost', new URL(ready.edge ?? '').port])
  })

  test('keeps its data to itself: a second process is refused with one sentence', async () => {
    const { code, stderr } = await start({ ...settings, LOG_LEVEL: 'silent' }).exited
    expect(code).toBe(2)
    expect(stderr).toMatch(/^frontage: .+\n$/)
  })
})

test('a signal stops it cleanly, and what was created is there after the next start', async () => {
  const settings = await local()
  const before = start(settings)
  const { url } = await before.ready()
  const created = await fetch(`${url}/distributions`, newDistribution)
  const location = created.headers.get('location') ?? ''
  before.child.kill('SIGTERM')
  const { code, stdout, stderr } = await before.exited
  expect(code).toBe(0)
  expect(stdout.trim().split('\n')).toHaveLength(1)
  // JSON lines, where standard error is no terminal; no warning of Node or the SDK among them.
  const messages = jsonLines(stderr).map(({ msg }) => msg)
  expect(messages.filter(message => /warning/i.test(message))).toEqual([])
  expect(messages).toContain('stopping')
  expect(messages.at(-1)).toBe('stopped')

  const after = await start(settings).ready()
  expect((await fetch(`${after.url}${location}`)).status).toBe(200)
})

test.each([
  [{ DATA_DIR: '/proc/x' }, 2, { msg: expect.stringMatching(/^DATA_DIR: .+ cannot be created/) as string }],
  [
    { DATABASE_URL: 'postgres://me:secret@127.0.0.1:1/shop' },
    1,
    { msg: expect.stringMatching(/^DATABASE_URL: .+ nothing listens there \(ECONNREFUSED\)\.$/) as string }
  ],
  [
    { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(FAULT)}` },
    1,
    { msg: 'the start failed', err: { message: 'a fault', stack: expect.stringContaining('    at ') as string } }
  ]
])('where it logs JSON already, why it cannot start is the last line of the log (%o)', async (env, status, line) => {
  const { code, stderr } = await start(await local(env)).exited
  expect(code).toBe(status)
  expect(jsonLines(stderr).at(-1)).toMatchObject({ level: 60, ...line })
})

test.each([
  [{ PORT: 'eighty' }, 'frontage: PORT must be an integer.\n'],
  [{ NODE_ENV: 'production' }, 'frontage: CLOUDFRONT must be set (local or aws) if NODE_ENV is production.\n'],
  [
    { CLOUDFRONT_ENPOINT: 'http://x' },
    'frontage: CLOUDFRONT_ENPOINT is not a setting; did you mean CLOUDFRONT_ENDPOINT?\n'
  ],
  [
    { DATA_DIR: '/proc/x', LOG_LEVEL: 'silent' },
    'frontage: DATA_DIR: /proc/x/local-cloudfront cannot be created, because its file system does not allow folders.\n'
  ],
  [
    { DATA_DIR: '/etc/passwd', CLOUDFRONT: 'aws', LOG_LEVEL: 'silent' },
    'frontage: DATA_DIR: /etc/passwd/store cannot be a folder, because it or a folder above it is a file.\n'
  ]
])('a wrong setting (%o) ends the start with one sentence and code 2', async (env, sentence) => {
  const { exited } = start(env)
  expect(await exited).toEqual({ code: 2, stdout: '', stderr: sentence })
})

test.each([
  ['/etc/passwd', 'is not a folder'],
  ['/proc/x', 'does not exist']
])('LOCAL_EDGE_BUCKETS=%s ends the start with one sentence, as it %s', async (LOCAL_EDGE_BUCKETS, reason) => {
  const { exited } = start(await local({ LOCAL_EDGE_BUCKETS, LOG_LEVEL: 'silent' }))
  const sentence = `frontage: LOCAL_EDGE_BUCKETS: ${LOCAL_EDGE_BUCKETS} ${reason}.\n`
  expect(await exited).toEqual({ code: 2, stdout: '', stderr: sentence })
})

test.each(['PORT', 'LOCAL_CLOUDFRONT_PORT', 'LOCAL_EDGE_PORT'])(
  '%s in use: one sentence that names it',
  async variable => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    const { port } = server.address() as AddressInfo
    const { code, stderr, stdout } = await start(await local({ [variable]: String(port), LOG_LEVEL: 'silent' })).exited
    expect(stderr).toBe(
      `frontage: ${variable}: port ${port} is in use by another process; choose another one, or 0 for any free one.\n`
    )
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  }
)

test('PostgreSQL is not there: one sentence that names the variable and the reason, and never the password', async () => {
  const DATABASE_URL = 'postgres://me:secret@127.0.0.1:1/shop'
  const { exited } = start(await local({ DATABASE_URL, LOG_LEVEL: 'silent' }))
  expect(await exited).toEqual({
    code: 1,
    stdout: '',
    stderr:
      'frontage: DATABASE_URL: PostgreSQL at 127.0.0.1:1, database "shop", cannot be used: nothing listens there (ECONNREFUSED).\n'
  })
})

test('PostgreSQL does not answer: the start ends with one sentence', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const DATABASE_URL = `postgres://me:secret@127.0.0.1:${port}/shop`
  const { stderr, code } = await start(await local({ DATABASE_URL, LOG_LEVEL: 'silent' })).exited
  expect(stderr).toBe(
    `frontage: DATABASE_URL: PostgreSQL at 127.0.0.1:${port}, database "shop", cannot be used: it does not answer in time.\n`
  )
  expect(code).toBe(1)
})

const server = process.env.DATABASE_URL
test.skipIf(server === undefined)('a database that is not there is a wrong setting [needs DATABASE_URL]', async () => {
  const url = new URL(server ?? '')
  url.pathname = '/no_such_database'
  const { stderr, code } = await start(await local({ DATABASE_URL: url.href, LOG_LEVEL: 'silent' })).exited
  expect(stderr).toMatch(/^frontage: DATABASE_URL: .+ cannot be used: database "no_such_database" does not exist\.\n$/)
  expect(code).toBe(2)
})

test.skipIf(server === undefined)(
  'a server that has no room for another connection ends the start with one sentence, also later in it [needs DATABASE_URL]',
  async () => {
    const proxy = await startPostgresProxy(await startDatabase(server ?? ''))
    proxy.refuse('LISTEN ')
    const { stderr, code } = await start(await local({ DATABASE_URL: proxy.url, LOG_LEVEL: 'silent' })).exited
    expect(stderr).toMatch(
      /^frontage: DATABASE_URL: PostgreSQL at .+ cannot be used: sorry, too many clients already\.\n$/
    )
    expect(code).toBe(1)
  }
)

test.each<[string, string, string, string]>([
  ['of another version', 'store/postgres/PG_VERSION', '15\n', 'database files are incompatible with server'],
  ['cut off', 'store/postgres/global/pg_control', '', 'could not read file "global/pg_control": read 0 of 296'],
  ['overwritten', 'local-cloudfront/journal.jsonl', '[["distributions",1]]\n', 'is damaged in line 1'],
  ['emptied', 'local-cloudfront/journal.jsonl', '[["distributions","E1",7]]\n', 'is damaged in line 1'],
  ['of another format', 'local-cloudfront/snapshot.jsonl', '{"version":9}\n', 'is damaged in line 1']
])('a file that is %s (%s) ends the start with one sentence and a remedy', async (_, file, content, reason) => {
  const settings = await local({ LOG_LEVEL: 'silent' })
  const path = join(settings.DATA_DIR, file)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, content)
  const { code, stderr } = await start(settings).exited
  expect(stderr).toMatch(/^frontage: [^\n]+\n$/)
  expect(stderr).toContain(reason)
  expect(stderr).toMatch(/[Rr]estore/)
  expect(code).toBe(2)
})

test.runIf(existsSync('/dev/full'))('a full disk ends the start with one sentence that names DATA_DIR', async () => {
  const settings = await local({ LOG_LEVEL: 'silent' })
  await mkdir(join(settings.DATA_DIR, 'local-cloudfront'))
  await symlink('/dev/full', join(settings.DATA_DIR, 'local-cloudfront/identity.new'))
  const { code, stderr } = await start(settings).exited
  expect(stderr).toBe('frontage: DATA_DIR must be a folder to write into: ENOSPC: no space left on device, write.\n')
  expect(code).toBe(2)
})

test('the folder of the store is deleted: readiness says so, requests are 503 and not 500, and the log asks for a restart', async () => {
  const settings = await local({ LOG_LEVEL: 'silent' })
  const { ready, exited } = start(settings)
  const { url } = await ready()
  expect((await fetch(`${url}/health/ready`)).status).toBe(200)
  await rm(join(settings.DATA_DIR, 'store'), { recursive: true })
  await vi.waitFor(async () => expect((await fetch(`${url}/health/ready`)).status).toBe(503), 10_000)
  const created = await fetch(`${url}/distributions`, {
    ...newDistribution,
    headers: { ...newDistribution.headers, 'idempotency-key': 'one' }
  })
  expect(await created.json()).toMatchObject({ status: 503, code: 'STORE_UNAVAILABLE' })
  expect((await exited).code).toBe(1)
})
