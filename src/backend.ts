import { type CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { type CloudFrontKeyValueStoreClient } from '@aws-sdk/client-cloudfront-keyvaluestore'
import { type Logger } from 'pino'
import { type Accounts } from './accounts/accounts.ts'
import { readAccountsFile } from './accounts/accounts-file.ts'
import { openAccounts } from './open-accounts.ts'
import { type Account, findAccount, holdCalls } from './cloudfront/account.ts'
import { type CloudFrontCall, createCloudFrontClient, localCredentials } from './cloudfront/client.ts'
import { createKeyValueClient } from './cloudfront/key-value-client.ts'
import { type Config } from './config.ts'
import { openDataFolder } from './data-folder.ts'
import { type Database } from './database/database.ts'
import { type Backend, bindStore, describeBackend } from './database/store-binding.ts'
import { UnusableStoreError } from './database/unusable-store.ts'
import { followEdge } from './edge-address.ts'
import { createLocalCloudFront } from './emulator/local-cloudfront.ts'
import { ServiceError } from './errors.ts'
import { listening } from './listening.ts'
import { createMetrics, type Metrics } from './metrics/metrics.ts'
import { traceCall } from './plugins/call-spans.ts'
import { noteCloudFrontCall, noteKeyValueCall } from './plugins/request-context.ts'
import { once } from './process/once.ts'
import { type Shutdown } from './process/shutdown.ts'
import { type Tracing } from './tracing/tracing.ts'

export interface OpenedBackend {
  readonly cloudfront: CloudFrontClient
  /** Present if there are several AWS accounts behind `cloudfront`. */
  readonly accounts?: Accounts
  /** The client of the data in key value stores; created on first use. */
  readonly keyValueClient: () => Promise<CloudFrontKeyValueStoreClient>
  /** The address of a CloudFront other than AWS's. */
  readonly endpoint: string | undefined
  /** The address at which the local CloudFront serves viewers, once known. */
  readonly edge: () => string | undefined
  /** As known before CloudFront has answered: the account may be missing. */
  readonly name: Backend
  /** A sentence for readers of the API page; with AWS it names the account once that is known. */
  readonly describe: () => string
  /**
   * Binds the store to this backend; must be called before stored work is resumed. Resolves with warnings for the
   * operator. Throws an UnusableStoreError if the store belongs to another backend.
   */
  bind(database: Database): Promise<string[]>
}

/** How long the start waits for AWS to identify the account. */
const ACCOUNT_WAIT_MS = 3_000

/** Opens the CloudFront that the settings name, and starts a local one if necessary. */
export async function openBackend(
  config: Config,
  logger: Logger,
  shutdown: Shutdown,
  metrics: Pick<Metrics, 'observeCall' | 'throttles'> = createMetrics({
    hasAccounts: config.accountsFile !== undefined
  }),
  tracing?: Tracing
): Promise<OpenedBackend> {
  if (config.accountsFile !== undefined) {
    const accounts = readAccountsFile(config.accountsFile)
    return openAccounts({ accounts, cloudFront: config.cloudFront, logger, shutdown, metrics, tracing })
  }
  const local = await startLocalCloudFront(config, logger, shutdown)
  const endpoint = local?.url ?? config.cloudFrontEndpoint
  const settings = {
    endpoint,
    ...(config.cloudFront === 'local' && { credentials: localCredentials, region: 'us-east-1' }),
    logger,
    onThrottled: (operation: string) => metrics.throttles.inc({ operation })
  }
  const noteAs = (note: (call: CloudFrontCall) => void) => (call: CloudFrontCall) => {
    note(call)
    metrics.observeCall(call)
    traceCall(tracing, call)
  }
  const keyValueClient = once(async () => {
    const client = await createKeyValueClient({ ...settings, onCall: noteAs(noteKeyValueCall) })
    shutdown.opened(() => client.destroy())
    return client
  })
  const open = () => {
    const client = createCloudFrontClient({ ...settings, onCall: noteAs(noteCloudFrontCall) })
    shutdown.opened(() => client.destroy())
    return client
  }
  const cloudfront = open()
  if (endpoint === undefined)
    return {
      cloudfront,
      keyValueClient,
      endpoint,
      edge: () => undefined,
      ...awsOf(cloudfront, open(), logger, shutdown)
    }
  const name: Backend = local ? `local:${local.identity}` : `endpoint:${new URL(endpoint).origin}`
  return {
    cloudfront,
    keyValueClient,
    endpoint,
    edge: local ? () => local.edge : await followEdge(endpoint),
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
    buckets: config.localBuckets,
    edge: config.localEdge,
    port: config.localCloudFrontPort,
    logger: logger.child({ component: 'local-cloudfront' })
  })
  const started = await listening(local.listen(), 'LOCAL_CLOUDFRONT_PORT', config.localCloudFrontPort)
  shutdown.opened(() => local.close())
  return started
}

/** AWS as the backend. `lookUp`, a separate client, determines the account while the service starts. */
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
        ? 'AWS is behind this service; the account is not known yet.'
        : `${inWords(known)} is behind this service: changes made here affect viewers.`,
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

/** Makes every call wait until the account is known and the store is bound to it. A call that fails to do so is refused. */
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
  let identifying: Promise<void> | undefined

  async function identify(): Promise<void> {
    const account = await findAccount(lookUp)
    // The call itself is let through and fails for the same reason, with its own problem.
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
    identifying ??= identify().finally(() => {
      identifying = undefined
    })
    await identifying
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
