import './process/quiet-sdk.ts'
import './process/source-maps.ts'
import { logWarningsAndCrashes } from './process/log-lines.ts'
import { type Logger } from 'pino'
import { readIssuersFile } from './access/issuers-file.ts'
import { buildApp, CLOSING_GRACE_MS } from './app.ts'
import { openBackend } from './backend.ts'
import { type Config, ConfigError, readConfig } from './config.ts'
import { SettingsFileError } from './settings-file.ts'
import { UnusableStoreError } from './database/unusable-store.ts'
import { listening } from './listening.ts'
import { createMetrics } from './metrics/metrics.ts'
import { addProcessMetrics } from './metrics/process-metrics.ts'
import { openDatabase, usingStore } from './open-database.ts'
import { createLogger } from './plugins/logger.ts'
import { reportFailedStart } from './process/failed-start.ts'
import { createShutdown, type Shutdown } from './process/shutdown.ts'
import { openTracing } from './tracing/open-tracing.ts'

/** Exit code for wrong settings, so that supervisors can tell them from faults that a restart may fix. */
const EXIT_WRONG_SETTING = 2
const EXIT_FAILED = 1

/** Enough for requests in progress, then operations, then the stores. */
const CLOSING_MAX_MS = CLOSING_GRACE_MS + 30_000

const COLLECTED_AFTER_MS = 5_000

/** The logger, if it logs JSON. */
let jsonLogger: Logger | undefined

/** The contents of the ready line. */
interface Ready {
  readonly url: string
  readonly localCloudFront: string | undefined
  /** The address at which distributions of the local CloudFront can be opened. */
  readonly edge: string | undefined
  /** Sentences for the operator. */
  readonly warnings: readonly string[]
}

async function main(): Promise<void> {
  const config = readConfig(process.env)
  // Standard output carries only the ready line, for programs that read it.
  const format = config.logFormat ?? (process.stderr.isTTY ? 'pretty' : 'json')
  const logger = createLogger({ level: config.logLevel, format, destination: process.stderr })
  if (format === 'json') jsonLogger = logger
  logWarningsAndCrashes(logger)
  for (const warning of config.warnings) logger.warn(warning)

  const shutdown = createShutdown({ logger, boundMs: CLOSING_MAX_MS })
  try {
    await start(config, logger, shutdown)
  } catch (error) {
    if (!shutdown.begun) throw error
  }
}

async function start(config: Config, logger: Logger, shutdown: Shutdown): Promise<void> {
  const issuers = config.oidcIssuersFile === undefined ? [] : readIssuersFile(config.oidcIssuersFile)
  const metrics = createMetrics({ hasAccounts: config.accountsFile !== undefined })
  addProcessMetrics(metrics)
  const tracing = await openTracing(config.tracing, logger)
  if (tracing) shutdown.opened(() => tracing.close())
  const backend = await openBackend(config, logger, shutdown, metrics, tracing)
  const { cloudfront, keyValueClient } = backend
  const database = await openDatabase(config, backend, logger, () => {
    // Its PostgreSQL cannot be started twice in one process; a supervisor starts a new one, which recovers.
    shutdown.fail()
  })
  shutdown.opened(() => database.close())
  const warnings = await usingStore(config, () => backend.bind(database))
  const app = await buildApp({
    config,
    issuers,
    cloudfront,
    accounts: backend.accounts,
    keyValueClient,
    database,
    logger,
    clock: Date,
    describeBackend: backend.describe,
    edgeUrl: backend.edge,
    metrics,
    tracing
  })
  shutdown.opened(() => app.close())
  // Unfinished work is resumed before new requests are accepted.
  await usingStore(config, () => app.startJobs())
  const listenTextResolver = (address: string) => `listening at ${address}, CloudFront is ${config.cloudFront}`
  const url = await listening(
    app.listen({ host: config.host, port: config.port, listenTextResolver }),
    'PORT',
    config.port
  )
  announce(config, { url, localCloudFront: backend.endpoint, edge: backend.edge(), warnings })
  setTimeout(collectGarbage, COLLECTED_AFTER_MS).unref()
}

/**
 * Returns the 30 MB that only the start needed: V8 collects garbage when something is allocated, so a process that idles would
 * keep them. Takes about 60 ms, as V8's own collections do. Nothing without `--expose-gc`, which `npm start` and the image set.
 */
function collectGarbage(): void {
  globalThis.gc?.()
}

function announce(config: Config, { url, localCloudFront, edge, warnings }: Ready): void {
  const local = config.cloudFront === 'local' ? localCloudFront : undefined
  if (!process.stdout.isTTY) {
    const ready = {
      ready: true,
      url,
      docs: `${url}/docs`,
      backend: config.cloudFront,
      ...(local && { localCloudFront: local }),
      ...(edge !== undefined && { edge }),
      ...(warnings.length > 0 && { warnings })
    }
    process.stdout.write(`${JSON.stringify(ready)}\n`)
    return
  }
  const cloudFront = local === undefined ? 'AWS' : `local, for AWS clients at ${local} (nothing reaches AWS)`
  process.stdout.write(`\n  Frontage     ${url}\n  Swagger UI   ${url}/docs\n  CloudFront   ${cloudFront}\n`)
  if (edge !== undefined) process.stdout.write(`  Viewers      ${edge}\n`)
  for (const warning of warnings) process.stdout.write(`  Warning      ${warning}\n`)
  process.stdout.write('\n')
}

const LOCAL_CLOUDFRONT_ERRORS = new Set([
  'BucketFolderError',
  'EdgePortError',
  'FolderError',
  'FolderInUseError',
  'DamagedStateError'
])

const DISK_ERRORS = new Set(['ENOSPC', 'EDQUOT', 'EROFS'])

/** The message of an error that the operator can repair; undefined for faults of the program, whose stack is printed. */
function operatorMessage(error: unknown): string | undefined {
  const isKnown = [ConfigError, SettingsFileError, UnusableStoreError].some(known => error instanceof known)
  if (isKnown) return (error as Error).message
  if (!(error instanceof Error)) return undefined
  if (LOCAL_CLOUDFRONT_ERRORS.has(error.name)) return error.message
  const { code = '' } = error as NodeJS.ErrnoException
  return DISK_ERRORS.has(code) ? `DATA_DIR must be a folder to write into: ${error.message}.` : undefined
}

try {
  await main()
} catch (error) {
  const sentence = operatorMessage(error)
  reportFailedStart(error, { sentence, jsonLogger, prefix: 'frontage: ' })
  const isTemporary = error instanceof UnusableStoreError && error.isTemporary
  process.exit(sentence === undefined || isTemporary ? EXIT_FAILED : EXIT_WRONG_SETTING)
}
