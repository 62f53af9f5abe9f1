import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import { projectFolder } from './project.ts'
import { scanLogs } from './secret-scan.ts'
import { prepareStore, temporaryFolder } from './start-process.ts'

export interface Ready {
  ready: boolean
  url: string
  docs: string
  backend: string
  localCloudFront?: string
  edge?: string
  warnings?: string[]
}

/** Whatever happens to the test, the process does not outlive it. */
export function start(env: Record<string, string>) {
  const process = run(env)
  createInterface(process.child.stderr).on('line', scanLogs())
  onTestFinished(() => process.end())
  return process
}

/** The built service, as users start it, with these settings and none of the test's own environment but PATH. */
export function run(env: Record<string, string>) {
  const child = spawn(process.execPath, [join(projectFolder, 'dist/server.js')], {
    env: { PATH: process.env.PATH ?? '', ...env }
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
    },
    async end(): Promise<void> {
      child.kill('SIGKILL')
      await exited
    }
  }
}

/** For a process on free ports. Making the store's files takes seconds, so they are there already. */
export async function settingsForLocal(settings: Record<string, string> = {}) {
  const DATA_DIR = await temporaryFolder()
  await prepareStore(DATA_DIR)
  return { PORT: '0', LOCAL_CLOUDFRONT_PORT: '0', LOCAL_EDGE_PORT: '0', DATA_DIR, ...settings }
}
