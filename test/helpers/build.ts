import { execFileSync } from 'node:child_process'
import { projectFolder } from './project.ts'

/** Once before all tests: some of them run the processes that users run, which are built. */
export default function build(): void {
  execFileSync(process.execPath, ['scripts/build.js'], { cwd: projectFolder, stdio: 'inherit' })
}
