import { setImmediate } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createByteBudget } from '../../../src/byte-budget.ts'
import { type Database } from '../../../src/database/database.ts'
import { openPostgres } from '../../../src/database/postgres.ts'
import { createGroupCommit, type NewInvalidation } from '../../../src/invalidation/queue/accept.ts'
import { startPostgresProxy } from '../../helpers/postgres-proxy.ts'
import { startStore, storeKind } from '../../helpers/start-store.ts'
import { deferred } from '../../jobs/start-engine.ts'
import { newInvalidation } from './new-invalidation.ts'

const fresh = (id: string, change: Partial<NewInvalidation> = {}): NewInvalidation =>
  newInvalidation({ id, items: [`/${id}`], ...change })

async function start() {
  const { database } = await startStore()
  let writes = 0
  const counting: Database = {
    ...database,
    query(text, params) {
      writes++
      return database.query(text, params)
    }
  }
  const ids = async () =>
    (await database.query<{ id: string }>('SELECT id FROM invalidations ORDER BY position')).map(({ id }) => id)
  return { database, groupCommit: createGroupCommit({ database: counting }), ids, writes: () => writes }
}

test('a hundred concurrent requests are one write, and a write takes five hundred', async () => {
  const { groupCommit, ids, writes } = await start()
  const wanted = Array.from({ length: 600 }, (_, index) => `inv_${index}`)
  await Promise.all(wanted.slice(0, 100).map(id => groupCommit.accept(fresh(id))))
  expect(writes()).toBe(1)
  await Promise.all(wanted.slice(100).map(id => groupCommit.accept(fresh(id))))
  expect(await ids()).toEqual(wanted)
  expect(writes()).toBe(2)
  await Promise.all(Array.from({ length: 501 }, (_, index) => groupCommit.accept(fresh(`inv_more_${index}`))))
  expect(writes()).toBe(4)
})

test('requests that come in one turn of the event loop after the other share a write', async () => {
  const { groupCommit, writes } = await start()
  const accepted = []
  for (let n = 0; n < 30; n++) {
    const turn = setImmediate()
    accepted.push(groupCommit.accept(fresh(`inv_${n}`)))
    await turn
  }
  await Promise.all(accepted)
  expect(writes()).toBe(1)
})

test('what waits beyond the bound is refused with OVERLOADED and not written, and one alone may be larger', async () => {
  const { database, ids } = await start()
  const groupCommit = createGroupCommit({ database, budget: createByteBudget({ maxBytes: 10_000 }) })
  const items = Array.from({ length: 100 }, (_, n) => `/some/path/${n}`)
  const accepted = ['inv_1', 'inv_2'].map(id => groupCommit.accept(fresh(id, { items })))
  await expect(groupCommit.accept(fresh('inv_3', { items }))).rejects.toMatchObject({ code: 'OVERLOADED' })
  expect(await Promise.all(accepted)).toMatchObject([{ id: 'inv_1' }, { id: 'inv_2' }])
  expect(
    await groupCommit.accept(fresh('inv_4', { items: [...items, ...items.map(item => `${item}/more`)] }))
  ).toBeDefined()
  expect(await groupCommit.accept(fresh('inv_5', { items }))).toBeDefined()
  expect(await ids()).toEqual(['inv_1', 'inv_2', 'inv_4', 'inv_5'])
})

test('several that are written together are bounded like single ones, and count among them', async () => {
  const { database, ids } = await start()
  const groupCommit = createGroupCommit({ database, budget: createByteBudget({ maxBytes: 10_000 }) })
  const items = Array.from({ length: 100 }, (_, n) => `/some/path/${n}`)
  const [begun, held] = [deferred<void>(), deferred<void>()]
  const together = groupCommit.acceptTogether([fresh('inv_1', { items }), fresh('inv_2', { items })], async () => {
    begun.resolve()
    await held.promise
  })
  await begun.promise
  await expect(groupCommit.accept(fresh('inv_3', { items }))).rejects.toMatchObject({ code: 'OVERLOADED' })
  const alongside = vi.fn(async () => undefined)
  await expect(groupCommit.acceptTogether([fresh('inv_4', { items })], alongside)).rejects.toMatchObject({
    code: 'OVERLOADED'
  })
  expect(alongside).not.toHaveBeenCalled()
  held.resolve()
  await together
  expect(await groupCommit.accept(fresh('inv_5', { items }))).toBeDefined()
  expect(await ids()).toEqual(['inv_1', 'inv_2', 'inv_5'])
})

test('an id that is there already is left as it is, and said to be', async () => {
  const { database, groupCommit } = await start()
  expect(await groupCommit.accept(fresh('inv_1'))).toBeDefined()
  expect(await groupCommit.accept(fresh('inv_1', { items: ['/other'] }))).toBeUndefined()
  const chunks = await database.query<{ items: string[] }>('SELECT items FROM invalidation_chunks')
  expect(chunks).toEqual([{ items: ['/inv_1'] }])
})

test('what the store refuses fails its own request and none that shares its write', async () => {
  const { groupCommit, ids } = await start()
  const unstorable = fresh('inv_bad', { warnings: [{ detail: 'a byte that no text of the store holds: \u0000' }] })
  const results = await Promise.allSettled(
    [fresh('inv_1'), fresh('inv_2'), unstorable, fresh('inv_3')].map(row => groupCommit.accept(row))
  )
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
  expect(await ids()).toEqual(['inv_1', 'inv_2', 'inv_3'])
})

test('a write that is late does not keep later ones waiting, of which two at most overlap', async () => {
  const { database, ids } = await start()
  const held: ReturnType<typeof deferred<void>>[] = []
  const holding: Database = {
    ...database,
    async query(text, params) {
      if (held.length < 2) {
        const { promise } = (held[held.length] = deferred<void>())
        await promise
      }
      return database.query(text, params)
    }
  }
  const groupCommit = createGroupCommit({ database: holding, lateAfterMs: 1 })
  const accepted = []
  for (let n = 1; n <= 2; n++) {
    accepted.push(groupCommit.accept(fresh(`inv_${n}`)))
    await vi.waitFor(() => expect(held).toHaveLength(n))
  }
  const together = ['inv_3', 'inv_4'].map(id => groupCommit.accept(fresh(id)))
  expect(await ids()).toEqual([])
  held[1]?.resolve()
  await Promise.all([...together, accepted[1]])
  expect(await ids()).toEqual(['inv_2', 'inv_3', 'inv_4'])
  for (const { resolve } of held) resolve()
  await Promise.all(accepted)
  expect((await ids()).toSorted()).toEqual(['inv_1', 'inv_2', 'inv_3', 'inv_4'])
})

test.runIf(storeKind === 'postgres')(
  'a connection that fell silent fails the write on it and keeps no other waiting [needs DATABASE_URL]',
  async () => {
    const { url = '' } = await startStore()
    const proxy = await startPostgresProxy(new URL(url))
    const database = openPostgres({ url: proxy.url, statementTimeoutMs: 100 })
    onTestFinished(() => database.close())
    const groupCommit = createGroupCommit({ database, lateAfterMs: 10 })
    const silent = proxy.silenceAt('INSERT INTO invalidations')
    const settled: string[] = []
    const lost = groupCommit.accept(fresh('inv_1')).finally(() => settled.push('lost'))
    await silent
    const later = groupCommit.accept(fresh('inv_2')).finally(() => settled.push('later'))
    await expect(lost).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
    expect(await later).toMatchObject({ id: 'inv_2' })
    expect(settled).toEqual(['later', 'lost'])
  }
)

test('large requests are kept in pieces, wildcards apart from paths', async () => {
  const { database, groupCommit } = await start()
  const items = [
    ...Array.from({ length: 2_500 }, (_, n) => `/${n}`),
    ...Array.from({ length: 20 }, (_, n) => `/${n}/*`)
  ]
  await groupCommit.accept(fresh('inv_1', { items }))
  const chunks = await database.query<{ lane: string; count: number }>(
    'SELECT lane, count FROM invalidation_chunks ORDER BY id'
  )
  expect(chunks.map(({ lane, count }) => [lane, count])).toEqual([
    ...[['path', 1_000] as const, ['path', 1_000] as const, ['path', 500] as const],
    ...[['wildcard', 15] as const, ['wildcard', 5] as const]
  ])
})
