import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Database } from '../../../src/database/database.ts'
import { createLeases } from '../../../src/database/leases.ts'
import { createDeadlines } from '../../../src/invalidation/dispatch/deadlines.ts'
import { insertInvalidations } from '../../../src/invalidation/queue/accept.ts'
import { newDispatchState } from '../../../src/invalidation/dispatch/dispatch-state.ts'
import { type Chunk, emptyDraft, fill } from '../../../src/invalidation/queue/draft.ts'
import { nobodyServed, sizeClassOf } from '../../../src/invalidation/queue/fair-share.ts'
import { type Lane } from '../../../src/invalidation/planning/paths.ts'
import { createRecords } from '../../../src/invalidation/dispatch/record.ts'
import { startStore } from '../../helpers/start-store.ts'
import { recordingLogger } from '../../jobs/start-engine.ts'
import { holdToTurns, type Request } from './hold-to-turns.ts'
import { newInvalidation } from './new-invalidation.ts'
import { prepare } from './prepare-one.ts'

const LANES = ['path', 'wildcard'] as const

/** What a batch gives to requests, by their ids. */
type Given = ReadonlyMap<string, number>

interface World {
  readonly quota: Readonly<Record<Lane, number>>
  accept(requests: readonly Request[]): Promise<void>
  /** Makes batches until nothing more can be put into one. */
  fillUp(): Promise<Given[]>
  /** Completes the batches that are in progress, some of them only the next time. */
  complete(share: number): Promise<void>
}

const itemsOf = ({ id, lane, size }: Request) =>
  Array.from({ length: size }, (_, index) => (lane === 'path' ? `/${id}/${index}` : `/${id}/${index}/*`))

/** Requests by the round in which they arrive: of a dozen callers, some with floods, some with many small requests at once. */
function arrivals({ sizes, roundsMax }: { sizes: Readonly<Record<Lane, fc.Arbitrary<number>>>; roundsMax: number }) {
  const oneOrMany = fc.constantFrom(...LANES).chain(lane =>
    fc
      .record({
        lane: fc.constant(lane),
        priority: fc.constantFrom<(0 | 1)[]>(0, 0, 1),
        caller: fc.constantFrom(...'abcdefghijkl'),
        size: sizes[lane],
        many: fc.integer({ min: 1, max: 60 })
      })
      .map(({ many, ...request }) => Array.from({ length: request.size > 4 ? 1 : many }, () => request))
  )
  const round = fc.record({
    requests: fc.array(oneOrMany, { maxLength: 8 }),
    share: fc.constantFrom(0, 0.4, 1)
  })
  return fc.array(round, { minLength: 1, maxLength: roundsMax }).map(rounds =>
    rounds.map(({ requests, share }, at) => ({
      share,
      requests: requests.flat().map((each, index): Request => ({ ...each, id: `r${at}-${index}` }))
    }))
  )
}

/**
 * Lets requests arrive round by round until all have ended. Each must have ended after so many places of its lane were given
 * as its own queue needed when it came, times the queues that it takes turns with; whoever waits has an equal share of all places
 * that are given meanwhile; and what is free is always used.
 */
async function check(world: World, rounds: { requests: readonly Request[]; share: number }[]): Promise<void> {
  const all = rounds.flatMap(({ requests }) => requests)
  const left = new Map<string, number>()
  const placesGiven = { path: 0, wildcard: 0 }
  const latest = new Map<string, number>()
  const holdTurns = holdToTurns()
  const pendingIn = (lane: Lane) =>
    all.reduce((sum, request) => sum + (request.lane === lane ? (left.get(request.id) ?? 0) : 0), 0)

  const arrive = (request: Request) => {
    const { id, lane, priority, caller, size } = request
    const alike = all.filter(other => other.lane === lane && other.priority === priority)
    const queue = alike.filter(other => other.caller === caller && sizeClassOf(other.size) === sizeClassOf(size))
    const needed = queue.reduce((sum, other) => sum + (left.get(other.id) ?? 0), size)
    const callers = new Set(alike.map(other => other.caller)).size
    const classes = new Set(alike.filter(other => other.caller === caller).map(other => sizeClassOf(other.size))).size
    const turns = (needed + 1) * callers * classes
    latest.set(id, placesGiven[lane] + Math.ceil(priority === 1 ? turns * 1.25 : turns * 5) + 5)
    left.set(id, size)
  }

  for (let at = 0; at < rounds.length || pendingIn('path') + pendingIn('wildcard') > 0; at++) {
    const { requests, share } = rounds[at] ?? { requests: [], share: 1 }
    requests.forEach(arrive)
    await world.accept(requests)
    for (const given of await world.fillUp()) {
      const waiting = all.filter(({ id }) => (left.get(id) ?? 0) > 0)
      for (const request of all) {
        const count = given.get(request.id) ?? 0
        placesGiven[request.lane] += count
        left.set(request.id, (left.get(request.id) ?? 0) - count)
      }
      const count = (id: string, of: ReadonlyMap<string, number>) => of.get(id) ?? 0
      holdTurns(waiting.map(request => ({ request, given: count(request.id, given), left: count(request.id, left) })))
      for (const { id, lane } of all) {
        if ((left.get(id) ?? 0) > 0 && latest.has(id))
          expect(placesGiven[lane]).toBeLessThanOrEqual(latest.get(id) ?? 0)
      }
    }
    await world.complete(share)
  }
}

/** With the real store, and a quota that makes many rounds cheap. */
async function storedWorld(database: Database, target: string): Promise<World> {
  const quota = { path: 100, wildcard: 10 }
  const clock = { now: () => Date.now() }
  const headRoom = { paths: 3_000 - quota.path, wildcards: 15 - quota.wildcard }
  const state = newDispatchState({ headRoom, now: () => performance.now() })
  const records = createRecords({ database, owner: 'one' })
  let ids = 0
  const leases = createLeases({ database, table: 'invalidation_targets', seconds: 60, logger: recordingLogger() })
  const deadlines = createDeadlines({ database, refusedMaxMs: 1 })
  const deps = { database, leases, owner: 'one', deadlines, clock, newId: () => `${target}/${++ids}` }
  let live: string[] = []

  const next = async () => {
    const result = await prepare(deps, target, state)
    if (result.kind !== 'takenOver') return result
    return prepare(deps, target, state)
  }

  return {
    quota,
    async accept(requests) {
      const rows = requests.map(request =>
        newInvalidation({
          id: `${target}/${request.id}`,
          target,
          caller: request.caller,
          priority: request.priority,
          items: itemsOf(request)
        })
      )
      await insertInvalidations(database, rows)
    },
    async fillUp() {
      const all: Given[] = []
      for (let result = await next(); result.kind === 'batch'; result = await next()) {
        expect(await records.submitted(target, result.batch, result.batch.id)).toBe(true)
        live.push(result.batch.id)
        const parts = await database.query<{ invalidation_id: string; count: number }>(
          'SELECT invalidation_id, count FROM invalidation_parts WHERE batch_id = $1',
          [result.batch.id]
        )
        all.push(new Map(parts.map(({ invalidation_id: id, count }) => [id.slice(target.length + 1), count])))
      }
      const [used] = await database.query<{ paths: number; wildcards: number; path: number; wildcard: number }>(
        `SELECT (SELECT coalesce(sum(paths), 0)::integer FROM invalidation_batches WHERE target = $1 AND status = 'submitted') AS paths,
           (SELECT coalesce(sum(wildcards), 0)::integer FROM invalidation_batches WHERE target = $1 AND status = 'submitted') AS wildcards,
           (SELECT coalesce(sum(count), 0)::integer FROM invalidation_chunks WHERE target = $1 AND lane = 'path') AS path,
           (SELECT coalesce(sum(count), 0)::integer FROM invalidation_chunks WHERE target = $1 AND lane = 'wildcard') AS wildcard`,
        [target]
      )
      expect(used).toSatisfy(
        ({ paths, wildcards, path, wildcard }: NonNullable<typeof used>) =>
          paths <= quota.path &&
          wildcards <= quota.wildcard &&
          (path === 0 || paths === quota.path) &&
          (wildcard === 0 || wildcards === quota.wildcard || paths === quota.path)
      )
      return all
    },
    async complete(share) {
      const done = live.slice(0, Math.ceil(live.length * share))
      live = live.slice(done.length)
      if (done.length > 0) expect(await records.completed(target, done)).toBe(true)
      state.prepared = state.prepared.filter(({ batch }) => !done.includes(batch.id))
    }
  }
}

/** With CloudFront's own quota, and all that is pending in memory. */
function pureWorld(): World {
  const quota = { path: 3_000, wildcard: 15 }
  const served = { path: nobodyServed(), wildcard: nobodyServed() }
  let pending: (Chunk & { lane: Lane })[] = []
  let live: Record<Lane, number>[] = []
  const used = (lane: Lane) => live.reduce((sum, batch) => sum + batch[lane], 0)

  return {
    quota,
    async accept(requests) {
      for (const request of requests) {
        const { id, lane, priority, caller, size } = request
        pending.push({
          id,
          invalidationId: id,
          lane,
          priority,
          caller,
          sizeClass: sizeClassOf(size),
          count: size,
          items: itemsOf(request)
        })
      }
    },
    async fillUp() {
      const draft = emptyDraft()
      for (const lane of LANES) {
        const budget = quota[lane] - used(lane)
        const before = draft.items.size
        const chunks = pending.filter(chunk => chunk.lane === lane)
        fill(draft, chunks, { budget, served: served[lane] })
        const waiting = chunks.reduce((sum, { items }) => sum + items.length, 0)
        expect(draft.items.size - before).toBe(Math.min(budget, waiting))
      }
      const given = new Map([...draft.taken].map(([id, { items }]) => [id, items.length]))
      const count = (lane: Lane) =>
        pending.reduce((sum, chunk) => sum + (chunk.lane === lane ? (given.get(chunk.id) ?? 0) : 0), 0)
      live.push({ path: count('path'), wildcard: count('wildcard') })
      pending = pending.flatMap(chunk => {
        const items = chunk.items.slice(given.get(chunk.id) ?? 0)
        return items.length > 0 ? [{ ...chunk, count: items.length, items }] : []
      })
      return [given]
    },
    async complete(share) {
      live = live.slice(Math.ceil(live.length * share))
    }
  }
}

test('nothing starves and no place stays free, for any arrivals', async () => {
  const sizes = {
    path: fc.oneof(fc.integer({ min: 1, max: 16 }), fc.integer({ min: 17, max: 2_000 }), fc.constant(20_000)),
    wildcard: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 60 }))
  }
  await fc.assert(
    fc.asyncProperty(arrivals({ sizes, roundsMax: 8 }), async rounds => check(pureWorld(), rounds)),
    { numRuns: 20, endOnFailure: true }
  )
}, 120_000)

test('the same with the real store, where places become free a few at a time', async () => {
  const sizes = {
    path: fc.oneof(fc.integer({ min: 1, max: 16 }), fc.integer({ min: 17, max: 70 }), fc.constant(500)),
    wildcard: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 20 }))
  }
  const { database } = await startStore()
  let runs = 0
  await fc.assert(
    fc.asyncProperty(arrivals({ sizes, roundsMax: 4 }), async rounds =>
      check(await storedWorld(database, `/distributions/E${++runs}`), rounds)
    ),
    { numRuns: 10, endOnFailure: true }
  )
}, 120_000)
