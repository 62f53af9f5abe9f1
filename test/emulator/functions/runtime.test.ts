import fc from 'fast-check'
import { createHash, createHmac } from 'node:crypto'
import { stringify } from 'node:querystring'
import { expect, test } from 'vitest'
import { outputOf, requestEvent, responseEvent, runFunction } from './run-function.ts'

/** What an expression is worth inside, by way of the log. */
async function valueOf(expression: string, run: Parameters<typeof runFunction>[1] = {}): Promise<unknown> {
  const { logs, error } = await runFunction(
    `function handler({ request }) { console.log(JSON.stringify(${expression})); return request }`,
    run
  )
  if (error !== undefined) throw new Error(error)
  return JSON.parse(logs[0]!)
}

test('any text and any bytes are encoded and decoded as Node does it', async () => {
  const texts = fc.sample(fc.string({ unit: 'binary', maxLength: 40 }), { numRuns: 60, seed: 1 })
  const blobs = fc.sample(fc.uint8Array({ maxLength: 40 }), { numRuns: 60, seed: 2 }).map(blob => [...blob])
  const inside = await valueOf(`[
    ${JSON.stringify(texts)}.map(text => ['hex', 'base64', 'base64url'].map(encoding => Buffer.from(text).toString(encoding))),
    ${JSON.stringify(texts)}.map(text => Buffer.from(Buffer.from(text).toString('base64url'), 'base64').toString()),
    ${JSON.stringify(blobs)}.map(blob => [Buffer.from(blob).toString(), Buffer.from(Buffer.from(blob).toString('base64'), 'base64')])
  ]`)
  expect(inside).toEqual([
    texts.map(text => (['hex', 'base64', 'base64url'] as const).map(encoding => Buffer.from(text).toString(encoding))),
    texts.map(text => Buffer.from(text).toString()),
    blobs.map(blob => [expect.any(String), { type: 'Buffer', data: blob }])
  ])
})

test('any query is written as Node does it', async () => {
  const values = fc.array(fc.string({ maxLength: 8 }), { minLength: 1 })
  const query = fc.dictionary(fc.string({ minLength: 1, maxLength: 8 }), values, { noNullPrototype: true })
  const queries = fc.sample(query, { numRuns: 12, seed: 3 })
  const inside = await valueOf(`${JSON.stringify(queries)}.map(query => require('querystring').stringify(query))`)
  expect(inside).toEqual(queries.map(query => stringify(query, '&', '=', { encodeURIComponent })))
})

test('any digest is made as Node does it', async () => {
  const texts = fc.sample(fc.string({ unit: 'grapheme', maxLength: 20 }), { numRuns: 12, seed: 4 })
  const inside = await valueOf(`${JSON.stringify(texts)}.map(text => {
    const { createHash, createHmac } = require('crypto')
    const digests = ['md5', 'sha1', 'sha256'].map(name => createHash(name).update(text).update('x').digest('hex'))
    return [...digests, createHmac('sha256', text).update(Buffer.from(text)).digest('base64')]
  })`)
  expect(inside).toEqual(
    texts.map(text => [
      ...['md5', 'sha1', 'sha256'].map(name => createHash(name).update(text).update('x').digest('hex')),
      createHmac('sha256', text).update(text).digest('base64')
    ])
  )
})

test('the methods of Buffer', async () => {
  expect(
    await valueOf(`[
      Buffer.concat([Buffer.from('ab'), Buffer.from('c')]).toString(),
      Buffer.alloc(3, 'ab').toString(),
      Buffer.from('hello').slice(1, 3).toString(),
      Buffer.from('hello').indexOf('lo'), Buffer.from('hello').includes('x'), Buffer.from('hello').lastIndexOf('l'),
      Buffer.compare(Buffer.from('a'), Buffer.from('b')), Buffer.from('a').equals(Buffer.from('a')),
      Buffer.from([1, 2, 3, 4]).readUInt16BE(1), Buffer.from([1, 2, 3, 4]).readInt32LE(), Buffer.byteLength('hé'),
      Buffer.isBuffer(Buffer.alloc(1)), Buffer.isBuffer(new Uint8Array(1)), new TextDecoder().decode(new TextEncoder().encode('ü')),
      (() => { const b = Buffer.alloc(4); b.writeUInt16BE(258, 1); b.write('z', 3); return b.toString('hex') })()
    ]`)
  ).toEqual(['abc', 'aba', 'el', 3, false, 3, -1, true, 515, 67305985, 3, true, false, 'ü', '0001027a'])
})

test('the time stands still, and is what the caller says', async () => {
  expect(
    await valueOf(
      '[Date.now(), new Date().toISOString(), new Date(0).getTime(), new Date() instanceof Date, Date.UTC(2020, 0), typeof Date()]',
      {
        now: 1_000_000_000_000
      }
    )
  ).toEqual([1_000_000_000_000, '2001-09-09T01:46:40.000Z', 0, true, Date.UTC(2020, 0), 'string'])
})

test('runtime 1.0 has neither the module cloudfront nor Buffer, nor does it wait for promises', async () => {
  const old = { runtime: 'cloudfront-js-1.0' } as const
  expect(await valueOf('[typeof Buffer, typeof Promise, "a\u00fc".toUTF8().toString("hex")]', old)).toEqual([
    'undefined',
    'undefined',
    '61c3bc'
  ])
  expect(
    (await runFunction('import cf from "cloudfront"; function handler(e) { return e.request }', old)).error
  ).toContain('SyntaxError')
  expect(
    (await runFunction('var cf = require("cloudfront"); function handler(e) { return e.request }', old)).error
  ).toContain('Cannot find module "cloudfront"')
  expect((await runFunction('async function handler(e) { return e.request }', old)).error).toContain('invalid value')
})

test('strict mode holds, as CloudFront has it', async () => {
  for (const runtime of ['cloudfront-js-1.0', 'cloudfront-js-2.0'] as const) {
    expect(
      (await runFunction('function handler(event) { undeclared = 1; return event.request }', { runtime })).error
    ).toContain('ReferenceError')
  }
})

test("what a throw, a mistake in the syntax and a missing handler say, after CloudFront's own sentence", async () => {
  const said = async (code: string) => (await runFunction(code)).error
  const sentence = 'The CloudFront function associated with the CloudFront distribution is invalid or could not run.'
  expect(await said('function handler(event) { return event.request.headers.nope.value }')).toBe(
    `${sentence} TypeError: cannot read property 'value' of undefined`
  )
  expect(await said('function handler(event) {\n  return ;;)\n}')).toMatch(/could not run\. SyntaxError: .* in 2$/)
  expect(await said('function handle(event) { return event.request }')).toBe(
    `${sentence} ReferenceError: "handler" is not defined`
  )
  expect(await said('function handler() { throw "as a text" }')).toBe(`${sentence} as a text`)
  expect(await said('async function handler() { throw new Error("later") }')).toBe(`${sentence} Error: later`)
  expect(await said('throw new Error("at once"); function handler() {}')).toBe(`${sentence} Error: at once`)
  expect(await said('function handler() { return new Promise(() => {}) }')).toContain('never settled')
})

test('the log takes any values, and 10 KB in all', async () => {
  const { logs } = await runFunction(
    "function handler({ request }) { console.log('a', 1, { b: [2] }, undefined, null); console.error(new Error('e')); " +
      'console.log(); return request }'
  )
  expect(logs).toEqual(['a 1 {"b":[2]} undefined null', 'Error: e', ''])
  const { logs: many, error } = await runFunction(
    `function handler({ request }) { for (let i = 0; i < 3000; i++) console.log('0123456789'); return request }`
  )
  expect(error).toBeUndefined()
  expect(many.join('')).toHaveLength(10_240)
})

test('a run says how much of what it may use it has used, and the same each time', async () => {
  const loop = (times: number) => `function handler({ request }) { for (let i = 0; i < ${times}; i++); return request }`
  const used = async (times: number) => (await runFunction(loop(times))).computeUtilization
  const [little, more, most] = [await used(1), await used(10_000), await used(40_000)]
  expect(little).toBe(1)
  expect(more).toBeGreaterThan(little)
  expect(most).toBeGreaterThan(more)
  expect(most).toBeLessThan(100)
  expect(await used(10_000)).toBe(more)
})

test('nothing of a run is left to the next one', async () => {
  const code = `
    globalThis.before = (globalThis.before ?? 0) + 1
    Object.prototype.polluted = true
    function handler({ request }) { console.log(globalThis.before); return request }`
  expect((await runFunction(code)).logs).toEqual(['1'])
  expect((await runFunction(code)).logs).toEqual(['1'])
  expect(await valueOf('typeof ({}).polluted')).toBe('undefined')
})

const returning = (value: string) => `function handler(event) { const { request, response } = event; return ${value} }`
const INVALID = 'The CloudFront function returned an invalid value: '

test.each([
  ['undefined', 'The returned value must be an object.'],
  ['[request]', 'The returned value must be an object.'],
  ['"text"', 'The returned value must be an object.'],
  ['(request.uri = "index.html", request)', 'request.uri must begin with a slash.'],
  ['(delete request.uri, request)', 'request.uri must be a string.'],
  ['(request.method = "POST", request)', 'request.method is read-only.'],
  ['(request.headers.X = { value: "1" }, request)', 'request.headers must have header names in lower case.'],
  [
    '(request.headers.host = { value: "other" }, request)',
    'request.headers must not change the read-only header "host".'
  ],
  [
    '(request.headers["x-amz-cf-id"] = { value: "1" }, request)',
    'request.headers must not have the header "x-amz-cf-id".'
  ],
  ['(request.headers.connection = { value: "1" }, request)', 'request.headers must not have the header "connection".'],
  ['(request.headers.a = "1", request)', 'request.headers["a"] must be an object with a value.'],
  ['(request.headers.a = { value: 1 }, request)', 'request.headers["a"].value must be a string.'],
  [
    '(request.headers.a = { value: "1\\r\\nb: 2" }, request)',
    'request.headers["a"] has a character that cannot be sent in a header.'
  ],
  ['(request.headers.a = { multiValue: [] }, request)', 'request.headers["a"].multiValue must be a list with values.'],
  ['(request.querystring = "a=1", request)', 'request.querystring must be an object.'],
  ['({ statusCode: "302" })', 'response.statusCode must be a number from 100 to 599.'],
  ['({ statusCode: 1000 })', 'response.statusCode must be a number from 100 to 599.'],
  [
    '({ statusCode: 200, headers: { Location: { value: "/" } } })',
    'response.headers must have header names in lower case.'
  ],
  [
    '({ statusCode: 200, headers: { via: { value: "x" } } })',
    'response.headers must not change the read-only header "via".'
  ],
  ['({ statusCode: 200, body: 1 })', 'response.body must be a string or an object.'],
  ['({ statusCode: 200, body: { encoding: "hex", data: "00" } })', 'response.body.encoding must be text or base64.'],
  ['({ statusCode: 200, body: { encoding: "base64", data: "***" } })', 'response.body.data is not base64.'],
  [
    '({ statusCode: 200, cookies: { a: { value: "1", attributes: 1 } } })',
    'response.cookies["a"].attributes must be a string.'
  ]
])('a handler of a viewer request may not return %s', async (value, message) => {
  expect(await runFunction(returning(value))).toEqual({
    error: INVALID + message,
    logs: [],
    computeUtilization: expect.any(Number)
  })
})

test('a handler of a viewer response returns a response, with any status and body', async () => {
  const event = responseEvent()
  expect((await runFunction(returning('request'), { event })).error).toBe(`${INVALID}response.statusCode is missing.`)
  const made = '(response.statusCode = 404, response.body = "gone", response)'
  expect(await outputOf(returning(made), { event })).toMatchObject({ response: { statusCode: 404, body: 'gone' } })
})

test('a header that may not change may be missing in a test, and what else is in an object goes nowhere', async () => {
  const value =
    '(delete request.headers.host, request.headers.a = { value: "1", more: [[]] }, request.more = 1, request)'
  expect(await outputOf(returning(value))).toEqual({
    request: { ...requestEvent().request, headers: { a: { value: '1' } } }
  })
})
