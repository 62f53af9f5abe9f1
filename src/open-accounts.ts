import { type CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { type CloudFrontKeyValueStoreClient } from '@aws-sdk/client-cloudfront-keyvaluestore'
import { type Logger } from 'pino'
import { type OpenedBackend } from './backend.ts'
import { type CloudFrontCall, createCloudFrontClient, localCredentials } from './cloudfront/client.ts'
import { type Send } from './cloudfront/deadline.ts'
import { createKeyValueClient } from './cloudfront/key-value-client.ts'
import { joinPacers, operationOf } from './cloudfront/pacing.ts'
import { type Config } from './config.ts'
import { ACCOUNTS, bindStoreToAccounts } from './database/store-binding.ts'
import { type Metrics } from './metrics/metrics.ts'
import { traceCall } from './plugins/call-spans.ts'
import {
  currentAccount,
  currentTrail,
  noteCloudFrontCall,
  noteKeyValueCall,
  runInAccount
} from './plugins/request-context.ts'
import { once } from './process/once.ts'
import { type Shutdown } from './process/shutdown.ts'
import { type Tracing } from './tracing/tracing.ts'
import { type Accounts, currentKey } from './accounts/accounts.ts'
import { SettingsFileError } from './settings-file.ts'
import { type AccountSettings } from './accounts/accounts-file.ts'
import { createDirectory } from './accounts/directory.ts'
import { createRouting, unknownAccount } from './accounts/routed-client.ts'
import { createSessions } from './accounts/sessions.ts'

/**
 * Opens several accounts, each with its own client, and so its own connections, pacing, concurrency limit and retries: one that
 * is throttled or unavailable delays no calls to the others.
 */
export function openAccounts({
  accounts,
  cloudFront,
  logger,
  shutdown,
  metrics,
  tracing
}: {
  accounts: readonly AccountSettings[]
  cloudFront: Config['cloudFront']
  logger: Logger
  shutdown: Shutdown
  metrics: Pick<Metrics, 'observeCall' | 'throttles'>
  tracing: Tracing | undefined
}): OpenedBackend & { accounts: Accounts } {
  const withRole = accounts.find(({ role }) => role !== undefined)
  if (withRole && cloudFront !== 'aws') {
    throw new SettingsFileError(`ACCOUNTS_FILE: ${withRole.name} has a role, so CLOUDFRONT must be aws.`)
  }
  const directory = createDirectory({ accounts, logger })
  const clients = new Map<string, CloudFrontClient>()
  const keyValueClients = new Map<string, () => Promise<CloudFrontKeyValueStoreClient>>()
  // Requests and steps of operations that write have a trail, which names the caller.
  const callerOf = () => currentTrail()?.facts.caller?.name
  for (const { name, identity, endpoint, role } of accounts) {
    const credentials = role && createSessions({ name, role, callerOf })
    const settings = {
      endpoint,
      ...(credentials ? { credentials } : { credentials: localCredentials, region: 'us-east-1' }),
      logger,
      onThrottled: (operation: string) => metrics.throttles.inc({ operation, account: name })
    }
    const noteAs = (note: (call: CloudFrontCall & { account: string }) => void) => (call: CloudFrontCall) => {
      note({ ...call, account: identity })
      metrics.observeCall({ ...call, account: name })
      traceCall(tracing, call)
    }
    const prepared = <Client extends { destroy(): void }>(client: Client): Client => {
      shutdown.opened(() => client.destroy())
      return client
    }
    clients.set(name, prepared(createCloudFrontClient({ ...settings, onCall: noteAs(noteCloudFrontCall) })))
    keyValueClients.set(
      name,
      once(async () => prepared(await createKeyValueClient({ ...settings, onCall: noteAs(noteKeyValueCall) })))
    )
  }
  const names = accounts.map(({ name }) => name)
  const byDefault = accounts.find(({ isDefault }) => isDefault)?.name
  const accountIds = accounts.flatMap(({ name, accountId }) =>
    accountId === undefined ? [] : [[accountId, name] as const]
  )
  const routing = createRouting({ clients, accountIds: new Map(accountIds), directory, scope: currentAccount })
  const { cloudfront } = routing
  joinPacers(cloudfront, clients)

  /** As `cloudfront`: each call goes to the account in its store's ARN. */
  const sendKeyValueCall: Send = async (command, options) => {
    const { input = {} } = command as { input?: Readonly<Record<string, unknown>> }
    const account = await routing.accountOf(operationOf(command), input)
    const client = await keyValueClients.get(account)?.()
    if (!client) throw unknownAccount(account, names)
    return (client.send.bind(client) as Send)(command, options)
  }
  const keyValueClient = { send: sendKeyValueCall } as unknown as CloudFrontKeyValueStoreClient

  return {
    cloudfront,
    accounts: {
      names,
      identityOf(name) {
        const { identity } = accounts.find(account => account.name === name) ?? {}
        if (identity === undefined) throw unknownAccount(name, names)
        return identity
      },
      nameAt: identity => accounts.find(account => account.identity === identity)?.name,
      clients,
      byDefault,
      nameOf: resource => (typeof resource === 'string' ? directory.peek(resource) : routing.listedIn(resource)),
      ensureStored: routing.ensureStored,
      ofResource: id => currentAccount()?.account ?? directory.peek(id) ?? currentAccount()?.byDefault,
      ofRequest: () => currentAccount()?.account ?? currentAccount()?.byDefault,
      within: runInAccount,
      markerAfter: routing.markerAfter,
      currentName: () => {
        const { account, subject } = currentAccount() ?? {}
        return account ?? (subject === undefined ? undefined : directory.peek(subject))
      },
      current: () => currentKey(currentAccount())
    },
    keyValueClient: () => Promise.resolve(keyValueClient),
    endpoint: undefined,
    edge: () => undefined,
    name: ACCOUNTS,
    describe: () => `Several accounts are behind this service: ${accounts.map(described).join(', ')}.`,
    async bind(database) {
      await bindStoreToAccounts(
        database,
        accounts.map(({ identity }) => identity)
      )
      await directory.open(database)
      return []
    }
  }
}

/** For readers of the API page: whether it is AWS or another CloudFront. */
function described({ name, accountId, endpoint }: AccountSettings): string {
  const aws = accountId === undefined ? [] : [`AWS ${accountId}`]
  return `${name} (${[...aws, ...(endpoint === undefined ? [] : [endpoint])].join(' at ')})`
}
