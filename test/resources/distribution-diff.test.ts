import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { stepsOf } from '../../src/json-pointer.ts'
import { contains } from '../../src/configuration/editing/contains.ts'
import { type Change, diff } from '../../src/configuration/editing/diff.ts'
import { isObject } from '../../src/json-object.ts'
import { mergePatch } from '../../src/configuration/editing/merge-patch.ts'

describe('diff', () => {
  // JSON has no -0, and a text may say it all the same.
  const json = fc.jsonValue({ maxDepth: 4 }).map(value => JSON.parse(JSON.stringify(value)) as unknown)

  test('applied to the old value it gives the new one, and remembers every old value', () => {
    fc.assert(
      fc.property(json, json, (before, after) => {
        expect(apply(before, diff(before, after))).toEqual(after)
      })
    )
  })

  test('applied to an array of which some items were changed, added or removed it gives the new one', () => {
    const items = fc.array(fc.oneof(fc.nat(3), fc.record({ id: fc.nat(3), on: fc.boolean() })), { maxLength: 6 })
    fc.assert(
      fc.property(items, items, (before, after) => {
        expect(apply(before, diff(before, after))).toEqual(after)
      })
    )
  })

  test('equal values differ nowhere, and only what differs is named', () => {
    fc.assert(
      fc.property(json, value => {
        expect(diff(value, structuredClone(value))).toEqual([])
      })
    )
    expect(diff({ a: { 'b/c~d': 1, e: 2 }, f: 3 }, { a: { 'b/c~d': 4, e: 2 }, g: 5 })).toEqual([
      { op: 'replace', path: '/a/b~1c~0d', value: 4, oldValue: 1 },
      { op: 'remove', path: '/f', oldValue: 3 },
      { op: 'add', path: '/g', value: 5 }
    ])
  })

  test('an item put in front is one addition, not a change of every item', () => {
    expect(diff([{ id: 'a' }, { id: 'b' }], [{ id: 'n' }, { id: 'a' }, { id: 'b' }])).toEqual([
      { op: 'add', path: '/0', value: { id: 'n' } }
    ])
    expect(diff(['a', 'b', 'c', 'd'], ['a', 'd'])).toEqual([
      { op: 'remove', path: '/2', oldValue: 'c' },
      { op: 'remove', path: '/1', oldValue: 'b' }
    ])
  })
})

describe('mergePatch', () => {
  // RFC 7396, appendix A.
  test.each<[target: unknown, patch: unknown, result: unknown]>([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd']
    ],
    [{ a: 'b' }, ['c'], ['c']],
    [{ a: 'foo' }, null, null],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }]
  ])('%j with %j is %j', (target, patch, result) => {
    const before = structuredClone(target)
    expect(mergePatch(target, patch)).toEqual(result)
    expect(target).toEqual(before)
  })
})

describe('contains', () => {
  test.each<[whole: unknown, part: unknown, answer: boolean]>([
    [{ a: 1, b: 2 }, { a: 1 }, true],
    [{ a: 1 }, { a: 1, b: 2 }, false],
    [{ a: { b: 1, c: 2 } }, { a: { b: 1 } }, true],
    [['GET', 'HEAD'], ['HEAD', 'GET'], true],
    [['GET', 'HEAD', 'OPTIONS'], ['HEAD', 'GET'], false],
    [[{ id: 'a', x: 1 }], [{ id: 'a' }], true],
    [[{ id: 'a' }, { id: 'b' }], [{ id: 'b' }, { id: 'a' }], false],
    [{}, { a: [] }, false]
  ])('%j holds %j: %j', (whole, part, answer) => {
    expect(contains(whole, part)).toBe(answer)
  })
})

/** A JSON patch of the three operations (RFC 6902), applied; it checks the old values on the way. */
function apply(document: unknown, changes: readonly Change[]): unknown {
  let root = structuredClone(document)
  for (const change of changes) {
    const steps = stepsOf(change.path)
    const name = steps.pop()
    if (name === undefined) {
      if (change.op !== 'add') expect(change.oldValue).toEqual(root)
      root = change.op === 'remove' ? undefined : change.value
      continue
    }
    const parent = steps.reduce<unknown>((value, step) => (value as Record<string, unknown>)[step], root)
    if (change.op !== 'add') expect((parent as Record<string, unknown>)[name]).toEqual(change.oldValue)
    if (Array.isArray(parent)) {
      const replacement = change.op === 'remove' ? [] : [change.value]
      parent.splice(Number(name), change.op === 'add' ? 0 : 1, ...replacement)
    } else if (isObject(parent)) {
      if (change.op === 'remove') delete parent[name]
      else Object.defineProperty(parent, name, { value: change.value, ...plain })
    }
  }
  return root
}

const plain = { enumerable: true, configurable: true, writable: true }
