import { appendFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { expect } from 'vitest'
import { projectFolder } from './project.ts'

/** Where scripts/coverage.js wants to read which test drove which operation of CloudFront; nothing is written without it. */
const folder = process.env.COVERAGE_FOLDER

/**
 * Notes that the test which is running has had these operations answered without a refusal: `routes`, through Frontage's
 * routes, or `emulator`, from the local CloudFront itself.
 */
export function noteCovered(side: 'routes' | 'emulator', operations: Iterable<string>): void {
  const { testPath } = expect.getState()
  if (folder === undefined || testPath === undefined) return
  const test = relative(projectFolder, testPath)
  const lines = [...operations].map(operation => JSON.stringify({ side, operation, test }))
  if (lines.length > 0) appendFileSync(join(folder, `${process.pid}.jsonl`), `${lines.join('\n')}\n`)
}
