import { type Shape } from './shapes.ts'

/** The value of a text, or the constraint that it violates. */
export type ReadValue = { readonly value: unknown } | { readonly constraint: string }

type SimpleKind = Exclude<Shape['kind'], 'list' | 'structure'>

const INTEGER = /^[+-]?\d+$/
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/
const TIMESTAMP = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:([Zz])|([+-])(\d\d):(\d\d))$/
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/

/**
 * Reads the text of one element. White space around anything but a string is dropped, as XML Schema says. Lenient reading
 * accepts `TRUE` for `true`, as the SDK does; unlike the SDK it never turns an invalid text into 0 or false, which a
 * read-modify-write would store.
 */
export function readValue(kind: SimpleKind, text: string, options: { strict: boolean; integer: boolean }): ReadValue {
  switch (kind) {
    case 'string':
      return { value: text }
    case 'number':
      return readNumber(text.trim(), options.strict && options.integer)
    case 'boolean':
      return readBoolean(options.strict ? text.trim() : text.trim().toLowerCase())
    case 'timestamp':
      return readTimestamp(text.trim())
    case 'blob':
      return readBlob(text)
  }
}

function readNumber(text: string, integer: boolean): ReadValue {
  const value = (integer ? INTEGER : DECIMAL).test(text) ? Number(text) : NaN
  if (integer && !Number.isSafeInteger(value)) return { constraint: 'Member must be an integer' }
  return Number.isFinite(value) ? { value } : { constraint: 'Member must be a number' }
}

function readBoolean(text: string): ReadValue {
  if (text === 'true') return { value: true }
  if (text === 'false') return { value: false }
  return { constraint: 'Member must be true or false' }
}

function readTimestamp(text: string): ReadValue {
  const constraint = 'Member must be a timestamp in ISO 8601'
  const match = TIMESTAMP.exec(text)
  if (!match) return { constraint }
  const part = (index: number) => Number(match[index] ?? 0)
  const [year, month, day, hour, minute, second] = [part(1), part(2), part(3), part(4), part(5), part(6)]
  if (hour > 23 || minute > 59 || second > 60 || part(10) > 23 || part(11) > 59) return { constraint }
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  // 31 April rolls over into May.
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return { constraint }
  date.setUTCHours(hour, minute, second, Math.round(Number(`0.${match[7] ?? 0}`) * 1000))
  const offsetMinutes = (match[9] === '-' ? -1 : 1) * (part(10) * 60 + part(11))
  return { value: new Date(date.getTime() - offsetMinutes * 60_000) }
}

function readBlob(text: string): ReadValue {
  const compact = text.replace(/[ \t\r\n]+/g, '')
  if (compact.length % 4 !== 0 || !BASE64.test(compact)) return { constraint: 'Member must be base64' }
  return { value: new Uint8Array(Buffer.from(compact, 'base64')) }
}
