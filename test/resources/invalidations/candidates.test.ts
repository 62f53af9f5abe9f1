import { expect, test } from 'vitest'
import { type Database } from '../../../src/database/database.ts'
import { insertInvalidations } from '../../../src/invalidation/queue/accept.ts'
import { candidates } from '../../../src/invalidation/queue/candidates.ts'
import { claimTargets } from '../../../src/invalidation/queue/claim.ts'
import { emptyDraft, fill } from '../../../src/invalidation/queue/draft.ts'
import { nobodyServed, type Served } from '../../../src/invalidation/queue/fair-share.ts'
import { startStore } from '../../helpers/start-store.ts'
import { newInvalidation } from './new-invalidation.ts'
import { preparing } from './prepare-one.ts'

const TARGET = '/distributions/E1'

interface Pending {
  readonly caller?: string
  readonly priority?: 0 | 1
  readonly items: readonly string[]
}

async function insert(database: Database, pending: readonly Pending[]): Promise<void> {
  await insertInvalidations(
    database,
    pending.map(({ caller = 'a', priority = 0, items }, index) =>
      newInvalidation({ id: `r${index}`, target: TARGET, caller, priority, items })
    )
  )
}

/** What a batch with so many places is made of: how many items of each caller. */
async function batchOf(
  database: Database,
  { budget, margin = 1_000, served = nobodyServed() }: { budget: number; margin?: number; served?: Served }
) {
  const wanted = { places: budget + margin, served }
  const deps = preparing(database)
  const asks = [{ target: TARGET, wanted: { path: wanted, wildcard: { places: 0, served: nobodyServed() } } }]
  // It is claimed at first, and read from then on.
  await claimTargets(database, { ...deps, asks })
  const claim = (await claimTargets(database, { ...deps, asks })).get(TARGET)
  if (claim?.lease !== 'held') throw new Error(`not held, but ${claim?.lease}`)
  const { chunks, resumeAfter } = await candidates(database, {
    target: TARGET,
    lane: 'path',
    first: claim.heads.path,
    wanted,
    budget
  })
  const draft = emptyDraft()
  fill(draft, chunks, { budget, served })
  Object.assign(served.callers, resumeAfter)
  const counts = new Map<string, number>()
  for (const { chunk, items } of draft.taken.values()) {
    counts.set(chunk.caller, (counts.get(chunk.caller) ?? 0) + items.length)
  }
  return { chunks, items: [...draft.items.keys()], counts }
}

const numbered = (count: number, prefix: string) => Array.from({ length: count }, (_, index) => `${prefix}${index}`)

test.each([49, 50, 51])('a queue that ends about where reading stopped has been read: %s chunks', async count => {
  const { database } = await startStore()
  const singles = numbered(count, '/a/').map((path): Pending => ({ items: [path] }))
  await insert(database, [...singles, { caller: 'b', items: ['/b'] }])
  // Fifty of each of the two callers are asked for at first.
  const { items } = await batchOf(database, { budget: 80, margin: 20 })
  expect(items).toHaveLength(count + 1)
})

test('a queue is read further where the others have less than their part', async () => {
  const { database } = await startStore()
  const flood = numbered(400, '/a/').map((path): Pending => ({ items: [path] }))
  const others = numbered(19, 'other-').map((caller): Pending => ({ caller, items: [`/${caller}`] }))
  await insert(database, [...flood, ...others])
  const { items, counts } = await batchOf(database, { budget: 300, margin: 50 })
  expect(items).toHaveLength(300)
  expect([...counts.keys()]).toHaveLength(20)
})

test('of very many callers each has its place, and the next batch begins after the last of them', async () => {
  const { database } = await startStore()
  const callers = numbered(700, 'caller-')
  await insert(
    database,
    callers.flatMap((caller): Pending[] => [
      { caller, items: [`/${caller}/0`] },
      { caller, items: [`/${caller}/1`] }
    ])
  )
  const served = nobodyServed()
  const first = await batchOf(database, { budget: 300, margin: 50, served })
  const second = await batchOf(database, { budget: 300, margin: 50, served })
  expect([first.items.length, second.items.length]).toEqual([300, 300])
  expect([...first.counts.keys()].filter(caller => second.counts.has(caller))).toEqual([])
})

test('where many callers have floods each has its share of every batch, and no more is read than there are places', async () => {
  const { database } = await startStore()
  const floods = numbered(60, 'flood-').map((caller): Pending => ({ caller, items: numbered(1_000, `/${caller}/`) }))
  await insert(database, [
    ...floods,
    { caller: 'y', items: numbered(40, '/medium/') },
    { caller: 'z', items: ['/small'] }
  ])
  const { counts, items, chunks } = await batchOf(database, { budget: 3_000 })
  expect(items).toHaveLength(3_000)
  expect([counts.get('y'), counts.get('z')]).toEqual([40, 1])
  const shares = floods.map(({ caller = '' }) => counts.get(caller))
  expect(new Set(shares)).toEqual(new Set([Math.floor(2_959 / 60), Math.ceil(2_959 / 60)]))
  expect(chunks.reduce((sum, chunk) => sum + chunk.items.length, 0)).toBeLessThanOrEqual(4_000)
})

test('of very many callers with floods each is in one of the next batches, whatever their size and whoever had the last place', async () => {
  const { database } = await startStore()
  await insert(
    database,
    numbered(250, 'flood-').map((caller): Pending => ({ caller, items: numbered(1_000, `/${caller}/`) }))
  )
  // In the largest, the last place is for the one who also had the first.
  for (const budget of [10, 99, 100, 150, 2_901]) {
    const served = nobodyServed()
    const seen = new Set<string>()
    const atOnce = Math.min(budget, 100)
    for (let batches = Math.ceil(250 / atOnce); batches > 0; batches--) {
      const { counts } = await batchOf(database, { budget, served })
      expect(counts.size, `callers in a batch of ${budget}`).toBe(atOnce)
      for (const caller of counts.keys()) seen.add(caller)
    }
    expect(seen.size, `callers in batches of ${budget}`).toBe(250)
  }
}, 60_000)

test('what large requests of several callers have in common is sent once, in whatever order each has it', async () => {
  const { database } = await startStore()
  const common = numbered(1_000, '/common/')
  const callers = numbered(16, 'caller-')
  await insert(
    database,
    callers.map((caller, index): Pending => {
      const first = index * 60
      return { caller, items: [...common.slice(first), ...common.slice(0, first)] }
    })
  )
  const { items, counts } = await batchOf(database, { budget: 3_000 })
  expect(items.toSorted()).toEqual(common.toSorted())
  expect([...counts.values()]).toEqual(callers.map(() => 1_000))
})

test('large requests for the same fill a batch although each caller has a small share of it', async () => {
  const { database } = await startStore()
  await insert(
    database,
    numbered(16, 'caller-').map((caller): Pending => ({ caller, items: numbered(5_000, '/common/') }))
  )
  expect((await batchOf(database, { budget: 3_000 })).items).toHaveLength(1_000)
})

test('a flood of high priority leaves one place of five, wherever the reading of it stops', async () => {
  const { database } = await startStore()
  const high = numbered(30, 'high-').flatMap((caller): Pending[] =>
    numbered(20, `/${caller}/`).map(path => ({ caller, priority: 1, items: [path] }))
  )
  const normal = numbered(200, '/normal/').map((path): Pending => ({ caller: 'normal', items: [path] }))
  await insert(database, [...high, ...normal])
  const { items, counts } = await batchOf(database, { budget: 300, margin: 50 })
  expect(items).toHaveLength(300)
  expect(counts.get('normal')).toBe(60)
})

test('neither what is held nor what must go alone is read', async () => {
  const { database } = await startStore()
  await insert(database, [{ items: ['/held'] }, { items: ['/alone'] }, { items: ['/ready'] }])
  await database.query(`UPDATE invalidation_chunks SET hold_until = now() WHERE invalidation_id = 'r0'`)
  await database.query(`UPDATE invalidation_chunks SET alone = true WHERE invalidation_id = 'r1'`)
  expect((await batchOf(database, { budget: 10 })).items).toEqual(['/ready'])
})
