import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import { projectFolder } from './project.ts'

/** What `npm run demo` has said until it only serves its origin, which it does until the test has finished. */
export async function startDemo(url: string): Promise<string[]> {
  const child = spawn(process.execPath, ['scripts/demo.js'], {
    cwd: projectFolder,
    env: { PATH: process.env.PATH, FRONTAGE_URL: url },
    stdio: ['ignore', 'pipe', 'inherit']
  })
  const exited = once(child, 'exit')
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await exited
  })
  const lines: string[] = []
  for await (const line of createInterface(child.stdout)) {
    if (line.startsWith('Its origin is served here')) break
    if (line !== '') lines.push(line)
  }
  return lines
}

/** The address that it says to open. */
export function addressOf(lines: readonly string[]): string {
  return /^ {2}(http\S+) /.exec(lines[1] ?? '')?.[1] ?? ''
}
