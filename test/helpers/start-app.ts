import { Writable } from 'node:stream'
import { CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { type FastifyInstance } from 'fastify'
import supertest from 'supertest'
import { onTestFinished } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { type CallTimeouts, createCloudFrontClient, localCredentials } from '../../src/cloudfront/client.ts'
import { type Config, readConfig } from '../../src/config.ts'
import { createClock } from '../../src/emulator/clock.ts'
import { createLocalCloudFront } from '../../src/emulator/local-cloudfront.ts'
import { createLogger } from '../../src/plugins/logger.ts'
import { holdStoreClock } from './hold-store-clock.ts'
import { holdToContract } from './hold-to-contract.ts'
import { startStore } from './start-store.ts'
import { noteCloudFrontCall } from '../../src/plugins/request-context.ts'

export interface Overrides extends Partial<Config> {
  /** Of the service's calls, in milliseconds. */
  readonly timeouts?: Partial<CallTimeouts>
  /** How far the service's clock is before CloudFront's, or behind where it is negative: two machines never agree. */
  readonly clockAheadSeconds?: number
  readonly bodiesMaxBytes?: number
  /** That the CloudFront of `cloudFrontEndpoint` answers what the real one never does, so that the document does not have it. */
  readonly unlikeCloudFront?: boolean
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
  clockAheadSeconds = 0,
  unlikeCloudFront = false,
  ...overrides
}: Overrides = {}) {
  const config: Config = { ...readConfig({}), ...overrides }
  const logs: string[] = []
  const destination = new Writable({
    write(line: Buffer, _, done) {
      logs.push(line.toString())
      done()
    }
  })
  const logger = createLogger({ level: 'debug', format: 'json', destination })

  const clock = createClock()
  clock.hold()
  const emulator = createLocalCloudFront({ clock, propagationSeconds: config.localPropagationSeconds, logger })
  const { url: emulatorUrl } = await emulator.listen()
  onTestFinished(() => emulator.close())

  const endpoint = config.cloudFrontEndpoint ?? emulatorUrl
  const own = createCloudFrontClient({
    endpoint,
    region: 'us-east-1',
    credentials: localCredentials,
    timeouts,
    logger,
    onCall: noteCloudFrontCall
  })
  const { database: store } = await startStore()
  const ownClock = { now: () => clock.now() + clockAheadSeconds * 1_000 }
  const database = await holdStoreClock(store, ownClock)
  const app = await buildApp({ config, cloudfront: own, database, logger, clock: ownClock, bodiesMaxBytes })
  extend?.(app)
  // Answers do not depend on which store there is: that they are held against the document once is enough.
  if (!unlikeCloudFront && process.env.DATABASE_URL === undefined) holdToContract(app)
  await app.startJobs()
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  onTestFinished(async () => {
    await app.close()
    own.destroy()
  })

  /** The unchanged SDK, for looking at CloudFront past the service. */
  const cloudfront = new CloudFrontClient({ endpoint: emulatorUrl, region: 'us-east-1', credentials: localCredentials })
  onTestFinished(() => cloudfront.destroy())
  return { app, url, cloudfront, emulator, request: supertest(url), logs, database }
}
