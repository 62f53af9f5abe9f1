// @ts-check
import { fork, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import pg from 'pg'

const projectFolder = fileURLToPath(new URL('..', import.meta.url))
/** @type {(() => unknown)[]} */
const cleanups = []

/** Ends everything that was started here. */
export async function cleanUp() {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
}

/** The environment without settings of Frontage and AWS, with a temporary data folder. @param {Record<string, string>} extra */
export async function environment(extra = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'frontage-bench-'))
  cleanups.push(() => rm(folder, { recursive: true, force: true }))
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(AWS_|CLOUDFRONT|LOCAL_|API_TOKENS|HOST$|PORT$|DATA_DIR|DATABASE_URL)/.test(name)
  )
  return {
    ...Object.fromEntries(kept),
    DATA_DIR: folder,
    PORT: '0',
    LOCAL_CLOUDFRONT_PORT: '0',
    LOCAL_EDGE_PORT: '0',
    LOG_LEVEL: 'warn',
    // One client sends as much as a thousand would.
    RATE_LIMIT_REQUESTS: '0',
    RATE_LIMIT_WRONG_TOKENS: '0',
    // As in `npm start`.
    MALLOC_ARENA_MAX: '2',
    MALLOC_TRIM_THRESHOLD_: '131072',
    ...extra
  }
}

/** An empty database on a server, since a store belongs to a single CloudFront. @param {string} server */
export async function freshDatabase(server) {
  const name = `bench_${randomUUID().replaceAll('-', '')}`
  await onServer(server, `CREATE DATABASE ${name}`)
  cleanups.push(() => onServer(server, `DROP DATABASE ${name} WITH (FORCE)`))
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

/** @param {string} server @param {string} statement */
async function onServer(server, statement) {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  await client.query(statement)
  await client.end()
}

/**
 * Starts a built program and waits for its ready line.
 * @param {string} program @param {Record<string, string | undefined>} env
 */
export async function start(program, env) {
  const child = spawn(process.execPath, ['--expose-gc', join(projectFolder, program)], {
    env,
    stdio: ['ignore', 'pipe', 'inherit']
  })
  const stop = () => end(child)
  cleanups.push(stop)
  const ready = await readyLine(child)
  return { ...ready, pid: child.pid ?? 0, stop }
}

/**
 * Like `start`, and measures the event loop inside the process.
 * @param {string} program @param {Record<string, string | undefined>} env
 */
export async function startWithGauge(program, env) {
  const child = fork(join(projectFolder, 'bench/gauge.js'), [join(projectFolder, program)], {
    env,
    stdio: ['ignore', 'pipe', 'inherit', 'ipc']
  })
  const stop = () => end(child)
  cleanups.push(stop)
  const ready = await readyLine(child)
  /** The longest time that the event loop was blocked since the last call, in ms. @returns {Promise<number>} */
  const longestBlock = () =>
    new Promise(resolve => {
      child.once('message', message => resolve(Number(message)))
      child.send('longest block')
    })
  return { ...ready, pid: child.pid ?? 0, stop, longestBlock }
}

/** @param {import('node:child_process').ChildProcess} child @returns {Promise<{ url: string, localCloudFront: string }>} */
function readyLine(child) {
  return new Promise((resolve, reject) => {
    if (!child.stdout) throw new Error('no standard output')
    createInterface(child.stdout).once('line', line => resolve(JSON.parse(line)))
    child.once('exit', code => reject(new Error(`it ended with ${code} before it was ready`)))
  })
}

/** @param {import('node:child_process').ChildProcess} child */
async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise(resolve => child.once('exit', resolve))
  child.kill('SIGINT')
  await ended
}

/** Resident memory in MB, current and peak. @param {number} pid */
export async function memory(pid) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  const now = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024
  return { now, peak: Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024 }
}

/** @param {number} pid */
export async function rss(pid) {
  return (await memory(pid)).now
}
