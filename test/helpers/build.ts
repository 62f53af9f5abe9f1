import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { projectFolder } from './project.ts'

/** Once before all tests: some of them run the processes that users run, which are built. */
export default function build(): void {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')
  execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: projectFolder, stdio: 'inherit' })
}
