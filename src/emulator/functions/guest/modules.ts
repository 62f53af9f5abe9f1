import { type BufferClass } from './buffer.ts'
import { type Bytes } from './bytes.ts'

/** Calls the host. Only JSON crosses the boundary, so neither side ever holds an object of the other. */
export type Ask = (question: string, ...details: unknown[]) => unknown

/** `digest` without an encoding returns a Buffer in runtime 2.0, and a string of bytes in 1.0. */
export function makeCrypto(ask: Ask, bytes: Bytes, Buffer: BufferClass | undefined) {
  const ALGORITHMS = ['md5', 'sha1', 'sha256']

  function toHex(data: string | Uint8Array, encoding?: string): string {
    return bytes.decode(typeof data === 'string' ? bytes.encode(data, encoding) : data, 'hex')
  }

  function makeHash(algorithm: string, key?: string | Uint8Array) {
    if (!ALGORITHMS.includes(algorithm)) throw new TypeError(`not supported algorithm: "${algorithm}"`)
    const keyHex = key === undefined ? null : toHex(key)
    let dataHex = ''
    let digested = false
    const hash = {
      update(data: string | Uint8Array, encoding?: string) {
        if (digested) throw new Error('Digest already called')
        dataHex += toHex(data, encoding)
        return hash
      },
      digest(encoding?: string) {
        if (digested) throw new Error('Digest already called')
        digested = true
        const digest = bytes.encode(ask('digest', algorithm, keyHex, dataHex) as string, 'hex')
        if (encoding !== undefined) return bytes.decode(digest, encoding)
        return Buffer ? Buffer.from(digest) : String.fromCharCode(...digest)
      }
    }
    return hash
  }

  return {
    createHash: (algorithm: string) => makeHash(algorithm),
    createHmac(algorithm: string, key: string | Uint8Array) {
      if (typeof key !== 'string' && !(key instanceof Uint8Array)) throw new TypeError('key is not a string or Buffer')
      return makeHash(algorithm, key)
    }
  }
}

/** Node's querystring, as far as the Developer Guide lists it. */
export function makeQuerystring() {
  type Values = Record<string, string | string[]>

  function unescape(text: string): string {
    try {
      return decodeURIComponent(text)
    } catch {
      return text
    }
  }

  function parse(
    query: string,
    separator = '&',
    equals = '=',
    options: { decodeURIComponent?: (text: string) => string; maxKeys?: number } = {}
  ): Values {
    const decode = options.decodeURIComponent ?? unescape
    const max = options.maxKeys ?? 1000
    const values: Values = {}
    for (const pair of query.split(separator, max > 0 ? max : undefined)) {
      if (pair === '') continue
      const at = pair.indexOf(equals)
      const part = (text: string) => decode(text.replaceAll('+', ' '))
      const name = part(at < 0 ? pair : pair.slice(0, at))
      const value = at < 0 ? '' : part(pair.slice(at + equals.length))
      const before = Object.hasOwn(values, name) ? values[name] : undefined
      values[name] = before === undefined ? value : [before, value].flat()
    }
    return values
  }

  function stringify(
    values: Record<string, unknown>,
    separator = '&',
    equals = '=',
    options: { encodeURIComponent?: (text: string) => string } = {}
  ): string {
    const encode = options.encodeURIComponent ?? encodeURIComponent
    const text = (value: unknown) =>
      ['string', 'number', 'boolean', 'bigint'].includes(typeof value) ? String(value) : ''
    return Object.entries(values)
      .flatMap(([name, value]) =>
        (Array.isArray(value) ? value : [value]).map(item => encode(name) + equals + encode(text(item)))
      )
      .join(separator)
  }

  return { parse, stringify, escape: encodeURIComponent, unescape, decode: parse, encode: stringify }
}

interface CloudFrontModuleOptions {
  readonly eventType: string
  /** The store that the function is associated with. */
  readonly store:
    { readonly id: string; readonly created: string; readonly modified: string; readonly count: number } | undefined
}

/** The module `cloudfront` of runtime 2.0. A changed origin has no effect, as in CloudFront's own test. */
export function makeCloudFront(ask: Ask, Buffer: BufferClass, { eventType, store }: CloudFrontModuleOptions) {
  function kvs(id?: string) {
    if (!store) throw new Error('KVS not associated with function')
    if (id !== undefined && id !== store.id) throw new Error(`KVS "${id}" not associated with function`)
    const read = (key: unknown) => {
      if (typeof key !== 'string') throw new TypeError('the key must be a string')
      return ask('value', key) as string | null
    }
    return {
      async get(key: unknown, options: { format?: string } = {}) {
        const format = options.format ?? 'string'
        if (!['string', 'json', 'bytes'].includes(format)) throw new TypeError(`unknown format "${format}"`)
        const value = read(key)
        if (value === null) throw new Error('KeyNotFound')
        if (format === 'json') return JSON.parse(value) as unknown
        return format === 'bytes' ? Buffer.from(value) : value
      },
      exists: async (key: unknown) => read(key) !== null,
      count: async () => store.count,
      meta: async () => ({
        creationDateTime: store.created,
        lastUpdatedDateTime: store.modified,
        keyCount: store.count
      })
    }
  }

  /** A helper for viewer requests only. */
  function inRequest<Parameters extends unknown[]>(name: string, check: (...parameters: Parameters) => void) {
    return (...parameters: Parameters): void => {
      if (eventType !== 'viewer-request') throw new Error(`${name}() can only be used in a viewer-request function`)
      check(...parameters)
    }
  }

  function requireObject(name: string, value: unknown): asserts value is Record<string, unknown> {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new TypeError(`${name}() takes an object`)
  }

  return {
    kvs,
    edgeLocation: eventType === 'viewer-request' ? { name: 'SEA', serverIp: '127.0.0.1', region: 'us-west-2' } : {},
    updateRequestOrigin: inRequest('updateRequestOrigin', (origin: unknown) => {
      requireObject('updateRequestOrigin', origin)
    }),
    selectRequestOriginById: inRequest('selectRequestOriginById', (id: unknown) => {
      if (typeof id !== 'string' || id === '')
        throw new TypeError('selectRequestOriginById() takes the id of an origin')
    }),
    createRequestOriginGroup: inRequest('createRequestOriginGroup', (group: unknown) => {
      requireObject('createRequestOriginGroup', group)
      const { originIds, failoverCriteria } = group
      if (!Array.isArray(originIds) || originIds.length !== 2) throw new TypeError('originIds must name two origins')
      requireObject('createRequestOriginGroup', failoverCriteria)
    })
  }
}
