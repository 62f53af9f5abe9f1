import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { collapse } from '../../../src/invalidation/planning/collapse.ts'
import { planInvalidation } from '../../../src/invalidation/planning/plan.ts'

const files = (folder: string, count: number) => Array.from({ length: count }, (_, index) => `${folder}${index}.jpg`)

describe('without "within" a path’s own folder is the widest that is removed', () => {
  test('more siblings than the threshold become the wildcard of their folder, at the place of the first', () => {
    expect(collapse(['/first', ...files('/img/', 11), '/last'])).toEqual(['/first', '/img/*', '/last'])
    expect(collapse(files('/img/', 10))).toEqual(files('/img/', 10))
    expect(collapse(files('/img/', 3), { threshold: 2 })).toEqual(['/img/*'])
  })

  test('what else lies in that folder goes with it', () => {
    expect(collapse([...files('/img/', 3), '/img/deep/er/a.jpg', '/img/x*'], { threshold: 2 })).toEqual(['/img/*'])
  })

  test('query strings and slashes in them do not make folders', () => {
    expect(collapse(['/img/a?u=/x/1', '/img/a?u=/y/2', '/img/'], { threshold: 2 })).toEqual(['/img/*'])
    expect(collapse(['/img/a?u=/x/*', '/img/b', '/img/c'], { threshold: 2 })).toEqual(['/img/*'])
  })

  test('the root is not collapsed, nor are wildcards of folders', () => {
    const wildcards = files('/img/', 20).map(name => `${name}/*`)
    expect(collapse([...files('/', 20), ...wildcards])).toEqual([...files('/', 20), ...wildcards])
  })

  test('a threshold of nothing still wants two siblings: one for one would be wider and no fewer', () => {
    expect(collapse(['/img/a.jpg'], { threshold: 0 })).toEqual(['/img/a.jpg'])
  })
})

describe('"within" says what may be removed', () => {
  test('upwards, as long as there are enough and the caller allows it', () => {
    const items = ['a', 'b', 'c'].flatMap(name => files(`/img/${name}/`, 3))
    expect(collapse(items, { threshold: 2, within: ['/img/'] })).toEqual(['/img/*'])
    expect(collapse(items, { threshold: 2, within: ['/img/a/'] })).toEqual(['/img/a/*', ...items.slice(3)])
    expect(collapse(items, { threshold: 3, within: ['/'] })).toEqual(items)
  })

  test('everything only where the root is allowed', () => {
    expect(collapse([...files('/', 3), '#tag'], { threshold: 2, within: ['/'] })).toEqual(['/*'])
    expect(collapse(files('/', 3), { threshold: 2, within: ['/a/'] })).toEqual(files('/', 3))
  })

  test('given wildcards of folders count as entries of the folder above', () => {
    expect(collapse(['/img/a/*', '/img/b/*', '/img/c'], { threshold: 2, within: ['/img/'] })).toEqual(['/img/*'])
  })

  test('nothing outside is touched', () => {
    expect(collapse(files('/img/', 20), { within: [] })).toEqual(files('/img/', 20))
  })
})

const name = fc.constantFrom('a', 'b', 'c')
const path = fc
  .tuple(fc.array(name, { maxLength: 3 }), fc.constantFrom('', 'x', 'y', 'z', 'x*', '*', 'x?q=/1'))
  .map(([folders, file]) => `/${folders.map(folder => `${folder}/`).join('')}${file}`)
const options = fc.record({
  threshold: fc.integer({ min: 1, max: 4 }),
  within: fc.option(fc.subarray(['/', '/a/', '/a/b/', '/c/']), { nil: undefined })
})

/** Whether the item removes all that the other removes, one by one. */
const covers = (item: string, other: string) =>
  item === other || (item.endsWith('*') && other.replace(/\*$/, '').startsWith(item.slice(0, -1)))

test('a collapsed plan removes everything requested, in fewer items, and collapsing it again changes nothing', () => {
  fc.assert(
    fc.property(fc.array(path, { maxLength: 25 }), options, (paths, chosen) => {
      const { items } = planInvalidation({ paths })
      const collapsed = collapse(items, chosen)
      expect(items.filter(item => !collapsed.some(wider => covers(wider, item)))).toEqual([])
      const added = collapsed.filter(item => !items.includes(item))
      expect(collapsed.length).toBeLessThanOrEqual(items.length - added.length)
      expect(collapse(collapsed, chosen)).toEqual(collapsed)
      expect(planInvalidation({ paths: collapsed }).items).toEqual(collapsed)
      // The order of the rest is the order given.
      const kept = collapsed.filter(item => items.includes(item))
      expect(items.filter(item => kept.includes(item))).toEqual(kept)
    }),
    { numRuns: 500 }
  )
})

test('a collapsed plan never removes more than the caller allows', () => {
  fc.assert(
    fc.property(fc.array(path, { maxLength: 25 }), options, (paths, { threshold, within }) => {
      const { items } = planInvalidation({ paths })
      for (const added of collapse(items, { threshold, within }).filter(item => !items.includes(item))) {
        const folder = added.slice(0, -1)
        if (within) expect(within.some(allowed => folder.startsWith(allowed))).toBe(true)
        else {
          const own = items.filter(item => /^[^?]*\//.exec(item)?.[0] === folder && !/^[^?]*\/\*$/.test(item))
          expect(folder).not.toBe('/')
          expect(own.length).toBeGreaterThan(threshold)
        }
      }
    }),
    { numRuns: 500 }
  )
})
