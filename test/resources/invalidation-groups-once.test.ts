import { randomUUID } from 'node:crypto'
import { CreateDistributionCommand } from '@aws-sdk/client-cloudfront'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { createCloudFrontClient, localCredentials } from '../../src/cloudfront/client.ts'
import { createInvalidationGroupService } from '../../src/resources/invalidation-groups/service.ts'
import { createInvalidationEngine } from '../../src/invalidation/engine.ts'
import { createReach } from '../../src/configuration/distributions/reach.ts'
import { createTagIndex } from '../../src/configuration/tags/tag-index.ts'
import { createTagReader } from '../../src/configuration/tags/tag-reader.ts'
import { sample } from '../emulator/sample-config.ts'
import { startEmulator } from '../emulator/start-emulator.ts'
import { startStore } from '../helpers/start-store.ts'

const logger = pino({ level: 'silent' })
const body = (distributionIds: string[]) => ({ selector: { distributionIds }, paths: ['/a'] })

/** The service without its routes, and with nothing that submits. */
async function start() {
  const { emulator, url, client } = await startEmulator()
  const { clock } = emulator
  const ids: string[] = []
  for (let made = 0; made < 2; made += 1) {
    const { Distribution } = await client.send(new CreateDistributionCommand({ DistributionConfig: sample() }))
    ids.push(Distribution?.Id ?? '')
  }
  const cloudfront = createCloudFrontClient({ endpoint: url, region: 'us-east-1', credentials: localCredentials })
  onTestFinished(() => cloudfront.destroy())
  const { database } = await startStore()
  const engine = createInvalidationEngine({
    ...{ database, cloudfront, clock, logger, newId: randomUUID, backend: 'local' }
  })
  const tagReader = createTagReader({ cloudfront })
  const tagIndex = createTagIndex({ database, tagReader, clock, logger, newToken: randomUUID, maxAgeSeconds: 900 })
  const service = createInvalidationGroupService({
    ...{ database, cloudfront, tagIndex, clock },
    reach: createReach({ cloudfront, tagIndex, clock }),
    invalidations: engine.service
  })
  const count = async (table: string) => {
    const [row] = await database.query<{ count: string }>(`SELECT count(*) AS count FROM ${table}`)
    return Number(row?.count)
  }
  return { service, engine, ids, count, clock, database }
}

test('a repeat with the same reference, also at the same time, is the same group', async () => {
  const { service, ids, count } = await start()
  const request = { caller: 'a', reference: randomUUID() }
  const groups = await Promise.all([1, 2, 3].map(() => service.create(body(ids), request)))
  groups.push(await service.create(body(ids), request))
  expect(new Set(groups.map(({ id }) => id)).size).toBe(1)
  expect(groups.map(({ children }) => children.length)).toEqual([2, 2, 2, 2])
  expect([await count('invalidation_groups'), await count('invalidations')]).toEqual([1, 2])
})

test('a reference that comes again after a day is a new group', async () => {
  const { service, ids, count, clock } = await start()
  const request = { caller: 'a', reference: randomUUID() }
  const first = await service.create(body(ids), request)
  clock.advance(25 * 3_600)
  const second = await service.create(body(ids), request)
  expect(second.id).not.toBe(first.id)
  expect([await count('invalidation_groups'), await count('invalidations')]).toEqual([2, 4])
})

test('where the write fails there is neither a group nor a part of one', async () => {
  const { service, ids, count, database } = await start()
  await database.script(`
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no room'; END $$;
    CREATE TRIGGER refuse BEFORE INSERT ON invalidation_chunks FOR EACH ROW EXECUTE FUNCTION refuse()
  `)
  await expect(service.create(body(ids), { caller: 'a', reference: randomUUID() })).rejects.toThrow('no room')
  expect([await count('invalidation_groups'), await count('invalidations')]).toEqual([0, 0])
})

test('watchers of a group are notified of changes of its invalidations', async () => {
  const { service, engine, ids } = await start()
  await engine.start()
  onTestFinished(() => engine.close())
  const reference = randomUUID()
  const watch = service.watch(`grp_${reference}`)
  onTestFinished(() => watch.end())
  await service.create(body(ids), { caller: 'a', reference })
  expect(await watch.wait(15_000)).toBe(true)
})
