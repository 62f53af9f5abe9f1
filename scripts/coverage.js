// @ts-check
/**
 * Runs the tests of routes and of the local CloudFront, and writes openapi/coverage.md: for each operation of CloudFront the
 * routes that call it with a test that did, and how much of it the local CloudFront implements with a test. Exits with 1 where
 * a test fails, or an operation has no route, is not implemented locally, or was called by no test.
 *
 *   npm run coverage
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const project = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'coverage-'))
try {
  const { status } = spawnSync('npx', ['vitest', 'run', '--project', 'service', 'test/resources', 'test/emulator'], {
    cwd: project,
    stdio: 'inherit',
    env: { ...process.env, COVERAGE_FOLDER: folder }
  })
  const missing = write(notes())
  for (const each of missing) console.error(each)
  process.exitCode = status === 0 && missing.length === 0 ? 0 : 1
} finally {
  rmSync(folder, { recursive: true })
}

/** The tests of each operation, by side: `routes CreateFunction`. @returns {Map<string, Set<string>>} */
function notes() {
  const found = new Map()
  for (const name of readdirSync(folder)) {
    for (const line of readFileSync(join(folder, name), 'utf8').trim().split('\n')) {
      const { side, operation, test } = JSON.parse(line)
      const key = `${side} ${operation}`
      found.set(key, (found.get(key) ?? new Set()).add(test))
    }
  }
  return found
}

/** What is missing. @param {Map<string, Set<string>>} tests @returns {string[]} */
function write(tests) {
  const routes = routesByOperation()
  const states = emulatorStates()
  const names = [...states.keys()].sort()
  const usedBy = countUses(tests)
  /** The test that calls the fewest operations is the most specific one. @param {'routes' | 'emulator'} side @param {string} name */
  const best = (side, name) =>
    [...(tests.get(`${side} ${name}`) ?? [])].sort(
      (a, b) => (usedBy.get(`${side} ${a}`) ?? 0) - (usedBy.get(`${side} ${b}`) ?? 0) || (a < b ? -1 : 1)
    )[0]
  /** @type {string[]} */
  const missing = []
  const rows = names.map(name => {
    const reached = routes.get(name) ?? []
    const [byRoute, byEmulator] = [best('routes', name), best('emulator', name)]
    const state = states.get(name) ?? 'missing'
    if (reached.length === 0) missing.push(`no route calls ${name}`)
    if (!byRoute) missing.push(`no test drives ${name} through a route`)
    if (state === 'missing') missing.push(`the local CloudFront does not have ${name}`)
    if (!byEmulator) missing.push(`no test drives ${name} in the local CloudFront`)
    const [first, ...others] = reached
    const shown = first === undefined ? '' : `\`${first}\`${others.length > 0 ? ` and ${others.length} more` : ''}`
    return [name, shown, code(byRoute), state, code(byEmulator)]
  })
  const count = (/** @type {number} */ column) =>
    rows.filter(row => row[column] !== '' && row[column] !== 'missing').length
  const text = [
    '# How much of CloudFront there is',
    '',
    'Made by `npm run coverage`. The test beside an operation is the one among those that drove it which is about the fewest operations.',
    '',
    `By route ${count(1)} of ${rows.length}, tested ${count(2)}; by the local CloudFront ${count(3)} of ${rows.length}, ` +
      `tested ${count(4)}.`,
    '',
    ...table(['Operation', 'Route', 'Test through it', 'Local CloudFront', 'Test of it'], rows),
    ''
  ].join('\n')
  writeFileSync(join(project, 'openapi/coverage.md'), text)
  return missing
}

/** @param {string | undefined} text */
function code(text) {
  return text === undefined ? '' : `\`${text}\``
}

/** A table as prettier formats it. @param {string[]} head @param {string[][]} rows */
function table(head, rows) {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map(row => (row[column] ?? '').length)))
  const line = (/** @type {string[]} */ cells) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  return [line(head), line(widths.map(width => '-'.repeat(width))), ...rows.map(line)]
}

/** @param {Map<string, Set<string>>} tests */
function countUses(tests) {
  const uses = new Map()
  for (const [key, files] of tests) {
    const [side] = key.split(' ')
    for (const file of files) uses.set(`${side} ${file}`, (uses.get(`${side} ${file}`) ?? 0) + 1)
  }
  return uses
}

/** The routes of each operation, those that change something first. */
function routesByOperation() {
  const document = JSON.parse(readFileSync(join(project, 'openapi/openapi.json'), 'utf8'))
  /** @type {Map<string, string[]>} */
  const found = new Map()
  for (const [path, { parameters: _, ...methods }] of Object.entries(document.paths)) {
    if (path.startsWith('/dry-run')) continue
    for (const [method, operation] of Object.entries(methods)) {
      for (const name of operation['x-cloudfront-operations'] ?? []) {
        found.set(name, [...(found.get(name) ?? []), `${method.toUpperCase()} ${path}`])
      }
    }
  }
  // The route that makes the fewest calls is the most specific one.
  const calls = (/** @type {string} */ route) => {
    const [method = '', path = ''] = route.split(' ')
    return document.paths[path][method.toLowerCase()]['x-cloudfront-operations'].length
  }
  for (const [name, list] of found)
    found.set(
      name,
      list.sort((a, b) => calls(a) - calls(b) || (a < b ? -1 : 1))
    )
  return found
}

/** `faithful`, `partial` or `missing`, as the local CloudFront's README says. */
function emulatorStates() {
  const readme = readFileSync(join(project, 'src/emulator/README.md'), 'utf8')
  const rows = readme.matchAll(/^\| (\w+)\s*\| (faithful|partial|missing)\s*\|/gm)
  return new Map([...rows].map(([, name = '', state = '']) => [name, state]))
}
