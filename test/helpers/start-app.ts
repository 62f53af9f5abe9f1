import { Writable } from 'node:stream'
import { CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { type FastifyInstance } from 'fastify'
import supertest from 'supertest'
import { onTestFinished } from 'vitest'
import { type Issuer } from '../../src/access/issuers.ts'
import { buildApp } from '../../src/app.ts'
import { type CallTimeouts, createCloudFrontClient, localCredentials } from '../../src/cloudfront/client.ts'
import { type Config, readConfig } from '../../src/config.ts'
import { createClock } from '../../src/emulator/clock.ts'
import { createLocalCloudFront } from '../../src/emulator/local-cloudfront.ts'
import { type ReferenceKind } from '../../src/emulator/rules/references.ts'
import { type Database } from '../../src/database/database.ts'
import { createMetrics } from '../../src/metrics/metrics.ts'
import { createLogger } from '../../src/plugins/logger.ts'
import { holdStoreClock } from './hold-store-clock.ts'
import { type Tracing } from '../../src/tracing/tracing.ts'
import { noteCovered } from './note-covered.ts'
import { holdToContract } from './hold-to-contract.ts'
import { scanLogs } from './secret-scan.ts'
import { startStore } from './start-store.ts'
import { createKeyValueClient } from '../../src/cloudfront/key-value-client.ts'
import { traceCall } from '../../src/plugins/call-spans.ts'
import { noteCloudFrontCall, noteKeyValueCall } from '../../src/plugins/request-context.ts'

export interface Overrides extends Partial<Config> {
  /** Of the service's calls, in milliseconds. */
  readonly timeouts?: Partial<CallTimeouts>
  /** How far the service's clock is before CloudFront's, or behind where it is negative: two machines never agree. */
  readonly clockAheadSeconds?: number
  readonly bodiesMaxBytes?: number
  readonly issuers?: readonly Issuer[]
  readonly traces?: Tracing | undefined
  /** What need not exist in the local CloudFront, for configurations from other accounts. */
  readonly trusted?: readonly ReferenceKind[]
  /** That the CloudFront of `cloudFrontEndpoint` answers what the real one never does, so that the document does not have it. */
  readonly unlikeCloudFront?: boolean
  /** Makes the store do something else. */
  readonly wrapStore?: (store: Database) => Database
  /** Whether the local CloudFront serves viewers. */
  readonly edge?: boolean
  /** Adds routes that only a test needs. */
  readonly extend?: (app: FastifyInstance) => void
}

/**
 * The service on a free port, in front of a local CloudFront without a folder whose clock is held (`emulator.clock`), or
 * of `cloudFrontEndpoint` if given. Its own clock goes with that one, at the distance `clockAheadSeconds`. Every answer is
 * held against the OpenAPI document. Closes itself when the test has finished.
 */
export async function startApp({
  timeouts,
  extend,
  bodiesMaxBytes,
  issuers,
  traces: tracing,
  clockAheadSeconds = 0,
  unlikeCloudFront = false,
  trusted = [],
  edge = false,
  wrapStore = store => store,
  ...overrides
}: Overrides = {}) {
  const config: Config = { ...readConfig({}), ...overrides }
  const logs: string[] = []
  const scan = scanLogs()
  const destination = new Writable({
    write(line: Buffer, _, done) {
      logs.push(line.toString())
      scan(line.toString())
      done()
    }
  })
  const logger = createLogger({ level: 'debug', format: 'json', destination })

  const clock = createClock()
  clock.hold()
  const emulator = createLocalCloudFront({
    clock,
    propagationSeconds: config.localPropagationSeconds,
    logger,
    edge: edge ? { port: 0 } : undefined,
    trusted
  })
  const { url: emulatorUrl, edge: edgeUrl } = await emulator.listen()
  onTestFinished(() => emulator.close())

  const endpoint = config.cloudFrontEndpoint ?? emulatorUrl
  const answered = new Set<string>()
  onTestFinished(() => noteCovered('routes', answered))
  const metrics = createMetrics()
  const own = createCloudFrontClient({
    endpoint,
    region: 'us-east-1',
    credentials: localCredentials,
    timeouts,
    logger,
    onThrottled: operation => metrics.throttles.inc({ operation }),
    onCall(call) {
      noteCloudFrontCall(call)
      metrics.observeCall(call)
      traceCall(tracing, call)
      if (call.code === undefined) answered.add(call.operation)
    }
  })
  const keyValues = await createKeyValueClient({
    endpoint,
    region: 'us-east-1',
    credentials: localCredentials,
    timeouts,
    logger,
    onCall: noteKeyValueCall
  })
  const { database: store } = await startStore()
  const ownClock = { now: () => clock.now() + clockAheadSeconds * 1_000 }
  const database = wrapStore(await holdStoreClock(store, ownClock))
  const app = await buildApp({
    config,
    issuers,
    cloudfront: own,
    keyValueClient: async () => keyValues,
    database,
    logger,
    clock: ownClock,
    bodiesMaxBytes,
    edgeUrl: () => edgeUrl,
    metrics,
    tracing
  })
  extend?.(app)
  // Answers do not depend on which store there is: that they are held against the document once is enough.
  if (!unlikeCloudFront && process.env.DATABASE_URL === undefined) holdToContract(app)
  await app.startJobs()
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  onTestFinished(async () => {
    await app.close()
    own.destroy()
    keyValues.destroy()
  })

  /** The unchanged SDK, for looking at CloudFront past the service. */
  const cloudfront = new CloudFrontClient({ endpoint: emulatorUrl, region: 'us-east-1', credentials: localCredentials })
  onTestFinished(() => cloudfront.destroy())
  return { app, url, edgeUrl, cloudfront, endpoint, emulator, request: supertest(url), logs, database }
}
