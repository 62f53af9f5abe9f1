import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectFolder } from '../../helpers/project.ts'

const read = (file: string) => readFileSync(join(projectFolder, file), 'utf8')
const rows = [...read('test/emulator/edge/RULES.md').matchAll(/^\| (.+?) +\| (.+?) +\| `(.+?)` +\| (.+?) +\|$/gm)].map(
  ([, rule = '', source = '', file = '', name = '']) => ({ rule, source, file, name: name.replaceAll('\\', '') })
)

test('each rule of the edge has a test of that name in that file', () => {
  expect(rows.length).toBeGreaterThan(80)
  const missing = rows.filter(({ file, name }) => !read(file).includes(`'${name}'`))
  expect(missing).toEqual([])
})
