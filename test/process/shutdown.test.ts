import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test, vi } from 'vitest'
import { closeAll } from '../../src/process/close-all.ts'
import { projectFolder } from '../helpers/project.ts'
import { bareEnvironment, prepareStore, temporaryFolder } from '../helpers/start-process.ts'
import { startPostgresProxy } from '../helpers/postgres-proxy.ts'
import { startDatabase } from '../helpers/start-store.ts'
import { errorDocument } from '../helpers/upstream.ts'

test('each is closed, in order, although earlier ones fail, and all failures are reported', async () => {
  const closed: string[] = []
  const closer = (name: string, error?: Error) => async () => {
    closed.push(name)
    if (error) throw error
  }
  const [first, second] = [new Error('first'), new Error('second')]
  const closing = closeAll([closer('a'), closer('b', first), closer('c', second), closer('d')])
  await expect(closing).rejects.toMatchObject({ errors: [first, second] })
  expect(closed).toEqual(['a', 'b', 'c', 'd'])
  await closeAll([closer('e')])
})

/** A CloudFront that has no distribution, and says so as soon as the test lets it. */
async function startHoldingCloudFront() {
  const held: ServerResponse[] = []
  const server = createServer(({ url }, response) => {
    // A local CloudFront is asked for its edge, before any request.
    if (url === '/_local/edge') response.writeHead(404).end()
    else held.push(response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    held,
    release() {
      for (const response of held)
        response.writeHead(404, { 'x-amzn-requestid': 'held' }).end(errorDocument('NoSuchDistribution', 'No.'))
    }
  }
}

/** The command in a process group of its own, as a terminal starts it; ready with its address. */
async function startGroup([program = '', ...args]: readonly string[], env: Record<string, string>) {
  const DATA_DIR = await temporaryFolder()
  await prepareStore(DATA_DIR)
  const child = spawn(program, args, {
    cwd: projectFolder,
    detached: true,
    env: { ...bareEnvironment(), PORT: '0', LOCAL_CLOUDFRONT_PORT: '0', DATA_DIR, ...env },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  const group = child.pid ?? NaN
  let log = ''
  child.stderr.on('data', chunk => (log += String(chunk)))
  const exited = once(child, 'close').then(([code]) => code as number | null)
  onTestFinished(async () => {
    if (membersOf(group).length > 0) process.kill(-group, 'SIGKILL')
    await exited
  })
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on('line', line => {
      // npm prints the script's name first.
      if (line.startsWith('{')) resolve((JSON.parse(line) as { url: string }).url)
    })
    void exited.then(code => reject(new Error(`ended with ${code} before it was ready: ${log}`)))
  })
  return { child, group, url, exited, log: () => log }
}

/** Who lives in a process group, from /proc. */
function membersOf(group: number): number[] {
  const processes = readdirSync('/proc').filter(name => /^\d+$/.test(name))
  return processes
    .filter(pid => {
      const stat = join('/proc', pid, 'stat')
      // The name may hold blanks; after it come the state, the parent and the group.
      const [state, , groupOf] = existsSync(stat) ? (readStat(stat).split(') ').at(-1) ?? '').split(' ') : []
      return Number(groupOf) === group && state !== 'Z'
    })
    .map(Number)
}

/** Those of a process group that run this script. */
function running(script: string, group: number): number[] {
  return membersOf(group).filter(pid =>
    readStat(join('/proc', String(pid), 'cmdline'))
      .split('\0')
      .includes(script)
  )
}

/** Empty for a process that has just ended. */
function readStat(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

const stopping = ({ log }: { log: () => string }) => vi.waitFor(() => expect(log()).toContain('"stopping"'), 10_000)

const node = [process.execPath, 'dist/server.js']
// The build before it is no part of what is tested, and others are using what was built.
const npm = ['npm', 'start', '--ignore-scripts']
// Nothing has changed since then, so that it writes nothing.
const dev = ['npm', 'run', 'dev']

type Signal = (started: { child: ChildProcess; group: number }) => unknown

test.skipIf(process.platform !== 'linux').each<[string, string[], Signal]>([
  ['SIGTERM to the process', node, ({ child }) => child.kill('SIGTERM')],
  ['SIGTERM to npm', npm, ({ child }) => child.kill('SIGTERM')],
  ['Ctrl-C, which is SIGINT to npm and all below it', npm, ({ group }) => process.kill(-group, 'SIGINT')],
  ['SIGTERM to npm and all below it', npm, ({ group }) => process.kill(-group, 'SIGTERM')],
  ['SIGTERM to npm run dev', dev, ({ child }) => child.kill('SIGTERM')],
  [
    'SIGTERM to what npm run dev runs',
    dev,
    ({ group }) => running('scripts/dev.js', group).forEach(pid => process.kill(pid, 'SIGTERM'))
  ],
  [
    'SIGTERM to the process below npm run dev',
    dev,
    ({ group }) => running('dist/server.js', group).forEach(pid => process.kill(pid, 'SIGTERM'))
  ],
  ['Ctrl-C, which is SIGINT to npm run dev and all below it', dev, ({ group }) => process.kill(-group, 'SIGINT')]
])('%s: what is under way is answered, then it ends with 0, and nothing is left behind', async (_, command, signal) => {
  const cloudFront = await startHoldingCloudFront()
  const started = await startGroup(command, { CLOUDFRONT_ENDPOINT: cloudFront.url })
  const answer = fetch(`${started.url}/distributions/E1234567890ABC`)
  await vi.waitFor(() => expect(cloudFront.held).not.toEqual([]), 10_000)
  signal(started)
  await stopping(started)
  // npm's own signal arrives a little after the terminal's; both are one wish.
  if (command !== node) process.kill(-started.group, 'SIGINT')
  cloudFront.release()
  expect((await answer).status).toBe(404)
  expect(await started.exited).toBe(0)
  expect(membersOf(started.group)).toEqual([])
})

test('a second signal ends it immediately', async () => {
  const started = await startGroup(node, {})
  // A request that never becomes complete keeps the process from closing.
  const socket = connect({ port: Number(new URL(started.url).port), host: '127.0.0.1' })
  onTestFinished(() => void socket.destroy())
  socket.on('error', () => socket.destroy())
  socket.write(
    'POST /distributions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{'
  )
  await fetch(`${started.url}/health/live`)
  started.child.kill('SIGTERM')
  await stopping(started)
  const again = setInterval(() => started.child.kill('SIGTERM'), 100)
  onTestFinished(() => clearInterval(again))
  expect(await started.exited).toBe(1)
})

const server = process.env.DATABASE_URL

test.skipIf(server === undefined)(
  'while PostgreSQL is away, what is under way is told so, and everything is closed [needs DATABASE_URL]',
  async () => {
    const proxy = await startPostgresProxy(await startDatabase(server ?? ''))
    const started = await startGroup(node, { DATABASE_URL: proxy.url })
    proxy.cut()
    const answer = fetch(`${started.url}/operations`)
    // Another one on a connection of its own shows that the first has arrived.
    await fetch(`${started.url}/health/live`)
    started.child.kill('SIGTERM')
    expect((await answer).status).toBe(503)
    expect(await started.exited, started.log()).toBe(0)
    expect(started.log()).toContain('"stopped"')
  }
)
