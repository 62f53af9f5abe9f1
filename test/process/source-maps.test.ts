import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { projectFolder } from '../helpers/project.ts'

const run = promisify(execFile)

const built = (name: string) => join(projectFolder, 'dist', name)

/** The stack of what a call of a module's function throws. */
async function stackOf(module: string, call: string): Promise<string> {
  const source = `
    await import(${JSON.stringify(pathToFileURL(built('process/source-maps.js')))})
    const module = await import(${JSON.stringify(pathToFileURL(module))})
    try { module.${call} } catch (error) { process.stdout.write(error.stack) }`
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', source])
  return stdout
}

/** A module that throws on its second line, which was line 41 of its source, with this map or without one. */
async function moduleWith({ map, thrown = "new TypeError('lost')" }: { map?: string; thrown?: string }) {
  const folder = await mkdtemp(join(tmpdir(), 'frontage-maps-'))
  onTestFinished(async () => rm(folder, { recursive: true }))
  const file = join(folder, 'built.mjs')
  await writeFile(file, `export function fail() {\n  throw ${thrown}\n}\n`)
  if (map !== undefined) await writeFile(`${file}.map`, map)
  return file
}

// One segment, at the start of the second line: the source's line 40 as counted from 0.
const MAP = JSON.stringify({ version: 3, sources: ['../src/fail.ts'], names: [], mappings: ';AAwCA' })

test("stacks name the sources' files and lines", async () => {
  expect(await stackOf(built('invalidation/planning/plan.js'), 'planInvalidation(undefined)')).toMatch(
    /^TypeError: .+\n {4}at .*planInvalidation.*file:\/\/\/\S+\/src\/invalidation\/planning\/plan\.ts:\d+:\d+\)?$/m
  )
  expect(await stackOf(await moduleWith({ map: MAP }), 'fail()')).toMatch(
    /^TypeError: lost\n {4}at .*fail \(file:\/\/\/\S+\/src\/fail\.ts:41:1\)\n {4}at /
  )
})

test('without a map, and with one that is damaged, they name the built file', async () => {
  const bad = (source: string) => MAP.replace('"../src/fail.ts"', source)
  for (const map of [undefined, '{"version":3', '{"version":3,"sources":7}', bad('null'), bad('"http://[bad"')]) {
    expect(await stackOf(await moduleWith({ ...(map !== undefined && { map }) }), 'fail()')).toMatch(
      /^TypeError: lost\n {4}at .*fail \(file:\/\/\/\S+\/built\.mjs:2:9\)\n/
    )
  }
})

test('a message that cannot be written does not lose the stack', async () => {
  const thrown = "Object.assign(new Error(''), { toString() { throw new Error('again') } })"
  expect(await stackOf(await moduleWith({ map: MAP, thrown }), 'fail()')).toMatch(
    /^Error\n {4}at .*fail \(.+fail\.ts:41:1\)\n/
  )
})
