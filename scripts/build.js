// @ts-check
/**
 * Writes dist/ from src/, with the packages that are used: a few files instead of two thousand, of which Node would spend most
 * of a start on finding and reading. Types are taken away, not checked, which `npm run types` does. Where nothing has
 * changed it does nothing, in a few milliseconds. Ends with 1 where a source cannot be parsed.
 */
import { existsSync, readdirSync, realpathSync, renameSync, rmSync, statSync, utimesSync, watch } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const project = fileURLToPath(new URL('..', import.meta.url))
const target = join(project, 'dist')

/** The programs, and what scripts, benches and tests import by itself. */
const ENTRIES = [
  'server',
  'emulator/main',
  'openapi-document',
  'database/embedded',
  'database/first-start',
  'plugins/logger',
  'process/log-lines',
  'process/quiet-sdk',
  'invalidation/planning/plan'
]
/** Packages with files of their own beside their code, or rarely or never loaded. */
const LEFT_OUT = [/^@electric-sql\//, /^@fastify\/swagger-ui$/, /^modern-tar\//, /^pg-native$/]
const SERVER = join(target, 'server.js')

/** When it or anything below changed, in ms since 1970; of a folder also when something was removed. @param {string} path */
function changedAt(path) {
  const stats = statSync(path)
  /** @type {number} */
  const below = stats.isDirectory()
    ? Math.max(...readdirSync(path).map(name => changedAt(join(path, name))))
    : -Infinity
  return Math.max(stats.mtimeMs, below)
}

/**
 * The packages in less memory, of each process and for its life. V8 keeps a source that has a single character beyond Latin-1 in
 * two bytes for each: 3.4 MB more. Node reads the map of all that it loads: 15 MB, and a tenth of a second of a start.
 */
const smallPackages = {
  name: 'small-packages',
  /** @param {unknown} _options @param {Record<string, { code?: string }>} files */
  generateBundle(_options, files) {
    const packages = files['packages.js']
    if (packages?.code === undefined) throw new Error('the packages are not in packages.js')
    packages.code = packages.code.replace(/\n\/\/# sourceMappingURL=.*\n*$/, '\n').replace(NOT_ASCII, escaped)
    delete files['packages.js.map']
  }
}

/** They only come in strings, templates and regular expressions, where an escape means the same. */
const NOT_ASCII = /[^\0-\x7F]/g
const escaped = (/** @type {string} */ unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`

/**
 * A safe repeat. dist/ is replaced as a whole, so that half of it is never run. Answers whether there was anything to do;
 * throws for what cannot be parsed.
 */
export async function build() {
  const changed = Math.max(
    ...['src', 'package-lock.json', 'scripts/build.js'].map(name => changedAt(join(project, name)))
  )
  if (existsSync(SERVER) && statSync(SERVER).mtimeMs > changed) return false
  const startedAt = new Date()
  // Loading it takes longer than everything else that a start has to do here.
  const { rolldown } = await import('rolldown')
  const bundle = await rolldown({
    cwd: project,
    input: Object.fromEntries(ENTRIES.map(name => [name, `src/${name}.ts`])),
    platform: 'node',
    external: LEFT_OUT,
    tsconfig: false,
    transform: { target: 'es2023', typescript: { onlyRemoveTypeImports: true } },
    logLevel: 'warn',
    plugins: [smallPackages]
  })
  const unfinished = `${target}.${process.pid}`
  try {
    await bundle.write({
      dir: unfinished,
      chunkFileNames: '[name].js',
      comments: false,
      sourcemap: true,
      sourcemapExcludeSources: true,
      codeSplitting: { groups: [{ name: 'packages', test: /node_modules/ }] }
    })
  } finally {
    await bundle.close()
  }
  utimesSync(join(unfinished, 'server.js'), startedAt, startedAt)
  try {
    rmSync(target, { recursive: true, force: true })
    renameSync(unfinished, target)
  } catch (error) {
    // Another build was there first, with the same.
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ENOTEMPTY') throw error
    rmSync(unfinished, { recursive: true })
  }
  return true
}

/** Builds again after changes, and calls back where that has written something. */
export function watchSources(/** @type {() => void} */ onBuilt) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer
  let built = Promise.resolve()
  const rebuild = async () => {
    try {
      if (await build()) onBuilt()
    } catch (error) {
      // Half a sentence of a source is usual while it is written.
      console.error(String(error))
    }
  }
  watch(join(project, 'src'), { recursive: true }, () => {
    // An editor writes a file in several steps.
    clearTimeout(timer)
    timer = setTimeout(() => {
      built = built.then(rebuild)
    }, 50)
  })
}

if (realpathSync(process.argv[1] ?? '.') === fileURLToPath(import.meta.url)) await build()
