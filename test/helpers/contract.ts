import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import { DRY_RUN_PREFIX } from '../../src/plugins/dry-runs.ts'
import { expandedFrom } from './expanded-document.ts'

type Json = Readonly<Record<string, unknown>>

interface Declared {
  readonly headers?: Json
  readonly content?: Readonly<Record<string, { readonly schema: Json }>>
}
interface Operation {
  readonly operationId: string
  readonly deprecated?: boolean
  readonly 'x-cloudfront-operations'?: readonly string[]
  readonly responses: Readonly<Record<string, Declared>>
}
type Operations = Readonly<Record<string, Operation>>

/** A request's method and address, and what was answered; no body where the answer was cut off. */
export interface Exchange {
  readonly method: string
  readonly url: string
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string | undefined
  /** The operations of CloudFront that were called for it. */
  readonly called?: readonly string[]
}

// What HTTP itself has in an answer, and what tells a browser how to treat it: no part of what a caller reads.
const OF_HTTP = new Set([
  'cache-control',
  'connection',
  'content-length',
  'content-security-policy',
  'content-type',
  'cross-origin-opener-policy',
  'cross-origin-resource-policy',
  'date',
  'keep-alive',
  'origin-agent-cluster',
  'referrer-policy',
  'transfer-encoding',
  'vary',
  'x-accel-buffering',
  'x-content-type-options',
  'x-dns-prefetch-control',
  'x-download-options',
  'x-frame-options',
  'x-permitted-cross-domain-policies',
  'x-xss-protection'
])

/** What a deprecated operation answers, which `deprecated` says of it: see README. */
const OF_DEPRECATION = ['deprecation', 'sunset', 'link']

/**
 * Holds answers against an OpenAPI document: the status and the media type must be declared for the operation, the body fit
 * its schema and have no member that the document does not know, and every header must be declared. Schemas are compiled
 * when an answer first needs them. Addresses that the document does not have are nobody's contract.
 */
export function createContract(document: object) {
  const { paths, components } = expandedFrom(document as Json) as unknown as {
    readonly paths: Readonly<Record<string, Operations>>
    readonly components: { readonly responses: { readonly MethodNotAllowed: Declared } }
  }
  const addresses = Object.entries(paths).map(([path, operations]) => ({
    path,
    operations,
    form: new RegExp(`^${path.replace(/[.+*]/g, '\\$&').replace(/\{\w+\}/g, '[^/]+')}/?$`),
    parameters: path.split('{').length
  }))
  // The address with a name of its own comes before the one with a parameter in its place, as for the router.
  addresses.sort((one, other) => one.parameters - other.parameters)
  // What comes before the method is looked at may be answered to any: what all reads declare, or all writes.
  const all = Object.values(paths).flatMap(operations => Object.entries(operations))
  const general = [all.filter(([method]) => method === 'get'), all.filter(([method]) => method !== 'get')]
  const ofAnyMethod = (status: string) =>
    general.some(operations => operations.every(([, { responses }]) => status in responses))

  // The document lists them with 429 alone, and says that they are on every answer.
  const limited = all.map(([, { responses }]) => responses[429]).find(found => found !== undefined)
  const ofLimit = new Set(
    Object.keys(limited?.headers ?? {})
      .map(name => name.toLowerCase())
      .filter(name => name.startsWith('ratelimit-'))
  )

  const ajv = new Ajv2020({ strict: false, allErrors: true, formats: { 'date-time': isTime } })
  ajv.addSchema({ $id: 'answers', components: closed(components) as Json })
  const compiled = new WeakMap<object, ValidateFunction>()

  function violations(schema: Json, value: unknown): string[] {
    const fits = compiled.get(schema) ?? ajv.compile(pointedInto(closed(schema)) as Json)
    compiled.set(schema, fits)
    return fits(value) ? [] : sentences(fits.errors ?? [])
  }

  function contentViolations({ content = {} }: Declared, headers: Exchange['headers'], body: string): string[] {
    const contentType = headers['content-type']
    const [mediaType = ''] = typeof contentType === 'string' ? contentType.split(/\s*;/, 1) : []
    const declared = content[mediaType]
    if (!declared) {
      if (body === '' && Object.keys(content).length === 0) return []
      return [`is ${mediaType === '' ? 'of no media type' : mediaType}, where the document has ${listed(content)}`]
    }
    const { schema } = declared
    if (mediaType === 'text/event-stream') {
      const unknown = namesOfEvents(body).filter(name => !JSON.stringify(schema['x-events']).includes(`"${name}"`))
      return [
        ...unknown.map(name => `the event ${name} is not declared`),
        ...dataOf(body).flatMap(data => violations(schema.contentSchema as Json, data))
      ]
    }
    return violations(schema, mediaType.endsWith('json') ? (JSON.parse(body) as unknown) : body)
  }

  /** What differs from the document, each in a sentence that names the operation and the status. */
  return function violationsOf({ method, url, status, headers, body, called = [] }: Exchange): string[] {
    const [path = '', query] = url.split('?')
    const find = (asked: string) => addresses.find(({ form }) => form.test(asked))
    // The document has what `dryRun=true` does to a write at an address of its own.
    const isDryRun = new URLSearchParams(query).get('dryRun') === 'true'
    const address = (isDryRun ? find(DRY_RUN_PREFIX + path) : undefined) ?? find(path)
    if (!address) return []
    const { operations } = address
    const isHead = method === 'HEAD'
    const operation = operations[isHead && status !== 405 ? 'get' : method.toLowerCase()]
    const place = `${operation?.operationId ?? `${method} ${address.path}`} ${status}`
    const say = (differences: string[]) => differences.map(difference => `${place}: ${difference}`)

    if (!operation && status !== 405) return ofAnyMethod(String(status)) ? [] : say(['is declared for no operation'])
    const declared = operation ? operation.responses[status] : components.responses.MethodNotAllowed
    if (!declared) return say([`is not declared; ${(body ?? '').slice(0, 500)}`])
    const names = new Set(Object.keys(declared.headers ?? {}).map(name => name.toLowerCase()))
    if (operation?.deprecated) for (const name of OF_DEPRECATION) names.add(name)
    const undeclared = Object.keys(headers).filter(name => ![OF_HTTP, ofLimit, names].some(known => known.has(name)))
    return say([
      ...(operation ? [] : allowViolations(headers.allow, methodsOf(operations))),
      ...called
        .filter(name => operation?.['x-cloudfront-operations']?.includes(name) !== true)
        .map(name => `${name} is called and is not among x-cloudfront-operations`),
      ...undeclared.map(name => `the header ${name} is not declared`),
      ...(body === undefined || isHead ? [] : contentViolations(declared, headers, body))
    ])
  }
}

function allowViolations(allow: unknown, expected: string): string[] {
  return allow === expected ? [] : [`allows ${String(allow)}, where the document has ${expected}`]
}

/** As the service lists them: HEAD is offered with every GET that does not go on until something has ended. */
function methodsOf(operations: Operations): string {
  const methods = Object.keys(operations).map(method => method.toUpperCase())
  const follows = Object.values(operations.get?.responses ?? {}).some(({ content }) => content?.['text/event-stream'])
  return [...methods, ...(operations.get && !follows ? ['HEAD'] : [])].sort().join(', ')
}

/** Answers are open for what newer versions add; a test is of one version, whose document has every member. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.fromEntries(Object.entries(value).map(([key, member]) => [key, closed(member)]))
  const isOpenObject = members.type === 'object' && 'properties' in members && !('additionalProperties' in members)
  return isOpenObject ? { ...members, additionalProperties: false } : members
}

/** References of a schema that stands alone lead to the components of the document. */
function pointedInto(schema: unknown): unknown {
  return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/components/', '"$ref":"answers#/components/'))
}

function sentences(errors: readonly ErrorObject[]): string[] {
  return errors.map(
    ({ instancePath, message, params }) => `${instancePath || 'the body'} ${message ?? ''} ${JSON.stringify(params)}`
  )
}

function namesOfEvents(events: string): string[] {
  return [...events.matchAll(/^event: (.*)$/gm)].map(([, name = '']) => name)
}

function dataOf(events: string): unknown[] {
  return [...events.matchAll(/^data: (.*)$/gm)].map(([, data = '']) => JSON.parse(data) as unknown)
}

function listed(content: object): string {
  return Object.keys(content).join(', ') || 'no content'
}

function isTime(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text))
}
