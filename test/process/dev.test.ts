import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test, vi } from 'vitest'
import { projectFolder } from '../helpers/project.ts'
import { bareEnvironment, prepareStore, temporaryFolder } from '../helpers/start-process.ts'

/** `npm run dev` in a copy of the project, whose sources a test may change. */
async function startDev() {
  const project = await temporaryFolder()
  for (const name of ['src', 'scripts', 'dist', 'package.json', 'package-lock.json'])
    cpSync(join(projectFolder, name), join(project, name), { recursive: true, preserveTimestamps: true })
  symlinkSync(join(projectFolder, 'node_modules'), join(project, 'node_modules'))
  const DATA_DIR = await temporaryFolder()
  await prepareStore(DATA_DIR)
  const child = spawn('npm', ['run', 'dev'], {
    cwd: project,
    detached: true,
    env: { ...bareEnvironment(), PORT: '0', LOCAL_CLOUDFRONT_PORT: '0', DATA_DIR },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  const exited = once(child, 'close').then(([code]) => code as number | null)
  onTestFinished(async () => {
    if (child.exitCode === null) process.kill(-(child.pid ?? NaN), 'SIGKILL')
    await exited
  })
  let log = ''
  child.stderr.on('data', chunk => (log += String(chunk)))
  const urls: string[] = []
  createInterface(child.stdout).on('line', line => {
    if (line.startsWith('{')) urls.push((JSON.parse(line) as { url: string }).url)
  })
  const ready = (times: number) => vi.waitFor(() => expect(urls, log).toHaveLength(times), 60_000)
  const said = (text: string) => vi.waitFor(() => expect(log).toContain(text), 30_000)
  await ready(1)
  return { child, exited, ready, said, urls, source: join(project, 'src/server.ts') }
}

test('npm run dev restarts the service after a change, and waits for the next change if that fails', async () => {
  const { child, exited, ready, said, urls, source } = await startDev()
  const before = readFileSync(source, 'utf8')
  appendFileSync(source, '\nthis is no source')
  await said('src/server.ts:')
  // What cannot be parsed leaves the service as it is.
  await expect(fetch(`${urls[0]}/health/live`)).resolves.toMatchObject({ status: 200 })
  writeFileSync(source, `throw new Error('broken by hand')\n${before}`)
  await said('broken by hand')
  await said('restarted when a source changes')
  writeFileSync(source, before)
  await ready(2)
  await expect(fetch(`${urls[1]}/health/live`)).resolves.toMatchObject({ status: 200 })
  child.kill('SIGTERM')
  expect(await exited).toBe(0)
}, 180_000)
