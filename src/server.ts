import './process/quiet-sdk.ts'
import { logWhatNodeSays } from './process/log-lines.ts'
import { type Logger } from 'pino'
import { buildApp, CLOSING_GRACE_MS } from './app.ts'
import { createCloudFrontClient, localCredentials } from './cloudfront/client.ts'
import { type Config, ConfigError, readConfig } from './config.ts'
import { openDataFolder } from './data-folder.ts'
import { type Database } from './database/database.ts'
import { openEmbeddedStore, openPostgresStore } from './database/open-store.ts'
import { UnusableStoreError } from './database/unusable-store.ts'
import { createLocalCloudFront, type LocalCloudFront } from './emulator/local-cloudfront.ts'
import { createLogger } from './plugins/logger.ts'
import { noteCloudFrontCall } from './plugins/request-context.ts'
import { createShutdown, type Shutdown } from './process/shutdown.ts'

/** What a wrong setting ends with, so that supervisors can tell it from what may be gone at the next start. */
const EXIT_WRONG_SETTING = 2
const EXIT_FAILED = 1

/** Requests under way, then operations, then the stores. */
const CLOSING_MAX_MS = CLOSING_GRACE_MS + 30_000

/** Where the service listens, for the ready line. */
interface Addresses {
  readonly url: string
  readonly localCloudFront: string | undefined
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
  const localCloudFront = await startLocalCloudFront(config, logger)
  if (localCloudFront !== undefined) shutdown.opened(() => localCloudFront.close())
  const endpoint = localCloudFront?.url ?? config.cloudFrontEndpoint
  const cloudfront = createCloudFrontClient({
    endpoint,
    ...(config.cloudFront === 'local' && { credentials: localCredentials, region: 'us-east-1' }),
    logger,
    onCall: noteCloudFrontCall
  })
  shutdown.opened(() => cloudfront.destroy())
  const database = await openDatabase(config, logger, shutdown)
  shutdown.opened(() => database.close())
  const app = await buildApp({ config, cloudfront, database, logger, clock: Date })
  shutdown.opened(() => app.close())
  // What was left unfinished goes on before anything new is taken.
  await app.startJobs()
  const listenTextResolver = (address: string) => `listening at ${address}, CloudFront is ${config.cloudFront}`
  const url = await listening(
    app.listen({ host: config.host, port: config.port, listenTextResolver }),
    'PORT',
    config.port
  )
  announce(config, { url, localCloudFront: endpoint })
}

async function openDatabase(config: Config, logger: Logger, shutdown: Shutdown): Promise<Database> {
  if (config.databaseUrl !== undefined) return openPostgresStore({ url: config.databaseUrl, logger })
  const folder = openDataFolder(config.dataDir, 'store')
  // Its PostgreSQL cannot be started twice in one process; a supervisor starts a new one, which recovers.
  return openEmbeddedStore({ folder, logger, onBroken: () => shutdown.fail() })
}

async function startLocalCloudFront(config: Config, logger: Logger) {
  if (config.cloudFront !== 'local' || config.cloudFrontEndpoint !== undefined) return undefined
  const local: LocalCloudFront = createLocalCloudFront({
    dataDir: openDataFolder(config.dataDir, 'local-cloudfront'),
    propagationSeconds: config.localPropagationSeconds,
    port: config.localCloudFrontPort,
    logger: logger.child({ component: 'local-cloudfront' })
  })
  const { url } = await listening(local.listen(), 'LOCAL_CLOUDFRONT_PORT', config.localCloudFrontPort)
  return { url, close: () => local.close() }
}

/** Names the variable when a port is taken or forbidden. */
async function listening<Address>(address: Promise<Address>, variable: string, port: number): Promise<Address> {
  try {
    return await address
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') {
      throw new ConfigError(
        `${variable}: port ${port} is in use by another process; choose another one, or 0 for any free one.`
      )
    }
    if (code === 'EACCES') throw new ConfigError(`${variable}: port ${port} needs more rights than this process has.`)
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new ConfigError('HOST is not an address of this machine.')
    throw error
  }
}

function announce(config: Config, { url, localCloudFront }: Addresses): void {
  const local = config.cloudFront === 'local' ? localCloudFront : undefined
  if (!process.stdout.isTTY) {
    const ready = {
      ready: true,
      url,
      docs: `${url}/docs`,
      backend: config.cloudFront,
      ...(local && { localCloudFront: local })
    }
    process.stdout.write(`${JSON.stringify(ready)}\n`)
    return
  }
  const cloudFront = local === undefined ? 'AWS' : `local, for AWS clients at ${local} (nothing of it reaches AWS)`
  process.stdout.write(`\n  Frontage     ${url}\n  Swagger UI   ${url}/docs\n  CloudFront   ${cloudFront}\n\n`)
}

const OF_LOCAL_CLOUDFRONT = new Set(['FolderError', 'FolderInUseError', 'DamagedStateError'])

/** What a person can put right is said in one sentence; anything else is a fault of the program, and keeps its stack. */
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
