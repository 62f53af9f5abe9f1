import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { projectFolder } from '../helpers/project.ts'
import { settingsForLocal, start } from '../helpers/run-server.ts'

/** A few lines of JavaScript with the log of the service, `logger`. */
function sourceOf(program: string): string {
  const lines = JSON.stringify(join(projectFolder, 'dist/process/log-lines.js'))
  const logger = JSON.stringify(join(projectFolder, 'dist/plugins/logger.js'))
  return `
    const { logWarningsAndCrashes } = await import(${lines})
    const { createLogger } = await import(${logger})
    process.emitWarning('early')
    await new Promise(resolve => setImmediate(resolve))
    const logger = createLogger({ level: 'info', format: 'json', destination: process.stderr })
    logWarningsAndCrashes(logger)
    ${program}`
}

/** Runs a few lines of JavaScript with the log of the service; answers its lines and the exit code. */
async function run(program: string) {
  return new Promise<{ code: unknown; log: { level: number; msg: string }[] }>(resolve => {
    execFile(process.execPath, ['--input-type=module', '-e', sourceOf(program)], (error, _, stderr) => {
      const log = stderr.trim().split('\n')
      resolve({ code: error?.code ?? 0, log: log.map(line => JSON.parse(line) as { level: number; msg: string }) })
    })
  })
}

test('warnings of Node are log lines, also those from before there was a log', async () => {
  expect(await run("process.emitWarning('odd', 'MaxListenersExceededWarning')")).toMatchObject({
    code: 0,
    log: [
      { level: 40, msg: 'Node warning: early' },
      { level: 40, msg: 'Node warning: odd' }
    ]
  })
})

test.each([
  ['an exception', "setImmediate(() => { throw new Error('lost') })"],
  ['a rejection', "void Promise.reject(new Error('lost')); setTimeout(() => {}, 60_000)"]
])('%s that nobody catches is a fatal line, and the end', async (_, program) => {
  expect(await run(program)).toMatchObject({
    code: 1,
    log: [{ level: 40 }, { level: 60, err: { message: 'lost' }, msg: 'uncaught exception: the process ends' }]
  })
})

describe('what cannot be written', () => {
  /** Runs a few lines of JavaScript; answers the exit code and what could be written. */
  async function runWith(program: string, stdio: ['ignore', 'pipe', 'pipe' | number], gone?: 'stdout' | 'stderr') {
    const child = spawn(process.execPath, ['--input-type=module', '-e', sourceOf(program)], { stdio })
    // Long before the program writes anything.
    if (gone) child[gone]?.destroy()
    const written = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const) child[name]?.on('data', data => (written[name] += String(data)))
    const [code] = (await once(child, 'close')) as [number | null]
    return { code, ...written }
  }

  /** Failures of a stream come after the write. */
  const LINES = `
    for (const turn of [1, 2, 3]) {
      logger.info(String(turn))
      await new Promise(resolve => setImmediate(resolve))
    }
    process.stdout.write('lives')`

  test('because the reader of the log has gone is lost, not the process', async () => {
    expect(await runWith(LINES, ['ignore', 'pipe', 'pipe'], 'stderr')).toMatchObject({ code: 0, stdout: 'lives' })
  })

  test.runIf(process.platform === 'linux')('because the disk of the log is full is lost, too', async () => {
    const full = openSync('/dev/full', 'w')
    onTestFinished(() => closeSync(full))
    expect(await runWith(LINES, ['ignore', 'pipe', full])).toMatchObject({ code: 0, stdout: 'lives' })
  })

  test('because the reader of the ready line has gone is lost, too', async () => {
    const program = `
      process.stdout.write('ready')
      await new Promise(resolve => setImmediate(resolve))
      logger.info('lives')`
    const { code, stderr } = await runWith(program, ['ignore', 'pipe', 'pipe'], 'stdout')
    expect([code, stderr]).toEqual([0, expect.stringContaining('"msg":"lives"')])
  })
})

test('the service logs them so', async () => {
  // Says something odd as soon as the ready line is written.
  const preload = `
    const write = process.stdout.write.bind(process.stdout)
    process.stdout.write = (...args) => { process.emitWarning('odd'); return write(...args) }`
  const { child, ready, exited } = start(
    await settingsForLocal({ NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(preload)}` })
  )
  await ready()
  child.kill('SIGTERM')
  const { stderr } = await exited
  const log = stderr
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as { msg: string })
  expect(log.map(({ msg }) => msg)).toContain('Node warning: odd')
})
