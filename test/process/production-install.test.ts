import { readdirSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { projectFolder } from '../helpers/project.ts'

const { dependencies } = JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>
}

/** Packages that a module imports, requires or loads by a name in its text. */
function packagesOf(file: string): string[] {
  const text = readFileSync(file, 'utf8')
  const loaded = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName)
  const resolved = [
    ...text.matchAll(/\b(?:__require|(?:import\.meta|require)\.resolve)\(["']([\w@./:-]+)["']\)/g)
  ].flatMap(([, name]) => name ?? [])
  return [...loaded, ...resolved].filter(name => !/^[./#]/.test(name) && !isBuiltin(name)).map(packageOf)
}

const packageOf = (name: string) =>
  name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/')

const filesIn = (folder: string, extension: string) =>
  readdirSync(join(projectFolder, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith(extension))
    .map(name => join(projectFolder, folder, name))

/** Loaded where somebody has installed them, and done without where nobody has. */
const OPTIONAL = ['pg-native', 'supports-color']

describe('an installation without devDependencies, which builds at its first start, has', () => {
  test.each([
    ['everything that the build itself uses', () => [join(projectFolder, 'scripts/build.js')]],
    ['everything that goes into the build', () => filesIn('src', '.ts')],
    ['everything that the build leaves out', () => filesIn('dist', '.js')]
  ])('%s', (_, files) => {
    const used = new Set(files().flatMap(packagesOf))
    expect(used.size).toBeGreaterThan(0)
    expect([...used].filter(name => !(name in dependencies) && !OPTIONAL.includes(name))).toEqual([])
  })
})
