import { type CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { type Logger } from 'pino'
import { type Account, findAccount, holdCalls } from './cloudfront/account.ts'
import { createCloudFrontClient, localCredentials } from './cloudfront/client.ts'
import { type Config } from './config.ts'
import { openDataFolder } from './data-folder.ts'
import { type Database } from './database/database.ts'
import { type Backend, bindStore, describeBackend } from './database/store-binding.ts'
import { UnusableStoreError } from './database/unusable-store.ts'
import { createLocalCloudFront } from './emulator/local-cloudfront.ts'
import { ServiceError } from './errors.ts'
import { listening } from './listening.ts'
import { noteCloudFrontCall } from './plugins/request-context.ts'
import { type Shutdown } from './process/shutdown.ts'

export interface OpenedBackend {
  readonly cloudfront: CloudFrontClient
  /** Of a CloudFront that is not AWS's. */
  readonly endpoint: string | undefined
  /** As far as it is known before CloudFront has answered. */
  readonly name: Backend
  /** A sentence for readers of the API's page; of AWS it names the account as soon as that is known. */
  readonly describe: () => string
  /**
   * Binds the store to this backend before anything that waits in it is resumed. Answers with sentences for the operator.
   * Throws an UnusableStoreError where the store is another one's.
   */
  bind(database: Database): Promise<string[]>
}

/** How long the start waits for AWS to say whose account it is. */
const ACCOUNT_WAIT_MS = 3_000

/** The CloudFront that the settings name, started here where it is a local one. */
export async function openBackend(config: Config, logger: Logger, shutdown: Shutdown): Promise<OpenedBackend> {
  const local = await startLocalCloudFront(config, logger, shutdown)
  const endpoint = local?.url ?? config.cloudFrontEndpoint
  const open = () => {
    const client = createCloudFrontClient({
      endpoint,
      ...(config.cloudFront === 'local' && { credentials: localCredentials, region: 'us-east-1' }),
      logger,
      onCall: noteCloudFrontCall
    })
    shutdown.opened(() => client.destroy())
    return client
  }
  const cloudfront = open()
  if (endpoint === undefined) return { cloudfront, endpoint, ...awsOf(cloudfront, open(), logger, shutdown) }
  const name: Backend = local ? `local:${local.identity}` : `endpoint:${new URL(endpoint).origin}`
  return {
    cloudfront,
    endpoint,
    name,
    describe: () =>
      local
        ? 'A local CloudFront is behind this service: nothing here reaches AWS.'
        : `${inWords(name)} is behind this service.`,
    async bind(database) {
      await bindStore(database, name)
      return []
    }
  }
}

async function startLocalCloudFront(config: Config, logger: Logger, shutdown: Shutdown) {
  if (config.cloudFront !== 'local' || config.cloudFrontEndpoint !== undefined) return undefined
  const local = createLocalCloudFront({
    dataDir: openDataFolder(config.dataDir, 'local-cloudfront'),
    propagationSeconds: config.localPropagationSeconds,
    port: config.localCloudFrontPort,
    logger: logger.child({ component: 'local-cloudfront' })
  })
  const started = await listening(local.listen(), 'LOCAL_CLOUDFRONT_PORT', config.localCloudFrontPort)
  shutdown.opened(() => local.close())
  return started
}

/** AWS says whose account it is only when it is asked, which `lookUp` does beside everything else. */
function awsOf(
  cloudfront: CloudFrontClient,
  lookUp: CloudFrontClient,
  logger: Logger,
  shutdown: Shutdown
): Pick<OpenedBackend, 'name' | 'describe' | 'bind'> {
  const atStart = findAccount(lookUp)
  let known: Backend = 'aws'
  return {
    name: 'aws',
    describe: () =>
      known === 'aws'
        ? 'AWS is behind this service; of which account is not known yet.'
        : `${inWords(known)} is behind this service: what is written here changes what viewers get.`,
    async bind(database) {
      const account = await within(ACCOUNT_WAIT_MS, atStart)
      if (account !== undefined && account.problem === undefined) {
        known = backendOf(account)
        await bindStore(database, known)
        return []
      }
      await bindStore(database, 'aws')
      const problem = account?.problem ?? 'AWS has not answered yet.'
      logger.warn(problem)
      const onKnown = (backend: Backend) => {
        known = backend
      }
      holdUntilKnown({ cloudfront, lookUp, database, logger, shutdown, onKnown })
      return [problem]
    }
  }
}

/** What could not be known at the start is found out before the first call, which may come once there are credentials. */
function holdUntilKnown({
  cloudfront,
  lookUp,
  database,
  logger,
  shutdown,
  onKnown
}: {
  cloudfront: CloudFrontClient
  lookUp: CloudFrontClient
  database: Database
  logger: Logger
  shutdown: Shutdown
  onKnown: (backend: Backend) => void
}): void {
  let known = false
  let looking: Promise<void> | undefined

  async function look(): Promise<void> {
    const account = await findAccount(lookUp)
    // The call itself will fail for the same reason, and say so in its own words.
    if (account.problem !== undefined) return
    try {
      const backend = backendOf(account)
      await bindStore(database, backend)
      onKnown(backend)
      known = true
    } catch (error) {
      if (!(error instanceof UnusableStoreError)) throw error
      logger.fatal(error.message)
      shutdown.fail()
      throw new ServiceError('CLOUDFRONT_CREDENTIALS_INVALID', error.message, { cause: error })
    }
  }

  holdCalls(cloudfront, async () => {
    if (known) return
    looking ??= look().finally(() => {
      looking = undefined
    })
    await looking
  })
}

function backendOf({ id }: Account): Backend {
  return id === undefined ? 'aws' : `aws:${id}`
}

function inWords(backend: Backend): string {
  const words = describeBackend(backend)
  return words.charAt(0).toUpperCase() + words.slice(1)
}

async function within<Result>(ms: number, result: Promise<Result>): Promise<Result | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>(resolve => {
    timer = setTimeout(() => resolve(undefined), ms)
  })
  return Promise.race([result, late]).finally(() => clearTimeout(timer))
}
