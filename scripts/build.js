// @ts-check
/**
 * Writes dist/ from src/: types are taken away, not checked, which `npm run types` does. Only what has changed is written, so
 * that a start costs a fraction of a second. Ends with 1 where a source cannot be parsed.
 */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  watch,
  writeFileSync
} from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { transformSync } from 'oxc-transform'

const project = fileURLToPath(new URL('..', import.meta.url))
const sourceFolder = join(project, 'src')
const target = join(project, 'dist')

/** @param {string} folder @returns {string[]} The files below it, relative to it. */
function filesBelow(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
}

/** @param {string} path */
const modifiedAt = path => (existsSync(path) ? statSync(path).mtimeMs : 0)

/** A safe repeat: what is up to date stays as it is. Answers whether there was anything to do; throws for what cannot be parsed. */
export function build() {
  let changed = false
  const sources = filesBelow(sourceFolder).filter(name => name.endsWith('.ts') && !name.endsWith('.d.ts'))
  const wanted = new Set(sources.flatMap(name => [name.replace(/\.ts$/, '.js'), name.replace(/\.ts$/, '.js.map')]))
  for (const name of filesBelow(target)) {
    if (wanted.has(name)) continue
    rmSync(join(target, name))
    changed = true
  }
  // Another transpiler, or another version of this one, writes something else.
  const newest = Math.max(...['package-lock.json', 'scripts/build.js'].map(name => modifiedAt(join(project, name))))
  for (const name of sources) {
    const path = join(sourceFolder, name)
    const output = join(target, name.replace(/\.ts$/, '.js'))
    if (modifiedAt(output) > Math.max(newest, modifiedAt(path))) continue
    const { code, map, errors } = transformSync(path, readFileSync(path, 'utf8'), {
      lang: 'ts',
      sourceType: 'module',
      sourcemap: true,
      target: 'es2023',
      typescript: { onlyRemoveTypeImports: true, rewriteImportExtensions: 'rewrite' }
    })
    if (errors.length > 0) throw new Error(`src/${name}: ${errors.map(({ message }) => message).join('; ')}`)
    mkdirSync(dirname(output), { recursive: true })
    writeFileSync(`${output}.map`, JSON.stringify({ ...map, sources: [relative(dirname(output), path)] }))
    writeFileSync(output, `${code}//# sourceMappingURL=${basename(output)}.map\n`)
    changed = true
  }
  return changed
}

/** Builds again after changes, and calls back where that has written something. */
export function watchSources(/** @type {() => void} */ onBuilt) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer
  const rebuild = () => {
    try {
      if (build()) onBuilt()
    } catch (error) {
      // Half a sentence of a source is usual while it is written.
      console.error(String(error))
    }
  }
  watch(sourceFolder, { recursive: true }, () => {
    // An editor writes a file in several steps.
    clearTimeout(timer)
    timer = setTimeout(rebuild, 50)
  })
}

if (realpathSync(process.argv[1] ?? '.') === fileURLToPath(import.meta.url)) build()
