import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectFolder } from '../helpers/project.ts'
import { settingsForLocal, start } from '../helpers/run-server.ts'

/** Runs a few lines of JavaScript with the log of the service; answers its lines and the exit code. */
async function run(program: string) {
  const lines = JSON.stringify(join(projectFolder, 'dist/process/log-lines.js'))
  const logger = JSON.stringify(join(projectFolder, 'dist/plugins/logger.js'))
  const source = `
    const { logWarningsAndCrashes } = await import(${lines})
    const { createLogger } = await import(${logger})
    process.emitWarning('early')
    await new Promise(resolve => setImmediate(resolve))
    logWarningsAndCrashes(createLogger({ level: 'info', format: 'json', destination: process.stderr }))
    ${program}`
  return new Promise<{ code: unknown; log: { level: number; msg: string }[] }>(resolve => {
    execFile(process.execPath, ['--input-type=module', '-e', source], (error, _, stderr) => {
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
