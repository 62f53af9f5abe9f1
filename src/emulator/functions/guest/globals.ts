import { type BufferClass } from './buffer.ts'
import { type Bytes } from './bytes.ts'
import { type Ask } from './modules.ts'

interface GlobalsOptions {
  readonly modern: boolean
  /** The time during the whole run. */
  readonly now: number
  readonly modules: Readonly<Record<string, unknown>>
}

/** Installs what CloudFront's runtimes add to the language, and removes what they refuse. */
export function installGlobals(
  ask: Ask,
  bytes: Bytes,
  Buffer: BufferClass | undefined,
  { modern, now, modules }: GlobalsOptions
): void {
  // Captured, since a function may overwrite them later.
  const { construct, deleteProperty } = Reflect
  const { stringify } = JSON

  function define(target: object, name: string, value: unknown): void {
    Object.defineProperty(target, name, { value, writable: true, configurable: true })
  }

  function refuse(what: string) {
    return function (): never {
      throw new Error(`${what} is not supported`)
    }
  }

  function shown(value: unknown): string {
    if (typeof value === 'string') return value
    if (value instanceof Error || typeof value === 'function' || typeof value === 'symbol') return String(value)
    return stringify(value) ?? String(value)
  }

  // No code from strings: this blocks every way to a function constructor.
  define(globalThis, 'eval', refuse('eval()'))
  const functions = [function () {}, function* () {}, async function () {}, async function* () {}]
  const constructor = refuse('The Function constructor')
  for (const example of functions) define(Object.getPrototypeOf(example) as object, 'constructor', constructor)
  constructor.prototype = Function.prototype
  define(globalThis, 'Function', constructor)

  // For security reasons CloudFront keeps the time constant while a function runs.
  const RealDate = Date
  const FixedDate = function (this: unknown, ...parameters: unknown[]) {
    if (!new.target) return new RealDate(now).toString()
    return construct(RealDate, parameters.length === 0 ? [now] : parameters, new.target) as object
  }
  FixedDate.prototype = RealDate.prototype
  define(RealDate.prototype, 'constructor', FixedDate)
  define(FixedDate, 'now', () => now)
  define(FixedDate, 'parse', RealDate.parse)
  define(FixedDate, 'UTC', RealDate.UTC)
  define(globalThis, 'Date', FixedDate)

  const log = (...values: unknown[]) => void ask('log', values.map(shown).join(' '))
  define(globalThis, 'console', { log, error: log, warn: log, info: log, debug: log })
  define(globalThis, 'require', (name: unknown) => {
    if (typeof name === 'string' && Object.hasOwn(modules, name)) return modules[name]
    throw new Error(`Cannot find module "${String(name)}"`)
  })

  if (modern) {
    define(globalThis, 'Buffer', Buffer)
    define(
      globalThis,
      'TextEncoder',
      class TextEncoder {
        readonly encoding = 'utf-8'
        encode(text = '') {
          return new Uint8Array(bytes.encode(String(text)))
        }
      }
    )
    define(
      globalThis,
      'TextDecoder',
      class TextDecoder {
        readonly encoding = 'utf-8'
        decode(data: Uint8Array | ArrayBuffer = new Uint8Array()) {
          return bytes.decode(data instanceof ArrayBuffer ? new Uint8Array(data) : data)
        }
      }
    )
    return
  }

  // Runtime 1.0 represents bytes as strings of characters below 256, with methods for them.
  const asBytes = (text: string) => Array.from(text, unit => unit.charCodeAt(0) & 255)
  const asText = (values: ArrayLike<number>) => Array.from(values, value => String.fromCharCode(value)).join('')
  define(String, 'bytesFrom', (source: string | number[], encoding?: string) =>
    asText(typeof source === 'string' ? bytes.encode(source, encoding) : source)
  )
  const methods = {
    fromBytes(this: string, start?: number, end?: number) {
      return asText(asBytes(this.slice(start, end)))
    },
    fromUTF8(this: string, start?: number, end?: number) {
      return bytes.decode(asBytes(this.slice(start, end)))
    },
    toBytes(this: string, start?: number, end?: number) {
      return asText(asBytes(this.slice(start, end)))
    },
    toUTF8(this: string, start?: number, end?: number) {
      return asText(bytes.encode(this.slice(start, end)))
    },
    toString(this: string, encoding?: string) {
      const text = this.valueOf()
      return encoding === undefined ? text : bytes.decode(asBytes(text), encoding)
    }
  }
  for (const [name, method] of Object.entries(methods)) define(String.prototype, name, method)
  for (const name of ['Promise', 'Proxy', 'Reflect', 'BigInt', 'WeakRef', 'FinalizationRegistry']) {
    deleteProperty(globalThis, name)
  }
}
