import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import { projectFolder } from './project.ts'

/**
 * What `npm run demo`, where the local CloudFront has its data in `dataDir`, has said until it only serves its failing origin, which it does until the test has finished. With `fromInput` Node
 * reads it from standard input, as in a container that does not have the file.
 */
export async function startDemo(url: string, dataDir: string, { fromInput = false } = {}): Promise<string[]> {
  const script = join(projectFolder, 'scripts/demo.js')
  const child = spawn(process.execPath, fromInput ? ['--input-type=module'] : [script], {
    cwd: fromInput ? tmpdir() : projectFolder,
    env: { PATH: process.env.PATH, FRONTAGE_URL: url, DATA_DIR: dataDir },
    stdio: ['pipe', 'pipe', 'inherit']
  })
  child.stdin.end(fromInput ? readFileSync(script) : undefined)
  const exited = once(child, 'exit')
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await exited
  })
  const lines: string[] = []
  for await (const line of createInterface(child.stdout)) {
    if (line.startsWith('The origin that fails is served here')) break
    if (line !== '') lines.push(line)
  }
  return lines
}

/** The address that it says to open. */
export function addressOf(lines: readonly string[]): string {
  return /^ {2}(http\S+) /.exec(lines[1] ?? '')?.[1] ?? ''
}
