import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type TestProject } from 'vitest/node'
import { projectFolder } from './project.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The OpenAPI document of what was built, as JSON: made once, because to make it takes most of a second. */
    openApiDocument: string
  }
}

/** Once before all tests: some of them run the processes that users run, which are built. */
export default async function build(project: TestProject): Promise<void> {
  execFileSync(process.execPath, ['scripts/build.js'], { cwd: projectFolder, stdio: 'inherit' })
  const built = pathToFileURL(join(projectFolder, 'dist/openapi-document.js')).href
  const { openApiDocument } = (await import(built)) as { openApiDocument: () => Promise<object> }
  project.provide('openApiDocument', JSON.stringify(await openApiDocument()))
}
