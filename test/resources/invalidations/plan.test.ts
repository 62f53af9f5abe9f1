import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isServiceError } from '../../../src/errors.ts'
import { planInvalidation, type PlanRequest, requirePlan } from '../../../src/invalidation/planning/plan.ts'

const items = (request: PlanRequest) => planInvalidation(request).items

describe('what a plan sends', () => {
  test('each path once, in the order given, tags last', () => {
    const { items, dropped } = planInvalidation({
      paths: ['/b', '/straße', '/a', '/stra%C3%9Fe', '/b'],
      cacheTags: ['t']
    })
    expect(items).toEqual(['/b', '/stra%C3%9Fe', '/a', '#t'])
    expect(dropped).toEqual({ duplicates: 2, covered: 0, collapsed: 0 })
  })

  test('what viewers may request as different paths stays different', () => {
    const paths = ['/a', '/A', '/a/', '/a?x=1', '/%C3%A9', '/%c3%a9', '/a%2Fb', '/a/b']
    expect(items({ paths })).toEqual(paths)
  })

  test('nothing that a wildcard covers, and the plan says what by', () => {
    const plan = planInvalidation({ paths: ['/img/a.jpg', '/img/*', '/img/big/*', '/img', '/js/a.js'] })
    expect(plan.items).toEqual(['/img/*', '/img', '/js/a.js'])
    expect(plan.dropped).toEqual({ duplicates: 0, covered: 2, collapsed: 0 })
    expect(plan.covered).toEqual([
      { path: '/img/a.jpg', by: '/img/*' },
      { path: '/img/big/*', by: '/img/*' }
    ])
  })

  test('/* alone where everything is removed, tags included', () => {
    expect(items({ paths: ['/a', '/*', '/b*'], cacheTags: ['t'] })).toEqual(['/*'])
  })

  test('tags are the same in any case, paths are not', () => {
    expect(items({ paths: ['/T', '/t'], cacheTags: ['Product:1', 'product:1'] })).toEqual(['/T', '/t', '#Product:1'])
  })

  test('wildcards and tags have a lane of their own', () => {
    expect(planInvalidation({ paths: ['/a', '/b*', '/c*d'], cacheTags: ['t'] }).lanes).toEqual({
      path: ['/a', '/c*d'],
      wildcard: ['/b*', '#t']
    })
  })

  test('collapse: fewer items, counted apart from what was covered', () => {
    const paths = ['/img/1', '/img/2', '/img/3', '/js/a', '/js/a']
    const plan = planInvalidation({ paths, strategy: 'collapse', collapse: { threshold: 2 } })
    expect(plan.items).toEqual(['/img/*', '/js/a'])
    expect(plan.dropped).toEqual({ duplicates: 1, covered: 0, collapsed: 2 })
  })

  test('collapse: a prefix means a folder, encoded like a path', () => {
    const paths = ['/bü/1', '/bü/2', '/büx/1', '/büx/2']
    const collapse = { threshold: 1, within: ['/bü'] }
    expect(items({ paths, strategy: 'collapse', collapse })).toEqual(['/b%C3%BC/*', '/b%C3%BCx/1', '/b%C3%BCx/2'])
  })
})

describe('what a plan tells', () => {
  test('both forms of what is encoded', () => {
    const { encodings, encoded } = planInvalidation({ paths: ['/a b', '/c'], cacheTags: ['t'] })
    expect([encodings, encoded]).toEqual([[{ given: '/a b', sent: '/a%20b' }], 1])
  })

  test('warnings with the item they are about', () => {
    const { warnings } = planInvalidation({ paths: ['/ü ', '/fine'], cacheTags: ['#t'] })
    expect(warnings.map(({ path }) => path)).toEqual(['/%C3%BC%20', '##t'])
  })

  test('reports each bad path and tag by its place, and continues with the rest', () => {
    const plan = planInvalidation({ paths: ['/good', 'bad', '/100%'], cacheTags: ['a,b', 'good'] })
    expect(plan.errors.map(({ pointer }) => pointer)).toEqual(['/paths/1', '/paths/2', '/cacheTags/0'])
    expect(plan.errors[0]?.detail).toBe('"bad" does not begin with a slash.')
    expect(plan.items).toEqual(['/good', '#good'])
  })

  test('lists are bounded, counts are not', () => {
    const bad = planInvalidation({ paths: Array.from({ length: 1_500 }, (_, index) => `bad${index}`) })
    expect([bad.errors.length, bad.errorCount]).toEqual([1_000, 1_500])
    const odd = planInvalidation({ paths: Array.from({ length: 500 }, (_, index) => `/ü*${index}`).concat('/ü*') })
    expect([odd.encodings.length, odd.encoded]).toEqual([100, 501])
    expect([odd.warnings.length, odd.covered.length, odd.dropped.covered]).toEqual([100, 100, 500])
  })
})

describe('requirePlan', () => {
  const refusal = (request: PlanRequest, max = 100) => {
    try {
      return requirePlan(request, { max })
    } catch (error) {
      if (!isServiceError(error, 'VALIDATION_FAILED')) throw error
      return { detail: error.message, pointers: error.errors.map(({ pointer }) => pointer) }
    }
  }

  test('gives the plan of what is right', () => {
    expect(requirePlan({ paths: ['/a'] }, { max: 1 }).items).toEqual(['/a'])
  })

  test('names every bad item', () => {
    expect(refusal({ paths: ['/a', 'b'], cacheTags: ['c d'] })).toEqual({
      detail: '2 of 3 paths and cache tags cannot be invalidated.',
      pointers: ['/paths/1', '/cacheTags/0']
    })
  })

  test('wants at least one item and at most as many as are allowed', () => {
    expect(refusal({ paths: [], cacheTags: [] })).toMatchObject({ pointers: ['/paths'] })
    expect(refusal({ paths: ['/a'], cacheTags: ['b'] }, 1)).toMatchObject({ pointers: ['/paths'] })
    expect(refusal({ paths: ['/a'], cacheTags: ['b'] }, 2)).toHaveProperty('items')
  })

  test('refuses what could not mean what it says about collapsing', () => {
    const paths = ['/a']
    expect(refusal({ paths, collapse: { threshold: 5 } })).toMatchObject({ pointers: ['/collapse'] })
    expect(
      refusal({ paths, strategy: 'collapse', collapse: { within: ['/ok/', 'img', '/a*', '/a?b', '/100%'] } })
    ).toMatchObject({
      detail: 'The options for collapsing are not valid.',
      pointers: [1, 2, 3, 4].map(index => `/collapse/within/${index}`)
    })
  })
})

// Few characters, so that paths meet and cover each other.
const part = fc.string({ unit: fc.constantFrom('a', 'b', '/', '?', 'é', '*'), maxLength: 5 })
const path = fc.tuple(part, fc.constantFrom('', '', '*')).map(([text, end]) => `/${text}${end}`)
const tag = fc.constantFrom('t', 'T', 'u')

test('exact: a plan removes what the given paths remove and nothing else, with no item to spare, and is its own plan', () => {
  const encode = (text: string) => text.replaceAll('é', '%C3%A9')
  const removes = (item: string, url: string) => (item.endsWith('*') ? url.startsWith(item.slice(0, -1)) : url === item)
  fc.assert(
    fc.property(
      fc.array(path, { maxLength: 15 }),
      fc.array(tag, { maxLength: 3 }),
      fc.array(part),
      (paths, cacheTags, urls) => {
        const plan = planInvalidation({ paths, cacheTags })
        const given = paths.map(encode)
        // Every path given, and others, as viewers could request them.
        const requested = [
          ...given,
          ...given.map(item => item.replace(/\*$/, '')),
          ...urls.map(text => encode(`/${text}`))
        ]
        const planned = plan.items.filter(item => item.startsWith('/'))
        for (const url of requested) {
          expect(planned.some(item => removes(item, url))).toBe(given.some(item => removes(item, url)))
        }
        const widerOf = (item: string) =>
          planned.filter(
            other => other !== item && other.endsWith('*') && item.replace(/\*$/, '').startsWith(other.slice(0, -1))
          )
        expect(planned.flatMap(widerOf)).toEqual([])
        expect(planned).toEqual([...new Set(given)].filter(item => planned.includes(item)))
        const plannedTags = plan.items.filter(item => item.startsWith('#')).map(item => item.slice(1))
        const wanted = given.includes('/*') ? [] : [...new Set(cacheTags.map(text => text.toLowerCase()))]
        expect(plannedTags.map(text => text.toLowerCase())).toEqual(wanted)
        expect(planInvalidation({ paths: planned, cacheTags: plannedTags }).items).toEqual(plan.items)
        const { duplicates, covered } = plan.dropped
        expect(plan.items.length + duplicates + covered).toBe(paths.length + cacheTags.length)
      }
    ),
    { numRuns: 1_000 }
  )
})
