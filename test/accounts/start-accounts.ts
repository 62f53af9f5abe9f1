import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { type Logger, pino } from 'pino'
import supertest from 'supertest'
import { onTestFinished } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { openBackend } from '../../src/backend.ts'
import { localCredentials } from '../../src/cloudfront/client.ts'
import { type Config, readConfig } from '../../src/config.ts'
import { type Database } from '../../src/database/database.ts'
import { createLocalCloudFront } from '../../src/emulator/local-cloudfront.ts'
import { createMetrics } from '../../src/metrics/metrics.ts'
import { type Shutdown } from '../../src/process/shutdown.ts'
import { temporaryFolder } from '../helpers/start-process.ts'
import { startStore } from '../helpers/start-store.ts'

/** A local CloudFront that is an account of its own, with the SDK to look at it past the service. */
export async function startCloudFront({ port = 0, propagationSeconds = 0 } = {}) {
  const emulator = createLocalCloudFront({ logger: pino({ level: 'silent' }), port, propagationSeconds })
  const { url } = await emulator.listen()
  const cloudfront = new CloudFrontClient({ endpoint: url, region: 'us-east-1', credentials: localCredentials })
  onTestFinished(async () => {
    cloudfront.destroy()
    await emulator.close()
  })
  return { ...emulator, url, cloudfront }
}

export type LocalAccount = Awaited<ReturnType<typeof startCloudFront>>

/** An ACCOUNTS_FILE in a folder that goes with the test. */
export async function accountsFile(accounts: unknown): Promise<string> {
  const file = join(await temporaryFolder(), 'accounts.json')
  writeFileSync(file, typeof accounts === 'string' ? accounts : JSON.stringify({ accounts }))
  return file
}

export interface AccountsOptions extends Partial<Config> {
  readonly accounts: readonly object[]
  /** As another process left it. */
  readonly database?: Database
  readonly logger?: Logger
}

const silent = pino({ level: 'silent' })

/** The service in front of several accounts, listening, as the settings of a process make it. */
export async function startOn({ accounts, database: given, logger = silent, ...overrides }: AccountsOptions) {
  const config: Config = { ...readConfig({}), ...overrides, accountsFile: await accountsFile(accounts) }
  // What a process closes when it ends.
  const shutdown: Shutdown = {
    begun: false,
    opened: close =>
      onTestFinished(async () => {
        await close()
      }),
    fail: () => undefined
  }
  const metrics = createMetrics({ hasAccounts: true })
  const backend = await openBackend(config, logger, shutdown, metrics)
  const database = given ?? (await startStore()).database
  await backend.bind(database)
  const app = await buildApp({
    config,
    ...backend,
    describeBackend: backend.describe,
    database,
    logger,
    clock: Date,
    metrics
  })
  await app.startJobs()
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  let isClosed = false
  const close = async () => {
    if (isClosed) return
    isClosed = true
    await app.close()
  }
  onTestFinished(close)
  return { app, url, database, request: supertest(url), close, accounts: backend.accounts }
}

/** Two accounts, `blue` and `green`, and the service in front of them. */
export async function startTwo({
  byDefault,
  ...options
}: Partial<AccountsOptions> & { byDefault?: 'blue' | 'green' } = {}) {
  const [blue, green] = [await startCloudFront(), await startCloudFront()]
  const accounts = [
    { name: 'blue', endpoint: blue.url, default: byDefault === 'blue' },
    { name: 'green', endpoint: green.url, default: byDefault === 'green' }
  ]
  return { ...(await startOn({ accounts, ...options })), blue, green, settings: accounts }
}

export const aDistribution = (comment = '') => ({ comment, origins: [{ domainName: 'www.example.com' }] })
