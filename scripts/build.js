// @ts-check
/**
 * Bundles src/ and the packages that it uses into dist/: a few files instead of two thousand, whose loading would take most of
 * a start. Strips types without checking them, which `npm run types` does. Takes a few milliseconds if nothing has changed.
 * Exits with 1 if a source cannot be parsed.
 */
import { existsSync, readdirSync, realpathSync, renameSync, rmSync, statSync, utimesSync, watch } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const project = fileURLToPath(new URL('..', import.meta.url))
const target = join(project, 'dist')

/** The programs, and the modules that scripts, benchmarks and tests import. */
const ENTRIES = [
  'server',
  'token',
  'emulator/main',
  'emulator/functions/worker',
  'openapi-document',
  'database/embedded',
  'database/first-start',
  'plugins/logger',
  'process/log-lines',
  'process/source-maps',
  'process/quiet-sdk',
  'invalidation/planning/plan'
]
/** Packages that need files besides their code. */
const WITH_FILES = [/^@electric-sql\/pglite(\/|$)/]
/** Packages that are rarely or never loaded. An `import` that would load them at every start fails the build. */
const RARE = [
  /^@electric-sql\/pglite-prepopulatedfs$/,
  /^modern-tar\//,
  /^undici$/,
  /^mime$/,
  /^pg-native$/,
  /^quickjs-emscripten-core$/,
  /^@jitl\//
]
/** Packages in separate chunks, so that a start need not load them. */
const RARELY_LOADED =
  /node_modules\/@(aws-sdk\/(client-cloudfront-keyvaluestore|signature-v4a|credential-providers)|smithy\/signature-v4a)\//
const TRACING = /node_modules\/@opentelemetry\/(?!api\/)/
/** Its packages are loaded with the thread. */
const OWN_THREAD = 'emulator/functions/worker.js'
const SERVER = join(target, 'server.js')

/** When the path or anything below it was last changed or removed, in ms since 1970. @param {string} path */
function changedAt(path) {
  const stats = statSync(path)
  /** @type {number} */
  const below = stats.isDirectory()
    ? Math.max(...readdirSync(path).map(name => changedAt(join(path, name))))
    : -Infinity
  return Math.max(stats.mtimeMs, below)
}

/**
 * Saves memory. V8 keeps a source with a single character beyond Latin-1 in two bytes per character: 5 MB more. The source
 * map of the packages would take 15 MB with the first stack that names them (`process/source-maps.ts`).
 */
const smallChunks = {
  name: 'small-chunks',
  /** @param {unknown} _options @param {Record<string, { code?: string, imports?: string[] }>} files */
  generateBundle(_options, files) {
    for (const [name, { imports = [] }] of Object.entries(files)) {
      const rare = imports.find(each => RARE.some(pattern => pattern.test(each)))
      if (rare !== undefined && name !== OWN_THREAD) throw new Error(`${name} imports ${rare}, which is rarely needed`)
    }
    const packages = files['packages.js']
    if (packages?.code === undefined) throw new Error('the packages are not in packages.js')
    packages.code = packages.code.replace(/\n\/\/# sourceMappingURL=.*\n*$/, '\n')
    delete files['packages.js.map']
    for (const file of Object.values(files)) file.code = file.code?.replace(NOT_ASCII, escaped)
  }
}

/** Such characters occur only in strings, templates and regular expressions, where an escape is equivalent. */
const NOT_ASCII = /[^\0-\x7F]/g
const escaped = (/** @type {string} */ unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`

/**
 * Builds if something has changed, and resolves with whether it did. Safe to repeat: dist/ is replaced atomically. Throws if a
 * source cannot be parsed.
 */
export async function build() {
  const changed = Math.max(
    ...['src', 'package-lock.json', 'scripts/build.js'].map(name => changedAt(join(project, name)))
  )
  if (existsSync(SERVER) && statSync(SERVER).mtimeMs > changed) return false
  const startedAt = new Date()
  // Imported here because loading it takes longer than the check for changes.
  const { rolldown } = await import('rolldown')
  const bundle = await rolldown({
    cwd: project,
    input: Object.fromEntries(ENTRIES.map(name => [name, `src/${name}.ts`])),
    platform: 'node',
    external: [...WITH_FILES, ...RARE],
    // Required for a group without its dependencies.
    preserveEntrySignatures: 'allow-extension',
    tsconfig: false,
    transform: { target: 'es2023' },
    logLevel: 'warn',
    plugins: [smallChunks]
  })
  const unfinished = `${target}.${process.pid}`
  try {
    await bundle.write({
      dir: unfinished,
      chunkFileNames: '[name].js',
      comments: false,
      sourcemap: true,
      sourcemapExcludeSources: true,
      codeSplitting: {
        groups: [
          { name: 'key-values', test: RARELY_LOADED, priority: 1, includeDependenciesRecursively: false },
          { name: 'tracing', test: TRACING, priority: 1, includeDependenciesRecursively: false },
          { name: 'packages', test: /node_modules/ }
        ]
      }
    })
  } finally {
    await bundle.close()
  }
  utimesSync(join(unfinished, 'server.js'), startedAt, startedAt)
  try {
    rmSync(target, { recursive: true, force: true })
    renameSync(unfinished, target)
  } catch (error) {
    // A concurrent build has written the same.
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ENOTEMPTY') throw error
    rmSync(unfinished, { recursive: true })
  }
  return true
}

/** Rebuilds after changes, and calls back when that has written something. */
export function watchSources(/** @type {() => void} */ onBuilt) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer
  let built = Promise.resolve()
  const rebuild = async () => {
    try {
      if (await build()) onBuilt()
    } catch (error) {
      // A source that is being edited often cannot be parsed.
      console.error(String(error))
    }
  }
  watch(join(project, 'src'), { recursive: true }, () => {
    // Debounced, because editors write a file in several steps.
    clearTimeout(timer)
    timer = setTimeout(() => {
      built = built.then(rebuild)
    }, 50)
  })
}

if (realpathSync(process.argv[1] ?? '.') === fileURLToPath(import.meta.url)) await build()
