import { expect, test } from 'vitest'
import { createSandbox, TooManyWaiting } from '../../../src/emulator/functions/sandbox.ts'
import { NOW, requestEvent, runFunction } from './run-function.ts'

const OVER = 'The function exceeded its compute limit.'

test.each([
  ['a loop', 'function handler() { for (;;); }', OVER],
  ['a loop that catches', 'function handler() { for (;;) try { for (;;); } catch {} finally { continue } }', OVER],
  ['a loop before the handler', 'for (;;);', OVER],
  ['a loop of promises', 'async function handler() { for (;;) await 0 }', OVER],
  [
    'two that wake each other',
    'const f = async () => { await 0; f() }; async function handler() { f(); await new Promise(() => {}) }',
    OVER
  ],
  [
    'a loop in what is thrown',
    'function handler() { throw { toJSON() { for (;;); } } }',
    'the error could not be read'
  ],
  ['a loop in what is returned', 'function handler() { return { get uri() { for (;;); } } }', OVER],
  ['a regular expression', 'function handler() { /^(a+)+$/.test("a".repeat(40) + "b") }', OVER],
  ['small things without end', 'function handler() { const a = []; for (;;) a.push({}) }', 'out of memory'],
  ['large things without end', 'function handler() { const a = []; for (;;) a.push(a.slice()) }', 'out of memory'],
  ['one thing too large', 'function handler() { return new Uint8Array(3e6) }', 'out of memory'],
  ['a text too large', 'function handler() { return "x".repeat(3e6) }', 'out of memory'],
  ['a text that doubles', 'function handler() { let s = "xy"; for (;;) s += s }', 'InternalError'],
  ['recursion', 'function handler() { return handler() + 1 }', 'stack overflow'],
  ['recursion by a getter', 'function handler() { return { get uri() { return this.uri } }.uri }', 'stack overflow'],
  [
    'recursion by toString',
    'function handler() { const a = []; a.toString = () => a + ""; return a + "" }',
    'stack overflow'
  ],
  ['deep JSON', 'function handler() { return JSON.parse("[".repeat(9000) + "]".repeat(9000)) }', ''],
  ['a deep regular expression', 'function handler() { return new RegExp("(".repeat(50000)) }', ''],
  [
    'a proxy without end',
    'function handler() { const p = new Proxy({}, { get(t, k, r) { return r[k] } }); return p.x }',
    'stack overflow'
  ],
  [
    'an error that throws',
    'function handler() { throw { get message() { throw 1 }, toJSON() { throw 2 } } }',
    'could not be read'
  ],
  [
    'JSON out of order',
    'JSON.stringify = JSON.parse = () => { throw new Error("mine") }; function handler(e) { return 1 }',
    'invalid value'
  ],
  [
    'iteration out of order',
    'Array.prototype[Symbol.iterator] = null; function handler(e) { console.log(1) }',
    'TypeError'
  ],
  ['a thenable', 'function handler() { return { then(resolve) { resolve(this) } } }', OVER]
])('%s ends with a message, and the process lives', async (_, code, message) => {
  const { error, output } = await runFunction(code)
  expect(output).toBeUndefined()
  expect(error).toMatch(
    /^The CloudFront function (associated with the CloudFront distribution is invalid or could not run\.|returned an invalid value:) \S/
  )
  expect(error).toContain(message)
})

// The engine does not ask within these whether it is to go on: without a thread of their own they would hold up everything for minutes.
test.each([
  ['"x".repeat(5e5).indexOf("x".repeat(25e4) + "y")'],
  ['Array.prototype.indexOf.call({ length: 2 ** 32 - 1 }, 1)'],
  ['Array.prototype.join.call({ length: 2 ** 32 - 1 })'],
  ['[].includes.call({ length: 2 ** 53 - 1 }, 1)']
])('what the engine itself cannot interrupt ends with its thread: %s', async expression => {
  const sandbox = createSandbox({ runMsMax: 200 })
  const code = `function handler({ request }) { console.log('begun'); ${expression}; return request }`
  const run = { code, runtime: 'cloudfront-js-2.0', event: requestEvent(), now: NOW } as const
  let alive = 0
  const heart = setInterval(() => alive++, 5)
  const [{ error, logs, computeUtilization }, after] = await Promise.all([
    sandbox.run(run),
    sandbox.run({ ...run, code: 'function handler({ request }) { return request }' })
  ])
  clearInterval(heart)
  expect(error).toContain('exceeded its time or memory limit')
  expect({ logs, computeUtilization }).toEqual({ logs: ['begun'], computeUtilization: 100 })
  expect(alive).toBeGreaterThan(0)
  expect(after.error).toBeUndefined()
})

test('nothing of the host can be reached', async () => {
  const attempts = `[
    () => process, () => Function('return process')(), () => eval('process'), () => globalThis.process.env,
    () => (function () {}).constructor('return this')(), () => [].map.constructor('return 1')(),
    () => (async () => {}).constructor('return 1')(), () => (function* () {}).constructor('return 1')(),
    () => (async function* () {}).constructor('return 1')(), () => Object.getPrototypeOf(async () => {}).constructor('return 1'),
    () => Reflect.construct(Function, ['return 1']), () => class extends Function {}.prototype.constructor('return 1'),
    () => console.log.constructor('return process')(), () => require.constructor('return process')(),
    () => event.constructor.constructor('return process')(), () => Reflect.getPrototypeOf(Function).constructor('return 1'),
    () => require('fs'), () => require('node:fs'), () => require('child_process'), () => require('../../etc/passwd'),
    () => require('constructor'), () => require('__proto__'), () => require.main.require('fs'),
    () => setTimeout(() => {}, 1), () => setImmediate(() => {}), () => queueMicrotask(() => {}), () => fetch('http://127.0.0.1'),
    () => XMLHttpRequest, () => WebSocket, () => WebAssembly, () => Worker, () => Atomics.wait, () => performance,
    () => importScripts('x'), () => std, () => os, () => Deno, () => Bun, () => global, () => module, () => __dirname,
    () => import.meta.url.x
  ]`
  const code = `
    async function handler(event) {
      for (const attempt of ${attempts}) {
        try { console.log('REACHED ' + attempt + ' ' + String(await attempt())) } catch (error) { console.log('refused') }
      }
      for (const name of ['fs', 'node:fs', 'file:///etc/passwd', './prelude.js', '/etc/passwd', 'data:text/javascript,1']) {
        try { await import(name); console.log('REACHED ' + name) } catch (error) { console.log('refused') }
      }
      return event.request
    }`
  const { logs, error } = await runFunction(code)
  expect(error).toBeUndefined()
  expect(logs.filter(line => line !== 'refused')).toEqual([])
  expect(logs.length).toBeGreaterThan(45)
})

test('functions of the host take texts apart by themselves, whatever is handed to them', async () => {
  const code = `
    import cf from 'cloudfront'
    import crypto from 'crypto'
    async function handler({ request }) {
      const kvs = cf.kvs()
      for (const attempt of [
        () => kvs.get('__proto__'), () => kvs.get('constructor'), () => kvs.get({ toString: () => 'a' }), () => kvs.get(Symbol('a')),
        () => crypto.createHash('constructor'), () => crypto.createHash('sha512'), () => crypto.createHmac('md5', { length: 1e9 }),
        () => crypto.createHash('md5').update({ length: 1e9 })
      ]) {
        try { console.log('taken ' + (await attempt())) } catch (error) { console.log('refused') }
      }
      return request
    }`
  const store = { id: 's', created: '', modified: '', items: new Map([['a', 'b']]) }
  const { logs, error } = await runFunction(code, { store })
  expect(error).toBeUndefined()
  expect(logs).toEqual(Array.from({ length: 8 }, () => 'refused'))
})

test('no more runs wait than may', async () => {
  const sandbox = createSandbox({ waitingMax: 1 })
  const code = 'function handler({ request }) { return request }'
  const run = { code, runtime: 'cloudfront-js-2.0', event: requestEvent(), now: NOW } as const
  const results = await Promise.allSettled([sandbox.run(run), sandbox.run(run), sandbox.run(run)])
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected'])
  expect((results[2] as PromiseRejectedResult).reason).toBeInstanceOf(TooManyWaiting)
  expect((await sandbox.run(run)).output).toBeDefined()
})
