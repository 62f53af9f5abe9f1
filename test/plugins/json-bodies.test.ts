import { type FastifyInstance } from 'fastify'
import fc from 'fast-check'
import Type from 'typebox'
import { describe, expect, test } from 'vitest'
import { CLOUDFRONT_JSON } from '../../src/plugins/media-types.ts'
import { duplicateMembers } from '../../src/validation/duplicate-members.ts'
import { jsonSize } from '../../src/validation/json-size.ts'
import { problemIn, startRoutes } from './start-routes.ts'

const Anything = Type.Unknown()
const routes = (app: FastifyInstance) => {
  app.post('/json', { schema: { body: Anything } }, async request => ({ got: request.body }))
  app.patch('/json', { schema: { body: Anything } }, async request => ({ got: request.body }))
  app.post('/optional', async request => ({ got: request.body ?? 'nothing' }))
  const content = {
    'application/json': { schema: Type.Object({ a: Type.Number() }) },
    [CLOUDFRONT_JSON]: { schema: Type.Object({ B: Type.Number() }) }
  }
  app.post('/both', { schema: { body: { content } } }, async request => ({ got: request.body }))
}

describe('media types', () => {
  test.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON;charset="UTF-8"'])(
    '%s is taken',
    async type => {
      const { send } = await startRoutes(routes)
      expect((await send('/json', '{"a":1}', { type })).json()).toEqual({ got: { a: 1 } })
    }
  )

  test.each([
    '',
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/xml',
    CLOUDFRONT_JSON,
    'application/json; charset=latin1',
    'nonsense'
  ])('%j is 415 UNSUPPORTED_MEDIA_TYPE', async type => {
    const { send } = await startRoutes(routes)
    const response = await send('/json', '{"a":1}', { type })
    expect(problemIn(response)).toMatchObject({ status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' })
  })

  test('the answer to a wrong type names the right ones', async () => {
    const { send } = await startRoutes(routes)
    expect((await send('/json', 'a', { type: 'text/plain' })).headers.accept).toBe('application/json')
    expect((await send('/both', 'a', { type: 'text/plain' })).headers.accept).toBe(
      `application/json, ${CLOUDFRONT_JSON}`
    )
    expect((await send('/json', 'a', { type: 'text/plain', method: 'PATCH' })).headers['accept-patch']).toBe(
      'application/json, application/merge-patch+json'
    )
  })

  test('a merge patch is taken by PATCH only', async () => {
    const { send } = await startRoutes(routes)
    const type = 'application/merge-patch+json'
    expect((await send('/json', '{"a":null}', { type, method: 'PATCH' })).json()).toEqual({ got: { a: null } })
    expect((await send('/json', '{}', { type })).statusCode).toBe(415)
  })

  test('each of several types is checked against its own schema', async () => {
    const { send } = await startRoutes(routes)
    expect((await send('/both', '{"a":1}')).statusCode).toBe(200)
    expect((await send('/both', '{"B":1}', { type: CLOUDFRONT_JSON })).statusCode).toBe(200)
    expect(problemIn(await send('/both', '{"a":1}', { type: CLOUDFRONT_JSON })).errors).toEqual([
      { pointer: '/B', detail: 'is required' }
    ])
  })
})

describe('what is not JSON is 400 MALFORMED_BODY', () => {
  test.each([
    ['{"a":1', 'it ends too early'],
    ['{"a":"x', 'it ends too early'],
    ['{"a":1}}', 'line 1, column 8'],
    ['{\n  "a": 1,\n}', 'line 3, column 1'],
    ["{'a':1}", 'line 1, column 2']
  ])('%j: %s', async (body, where) => {
    const { send } = await startRoutes(routes)
    const problem = problemIn(await send('/json', body))
    expect(problem).toMatchObject({ status: 400, code: 'MALFORMED_BODY' })
    expect(problem.detail).toContain(where)
  })

  test('the body itself is not repeated', async () => {
    const { send } = await startRoutes(routes)
    expect((await send('/json', '{"password": hunter2}')).body).not.toContain('hunter2')
  })

  test('bytes that are not UTF-8', async () => {
    const { send } = await startRoutes(routes)
    const response = await send('/json', Buffer.from([0x22, 0xc3, 0x28, 0x22]))
    expect(problemIn(response)).toMatchObject({ code: 'MALFORMED_BODY', detail: 'The body is not valid UTF-8.' })
  })

  test('nesting a hundred thousand deep', async () => {
    const { send } = await startRoutes(routes, { bodyLimit: 1_000_000 })
    const response = await send('/json', '['.repeat(100_000) + ']'.repeat(100_000))
    expect(problemIn(response)).toMatchObject({ status: 400, code: 'MALFORMED_BODY' })
  })
})

test('an empty body is none, also when JSON is announced', async () => {
  const { send } = await startRoutes(routes)
  expect((await send('/optional', '')).json()).toEqual({ got: 'nothing' })
})

describe('names that could change an object’s prototype', () => {
  test.each([
    ['{"__proto__":{"admin":true}}', '/__proto__'],
    ['{"a":[{"\\u005f_proto__":1}]}', '/a/0/__proto__'],
    ['{"constructor":{"prototype":{}}}', '/constructor'],
    ['{"x/y":{"constructor":1}}', '/x~1y/constructor']
  ])('%s is 400 and names the member', async (body, pointer) => {
    const { send } = await startRoutes(routes)
    expect(problemIn(await send('/json', body))).toMatchObject({
      code: 'VALIDATION_FAILED',
      errors: [{ pointer, detail: 'is a name that is never accepted' }]
    })
  })

  test('are fine as values', async () => {
    const { send } = await startRoutes(routes)
    expect((await send('/json', '{"a":"__proto__ and constructor"}')).statusCode).toBe(200)
  })
})

describe('duplicate members', () => {
  test('are refused, since JSON.parse would keep the last and drop the first', async () => {
    const { send } = await startRoutes(routes)
    const response = await send('/json', '{"a":1,"b":[{"c":1},{"c":1,"d":"x\\":","\\u0063":2}],"a":2}')
    expect(problemIn(response).errors).toEqual([
      { pointer: '/b/1/c', detail: 'is duplicated' },
      { pointer: '/a', detail: 'is duplicated' }
    ])
  })

  test('are not reported if there are none', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        const text = JSON.stringify(value, undefined, 1)
        const { members } = jsonSize(Buffer.from(text))
        expect(duplicateMembers(text, JSON.parse(text), members, 20)).toEqual([])
      }),
      { numRuns: 500 }
    )
  })
})

describe('size', () => {
  test('a body over the limit is 413 PAYLOAD_TOO_LARGE, and the connection ends', async () => {
    const { send } = await startRoutes(routes, { bodyLimit: 1_000 })
    const response = await send('/json', JSON.stringify('x'.repeat(1_000)))
    expect(problemIn(response)).toMatchObject({ status: 413, code: 'PAYLOAD_TOO_LARGE' })
    expect(response.headers.connection).toBe('close')
  })

  test.each([
    ['members', () => `{${Array.from({ length: 20_001 }, (_, n) => `"m${n}":1`).join()}}`],
    ['items', () => `{"paths":[${Array(250_001).fill('{}').join()}]}`],
    ['values', () => `[${Array(250_002).fill('1').join()}]`],
    ['a text', () => `{"a":"${'x'.repeat(1_048_577)}"}`]
  ])('more %s than anybody needs are 413 PAYLOAD_TOO_LARGE, and not looked at', async (_, text) => {
    const { send } = await startRoutes(routes, { bodyLimit: 16_000_000 })
    const problem = problemIn(await send('/json', text()))
    expect(problem).toMatchObject({ status: 413, code: 'PAYLOAD_TOO_LARGE' })
    expect(problem.detail).toMatch(/^The body contains /)
  })

  test('a text of only escapes is a text like others, even if a member is duplicated', async () => {
    const { send } = await startRoutes(routes, { bodyLimit: 16_000_000 })
    const text = JSON.stringify('"'.repeat(500_000))
    expect((await send('/json', `{"a":${text}}`)).statusCode).toBe(200)
    expect(problemIn(await send('/json', `{"a":${text},"a":1}`)).errors).toEqual([
      { pointer: '/a', detail: 'is duplicated' }
    ])
    expect((await send('/json', `{"a":"${'\\n'.repeat(4_000_000)}","a":1}`)).statusCode).toBe(413)
  })

  test('the size of a JSON text is that of what it is parsed to', () => {
    const sizeOf = (value: unknown): { depth: number; values: number; members: number } => {
      if (typeof value !== 'object' || value === null) return { depth: 0, values: 0, members: 0 }
      const inside = Object.values(value)
      const sizes = inside.map(sizeOf)
      const sum = (name: 'values' | 'members') => sizes.reduce((total, size) => total + size[name], 0)
      return {
        depth: 1 + Math.max(0, ...sizes.map(({ depth }) => depth)),
        values: 1 + Math.max(0, inside.length - 1) + sum('values'),
        members: (Array.isArray(value) ? 0 : inside.length) + sum('members')
      }
    }
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        expect(jsonSize(Buffer.from(JSON.stringify(value, undefined, 1)))).toMatchObject(sizeOf(value))
      })
    )
  })

  test('a body at the limit is taken', async () => {
    const { send } = await startRoutes(routes, { bodyLimit: 1_000 })
    expect((await send('/json', JSON.stringify('x'.repeat(998)))).statusCode).toBe(200)
  })
})

describe("answers of the AWS CLI as bodies in CloudFront's own format", () => {
  test.each([
    ['get-distribution-config', '{"ETag":"E1","DistributionConfig":{"B":1}}', 'DistributionConfig'],
    [
      'get-distribution',
      '{"ETag":"E1","Distribution":{"DistributionConfig":{"B":1}}}',
      'Distribution.DistributionConfig'
    ]
  ])('that of %s is 400, and the remedy names the member to send', async (command, body, member) => {
    const { send } = await startRoutes(routes)
    const response = await send('/both', body, { type: CLOUDFRONT_JSON })
    const problem = problemIn(response)
    expect([problem.status, problem.code]).toEqual([400, 'VALIDATION_FAILED'])
    expect(problem.remedy).toContain(`the answer of ${command}; send its member ${member},`)
    expect(problem.errors).toMatchObject([{ pointer: `/${member.replace('.', '/')}` }])
  })

  test('the configuration alone is taken', async () => {
    const { send } = await startRoutes(routes)
    expect((await send('/both', '{"B":1}', { type: CLOUDFRONT_JSON })).json()).toEqual({ got: { B: 1 } })
  })
})
