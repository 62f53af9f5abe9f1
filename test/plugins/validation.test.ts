import { type FastifyInstance } from 'fastify'
import fc from 'fast-check'
import Type from 'typebox'
import { Compile } from 'typebox/compile'
import { describe, expect, test } from 'vitest'
import { explain } from '../../src/validation/explain.ts'
import { type JsonSchema } from '../../src/validation/json-schema.ts'
import { registerMergePatch, unknownNulls } from '../../src/validation/merge-patches.ts'
import { problemIn, startRoutes } from './start-routes.ts'

const Circle = Type.Object(
  { kind: Type.Literal('circle'), radius: Type.Number({ exclusiveMinimum: 0 }) },
  { additionalProperties: false }
)
const Square = Type.Object({ kind: Type.Literal('square'), side: Type.Number() }, { additionalProperties: false })
const Body = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 8 }),
    size: Type.Optional(Type.Integer({ minimum: 0, maximum: 10 })),
    on: Type.Optional(Type.Boolean()),
    color: Type.Optional(Type.Enum(['red', 'green'], { type: 'string' })),
    paths: Type.Optional(
      Type.Array(Type.String({ pattern: '^/', 'x-expected': 'a path that begins with /' }), {
        minItems: 1,
        maxItems: 3,
        uniqueItems: true
      })
    ),
    'a/b~c': Type.Optional(Type.Object({ x: Type.Number() })),
    shape: Type.Optional(Type.Union([Circle, Square, Type.String()])),
    tags: Type.Optional(
      Type.Record(Type.String({ pattern: '^[a-z]+$' }), Type.String(), { additionalProperties: false })
    ),
    headers: Type.Optional(
      Type.Record(Type.String({ pattern: '^[a-z-]+$' }), Type.String(), {
        additionalProperties: false,
        'x-expected-names': 'the name of a header'
      })
    ),
    one: Type.Optional(Type.Object({}, { minProperties: 1, maxProperties: 1 })),
    none: Type.Optional(Type.Null())
  },
  { additionalProperties: false }
)

const Query = Type.Object({
  limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
  dryRun: Type.Optional(Type.Boolean()),
  ratio: Type.Optional(Type.Number()),
  status: Type.Optional(Type.Array(Type.String())),
  text: Type.Optional(Type.String())
})

const routes = (app: FastifyInstance) => {
  app.post('/things', { schema: { body: Body } }, async request => request.body)
  app.get('/things', { schema: { querystring: Query } }, async request => request.query)
  app.get('/plain', async request => request.query)
  app.get(
    '/things/:id',
    {
      schema: {
        params: Type.Object({
          id: Type.String({ pattern: '^[A-Z]+$', 'x-expected': 'capital letters', examples: ['ABC'] })
        })
      }
    },
    async request => request.params
  )
  app.get(
    '/loose/:id/:number',
    { schema: { params: Type.Object({ id: Type.String(), number: Type.Integer() }) } },
    async request => request.params
  )
  app.get(
    '/headed',
    { schema: { headers: Type.Object({ 'x-count': Type.Integer() }) } },
    async request => request.headers['x-count']
  )
}

async function post(body: unknown) {
  const { send } = await startRoutes(routes)
  return send('/things', JSON.stringify(body))
}

describe('bodies', () => {
  test('a body that fits arrives as it was sent', async () => {
    const body = {
      name: 'a',
      size: 10,
      on: false,
      color: 'red',
      paths: ['/'],
      'a/b~c': { x: -1.5 },
      shape: { kind: 'square', side: 2 },
      none: null
    }
    const response = await post(body)
    expect(response.json()).toEqual(body)
  })

  test.each<[string, unknown, { pointer: string; detail: string }[]]>([
    ['a missing member', {}, [{ pointer: '/name', detail: 'is required' }]],
    [
      'an unknown member',
      { name: 'a', nome: 1 },
      [{ pointer: '/nome', detail: 'is not known here; did you mean "name"?' }]
    ],
    [
      'an unknown member like nothing known',
      { name: 'a', whatever: 1 },
      [{ pointer: '/whatever', detail: 'is not known here' }]
    ],
    ['a number as text', { name: 'a', size: '1' }, [{ pointer: '/size', detail: 'must be an integer, not a string' }]],
    ['a fraction', { name: 'a', size: 1.5 }, [{ pointer: '/size', detail: 'must be an integer, not a fraction' }]],
    ['a number out of range', { name: 'a', size: 11 }, [{ pointer: '/size', detail: 'must be from 0 to 10' }]],
    ['a boolean as text', { name: 'a', on: 'true' }, [{ pointer: '/on', detail: 'must be a boolean, not a string' }]],
    ['null for a string', { name: null }, [{ pointer: '/name', detail: 'must be a string, not null' }]],
    ['an empty string', { name: '' }, [{ pointer: '/name', detail: 'must not be empty' }]],
    ['a string too long', { name: 'abcdefghi' }, [{ pointer: '/name', detail: 'must have at most 8 characters' }]],
    [
      'a value out of a list',
      { name: 'a', color: 'grean' },
      [{ pointer: '/color', detail: 'must be one of "red", "green"; did you mean "green"?' }]
    ],
    [
      'a string for a list',
      { name: 'a', paths: '/' },
      [{ pointer: '/paths', detail: 'must be an array, not a string' }]
    ],
    ['an empty list', { name: 'a', paths: [] }, [{ pointer: '/paths', detail: 'must not be empty' }]],
    [
      'a list too long',
      { name: 'a', paths: ['/1', '/2', '/3', '/4'] },
      [{ pointer: '/paths', detail: 'must have at most 3 items, not 4' }]
    ],
    [
      'the same item twice',
      { name: 'a', paths: ['/1', '/1'] },
      [{ pointer: '/paths', detail: 'must not contain duplicates' }]
    ],
    [
      'an item against its pattern',
      { name: 'a', paths: ['/1', 'x'] },
      [{ pointer: '/paths/1', detail: 'must be a path that begins with /' }]
    ],
    [
      'a member whose name needs escaping',
      { name: 'a', 'a/b~c': { x: 'y' } },
      [{ pointer: '/a~1b~0c/x', detail: 'must be a number, not a string' }]
    ],
    [
      'a member whose name does not fit',
      { name: 'a', headers: { 'no name': 'x' } },
      [{ pointer: '/headers/no name', detail: 'is not the name of a header' }]
    ],
    ['too few members', { name: 'a', one: {} }, [{ pointer: '/one', detail: 'must have at least 1 member' }]],
    [
      'too many members',
      { name: 'a', one: { a: 1, b: 2 } },
      [{ pointer: '/one', detail: 'must have at most 1 member' }]
    ],
    [
      'a member against the pattern of names',
      { name: 'a', tags: { ok: 'x', '1': 'y' } },
      [{ pointer: '/tags/1', detail: 'is not known here' }]
    ],
    ['what is not null', { name: 'a', none: 0 }, [{ pointer: '/none', detail: 'must be null, not a number' }]],
    ['a list instead of the body', [], [{ pointer: '', detail: 'must be an object, not an array' }]]
  ])('%s is named with its place', async (_, body, errors) => {
    const response = await post(body)
    expect(response.statusCode).toBe(400)
    expect(problemIn(response)).toMatchObject({ code: 'VALIDATION_FAILED', errors })
  })

  test.each<[string, unknown, { pointer: string; detail: string }[]]>([
    [
      'the branch whose constant fits',
      { kind: 'circle', radius: 0 },
      [{ pointer: '/shape/radius', detail: 'must be more than 0' }]
    ],
    [
      'the other branch',
      { kind: 'square', radius: 1 },
      [
        { pointer: '/shape/side', detail: 'is required' },
        { pointer: '/shape/radius', detail: 'is not known here' }
      ]
    ],
    ['all types when none fits', 7, [{ pointer: '/shape', detail: 'must be an object or a string, not a number' }]]
  ])('of a union only %s is spoken of', async (_, shape, errors) => {
    expect(problemIn(await post({ name: 'a', shape })).errors).toEqual(errors)
  })

  test('at most twenty errors are reported', async () => {
    const body = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`unknown${index}`, 1]))
    expect(problemIn(await post(body)).errors).toHaveLength(20)
  })

  test('at most twenty errors are reported for a merge patch, of the patch and of nulls that its target cannot have', async () => {
    const Patch = Type.Object({ paths: Type.Optional(Type.Array(Type.Integer())) }, { additionalProperties: true })
    registerMergePatch(Patch, Body)
    const { send } = await startRoutes(app => {
      app.patch('/things', { schema: { body: Patch } }, async request => request.body)
    })
    const nulls = Object.fromEntries(Array.from({ length: 15 }, (_, index) => [`unknown${index}`, null]))
    const body = JSON.stringify({ paths: Array.from({ length: 15 }, () => 'x'), ...nulls })
    const errors = problemIn(await send('/things', body, { method: 'PATCH' })).errors ?? []
    expect(errors).toHaveLength(20)
    expect(errors.at(-1)).toMatchObject({ pointer: '/unknown4', detail: 'is not known here' })
  })

  test('nothing is read of a merge patch after the last error that is reported', () => {
    let reads = 0
    const item = () => ({
      get unknown() {
        reads += 1
        return null
      }
    })
    const whole = { properties: { list: { items: { properties: {}, additionalProperties: false } } } }
    const found = unknownNulls(whole, { list: Array.from({ length: 1_000 }, item) }, 20)
    expect(found.map(({ path }) => path)).toEqual(Array.from({ length: 20 }, (_, index) => ['list', index, 'unknown']))
    expect(reads).toBe(20)
  })

  test('a route that wants a body says so when there is none', async () => {
    const { app } = await startRoutes(routes)
    const response = await app.inject({ method: 'POST', url: '/things' })
    expect(problemIn(response)).toMatchObject({
      status: 400,
      errors: [{ pointer: '', detail: 'a JSON body is required' }]
    })
  })

  test('explain() speaks exactly when TypeBox refuses', () => {
    const validator = Compile(Body)
    // The types of a literal schema are narrower than those of any schema.
    const asJsonSchema = Body as unknown as JsonSchema
    const value = fc.oneof(
      fc.string(),
      fc.double(),
      fc.constantFrom('red', '/x', 'circle', 3, null, true, {}, []),
      fc.array(fc.constantFrom('/a', '/b', 1), { maxLength: 4 })
    )
    const shape = fc.record(
      { kind: fc.constantFrom('circle', 'square', 'x'), radius: value, side: value },
      { requiredKeys: [] }
    )
    const member = fc.constantFrom('name', 'size', 'on', 'color', 'paths', 'shape', 'tags', 'one', 'none', 'other')
    const body = fc.dictionary(member, fc.oneof(value, shape), { maxKeys: 5, noNullPrototype: true })
    fc.assert(
      fc.property(
        fc.oneof(
          body,
          body.map(members => ({ ...members, name: 'a' })),
          value
        ),
        candidate => {
          expect(explain(asJsonSchema, candidate, 20).length === 0).toBe(validator.Check(candidate))
        }
      ),
      { numRuns: 3_000 }
    )
  })
})

describe('queries', () => {
  async function get(url: string) {
    const { app } = await startRoutes(routes)
    return app.inject({ url })
  }

  test('text is read as what the schema wants, and defaults are filled in', async () => {
    const response = await get('/things?dryRun=true&ratio=-0.5&status=a&text=7')
    expect(response.json()).toEqual({ limit: 20, dryRun: true, ratio: -0.5, status: ['a'], text: '7' })
    expect((await get('/things?status=a&status=b')).json()).toMatchObject({ status: ['a', 'b'] })
  })

  test.each([
    ['limit=', 'limit', 'must be an integer, not a string'],
    ['limit=1.5', 'limit', 'must be an integer, not a fraction'],
    ['limit=12abc', 'limit', 'must be an integer, not a string'],
    ['limit=1e2', 'limit', 'must be an integer, not a string'],
    ['limit=101', 'limit', 'must be from 1 to 100'],
    ['limit=1&limit=2', 'limit', 'must be given only once'],
    ['dryRun=yes', 'dryRun', 'must be a boolean, not a string'],
    ['dryrun=true', 'dryrun', 'is not known here; did you mean "dryRun"?'],
    ['run=true', 'run', 'is not known here; did you mean "dryRun"?']
  ])('?%s is refused', async (query, parameter, detail) => {
    const problem = problemIn(await get(`/things?${query}`))
    expect(problem).toMatchObject({ status: 400, code: 'VALIDATION_FAILED', errors: [{ parameter, detail }] })
  })

  test('a route without a query schema takes no parameter', async () => {
    expect((await get('/plain')).statusCode).toBe(200)
    expect(problemIn(await get('/plain?x=1')).errors).toEqual([{ parameter: 'x', detail: 'is not known here' }])
  })
})

test('headers are read as what the schema wants, and others may be there', async () => {
  const { app } = await startRoutes(routes)
  expect((await app.inject({ url: '/headed', headers: { 'x-count': '3', 'x-other': 'y' } })).json()).toBe(3)
  const refused = await app.inject({ url: '/headed', headers: { 'x-count': 'three' } })
  expect(problemIn(refused).errors).toEqual([{ parameter: 'x-count', detail: 'must be an integer, not a string' }])
})

describe('path parameters', () => {
  test('are read as what the schema wants', async () => {
    const { app } = await startRoutes(routes)
    expect((await app.inject({ url: '/loose/a%20b/7' })).json()).toEqual({ id: 'a b', number: 7 })
    expect(problemIn(await app.inject({ url: '/things/abc' })).errors).toEqual([
      { parameter: 'id', detail: 'must be capital letters, such as ABC' }
    ])
  })

  test.each(['a%2Fb', '..%2f..', '%2e%2e', '%2E', 'a%5Cb', 'a%00b', 'a%0ab'])('%s names no resource', async segment => {
    const { app } = await startRoutes(routes)
    const response = await app.inject({ url: `/loose/${segment}/7` })
    expect(response.statusCode === 400 || response.statusCode === 404, response.body).toBe(true)
    expect(problemIn(response).code).toMatch(/VALIDATION_FAILED|ROUTE_NOT_FOUND/)
  })
})
