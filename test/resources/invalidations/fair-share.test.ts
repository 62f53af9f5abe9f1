import { describe, expect, test } from 'vitest'
import { type Chunk, emptyDraft, fill, itemsOf } from '../../../src/resources/invalidations/fair-share.ts'

let ids = 0
const chunk = (caller: string, items: string[]): Chunk => ({
  ...{ id: String(++ids), caller, items },
  invalidationId: `of-${caller}`
})
const taken = (draft: ReturnType<typeof emptyDraft>) =>
  Object.fromEntries([...draft.taken.values()].map(({ chunk: { caller }, items }) => [caller, items]))

describe('filling a batch', () => {
  test('callers take turns, item by item, and those with little get all of it', () => {
    const draft = emptyDraft()
    const flood = Array.from({ length: 100 }, (_, index) => `/flood/${index}`)
    fill(draft, [chunk('flood', flood), chunk('small', ['/s/1', '/s/2'])], { budget: 10 })
    expect(draft.items.size).toBe(10)
    expect(taken(draft)).toEqual({ flood: flood.slice(0, 8), small: ['/s/1', '/s/2'] })
  })

  test('the turn begins after the caller that was served last', () => {
    const chunks = ['a', 'b', 'c'].map(caller => chunk(caller, [`/${caller}/1`, `/${caller}/2`]))
    const first = emptyDraft()
    const last = fill(first, chunks, { budget: 1 })
    const second = emptyDraft()
    fill(second, chunks, { budget: 1, after: last })
    expect([itemsOf(first), itemsOf(second)]).toEqual([['/a/1'], ['/b/1']])
  })

  test('what is in the batch already comes along without using the budget', () => {
    const draft = emptyDraft()
    fill(draft, [chunk('a', ['/same', '/a']), chunk('b', ['/b', '/same'])], { budget: 2 })
    expect(itemsOf(draft).toSorted()).toEqual(['/b', '/same'])
    expect(taken(draft)).toEqual({ a: ['/same'], b: ['/b', '/same'] })
  })

  test('what a wildcard of the batch covers is carried, and not sent', () => {
    const draft = emptyDraft()
    fill(draft, [chunk('a', ['/img/*'])], { budget: 15 })
    fill(draft, [chunk('b', ['/img/a.jpg', '/img/', '/img', '/other'])], { budget: 2 })
    expect(itemsOf(draft)).toEqual(['/img/*', '/img', '/other'])
    expect(taken(draft).b?.toSorted()).toEqual(['/img', '/img/', '/img/a.jpg', '/other'])
  })

  test('a wider wildcard that comes later drops the narrower one', () => {
    const draft = emptyDraft()
    fill(draft, [chunk('a', ['/img/old*', '/img/*'])], { budget: 15 })
    expect(itemsOf(draft)).toEqual(['/img/*'])
    expect(taken(draft)).toEqual({ a: ['/img/old*', '/img/*'] })
  })

  test('a tag covers nothing, and an asterisk inside a path is none', () => {
    const draft = emptyDraft()
    fill(draft, [chunk('a', ['#a', '/a*b'])], { budget: 15 })
    fill(draft, [chunk('b', ['/a', '/axb'])], { budget: 15 })
    expect(itemsOf(draft)).toEqual(['#a', '/a*b', '/a', '/axb'])
  })
})
