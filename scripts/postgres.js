// @ts-check
/**
 * A temporary PostgreSQL from the machine's binaries, on a free loopback port and in a folder that is removed afterwards. As a
 * program it runs a command with DATABASE_URL set, and exits with the command's status:
 *
 *   node scripts/postgres.js npm run test:postgres
 */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import pg from 'pg'

const DEBIAN = '/usr/lib/postgresql'
const START_MS_MAX = 30_000

/**
 * Starts one; `stop` ends it and removes its files. It trusts all loopback connections and does not sync, because its data is
 * disposable. Throws if PostgreSQL is not installed.
 */
export async function startPostgres() {
  const bin = findBinaries()
  const folder = mkdtempSync(join(tmpdir(), 'frontage-postgres-'))
  // PostgreSQL refuses to run as root.
  const owner = process.getuid?.() === 0 ? postgresUser() : undefined
  if (owner) chownSync(folder, owner.uid, owner.gid)
  chmodSync(folder, 0o700)
  const data = join(folder, 'data')
  const options = { ...owner, cwd: folder }
  const init = ['-D', data, '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync']
  execFileSync(join(bin, 'initdb'), init, { ...options, stdio: ['ignore', 'ignore', 'inherit'] })
  const port = await freePort()
  const settings = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    `unix_socket_directories=${folder}`,
    'max_connections=200'
  ]
  const args = ['-D', data, ...[...settings, 'fsync=off', 'log_min_messages=panic'].flatMap(set => ['-c', set])]
  const server = spawn(join(bin, 'postgres'), args, { ...options, stdio: ['ignore', 'ignore', 'inherit'] })
  const ended = once(server, 'exit')
  const stop = async () => {
    // Fast shutdown: the server ends the connections.
    if (server.exitCode === null && server.signalCode === null) server.kill('SIGINT')
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  try {
    await untilReady(url, server)
  } catch (error) {
    await stop()
    throw error
  }
  return { url, stop }
}

function findBinaries() {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN) : []
  const newest = versions.sort((a, b) => Number(b) - Number(a)).map(version => join(DEBIAN, version, 'bin'))
  const found = [...newest, ...(process.env.PATH ?? '').split(':')].find(
    folder => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres'))
  )
  if (found === undefined) throw new Error('PostgreSQL is not installed here; on Debian: apt-get install postgresql')
  return found
}

function postgresUser() {
  const id = (/** @type {string} */ flag) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

/** @returns {Promise<number>} */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  server.close()
  await once(server, 'close')
  return port
}

/** @param {string} url @param {import('node:child_process').ChildProcess} server */
async function untilReady(url, server) {
  const until = performance.now() + START_MS_MAX
  for (;;) {
    const client = new pg.Client({ connectionString: url })
    try {
      await client.connect()
      await client.end()
      return
    } catch (error) {
      if (server.exitCode !== null) throw new Error(`PostgreSQL ended with ${server.exitCode}`, { cause: error })
      if (performance.now() > until) throw error
      await delay(50)
    }
  }
}

async function main() {
  const [command, ...args] = process.argv.slice(2)
  if (command === undefined)
    throw new Error('usage: node scripts/postgres.js COMMAND, for example npm run test:postgres')
  const server = await startPostgres()
  const child = spawn(command, args, { env: { ...process.env, DATABASE_URL: server.url }, stdio: 'inherit' })
  // The signal ends the command, too; only the server has to be ended here.
  const pass = (/** @type {NodeJS.Signals} */ signal) => void child.kill(signal)
  process.on('SIGINT', pass).on('SIGTERM', pass)
  const [code] = await once(child, 'exit').finally(() => server.stop())
  process.exitCode = code ?? 1
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    await main()
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 2
  }
}
