import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { type Database } from '../../../src/database/database.ts'
import { createAcceptor, type NewInvalidation } from '../../../src/resources/invalidations/accept.ts'
import { startStore } from '../../helpers/start-store.ts'

const fresh = (id: string, change: Partial<NewInvalidation> = {}): NewInvalidation => ({
  ...{ id, target: '/distributions/E1', caller: 'somebody', priority: 0, items: [`/${id}`], warnings: [] },
  createdAt: new Date(),
  ...change
})

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
  return { database, acceptor: createAcceptor({ database: counting }), ids, writes: () => writes }
}

test('a hundred requests at once are one write, and a write takes five hundred', async () => {
  const { acceptor, ids, writes } = await start()
  const wanted = Array.from({ length: 600 }, (_, index) => `inv_${index}`)
  await Promise.all(wanted.slice(0, 100).map(id => acceptor.accept(fresh(id))))
  expect(writes()).toBe(1)
  await Promise.all(wanted.slice(100).map(id => acceptor.accept(fresh(id))))
  expect(await ids()).toEqual(wanted)
  expect(writes()).toBe(2)
  await Promise.all(Array.from({ length: 501 }, (_, index) => acceptor.accept(fresh(`inv_more_${index}`))))
  expect(writes()).toBe(4)
})

test('requests that come in one turn of the event loop after the other share a write', async () => {
  const { acceptor, writes } = await start()
  const accepted = []
  for (let n = 0; n < 30; n++) {
    const turn = setImmediate()
    accepted.push(acceptor.accept(fresh(`inv_${n}`)))
    await turn
  }
  await Promise.all(accepted)
  expect(writes()).toBe(1)
})

test('an id that is there already is left as it is, and said to be', async () => {
  const { database, acceptor } = await start()
  expect(await acceptor.accept(fresh('inv_1'))).toBe(true)
  expect(await acceptor.accept(fresh('inv_1', { items: ['/other'] }))).toBe(false)
  const chunks = await database.query<{ items: string[] }>('SELECT items FROM invalidation_chunks')
  expect(chunks).toEqual([{ items: ['/inv_1'] }])
})

test('what the store refuses fails its own request and none that shares its write', async () => {
  const { acceptor, ids } = await start()
  const unstorable = fresh('inv_bad', { warnings: [{ detail: 'a byte that no text of the store holds: \u0000' }] })
  const results = await Promise.allSettled(
    [fresh('inv_1'), fresh('inv_2'), unstorable, fresh('inv_3')].map(row => acceptor.accept(row))
  )
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
  expect(await ids()).toEqual(['inv_1', 'inv_2', 'inv_3'])
})

test('large requests are kept in pieces, wildcards apart from paths', async () => {
  const { database, acceptor } = await start()
  const items = [
    ...Array.from({ length: 2_500 }, (_, n) => `/${n}`),
    ...Array.from({ length: 20 }, (_, n) => `/${n}/*`)
  ]
  await acceptor.accept(fresh('inv_1', { items }))
  const chunks = await database.query<{ lane: string; count: number }>(
    'SELECT lane, count FROM invalidation_chunks ORDER BY id'
  )
  expect(chunks.map(({ lane, count }) => [lane, count])).toEqual([
    ...[['path', 1_000] as const, ['path', 1_000] as const, ['path', 500] as const],
    ...[['wildcard', 15] as const, ['wildcard', 5] as const]
  ])
})
