import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectFolder } from '../helpers/project.ts'

const read = (name: string) => readFileSync(join(projectFolder, 'test', name), 'utf8')

test('each test that the README of the tests names is there, under the words that it quotes', () => {
  const named = [...read('README.md').matchAll(/`([\w./-]+\.test\.ts)`: (.+?)(?=<br>| *\|)/g)]
  expect(named.length).toBeGreaterThan(50)
  const missing = named.filter(([, file = '', words = '']) => !read(file).includes(words)).map(([text]) => text)
  expect(missing).toEqual([])
})
