import { randomUUID } from 'node:crypto'
import { CreateDistributionCommand, CreateInvalidationCommand } from '@aws-sdk/client-cloudfront'
import { onTestFinished } from 'vitest'
import { createCloudFrontClient, localCredentials } from '../../../src/cloudfront/client.ts'
import { type Database } from '../../../src/database/database.ts'
import { createLogger } from '../../../src/plugins/logger.ts'
import { createInvalidationEngine, type InvalidationEngineOptions } from '../../../src/invalidation/engine.ts'
import { sample } from '../../emulator/sample-config.ts'
import { startEmulator } from '../../emulator/start-emulator.ts'
import { mortalDatabase } from '../../helpers/mortal-database.ts'
import { startStore } from '../../helpers/start-store.ts'

const logger = createLogger({ level: 'silent', format: 'json', destination: process.stderr })

/** Settings of one process of a test's world. */
export interface ProcessOptions extends Partial<InvalidationEngineOptions> {
  /** May let it do something else than ask CloudFront. */
  readonly change?: (cloudfront: ReturnType<typeof createCloudFrontClient>) => void
  readonly client?: Parameters<typeof createCloudFrontClient>[0]
}

/** A local CloudFront with one distribution, a store, and processes that bring invalidations from one to the other. */
export async function startWorld() {
  const { emulator, url } = await startEmulator()
  const { database, another, inherited } = await startStore()
  const connect = (options: ProcessOptions['client'] = {}) => {
    const client = createCloudFrontClient({
      endpoint: url,
      region: 'us-east-1',
      credentials: localCredentials,
      ...options
    })
    onTestFinished(() => client.destroy())
    return client
  }
  const client = connect()
  const { Distribution } = await client.send(new CreateDistributionCommand({ DistributionConfig: sample() }))
  const target = { kind: 'distributions', id: Distribution?.Id ?? '' } as const

  /** One process, not started yet; it lives for as long as the test unless it is closed or killed. */
  function startProcess(store: Database, { change, client: clientOptions, ...options }: ProcessOptions = {}) {
    const cloudfront = connect(clientOptions)
    change?.(cloudfront)
    const { database, kill } = mortalDatabase(store)
    onTestFinished(kill)
    const engine = createInvalidationEngine({
      database,
      cloudfront,
      clock: emulator.clock,
      logger,
      newId: randomUUID,
      backend: 'local',
      ...options
    })
    return { ...engine, kill }
  }

  return {
    emulator,
    database,
    another,
    inherited,
    client,
    target,
    startProcess,
    /** The calls that made an invalidation, or were answered with the one that was made before. */
    effects: () => emulator.calls.last().filter(call => call.operation === 'CreateInvalidation' && call.status === 201),
    /** An invalidation made outside Frontage. */
    invalidateElsewhere: async (...Items: string[]): Promise<void> => {
      const InvalidationBatch = { CallerReference: randomUUID(), Paths: { Quantity: Items.length, Items } }
      await client.send(new CreateInvalidationCommand({ DistributionId: target.id, InvalidationBatch }))
    }
  }
}
