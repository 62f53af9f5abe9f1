import { type Bytes } from './bytes.ts'

type Source = string | ArrayLike<number> | ArrayBuffer | { readonly data: ArrayLike<number> }
type Sought = number | string | Uint8Array

export interface BufferClass {
  from(source: Source, encoding?: string): Uint8Array
}

/** The methods of Node's Buffer in runtime 2.0, as listed in the Developer Guide. */
export function makeBuffer(bytes: Bytes): BufferClass {
  class Buffer extends Uint8Array {}

  function define(target: object, members: object): void {
    for (const [name, value] of Object.entries(members) as [string, unknown][]) {
      Object.defineProperty(target, name, { value, writable: true, configurable: true })
    }
  }

  function from(source: Source, encoding?: string | number, length?: number): Buffer {
    if (source instanceof ArrayBuffer) return new Buffer(source, encoding as number, length)
    const values =
      typeof source === 'string' ? bytes.encode(source, encoding as string) : 'data' in source ? source.data : source
    const made = new Buffer(values.length)
    for (let at = 0; at < values.length; at++) made[at] = values[at]!
    return made
  }

  function compare(a: Uint8Array, b: Uint8Array): number {
    for (let at = 0; at < Math.min(a.length, b.length); at++) if (a[at] !== b[at]) return a[at]! < b[at]! ? -1 : 1
    return Math.sign(a.length - b.length)
  }

  function concat(list: readonly Uint8Array[], length = list.reduce((sum, part) => sum + part.length, 0)): Buffer {
    const joined = new Buffer(length)
    let at = 0
    for (const part of list) {
      const taken = part.subarray(0, Math.max(0, length - at))
      joined.set(taken, at)
      at += taken.length
    }
    return joined
  }

  function bytesOf(value: Sought, encoding?: string): ArrayLike<number> {
    if (typeof value === 'number') return [value & 255]
    return typeof value === 'string' ? bytes.encode(value, encoding) : value
  }

  function find(within: Uint8Array, value: Sought, encoding: string | undefined, from: number, step: 1 | -1): number {
    const sought = bytesOf(value, encoding)
    const start = from < 0 ? within.length + from : from
    for (let at = Math.max(0, Math.min(start, within.length)); at >= 0 && at <= within.length; at += step) {
      let matched = 0
      while (matched < sought.length && within[at + matched] === sought[matched]) matched++
      if (matched === sought.length) return at
    }
    return -1
  }

  define(Buffer, {
    from,
    compare,
    concat,
    alloc: (size: number, fill: Sought = 0) => {
      const pattern = bytesOf(fill)
      return from(Array.from({ length: size }, (_, at) => pattern[at % pattern.length] ?? 0))
    },
    allocUnsafe: (size: number) => new Buffer(size),
    byteLength: (value: string | Uint8Array, encoding?: string) =>
      typeof value === 'string' ? bytes.encode(value, encoding).length : value.byteLength,
    isBuffer: (value: unknown) => value instanceof Buffer,
    isEncoding: (encoding: unknown) => bytes.isEncoding(encoding)
  })

  define(Buffer.prototype, {
    toString(this: Uint8Array, encoding?: string, start = 0, end = this.length) {
      return bytes.decode(this.subarray(start, end), encoding)
    },
    toJSON(this: Uint8Array) {
      return { type: 'Buffer', data: Array.from(this) }
    },
    equals(this: Uint8Array, other: Uint8Array) {
      return compare(this, other) === 0
    },
    compare(this: Uint8Array, other: Uint8Array) {
      return compare(this, other)
    },
    copy(this: Uint8Array, target: Uint8Array, targetStart = 0, start = 0, end = this.length) {
      const taken = this.subarray(start, Math.min(end, start + Math.max(0, target.length - targetStart)))
      target.set(taken, targetStart)
      return taken.length
    },
    // As in Node, and unlike a typed array's, it shares its memory.
    slice(this: Uint8Array, start?: number, end?: number) {
      return this.subarray(start, end)
    },
    write(this: Uint8Array, text: string, ...rest: (number | string)[]) {
      const encoding = rest.find(part => typeof part === 'string')
      const [offset = 0, length = this.length - offset] = rest.filter(part => typeof part === 'number')
      const taken = bytes.encode(text, encoding).slice(0, Math.min(length, this.length - offset))
      this.set(taken, offset)
      return taken.length
    },
    fill(this: Uint8Array, value: Sought, ...rest: (number | string)[]) {
      const pattern = bytesOf(
        value,
        rest.find(part => typeof part === 'string')
      )
      const [start = 0, end = this.length] = rest.filter(part => typeof part === 'number')
      for (let at = start; at < end; at++) this[at] = pattern[(at - start) % pattern.length] ?? 0
      return this
    },
    indexOf(this: Uint8Array, value: Sought, from = 0, encoding?: string) {
      return find(this, value, encoding, from, 1)
    },
    lastIndexOf(this: Uint8Array, value: Sought, from = this.length, encoding?: string) {
      return find(this, value, encoding, from, -1)
    },
    includes(this: Uint8Array, value: Sought, from = 0, encoding?: string) {
      return find(this, value, encoding, from, 1) >= 0
    }
  })

  const numbers = { Int8: 1, UInt8: 1, Int16: 2, UInt16: 2, Int32: 4, UInt32: 4, Float: 4, Double: 8 }
  const inView: Record<string, string> = { Float: 'Float32', Double: 'Float64' }
  type Get = (at: number, little: boolean) => number
  type Set = (at: number, value: number, little: boolean) => void
  const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array) =>
    new DataView(buffer, byteOffset, byteLength) as unknown as Record<string, Get & Set>

  for (const [kind, size] of Object.entries(numbers)) {
    const accessor = inView[kind] ?? kind.replace('UI', 'Ui')
    for (const order of size === 1 ? [''] : ['LE', 'BE']) {
      const accessors = {
        [`read${kind}${order}`](this: Uint8Array, offset = 0) {
          return viewOf(this)[`get${accessor}`]!(offset, order === 'LE')
        },
        [`write${kind}${order}`](this: Uint8Array, value: number, offset = 0) {
          viewOf(this)[`set${accessor}`]!(offset, value, order === 'LE')
          return offset + size
        }
      }
      define(Buffer.prototype, accessors)
    }
  }
  return Buffer
}
