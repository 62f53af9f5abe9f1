import { expect, test } from 'vitest'
import { insertInvalidations } from '../../../src/invalidation/queue/accept.ts'
import { createRecords } from '../../../src/invalidation/dispatch/record.ts'
import { chunksOf, insertBatches } from '../../../src/invalidation/queue/batches.ts'
import { claimTargets } from '../../../src/invalidation/queue/claim.ts'
import { emptyDraft, fill } from '../../../src/invalidation/queue/draft.ts'
import { nobodyServed } from '../../../src/invalidation/queue/fair-share.ts'
import { startStore } from '../../helpers/start-store.ts'
import { newInvalidation } from './new-invalidation.ts'
import { stateOf, prepare, preparing } from './prepare-one.ts'

const TARGET = '/distributions/E1'

test('invalidations that must go alone, because one of them was refused, take turns with the others', async () => {
  const { database } = await startStore()
  const ids = ['alone-1', 'alone-2', 'alone-3', 'other-1', 'other-2']
  await insertInvalidations(
    database,
    ids.map(id => newInvalidation({ id, target: TARGET, items: [`/${id}`] }))
  )
  await database.query(`UPDATE invalidation_chunks SET alone = true WHERE invalidation_id LIKE 'alone-%'`)
  const state = stateOf()
  const deps = preparing(database)
  expect(await prepare(deps, TARGET, state)).toMatchObject({ kind: 'takenOver' })
  const batches: unknown[] = []
  for (let result = await prepare(deps, TARGET, state); result.kind === 'batch';) {
    batches.push(result.batch.items)
    result = await prepare(deps, TARGET, state)
  }
  expect(batches).toEqual([['/alone-1'], ['/other-1', '/other-2'], ['/alone-2'], ['/alone-3']])
})

test('the lane in which an item was accepted is its lane in the batch, and when that is taken apart again', async () => {
  const { database } = await startStore()
  // Whatever the items look like.
  const lanes = { path: ['/a/*', '/b'], wildcard: ['/zz', '#d'] }
  await insertInvalidations(database, [
    newInvalidation({ id: 'one', target: TARGET, items: ['/a/*', '/b', '/zz', '#d'], lanes })
  ])
  const pending = async () => database.query('SELECT lane, items, count FROM invalidation_chunks ORDER BY lane')
  const accepted = await pending()
  const state = stateOf()
  const deps = preparing(database)
  await prepare(deps, TARGET, state)
  const result = await prepare(deps, TARGET, state)
  if (result.kind !== 'batch') throw new Error(`no batch, but ${result.kind}`)
  expect(result.batch).toMatchObject({ paths: 4, wildcards: 2 })
  expect(await pending()).toEqual([])
  const records = createRecords({ database, owner: 'one' })
  await records.dissolved(TARGET, result.batch, { refused: 'wildcard' })
  expect(await pending()).toEqual(accepted)
})

test.each([5, 20])(
  'a batch takes a part of large requests of %s callers, and the rest remains, in its order',
  async count => {
    const { database } = await startStore()
    const callers = Array.from({ length: count }, (_, index) => `caller-${String(index).padStart(2, '0')}`)
    const itemsOf = (caller: string) => Array.from({ length: 1_000 }, (_, index) => `/${caller}/${index}`)
    await insertInvalidations(
      database,
      callers.map(caller => newInvalidation({ id: caller, target: TARGET, caller, items: itemsOf(caller) }))
    )
    const state = stateOf({ paths: 2_900, wildcards: 0 })
    const deps = preparing(database)
    await prepare(deps, TARGET, state)
    const result = await prepare(deps, TARGET, state)
    if (result.kind !== 'batch') throw new Error(`no batch, but ${result.kind}`)
    const share = 100 / count
    expect(new Set(result.batch.items)).toEqual(new Set(callers.flatMap(caller => itemsOf(caller).slice(0, share))))
    const left = await database.query('SELECT caller, count, items FROM invalidation_chunks ORDER BY caller')
    expect(left).toEqual(callers.map(caller => ({ caller, count: 1_000 - share, items: itemsOf(caller).slice(share) })))
  }
)

test('of two batches that were made of the same pending items only one is written', async () => {
  const { database } = await startStore()
  const items = Array.from({ length: 100 }, (_, index) => `/${index}`)
  await insertInvalidations(database, [newInvalidation({ id: 'one', target: TARGET, items })])
  const deps = preparing(database)
  await prepare(deps, TARGET, stateOf())
  const none = { places: 0, served: nobodyServed() }
  const asks = [{ target: TARGET, wanted: { path: none, wildcard: none } }]
  const claim = (await claimTargets(database, { ...deps, asks })).get(TARGET)
  if (claim?.lease !== 'held') throw new Error(`not held, but ${claim?.lease}`)
  const { version } = claim
  const draft = emptyDraft()
  fill(draft, await chunksOf(database, 'one'), { budget: 10, served: nobodyServed() })
  const write = async (id: string) =>
    (await insertBatches(database, { owner: 'one', drafted: [{ id, target: TARGET, version, draft }] })).size
  expect([await write('first'), await write('second')]).toEqual([1, 0])
  expect(await database.query('SELECT id FROM invalidation_batches')).toEqual([{ id: 'first' }])
  const pending = await database.query('SELECT items, count FROM invalidation_chunks')
  expect(pending).toEqual([{ items: items.slice(10), count: 90 }])
})

test('a batch that this process does not know, since the answer to its write was lost, is taken over', async () => {
  const { database } = await startStore()
  await insertInvalidations(database, [newInvalidation({ id: 'one', target: TARGET, items: ['/a', '/b'] })])
  const deps = preparing(database)
  const state = stateOf()
  await prepare(deps, TARGET, state)
  const written = await prepare(deps, TARGET, state)
  expect(written.kind).toBe('batch')
  state.prepared = []
  expect(await prepare(deps, TARGET, state)).toEqual({ kind: 'again', inMs: 0 })
  expect(await prepare(deps, TARGET, state)).toMatchObject({ kind: 'takenOver', prepared: [{ id: 'batch-1' }] })
  expect(await prepare(deps, TARGET, state)).toMatchObject({ kind: 'none', waits: false, released: false })
})

test('waking a target without invalidations does not create state for it', async () => {
  const { database } = await startStore()
  expect(await prepare(preparing(database), TARGET, stateOf())).toEqual({ kind: 'other' })
  expect(await database.query('SELECT FROM invalidation_targets')).toHaveLength(0)
})
