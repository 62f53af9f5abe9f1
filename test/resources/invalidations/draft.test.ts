import { describe, expect, test } from 'vitest'
import { type Chunk, emptyDraft, fill, itemsOf } from '../../../src/invalidation/queue/draft.ts'
import { nobodyServed } from '../../../src/invalidation/queue/fair-share.ts'

let ids = 0
const chunk = (
  caller: string,
  items: string[],
  { priority = 0, sizeClass = 0, lane = 'path' }: Partial<Chunk> = {}
): Chunk => ({
  id: String(++ids),
  invalidationId: `of-${caller}`,
  priority,
  caller,
  sizeClass,
  lane,
  count: items.length,
  items
})
const numbered = (count: number, prefix: string) => Array.from({ length: count }, (_, index) => `${prefix}${index}`)
const filled = (chunks: readonly Chunk[], budget: number, served = nobodyServed()) => {
  const draft = emptyDraft()
  fill(draft, chunks, { budget, served })
  return draft
}
const taken = (draft: ReturnType<typeof emptyDraft>) =>
  Object.fromEntries([...draft.taken.values()].map(({ chunk: { caller }, items }) => [caller, items]))

describe('whose turn it is', () => {
  test('callers take turns, item by item, and those with little get all of it', () => {
    const flood = numbered(100, '/flood/')
    const draft = filled([chunk('flood', flood), chunk('small', ['/s/1', '/s/2'])], 10)
    expect(draft.items.size).toBe(10)
    expect(taken(draft)).toEqual({ flood: flood.slice(0, 8), small: ['/s/1', '/s/2'] })
  })

  test('requests of one caller take turns by their size, and those of about one size go in their order', () => {
    const [flood, second] = [numbered(100, '/flood/'), numbered(100, '/second/')]
    const draft = filled(
      [
        chunk('a', flood, { sizeClass: 4 }),
        chunk('a', second, { sizeClass: 4 }),
        chunk('a', ['/one']),
        chunk('a', ['/two'])
      ],
      10
    )
    expect(itemsOf(draft).toSorted()).toEqual([...flood.slice(0, 8), '/one', '/two'].toSorted())
  })

  test('high priority has four of five places, and all unused ones', () => {
    const high = chunk('a', numbered(100, '/high/'), { priority: 1 })
    const draft = filled([chunk('a', numbered(100, '/normal/')), high], 20)
    expect(itemsOf(draft).filter(item => item.startsWith('/high/'))).toHaveLength(16)
    expect(filled([high], 20).items.size).toBe(20)
  })

  test('batches of one place each are shared in the same way', () => {
    const served = nobodyServed()
    const chunks = [
      chunk('a', numbered(90, '/a-small/')),
      chunk('a', numbered(90, '/a-large/'), { sizeClass: 5 }),
      chunk('b', numbered(90, '/b/')),
      chunk('b', numbered(90, '/high/'), { priority: 1 })
    ]
    const counts: Record<string, number> = {}
    for (let left = chunks, round = 0; round < 200; round++) {
      const draft = filled(left, 1, served)
      const [item = ''] = itemsOf(draft)
      const queue = item.split('/')[1] ?? ''
      counts[queue] = (counts[queue] ?? 0) + 1
      left = left.map(one => ({ ...one, items: one.items.filter(other => other !== item) }))
    }
    expect(counts).toEqual({ high: 90, 'a-small': 28, 'a-large': 27, b: 55 })
  })

  test('the turn begins after the caller that was served last', () => {
    const chunks = ['a', 'b', 'c'].map(caller => chunk(caller, [`/${caller}/1`, `/${caller}/2`]))
    const served = nobodyServed()
    expect([itemsOf(filled(chunks, 1, served)), itemsOf(filled(chunks, 1, served))]).toEqual([['/a/1'], ['/b/1']])
  })
})

describe('what needs no place', () => {
  test('what is in the batch already comes along without using the budget', () => {
    const draft = filled([chunk('a', ['/same', '/a']), chunk('b', ['/b', '/same'])], 2)
    expect(itemsOf(draft).toSorted()).toEqual(['/b', '/same'])
    expect(taken(draft)).toEqual({ a: ['/same'], b: ['/b', '/same'] })
  })

  test('what a wildcard of the batch covers is carried, and not sent', () => {
    const draft = filled([chunk('a', ['/img/*'], { lane: 'wildcard' })], 15)
    fill(draft, [chunk('b', ['/img/a.jpg', '/img/', '/img', '/other'])], { budget: 2, served: nobodyServed() })
    expect(itemsOf(draft)).toEqual(['/img/*', '/img', '/other'])
    expect(taken(draft).b?.toSorted()).toEqual(['/img', '/img/', '/img/a.jpg', '/other'])
  })

  test('a wider wildcard that comes later drops the narrower one', () => {
    const draft = filled([chunk('a', ['/img/old*', '/img/*'], { lane: 'wildcard' })], 15)
    expect(itemsOf(draft)).toEqual(['/img/*'])
    expect(taken(draft)).toEqual({ a: ['/img/old*', '/img/*'] })
  })

  test('a tag covers nothing, and an asterisk inside a path is none', () => {
    const draft = filled([chunk('a', ['#a'], { lane: 'wildcard' }), chunk('a', ['/a*b'])], 15)
    fill(draft, [chunk('b', ['/a', '/axb'])], { budget: 15, served: nobodyServed() })
    expect(itemsOf(draft)).toEqual(['#a', '/a*b', '/a', '/axb'])
  })
})
