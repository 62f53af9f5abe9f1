import { expect, test } from 'vitest'
import { insertInvalidations } from '../../../src/invalidation/queue/accept.ts'
import {
  nobodyServed,
  type Pending,
  type Queued,
  servedBefore,
  sizeClassOf,
  turnsOf
} from '../../../src/invalidation/queue/fair-share.ts'
import { startStore } from '../../helpers/start-store.ts'
import { newInvalidation } from './new-invalidation.ts'

const FLOOD = 50_000
const pending = (items: number, { priority = 0, caller = 'a' }: Partial<Pending> = {}): Pending => ({
  priority,
  caller,
  sizeClass: sizeClassOf(items),
  items
})

test('the store has the same size classes, of the whole request', async () => {
  const { database } = await startStore()
  const sizes = [1, 2, 4, 5, 16, 17, 64, 65, 256, 257, 1_024, 1_025, 4_096, 4_097, 16_384, 16_385, 65_536, 65_537]
  await insertInvalidations(
    database,
    sizes.map(size =>
      newInvalidation({ id: String(size), items: Array.from({ length: size }, (_, index) => `/${index}`) })
    )
  )
  const stored = await database.query(
    'SELECT DISTINCT invalidation_id::integer AS size, size_class FROM invalidation_chunks ORDER BY 1'
  )
  expect(stored).toEqual(sizes.map(size => ({ size, size_class: sizeClassOf(size) })))
})

test('before a small request as much of a flood is served, of a larger one as much as its turns bring', () => {
  expect(servedBefore(pending(1), [])).toBe(0)
  expect(servedBefore(pending(1), [pending(FLOOD)])).toBe(1)
  expect(servedBefore(pending(FLOOD), [pending(FLOOD)])).toBe(FLOOD)
  expect(servedBefore(pending(100), [pending(3), pending(FLOOD), pending(FLOOD, { caller: 'b' })])).toBe(3 + 100 + 203)
})

test('high priority has four places of five', () => {
  const [high, normal] = [pending(FLOOD, { priority: 1 }), pending(FLOOD)]
  expect(servedBefore(pending(100, { priority: 1 }), [normal])).toBe(25)
  expect(servedBefore(pending(100), [high])).toBe(400)
})

test('each size class of a caller has its turn, also if not every batch reads what the caller has pending', () => {
  const queue = (caller: string, sizeClass: number): Queued => ({ priority: 0, caller, sizeClass })
  const [small, large] = [queue('a', 0), queue('a', 4)]
  const served = nobodyServed()
  const next = (...queues: Queued[]) => {
    const given: Queued[] = []
    turnsOf(queues, served, one => given.push(one) > 0)()
    return given[0]
  }
  expect(next(small, large)).toBe(small)
  next(queue('b', 0))
  expect(next(small, large)).toBe(large)
})
