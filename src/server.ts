import './process/quiet-sdk.ts'
import { logWhatNodeSays } from './process/log-lines.ts'
import { type Logger } from 'pino'
import { buildApp, CLOSING_GRACE_MS } from './app.ts'
import { openBackend, type OpenedBackend } from './backend.ts'
import { type Config, ConfigError, readConfig } from './config.ts'
import { openStoreFolder } from './data-folder.ts'
import { type Database } from './database/database.ts'
import { openEmbeddedStore, openPostgresStore } from './database/open-store.ts'
import { UnusableStoreError } from './database/unusable-store.ts'
import { listening } from './listening.ts'
import { createLogger } from './plugins/logger.ts'
import { createShutdown, type Shutdown } from './process/shutdown.ts'

/** What a wrong setting ends with, so that supervisors can tell it from what may be gone at the next start. */
const EXIT_WRONG_SETTING = 2
const EXIT_FAILED = 1

/** Requests under way, then operations, then the stores. */
const CLOSING_MAX_MS = CLOSING_GRACE_MS + 30_000

/** What the ready line says. */
interface Ready {
  readonly url: string
  readonly localCloudFront: string | undefined
  /** Sentences for the operator. */
  readonly warnings: readonly string[]
}

async function main(): Promise<void> {
  const config = readConfig(process.env)
  // Standard output carries the ready line and nothing else, so that a pipe can read it.
  const format = config.logFormat ?? (process.stderr.isTTY ? 'pretty' : 'json')
  const logger = createLogger({ level: config.logLevel, format, destination: process.stderr })
  logWhatNodeSays(logger)
  for (const warning of config.warnings) logger.warn(warning)

  const shutdown = createShutdown({ logger, boundMs: CLOSING_MAX_MS })
  try {
    await start(config, logger, shutdown)
  } catch (error) {
    if (!shutdown.begun) throw error
  }
}

async function start(config: Config, logger: Logger, shutdown: Shutdown): Promise<void> {
  const backend = await openBackend(config, logger, shutdown)
  const { cloudfront } = backend
  const database = await openDatabase(config, backend, logger, shutdown)
  shutdown.opened(() => database.close())
  const warnings = await backend.bind(database)
  const app = await buildApp({
    config,
    cloudfront,
    database,
    logger,
    clock: Date,
    describeBackend: backend.describe
  })
  shutdown.opened(() => app.close())
  // What was left unfinished is resumed before anything new is accepted.
  await app.startJobs()
  const listenTextResolver = (address: string) => `listening at ${address}, CloudFront is ${config.cloudFront}`
  const url = await listening(
    app.listen({ host: config.host, port: config.port, listenTextResolver }),
    'PORT',
    config.port
  )
  announce(config, { url, localCloudFront: backend.endpoint, warnings })
}

async function openDatabase(
  config: Config,
  backend: OpenedBackend,
  logger: Logger,
  shutdown: Shutdown
): Promise<Database> {
  if (config.databaseUrl !== undefined) return openPostgresStore({ url: config.databaseUrl, logger })
  const { folder, note } = openStoreFolder(config.dataDir, backend.name)
  if (note !== undefined) logger.warn(note)
  // Its PostgreSQL cannot be started twice in one process; a supervisor starts a new one, which recovers.
  return openEmbeddedStore({ folder, logger, onBroken: () => shutdown.fail() })
}

function announce(config: Config, { url, localCloudFront, warnings }: Ready): void {
  const local = config.cloudFront === 'local' ? localCloudFront : undefined
  if (!process.stdout.isTTY) {
    const ready = {
      ready: true,
      url,
      docs: `${url}/docs`,
      backend: config.cloudFront,
      ...(local && { localCloudFront: local }),
      ...(warnings.length > 0 && { warnings })
    }
    process.stdout.write(`${JSON.stringify(ready)}\n`)
    return
  }
  const cloudFront = local === undefined ? 'AWS' : `local, for AWS clients at ${local} (nothing of it reaches AWS)`
  process.stdout.write(`\n  Frontage     ${url}\n  Swagger UI   ${url}/docs\n  CloudFront   ${cloudFront}\n`)
  for (const warning of warnings) process.stdout.write(`  Warning      ${warning}\n`)
  process.stdout.write('\n')
}

const OF_LOCAL_CLOUDFRONT = new Set(['FolderError', 'FolderInUseError', 'DamagedStateError'])

/** What the operator can repair is reported in one sentence; anything else is a fault of the program, and keeps its stack. */
function sentenceFor(error: unknown): string | undefined {
  if (error instanceof ConfigError || error instanceof UnusableStoreError) return error.message
  return error instanceof Error && OF_LOCAL_CLOUDFRONT.has(error.name) ? error.message : undefined
}

try {
  await main()
} catch (error) {
  const sentence = sentenceFor(error)
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(`frontage: ${sentence ?? stack}\n`)
  const passes = error instanceof UnusableStoreError && error.mayPass
  process.exit(sentence === undefined || passes ? EXIT_FAILED : EXIT_WRONG_SETTING)
}
