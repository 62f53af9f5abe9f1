// @ts-check
/**
 * Evaluates vitest's JSON reports for a build:
 *
 *   node scripts/test-reports.js failed-files REPORT           the files in which a test failed, one per line
 *   node scripts/test-reports.js sum FOLDER FAILED-STEPS       which tests failed, then "N passed, N failed"; exits with 1 if any did
 *
 * In a folder, `NAME.again.json` is the second run of the files that failed in `NAME.json`.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

const STEPS = 4
const MESSAGE_LENGTH_MAX = 1_500

/** @typedef {{ fullName: string, status: string, failureMessages?: string[] }} Test */
/** @typedef {{ name: string, status: string, message: string, assertionResults: Test[] }} File */

/** @returns {File[]} */
const filesOf = report => (existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')).testResults : [])

const nameOf = file => relative(process.cwd(), file.name)

/** The failed tests of a file by name, with their messages; a file that could not be run counts as one. */
function failuresOf(file) {
  const failed = file.assertionResults.filter(test => test.status === 'failed')
  if (failed.length === 0 && file.status === 'failed') return [{ name: nameOf(file), message: file.message }]
  return failed.map(test => ({
    name: `${nameOf(file)} > ${test.fullName}`,
    message: (test.failureMessages ?? []).join('\n')
  }))
}

function printFailedFiles(report) {
  for (const file of filesOf(report)) if (failuresOf(file).length > 0) console.log(nameOf(file))
}

function printSum(folder, failedSteps) {
  const reports = readdirSync(folder).filter(name => name.endsWith('.json') && !name.endsWith('.again.json'))
  let passed = 0
  let failed = 0
  for (const report of reports) {
    const files = filesOf(join(folder, report))
    const again = new Map(filesOf(join(folder, report.replace('.json', '.again.json'))).map(file => [file.name, file]))
    passed += files.flatMap(file => file.assertionResults).filter(test => test.status === 'passed').length
    for (const file of files) {
      const second = again.get(file.name)
      const still = new Set((second ? failuresOf(second) : failuresOf(file)).map(({ name }) => name))
      for (const { name, message } of failuresOf(file)) {
        failed++
        console.log(
          `\n${still.has(name) ? 'FAILED' : 'FAILED, but passed when run again'}: ${name}\n${message.slice(0, MESSAGE_LENGTH_MAX)}`
        )
      }
    }
  }
  // A step can fail without a failed test: lint, types, a run that crashed.
  failed = Math.max(failed, failedSteps, STEPS - reports.length)
  console.log(`\n${passed} passed, ${failed} failed`)
  process.exit(failed === 0 && passed > 0 ? 0 : 1)
}

const [command, path = '', steps] = process.argv.slice(2)
if (command === 'failed-files') printFailedFiles(path)
else printSum(path, Number(steps))
