import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import { projectFolder } from '../helpers/project.ts'

/** What `npm run local-cloudfront` runs, as it was built before the tests. */
const main = join(projectFolder, 'dist/emulator/main.js')

/** Runs the process with these settings; whatever happens it does not outlive the test. */
export function runEmulator(env: Record<string, string>) {
  const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>(resolve => {
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await exited
  })

  const lines: string[] = []
  const reader = createInterface(child.stdout).on('line', line => lines.push(line))
  return {
    exited,
    /** Everything on standard output so far. */
    lines,
    errors: () => errors,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    /** The first line on standard output; rejects when the process ends without one. */
    ready: new Promise<string>((resolve, reject) => {
      reader.once('line', resolve)
      void exited.then(({ code }) => reject(new Error(`ended with ${code}: ${errors}`)))
    })
  }
}
