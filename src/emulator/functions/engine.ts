import { createHash, createHmac } from 'node:crypto'
import { newQuickJSWASMModuleFromVariant, type QuickJSContext, type QuickJSHandle } from 'quickjs-emscripten-core'
import { makeBuffer } from './guest/buffer.ts'
import { makeBytes } from './guest/bytes.ts'
import { installGlobals } from './guest/globals.ts'
import { makeCloudFront, makeCrypto, makeQuerystring } from './guest/modules.ts'
import { type EngineJob, type EngineResult } from './job.ts'
import { createBoundedMemory } from './memory.ts'

/**
 * Calls and jumps that a run may make. CloudFront's limit is in time and not published (below a millisecond); this one is the same on
 * every machine under any load, and several times what CloudFront's interpreter can do in a millisecond.
 */
const TICKS_MAX = 100_000
/** Calls and jumps between two runs of the engine's interrupt handler, fixed when it was compiled. */
const TICKS_BETWEEN_INTERRUPTS = 10_000
/** What a run may allocate besides the engine's own memory: CloudFront's quota. */
const MEMORY_BYTES_MAX = 2 * 1024 * 1024
const LOG_BYTES_MAX = 10 * 1024
const FILE = 'function.js'

const OVER_TIME = 'The function exceeded its compute limit.'

const MODULES: Readonly<Record<string, readonly string[]>> = {
  cloudfront: [],
  crypto: ['createHash', 'createHmac'],
  querystring: ['parse', 'stringify', 'escape', 'unescape', 'decode', 'encode'],
  buffer: ['Buffer']
}

/** Evaluated in the engine before the function; source text, since nothing else can be passed to it. */
const PRELUDE = `(hostAnswer, optionsJson) => {
  'use strict'
  const { parse, stringify } = JSON
  const ask = (question, ...details) => parse(hostAnswer(stringify([question, ...details])))
  const options = parse(optionsJson)
  const bytes = (${makeBytes.toString()})()
  const Buffer = options.modern ? (${makeBuffer.toString()})(bytes) : undefined
  const querystring = (${makeQuerystring.toString()})()
  const modules = { querystring, crypto: (${makeCrypto.toString()})(ask, bytes, Buffer) }
  if (options.modern) {
    modules.buffer = { Buffer }
    modules.cloudfront = (${makeCloudFront.toString()})(ask, Buffer, options)
  }
  ;(${installGlobals.toString()})(ask, bytes, Buffer, { modern: options.modern, now: options.now, modules })

  let handler
  const hidden = value => ({ value, configurable: true })
  Object.defineProperty(globalThis, '__setHandler', hidden(found => { handler = found }))
  // The documentation says that it must call one of the two, but not what a test returns then.
  async function runConnectionHandler(connection) {
    let decision = null
    let customData = null
    const decide = choice => () => { decision ??= choice }
    Object.defineProperties(connection, {
      allow: hidden(decide('allow')),
      deny: hidden(decide('deny')),
      logCustomData: hidden(data => { customData = String(data) })
    })
    await handler(connection)
    return stringify({ decision, customData })
  }
  let loops = 0
  return {
    async start(eventJson) {
      if (typeof handler !== 'function') throw new ReferenceError('"' + options.handler + '" is not defined')
      const event = parse(eventJson)
      if (options.handler === 'connectionHandler') return runConnectionHandler(event)
      const query = querystring.stringify(Object.fromEntries(Object.entries(event.request?.querystring ?? {}).map(
        ([name, { value, multiValue }]) => [name, multiValue ? multiValue.map(one => one.value) : value])))
      if (options.modern) Object.defineProperty(event.request, 'rawQueryString', hidden(() => query || undefined))
      return stringify(options.modern ? await handler(event) : handler(event)) ?? 'null'
    },
    describe(thrown) {
      // The engine throws null if there is no memory left for an error.
      if (thrown === null) return stringify('InternalError: out of memory')
      if (!(thrown instanceof Error)) return stringify(typeof thrown === 'object' ? stringify(thrown) : String(thrown))
      const line = thrown instanceof SyntaxError && /${FILE}:(\\d+)/.exec(thrown.stack)
      return stringify(thrown.name + ': ' + thrown.message + (line ? ' in ' + line[1] : ''))
    },
    loop() { for (;;) loops++ },
    loops() { const done = loops; loops = 0; return done }
  }
}`

interface RunEvents {
  /** The engine is ready, and the function's time begins. */
  readonly onStart: () => void
  readonly onLog: (line: string) => void
}

/** Runs a function in a fresh engine, which is left to the garbage collector. It may never return: see sandbox.ts. */
export async function runInEngine(job: EngineJob, { onStart, onLog }: RunEvents): Promise<EngineResult> {
  const memory = createBoundedMemory()
  const quickjs = await newQuickJSWASMModuleFromVariant(memory.variant)
  const runtime = quickjs.newRuntime()
  const context = runtime.newContext()
  const guest = startPrelude(context, job, onLog)
  runtime.setModuleLoader(name => {
    if (!job.modern || !Object.hasOwn(MODULES, name)) throw new Error(`Cannot find module "${name}"`)
    const members = MODULES[name]!.join(', ')
    return `const found = require('${name}'); export default found; export const { ${members} } = found`
  })

  let interrupts = 0
  let measuring = false
  runtime.setInterruptHandler(() => measuring || ++interrupts >= TICKS_MAX / TICKS_BETWEEN_INTERRUPTS)
  const overTime = () => interrupts >= TICKS_MAX / TICKS_BETWEEN_INTERRUPTS

  /** Counts the jumps until the next interrupt. */
  function jumpsLeft(): number {
    measuring = true
    const stopped = context.callFunction(guest.loop, context.undefined)
    stopped.dispose()
    measuring = false
    return context
      .unwrapResult(context.callFunction(guest.loops, context.undefined))
      .consume(handle => context.getNumber(handle))
  }

  function describe(thrown: QuickJSHandle): string {
    const described = context.callFunction(guest.describe, context.undefined, thrown)
    // The function left no memory or time even for this, or the error throws when it is read.
    if (described.error) return 'Error: the error could not be read'
    return JSON.parse(described.value.consume(handle => context.getString(handle))) as string
  }

  jumpsLeft()
  const full = jumpsLeft()
  const unlimit = memory.limit(MEMORY_BYTES_MAX)
  onStart()
  const outcome = settle(context, guest.start, job, overTime)
  unlimit()
  if (overTime()) return { error: OVER_TIME, percent: 100 }
  const ticks = interrupts * TICKS_BETWEEN_INTERRUPTS + full - jumpsLeft()
  const percent = Math.ceil((100 * ticks) / TICKS_MAX)
  if ('thrown' in outcome) return { error: describe(outcome.thrown), percent }
  return { ...outcome, percent }
}

type Outcome = { readonly json: string } | { readonly error: string } | { readonly thrown: QuickJSHandle }

/** Evaluates the function, calls its handler and runs all resulting jobs. */
function settle(context: QuickJSContext, start: QuickJSHandle, job: EngineJob, overTime: () => boolean): Outcome {
  const code = `${job.code}\n;__setHandler(typeof ${job.handler} === 'undefined' ? undefined : ${job.handler})`
  const read = context.evalCode(code, FILE, { type: job.modern ? 'module' : 'global', strict: true })
  const loaded = read.error ? read : finish(context, read.value, overTime)
  if (loaded.error) return { thrown: loaded.error }
  const started = context.newString(job.event).consume(event => context.callFunction(start, context.undefined, event))
  const ended = started.error ? started : finish(context, started.value, overTime)
  if (ended.error) return { thrown: ended.error }
  if (!ended.value) return { error: 'Error: the promise that the handler returned is never settled' }
  return { json: context.getString(ended.value) }
}

/** The value of a promise; none if it is pending and nothing can settle it. */
function finish(
  context: QuickJSContext,
  handle: QuickJSHandle,
  overTime: () => boolean
): { readonly error?: undefined; readonly value: QuickJSHandle | undefined } | { readonly error: QuickJSHandle } {
  while (!overTime() && context.runtime.hasPendingJob()) {
    // Only what cannot reject a promise is an error here.
    const { error } = context.runtime.executePendingJobs(1)
    if (error) return { error }
  }
  const state = context.getPromiseState(handle)
  if (state.type === 'rejected') return { error: state.error }
  return { value: state.type === 'pending' ? undefined : state.value }
}

function startPrelude(context: QuickJSContext, job: EngineJob, onLog: (line: string) => void) {
  const { handler, modern, eventType, now, store } = job
  const { items, ...metadata } = store ?? { items: new Map<string, string>() }
  const options = JSON.stringify({
    handler,
    modern,
    eventType,
    now,
    store: store && { ...metadata, count: items.size }
  })
  const answer = createAnswer(items, onLog)
  const hostAnswer = context.newFunction('ask', question => context.newString(answer(context.getString(question))))
  const prelude = context.unwrapResult(context.evalCode(PRELUDE, 'prelude.js'))
  const guest = context.unwrapResult(
    context.callFunction(prelude, context.undefined, hostAnswer, context.newString(options))
  )
  const member = (name: string) => context.getProp(guest, name)
  return { start: member('start'), describe: member('describe'), loop: member('loop'), loops: member('loops') }
}

/** The host functions that a function can call, JSON in and out. */
function createAnswer(items: ReadonlyMap<string, string>, onLog: (line: string) => void) {
  let logBytes = 0

  function log(line: string): void {
    const left = LOG_BYTES_MAX - logBytes
    if (left <= 0) return
    const bytes = Buffer.from(line)
    logBytes += Math.max(bytes.length, 1)
    onLog(bytes.length <= left ? line : bytes.subarray(0, left).toString())
  }

  function digest(algorithm: string, keyHex: string | null, dataHex: string): string {
    const hash = keyHex === null ? createHash(algorithm) : createHmac(algorithm, Buffer.from(keyHex, 'hex'))
    return hash.update(Buffer.from(dataHex, 'hex')).digest('hex')
  }

  return (question: string): string => {
    const [name, ...details] = JSON.parse(question) as [string, ...string[]]
    switch (name) {
      case 'log':
        log(details[0]!)
        return 'null'
      case 'value':
        return JSON.stringify(items.get(details[0]!) ?? null)
      case 'digest':
        return JSON.stringify(digest(...(details as [string, string | null, string])))
      default:
        throw new Error(`unknown host function: ${name}`)
    }
  }
}
