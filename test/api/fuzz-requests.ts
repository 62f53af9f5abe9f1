import fc from 'fast-check'
import { placesIn } from '../helpers/places-in.ts'

type Json = Record<string, unknown>

export interface Parameter {
  readonly in: 'path' | 'query' | 'header'
  readonly name: string
  readonly required?: boolean
  readonly schema: Json
}
export interface Operation {
  readonly operationId: string
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content: Record<string, { readonly schema: Json } & Json> }
  readonly responses: Record<string, { readonly content?: Record<string, { readonly schema: Json }> }>
}
export interface Document {
  readonly paths: Record<string, Record<string, Operation>>
  readonly components: { readonly schemas: Record<string, Json> }
}

/** A request to an operation of the document, or with a method that its path does not offer. */
export interface FuzzRequest {
  readonly path: string
  readonly method: string
  readonly operation: Operation | undefined
  /** By name; `real` stands for an id that there is. */
  readonly params: Record<string, string>
  /** As written after the question mark. */
  readonly query: string
  readonly headers: Record<string, string>
  readonly body: string | undefined
}

const METHODS = ['get', 'head', 'post', 'put', 'patch', 'delete', 'options', 'trace']

const oddTexts = [
  ...['', ' ', '\0', 'a\0b', '\n', '\u007f', '..', '/', '%', '%zz', '%00', '*', '"', '\\', '{}', '[]', 'null', 'true'],
  ...['0', '-1', '1.5', '1e9', '9007199254740993', '-9223372036854775809', 'NaN', 'Infinity', '0x10', '١٢'],
  ...[
    'é',
    '日本語',
    '🐘',
    '\ufeff',
    '\u202e',
    '\ud800',
    '\uffff',
    "' OR 1=1 --",
    '$1',
    '<script>',
    '__proto__',
    'constructor'
  ],
  ...['0000-01-01T00:00:00Z', '2026-01-31T12:00:00Z', '9999-12-31T23:59:60Z', '+275760-09-13T00:00:00Z', '2026-02-30'],
  ...['x'.repeat(300), 'x'.repeat(5_000), '日'.repeat(700)]
]
const oddText = fc.oneof(fc.constantFrom(...oddTexts), fc.string(), fc.string({ unit: 'binary', maxLength: 20 }))
const oddNumber = fc.oneof(
  fc.constantFrom(0, -0, -1, 1.5, 1e21, 2 ** 31, 2 ** 53, -(2 ** 63), 5e-324, 1e308),
  fc.double()
)
const oddValue = fc.oneof(oddText, oddNumber, fc.constantFrom(null, true, false, [], {}, [null], [[]]), fc.jsonValue())

const DEPTH_MAX = 7

/** Requests of all operations, most of them nearly right. */
export function requestsOf(document: Document): fc.Arbitrary<FuzzRequest> {
  const resolve = (schema: Json): Json => {
    const name = typeof schema.$ref === 'string' ? schema.$ref.split('/').at(-1) : undefined
    return name === undefined ? schema : (document.components.schemas[name] ?? {})
  }

  /** Sometimes something else altogether. */
  const nearly = (value: fc.Arbitrary<unknown>) =>
    fc.oneof({ weight: 30, arbitrary: value }, { weight: 1, arbitrary: oddValue })

  function valueOf(reference: Json, depth = 0): fc.Arbitrary<unknown> {
    const schema = resolve(reference)
    const { examples, enum: values, anyOf, oneOf, type } = schema as { [name: string]: unknown; examples?: unknown[] }
    if ('const' in schema) return nearly(fc.constant(schema.const))
    // Null where that is allowed, however few of the values of an enum it is.
    if (Array.isArray(type)) {
      const { enum: all, ...others } = schema
      const some = Array.isArray(all) && { enum: all.filter(value => value !== null) }
      return fc.oneof(...type.map(each => valueOf({ ...others, ...(each !== 'null' && some), type: each }, depth)))
    }
    if (type === 'null') return nearly(fc.constant(null))
    if (Array.isArray(values)) return nearly(fc.constantFrom(...(values as unknown[])))
    const branches = (anyOf ?? oneOf) as Json[] | undefined
    if (branches) return fc.oneof(...branches.map(branch => valueOf(branch, depth)))
    if (type === 'string') return nearly(textOf(schema, examples))
    if (type === 'integer' || type === 'number') return nearly(numberOf(schema))
    if (type === 'boolean') return nearly(fc.boolean())
    if (type === 'array') {
      const item = depth > DEPTH_MAX ? oddValue : valueOf((schema.items ?? {}) as Json, depth + 1)
      return nearly(fc.array(item, { maxLength: 3 }))
    }
    if (type === 'object') return nearly(objectOf(schema, depth))
    return oddValue
  }

  function objectOf(schema: Json, depth: number): fc.Arbitrary<unknown> {
    const properties = Object.entries((schema.properties ?? {}) as Record<string, Json>)
    const required = new Set((schema.required ?? []) as string[])
    const chosen = depth > DEPTH_MAX ? properties.filter(([name]) => required.has(name)) : properties
    const optional = chosen.map(([name]) => name).filter(name => !required.has(name))
    return fc
      .record({
        names: fc.subarray(optional, { maxLength: Math.min(4, optional.length) }),
        unknown: fc.option(fc.tuple(oddText, oddValue), { freq: 20 }),
        missing: fc.option(fc.nat(), { freq: 20 }),
        others: othersOf(schema, depth)
      })
      .chain(({ names, unknown, missing, others }) => {
        const needed = [...required].filter((_, index) => missing === null || index !== missing % required.size)
        const members = [...needed, ...names].flatMap(name => {
          const member = (schema.properties as Record<string, Json> | undefined)?.[name]
          return member ? [[name, valueOf(member, depth + 1)] as const] : []
        })
        return fc
          .record(Object.fromEntries(members))
          .map(value => ({ ...others, ...value, ...(unknown !== null && { [unknown[0]]: unknown[1] }) }))
      })
  }

  /** Of what is a map: members under names that callers make up. */
  function othersOf({ additionalProperties }: Json, depth: number): fc.Arbitrary<Record<string, unknown>> {
    if (typeof additionalProperties !== 'object' || depth > DEPTH_MAX) return fc.constant({})
    const name = fc.oneof(fc.constantFrom('team', '/old', 'Accept', 'x'), oddText)
    return fc.dictionary(name, valueOf(additionalProperties as Json, depth + 1), { maxKeys: 3 })
  }

  /** The body of an operation: made of its schema, or one of its examples with one of its members replaced. */
  function bodyOf(operation: Operation): fc.Arbitrary<{ type: string; text: string } | undefined> {
    const content = Object.entries(operation.requestBody?.content ?? {})
    const json = fc.jsonValue().map(value => ({ type: 'application/json', text: JSON.stringify(value) }))
    if (content.length === 0) return fc.option(json, { freq: 10, nil: undefined })
    const made = content.map(([type, { schema, ...shown }]) => {
      const examples = [
        ...(shown.example === undefined ? [] : [shown.example]),
        ...Object.values((shown.examples ?? {}) as Record<string, { value: unknown }>).map(({ value }) => value)
      ]
      const changed = () => fc.tuple(fc.constantFrom(...examples), fc.nat(), fc.option(oddValue, { freq: 3 }))
      const value = examples.length === 0 ? valueOf(schema) : fc.oneof(valueOf(schema), changed().map(changedExample))
      return value.map(value => ({ type, text: JSON.stringify(value) ?? '' }))
    })
    const broken = fc
      .tuple(fc.oneof(...made), fc.nat())
      .map(([{ type, text }, at]) => ({ type, text: text.slice(0, at % 50) }))
    const typed = fc
      .tuple(fc.oneof(...made), fc.constantFrom('text/plain', 'application/json; charset=latin1', ''))
      .map(([{ text }, type]) => ({ type, text }))
    return fc.oneof(
      { weight: 20, arbitrary: fc.oneof(...made) },
      { weight: 1, arbitrary: fc.oneof(broken, typed, json, fc.constant(undefined)) }
    )
  }

  function requestOf(path: string, method: string, operation: Operation | undefined): fc.Arbitrary<FuzzRequest> {
    const parameters = operation?.parameters ?? []
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
    const params = fc.record(
      Object.fromEntries(
        names.map(name => [
          name,
          fc.oneof({ weight: 5, arbitrary: fc.constant('real') }, { weight: 1, arbitrary: oddText })
        ])
      )
    )
    const query = parameters.filter(({ in: place }) => place === 'query')
    const pair = ({ name, schema }: Parameter) =>
      fc.oneof(valueOf(schema).map(String), oddText).map(value => `${name}=${encoded(value)}`)
    const pairs = fc.oneof(
      ...[...query.map(pair), ...(query.length === 0 ? [] : [oddText.map(name => `${encoded(name)}=1`)])].map(
        arbitrary => ({
          ...{ weight: 3, arbitrary }
        })
      ),
      { weight: 1, arbitrary: fc.constantFrom('', '&', 'nonsense', '=', 'limit', 'a[]=1', '%') }
    )
    const asked = fc.array(pairs, { maxLength: 3 }).map(all => all.join('&'))
    // Waits that are long are left out: nothing comes to an end meanwhile.
    const own = parameters.filter(({ in: place, name }) => place === 'header' && name !== 'prefer')
    const header = ({ name, schema }: Parameter) =>
      fc
        .oneof(fc.constantFrom(...(HEADERS[name] ?? [''])), valueOf(schema).map(String), oddText)
        .map(value => [name, value] as const)
    const general = fc.constantFrom(
      ...Object.entries(HEADERS).flatMap(([name, all]) => all.map(value => [name, value] as const))
    )
    const headers = fc.array(fc.oneof(...own.map(header), general), { maxLength: 3 })
    return fc
      .record({
        params,
        query: query.length === 0 ? fc.oneof(fc.constant(''), asked) : asked,
        headers,
        body: operation ? bodyOf(operation) : fc.constant(undefined)
      })
      .map(({ params, query, headers, body }) => ({
        ...{ path, method, operation, params, query },
        headers: {
          ...Object.fromEntries(headers.flatMap(([name, value]) => sendable(name, value))),
          ...(body && body.type !== '' && { 'content-type': body.type })
        },
        body: body?.text
      }))
  }

  const all = Object.entries(document.paths).flatMap(([path, methods]) => [
    ...Object.entries(methods).map(([method, operation]) => ({
      weight: 10,
      arbitrary: requestOf(path, method, operation)
    })),
    ...METHODS.filter(method => !(method in methods)).map(method => ({
      weight: 1,
      arbitrary: requestOf(path, method, undefined)
    }))
  ])
  return fc.oneof(...all)
}

/**
 * Each query parameter of the document with `count` odd values, each in a request that is otherwise as it should be. Consecutive
 * parameters get consecutive values of one list, so that all of them meet many parameters of each kind.
 */
export function queriesOf(document: Document, count: number): FuzzRequest[] {
  const all = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) =>
      (operation.parameters ?? [])
        .filter(({ in: place }) => place === 'query')
        .map(({ name }) => ({ path, method, operation, name }))
    )
  )
  return all.flatMap(({ path, method, operation, name }, index) =>
    Array.from({ length: count }, (_, n) => {
      const value = oddTexts[(index * count + n) % oddTexts.length] ?? ''
      const params = Object.fromEntries([...path.matchAll(/\{(\w+)\}/g)].map(([, each = '']) => [each, 'real']))
      const [content] = Object.entries(operation.requestBody?.content ?? {})
      return {
        path,
        method,
        operation,
        params,
        query: `${name}=${encoded(value)}`,
        headers: content ? { 'content-type': content[0] } : {},
        body: content && JSON.stringify(exampleOf(content[1]))
      }
    })
  )
}

/** The first example of a body. */
function exampleOf({ example, examples }: Json): unknown {
  const [first] = Object.values((examples ?? {}) as Record<string, { value: unknown }>)
  return example ?? first?.value ?? {}
}

/** Headers that mean something to every route; waits stay short. */
const HEADERS: Readonly<Record<string, readonly string[]>> = {
  'if-match': ['*', '"E1"', 'E1', 'W/"E1"', '"', '', '"a","b"', '*, "a"', 'x'.repeat(2_000)],
  'if-none-match': ['*', '"E1"', '"', ' '.repeat(2_000)],
  'idempotency-key': ['one', 'two', '', 'a b', 'x'.repeat(300)],
  prefer: ['wait=0', 'wait=x', 'wait=-1', 'respond-async', 'wait=0, wait=1', ';;;', 'wait'],
  'last-event-id': ['0', '1', '999999999', '-1', 'x', '1e3'],
  accept: [
    '*/*',
    'application/json',
    'application/vnd.amazon.cloudfront+json',
    'text/html',
    '',
    ';q=',
    'application/json;q=0'
  ],
  'accept-encoding': ['br', 'gzip', 'identity;q=0', '*;q=0', ';;'],
  'content-encoding': ['gzip', 'identity', ''],
  'content-type': [
    'application/json',
    'text/plain',
    'application/merge-patch+json',
    'application/vnd.amazon.cloudfront+json',
    ';'
  ],
  'x-request-id': ['abc', ' ', 'x'.repeat(200), '<b>'],
  host: ['localhost', 'localhost:1', 'evil.example', ''],
  origin: ['null', 'http://evil.example'],
  authorization: ['Bearer x', 'Basic x', ''],
  expect: ['100-continue', 'nonsense'],
  range: ['bytes=0-1'],
  'x-forwarded-for': ['1.2.3.4']
}

/** What no HTTP client sends is left out. */
function sendable(name: string, value: string): [string, string][] {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value) ? [[name, value]] : []
}

/** Surrogates have no encoding: they are sent as the bytes that nobody may send. */
export function encoded(text: string): string {
  return /\p{Surrogate}/u.test(text) ? '%ED%A0%80' : encodeURIComponent(text)
}

function textOf(schema: Json, examples: unknown[] | undefined): fc.Arbitrary<string> {
  const known = [...(examples ?? []), schema.default].filter(text => typeof text === 'string')
  const free = fc.string({
    minLength: Number(schema.minLength ?? 0),
    maxLength: Math.min(Number(schema.maxLength ?? 30), 300)
  })
  const usual = fc.constantFrom(
    ...known,
    '/a',
    '/img/*',
    'www.example.com',
    'b.s3.amazonaws.com',
    'E1',
    'Managed',
    'team'
  )
  return fc.oneof(usual, usual, free)
}

function numberOf({ minimum, maximum, type }: Json): fc.Arbitrary<number> {
  const [min, max] = [Number(minimum ?? -10), Number(maximum ?? 1_000)]
  return type === 'integer'
    ? fc.oneof(fc.integer({ min, max }), fc.constantFrom(min, max, min - 1, max + 1))
    : fc.double({ min, max, noNaN: true })
}

/** The example with the n-th of its values replaced, or left out. */
function changedExample([example, n, value]: [unknown, number, unknown]): unknown {
  const copy = structuredClone(example)
  const places = placesIn(copy)
  const place = n % 3 === 0 ? undefined : places[n % Math.max(1, places.length)]
  if (place) place[0][place[1]] = value === null ? undefined : value
  return copy
}
