import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import { emptyStore } from './empty-store.ts'
import { projectFolder } from './project.ts'
import { scanLogs } from './secret-scan.ts'

/** A new folder that is gone when the test has finished. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'frontage-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** The environment of this process without any setting of Frontage or of AWS. */
export function bareEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !/^(AWS_|CLOUDFRONT|LOCAL_CLOUDFRONT|LOCAL_EDGE|API_TOKENS|HOST$|PORT$|DATA_DIR|DATABASE_URL|NODE_ENV|VITEST)/.test(
          name
        )
    )
  )
}

export interface ReadyLine {
  readonly url: string
  readonly docs: string
  readonly localCloudFront: string
  readonly edge: string
}

const BUILT = [process.execPath, 'dist/server.js']

/**
 * Frontage as `npm start` runs it, from the build, with a local CloudFront of its own, all on free ports. Ends with the
 * test. `stop` ends it as a terminal would and answers the exit code.
 */
export async function startProcess(env: NodeJS.ProcessEnv = {}, command = BUILT) {
  const [program = '', ...args] = command
  const dataDir = env.DATA_DIR ?? (await temporaryFolder())
  if (env.DATABASE_URL === undefined) await prepareStore(dataDir)
  const child = spawn(program, args, {
    cwd: projectFolder,
    // A group of its own, so that npm's children end with it.
    detached: true,
    env: {
      ...bareEnvironment(),
      PORT: '0',
      LOCAL_CLOUDFRONT_PORT: '0',
      LOCAL_EDGE_PORT: '0',
      ...env,
      DATA_DIR: dataDir
    },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  const log: string[] = []
  createInterface(child.stderr).on('line', scanLogs())
  child.stderr.on('data', (chunk: Buffer) => log.push(chunk.toString()))
  const stop = () => end(child, 'SIGINT')
  onTestFinished(async () => {
    await end(child, 'SIGKILL')
  })
  const ready = await new Promise<ReadyLine>((resolve, reject) => {
    createInterface(child.stdout).on('line', line => {
      // npm prints the script's name first.
      if (line.startsWith('{')) resolve(JSON.parse(line) as ReadyLine)
    })
    child.once('exit', code => reject(new Error(`Frontage ended with ${code} before it was ready: ${log.join('')}`)))
  })
  return { ...ready, stop, log: () => log.join('') }
}

/** A first start takes seconds to make the store's files; most tests are about something else. */
export async function prepareStore(dataDir: string): Promise<void> {
  const files = join(dataDir, 'store/postgres')
  if (!existsSync(files)) cpSync(await emptyStore(), files, { recursive: true })
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  const ended = once(child, 'exit')
  process.kill(-(child.pid ?? NaN), signal)
  await ended
  return child.exitCode
}
