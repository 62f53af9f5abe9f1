// @ts-check
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const projectFolder = fileURLToPath(new URL('../..', import.meta.url))

/**
 * @typedef {object} Instance A process that can be killed and restarted with the same settings.
 * @property {string} name
 * @property {() => string | undefined} url Undefined while it is down.
 * @property {() => Promise<void>} start Resolves when it is ready.
 * @property {() => Promise<void>} kill Sends SIGKILL; does nothing while it is down.
 * @property {() => Promise<void>} stop Sends SIGTERM, as a supervisor would.
 * @property {() => number} startMs How long the last start took.
 * @property {() => string | undefined} unexpectedExit How it ended without being killed or stopped, if it did.
 */

/**
 * The local CloudFront as a separate process.
 * @param {{ folder: string, propagationSeconds?: number }} options
 */
export async function startEmulator({ folder, propagationSeconds = 0.2 }) {
  const emulator = createInstance('local-cloudfront', 'dist/emulator/main.js', join(folder, 'local-cloudfront'), {
    LOCAL_CLOUDFRONT_PORT: '0',
    LOCAL_EDGE_PORT: '0',
    LOCAL_CLOUDFRONT_PROPAGATION_SECONDS: String(propagationSeconds)
  })
  await emulator.start()
  const url = emulator.url()
  if (url === undefined) throw new Error('the local CloudFront is not running')
  return { url, stop: emulator.stop }
}

/**
 * Frontage with a CloudFront, and with PostgreSQL if `databaseUrl` is given, else the embedded store.
 * @param {{ name: string, folder: string, cloudFront: string, databaseUrl?: string | undefined, env?: Record<string, string> }} options
 * @returns {Promise<Instance>}
 */
export async function startFrontage({ name, folder, cloudFront, databaseUrl, env = {} }) {
  const instance = createInstance(name, 'dist/server.js', join(folder, name), {
    PORT: '0',
    CLOUDFRONT: 'local',
    CLOUDFRONT_ENDPOINT: cloudFront,
    ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
    ...env
  })
  await instance.start()
  return instance
}

/**
 * Kills an instance and restarts it, sometimes killing it again during the start. Resolves with the number of kills when it is
 * ready.
 * @param {Instance} instance @param {{ duringStart?: number, random?: () => number }} [options]
 */
export async function killAndRestart(instance, { duringStart = 0.1, random = Math.random } = {}) {
  let kills = 1
  await instance.kill()
  while (random() < duringStart) {
    const starting = instance.start().catch(() => undefined)
    await Promise.race([starting, new Promise(resolve => setTimeout(resolve, 50 + random() * 1_000))])
    await instance.kill()
    await starting
    kills += 1
  }
  await instance.start()
  return kills
}

/**
 * @param {string} name @param {string} program @param {string} folder @param {Record<string, string>} settings
 * @returns {Instance}
 */
function createInstance(name, program, folder, settings) {
  mkdirSync(folder, { recursive: true })
  const log = openSync(`${folder}.log`, 'a')
  const env = {
    ...Object.fromEntries(
      Object.entries(process.env).filter(
        ([key]) => !/^(AWS_|CLOUDFRONT|LOCAL_|API_TOKENS|HOST$|PORT$|DATA|NODE_ENV)/.test(key)
      )
    ),
    LOG_LEVEL: 'info',
    LOG_FORMAT: 'json',
    ...settings,
    DATA_DIR: folder
  }
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let child
  /** @type {string | undefined} */
  let url
  /** @type {string | undefined} */
  let unexpectedExit
  let wanted = false
  let startMs = 0

  /** @param {NodeJS.Signals} signal */
  async function end(signal) {
    wanted = true
    url = undefined
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
  }

  return {
    name,
    url: () => url,
    startMs: () => startMs,
    unexpectedExit: () => unexpectedExit,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    async start() {
      const startedAt = performance.now()
      wanted = false
      const own = spawn(process.execPath, [join(projectFolder, program)], {
        env,
        stdio: ['ignore', 'pipe', log]
      })
      child = own
      own.once('exit', (code, signal) => {
        if (child === own) url = undefined
        if (!wanted) unexpectedExit = `${name} ended unexpectedly with ${signal ?? code}; see ${folder}.log`
      })
      url = await new Promise((resolve, reject) => {
        if (!own.stdout) throw new Error('no standard output')
        createInterface(own.stdout).once('line', line => {
          const ready = JSON.parse(line)
          resolve(ready.url ?? ready.localCloudFront)
        })
        own.once('exit', (code, signal) =>
          reject(new Error(`${name} ended with ${signal ?? code} before it was ready; see ${folder}.log`))
        )
      })
      startMs = performance.now() - startedAt
    }
  }
}
