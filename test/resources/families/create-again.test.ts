import { expect, onTestFinished, test } from 'vitest'
import { buildApp } from '../../../src/app.ts'
import { createCloudFrontClient, localCredentials } from '../../../src/cloudfront/client.ts'
import { readConfig } from '../../../src/config.ts'
import { createLogger } from '../../../src/plugins/logger.ts'
import { table } from '../../../src/resources/families/table.ts'
import { mortalDatabase } from '../../helpers/mortal-database.ts'
import { startApp } from '../../helpers/start-app.ts'
import { cases } from './cases.ts'

type App = Awaited<ReturnType<typeof startApp>>

/** Longer than the key of a process that has died is held for. */
const LEASE_SECONDS = 10

/** A second process on the same store and CloudFront, which is dead as soon as CloudFront has answered a creation. */
async function startDying({ endpoint, database, emulator }: App) {
  const dying = mortalDatabase(database)
  const cloudfront = createCloudFrontClient({
    endpoint,
    region: 'us-east-1',
    credentials: localCredentials,
    onCall({ operation, code }) {
      if (operation.startsWith('Create') && code === undefined) dying.kill()
    }
  })
  const app = await buildApp({
    config: readConfig({}),
    cloudfront,
    keyValueClient: () => Promise.reject(new Error('there are no items here')),
    database: dying.database,
    logger: createLogger({ level: 'fatal', format: 'json', destination: process.stderr }),
    clock: emulator.clock
  })
  // What it records is digested with a key of the store.
  await app.startJobs()
  onTestFinished(async () => {
    await app.close()
    cloudfront.destroy()
  })
  return app
}

/** Each kind: with ETags and without, with code, with settings that no answer has, and known by its contents alone. */
const kinds = [
  'cache-policies',
  'functions',
  'distribution-tenants',
  'trust-stores',
  'realtime-log-configs',
  'continuous-deployment-policies'
]
const families = table.filter(({ address }) => kinds.includes(address))

test.each(families.map(({ address, example }) => [address, example] as const))(
  '%s: a creation with a key whose process died is repeated: 201 with what it made, and made once',
  async (address, example) => {
    const app = await startApp()
    const body = { ...example, ...(await cases[address]?.needs?.(app)) }
    const headers = { 'idempotency-key': 'key-1' }
    const dying = await startDying(app)
    const first = await dying.inject({ method: 'POST', url: `/${address}`, headers, payload: body })
    expect(first.statusCode, first.body).toBe(201)
    app.emulator.clock.advance(LEASE_SECONDS)
    const again = await app.request.post(`/${address}`).set(headers).send(body)
    expect([again.status, again.headers.location], again.text).toEqual([201, first.headers.location])
    expect(again.headers['idempotency-replayed']).toBeUndefined()
    const replayed = await app.request.post(`/${address}`).set(headers).send(body)
    expect([replayed.status, replayed.headers['idempotency-replayed']]).toEqual([201, 'true'])
  }
)

test('what another request has made under the name is 409, also to a request that is repeated', async () => {
  const app = await startApp()
  const body = { name: 'by-language', parametersInCacheKeyAndForwardedToOrigin: {} }
  await app.request
    .post('/cache-policies')
    .send({ ...body, minTtl: 60 })
    .expect(201)
  app.emulator.faults.add({ kind: 'error', code: 'ServiceUnavailable', status: 503, operations: ['CreateCachePolicy'] })
  await app.request.post('/cache-policies').set('Idempotency-Key', 'key-1').send(body).expect(502)
  app.emulator.faults.clear()
  const again = await app.request.post('/cache-policies').set('Idempotency-Key', 'key-1').send(body)
  expect([again.status, again.body.code]).toEqual([409, 'CACHE_POLICY_ALREADY_EXISTS'])
})

test('without a key the same body again is 409: nothing tells that it is the same request', async () => {
  const { request } = await startApp()
  const body = { name: 'by-language', parametersInCacheKeyAndForwardedToOrigin: {} }
  await request.post('/cache-policies').send(body).expect(201)
  await request.post('/cache-policies').send(body).expect(409)
})
