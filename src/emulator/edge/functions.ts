import { isDeepStrictEqual } from 'node:util'
import { type CompiledDistribution } from '../../delivery/distribution.ts'
import { type HeaderList, headerValues } from '../../delivery/headers.ts'
import { type ViewerRequest } from '../../delivery/viewer-request.ts'
import { createSemaphore, type Semaphore } from '../../semaphore.ts'
import { type Clock } from '../clock.ts'
import { functionArn } from '../families/functions.ts'
import { liveOf } from '../families/stages.ts'
import { type EventRequest, type EventResponse, type Fields, type FieldValue } from '../functions/event.ts'
import { isForbiddenHeader } from '../functions/output.ts'
import { createSandbox, isInvalidValue, type Sandbox, TooManyWaiting } from '../functions/sandbox.ts'
import { type KeyValueStores } from '../key-value-stores/key-value-stores.ts'
import { type FamilyRecord, type FunctionContent, FUNCTIONS } from '../records.ts'
import { type Store } from '../store.ts'
import { type Cancellation } from './cancellation.ts'
import { type EdgeError } from './object-cache.ts'

export interface EdgeFunctionsDeps {
  readonly store: Store
  readonly clock: Clock
  readonly keyValueStores: Pick<KeyValueStores, 'forFunction'>
  readonly warn: (fields: object, message: string) => void
}

export interface FunctionCall {
  readonly arn: string
  readonly distribution: Pick<CompiledDistribution, 'id' | 'tenantId' | 'domainName'>
  readonly request: ViewerRequest
  /** Aborted when the viewer leaves: a run that has not begun by then never does, and the call rejects. */
  readonly cancellation: Cancellation | undefined
}

/** The result of a function for a request: another request, or an answer. */
export type RequestResult =
  | { readonly kind: 'request'; readonly request: ViewerRequest }
  | { readonly kind: 'response'; readonly response: FunctionResponse }
  | { readonly kind: 'error'; readonly error: EdgeError }

export interface FunctionResponse {
  readonly status: number
  readonly headers: HeaderList
  /** Undefined if the function returned none. */
  readonly body: Buffer | undefined
}

export type ResponseResult = Exclude<RequestResult, { readonly kind: 'request' }>

export type EdgeFunctions = ReturnType<typeof createEdgeFunctions>

/** Concurrent runs of one function: one that never ends delays only its own viewers. */
const LANES = 2
/** Concurrent runs of all functions together: each has a thread, with up to 80 MB. */
const RUNNING_MAX = 8
/** How many runs of a function may wait for each that is running. */
const WAITING_MAX = 32
/** Several times what a terminating function can need: the engine itself bounds calls and jumps. */
const RUN_MS_MAX = 200

const INVALID: EdgeError = {
  status: 502,
  errorType: 'FunctionExecutionError',
  message: 'The CloudFront function returned an invalid value.'
}
const COULD_NOT_RUN: EdgeError = {
  status: 503,
  errorType: 'FunctionExecutionError',
  message: 'The CloudFront function associated with the CloudFront distribution is invalid or could not run.'
}
const THROTTLED: EdgeError = {
  status: 503,
  errorType: 'FunctionThrottledError',
  message: 'The CloudFront function associated with the CloudFront distribution was throttled.'
}

/** Runs the published functions of behaviors, as `TestFunction` does. */
export function createEdgeFunctions({ store, clock, keyValueStores, warn }: EdgeFunctionsDeps) {
  const functions = store.collection<FamilyRecord<FunctionContent>>(FUNCTIONS)
  /** By the function's ARN, while it has runs. */
  const lanesOf = new Map<string, Lane[]>()
  const threads = createSemaphore(RUNNING_MAX)

  async function run(
    { arn, cancellation }: FunctionCall,
    event: Parameters<Sandbox['run']>[0]['event']
  ): Promise<{ request?: unknown; response?: unknown } | EdgeError> {
    const record = [...functions.values()].find(({ id }) => functionArn(id) === arn)
    const live = record && liveOf(record)
    if (!live) {
      warn({ function: arn }, 'a function does not exist here or is not published')
      return COULD_NOT_RUN
    }
    const { FunctionCode, FunctionConfig } = live.config
    const [association] = FunctionConfig.KeyValueStoreAssociations?.Items ?? []
    const lanes = lanesOf.get(arn) ?? newLanes(threads)
    lanesOf.set(arn, lanes)
    const lane = lanes.reduce((least, one) => (one.busy < least.busy ? one : least))
    lane.busy += 1
    try {
      const { output, error } = await lane.sandbox.run({
        code: Buffer.from(FunctionCode, 'base64').toString(),
        runtime: FunctionConfig.Runtime,
        event,
        keepsReadOnly: true,
        now: clock.now(),
        store: association && keyValueStores.forFunction(association.KeyValueStoreARN),
        signal: cancellation?.signal
      })
      if (output && isFinal(output)) return output
      warn({ function: arn, error }, 'a function failed')
      const detail = error ?? 'The function returned an informational status.'
      return { ...(output || isInvalidValue(detail) ? INVALID : COULD_NOT_RUN), detail }
    } catch (error) {
      if (!(error instanceof TooManyWaiting)) throw error
      warn({ function: arn }, 'a function was not run, since too many runs are waiting')
      return THROTTLED
    } finally {
      lane.busy -= 1
      if (lanes.every(({ busy }) => busy === 0)) lanesOf.delete(arn)
    }
  }

  return {
    /** Runs a viewer-request function. */
    async onRequest(call: FunctionCall): Promise<RequestResult> {
      const given = requestOf(call.request)
      const output = await run(call, { ...eventOf(call, 'viewer-request'), request: given })
      if ('status' in output) return { kind: 'error', error: output }
      if (output.response) return { kind: 'response', response: responseFrom(output.response as Generated) }
      return { kind: 'request', request: requestFrom(output.request as EventRequest, given, call.request) }
    },

    /** Runs a viewer-response function. */
    async onResponse(
      call: FunctionCall,
      { status, headers }: { readonly status: number; readonly headers: HeaderList }
    ): Promise<ResponseResult> {
      const given = { statusCode: status, headers: headerFields(headers), cookies: setCookiesOf(headers) }
      const event = { ...eventOf(call, 'viewer-response'), request: requestOf(call.request), response: given }
      const output = await run(call, event)
      if ('status' in output) return { kind: 'error', error: output }
      const response = responseFrom(output.response as Generated, given)
      // A function cannot remove what it does not see.
      const hidden = headers.filter(([name]) => isForbiddenHeader(name.toLowerCase()))
      return { kind: 'response', response: { ...response, headers: [...hidden, ...response.headers] } }
    }
  }
}

interface Lane {
  readonly sandbox: Sandbox
  /** Runs that have not ended. */
  busy: number
}

function newLanes(threads: Semaphore): Lane[] {
  const limits = { runMsMax: RUN_MS_MAX, waitingMax: WAITING_MAX, threads }
  return Array.from({ length: LANES }, () => ({ sandbox: createSandbox(limits), busy: 0 }))
}

/** Informational statuses end no exchange (RFC 9110, section 15.2): only an origin can switch protocols. */
function isFinal(output: { readonly request?: unknown } | { readonly response: unknown }): boolean {
  return !('response' in output) || (output.response as Generated).statusCode >= 200
}

interface Generated extends EventResponse {
  readonly body?: string | { readonly encoding: 'text' | 'base64'; readonly data: string }
}

function eventOf<Type extends 'viewer-request' | 'viewer-response'>(
  { distribution, request }: FunctionCall,
  eventType: Type
) {
  const { domainName, tenantId } = distribution
  return {
    version: '1.0',
    context: {
      // Developer Guide, "CloudFront Functions event structure": for a tenant, the connection group's name.
      ...(tenantId === undefined ? { distributionDomainName: domainName } : { endpoint: domainName }),
      distributionId: distribution.id,
      eventType,
      requestId: request.id
    },
    viewer: { ip: request.address }
  }
}

function requestOf({ method, path, query, headers }: ViewerRequest): EventRequest {
  return {
    method,
    uri: path,
    querystring: fieldsOf(pairsOf(query ?? '', '&')),
    headers: headerFields(headers),
    cookies: fieldsOf(cookiesOf(headers))
  }
}

/** Values by name, with `multiValue` for several. */
function fieldsOf(pairs: HeaderList): Fields {
  const values = new Map<string, string[]>()
  for (const [name, value] of pairs) {
    const known = values.get(name)
    if (known) known.push(value)
    else values.set(name, [value])
  }
  return Object.fromEntries(
    [...values].map(([name, all]) => [
      name,
      { value: all[0] ?? '', ...(all.length > 1 && { multiValue: all.map(value => ({ value })) }) }
    ])
  )
}

/** Without cookies, which are separate, and forbidden headers (Developer Guide, functions-event-structure). */
function headerFields(headers: HeaderList): Fields {
  const lowerCase = headers.map(([name, value]) => [name.toLowerCase(), value] as const)
  return fieldsOf(lowerCase.filter(([name]) => !isHidden(name)))
}

function isHidden(name: string): boolean {
  return name === 'cookie' || name === 'set-cookie' || isForbiddenHeader(name)
}

/** `a=1&b` as names and values, spelled as they were sent. */
function pairsOf(text: string, separator: string): HeaderList {
  const items = text.split(separator).map(item => item.trim())
  return items
    .filter(item => item !== '')
    .map(item => {
      const [name = '', value = ''] = item.split(/=(.*)/s)
      return [name, value] as const
    })
}

function cookiesOf(headers: HeaderList): HeaderList {
  return headers.filter(([name]) => name.toLowerCase() === 'cookie').flatMap(([, value]) => pairsOf(value, ';'))
}

function setCookiesOf(headers: HeaderList): Fields {
  const cookies = new Map<string, FieldValue[]>()
  for (const line of headerValues(headers, 'set-cookie')) {
    const [pair = '', attributes] = line.split(/;\s*(.*)/s)
    const [[name, value] = ['', '']] = pairsOf(pair, ';')
    cookies.set(name, [...(cookies.get(name) ?? []), { value, ...(attributes !== undefined && { attributes }) }])
  }
  return Object.fromEntries(
    [...cookies].map(([name, all]) => [name, { value: '', ...all[0], ...(all.length > 1 && { multiValue: all }) }])
  )
}

/** The request that a function returned; what it did not change keeps its spelling. */
function requestFrom(result: EventRequest, given: EventRequest, request: ViewerRequest): ViewerRequest {
  const query = isDeepStrictEqual(result.querystring ?? {}, given.querystring)
    ? request.query
    : listOf(result.querystring)
        .map(([name, value]) => (value === '' ? name : `${name}=${value}`))
        .join('&') || undefined
  const [cookieLines, others] = partition(request.headers, name => name === 'cookie')
  const [hidden] = partition(others, isHidden)
  const headers = isDeepStrictEqual(result.headers ?? {}, given.headers)
    ? others
    : [...hidden, ...titled(result.headers, given.headers)]
  const cookies = isDeepStrictEqual(result.cookies ?? {}, given.cookies)
    ? cookieLines
    : cookieLine(bytesIn(result.cookies, given.cookies))
  const [path = '', ofPath] = result.uri.split(/\?(.*)/s)
  const wanted = ofPath ?? query
  return {
    ...request,
    path: urlSafe(path),
    query: wanted === undefined ? undefined : urlSafe(wanted),
    headers: [...headers, ...cookies]
  }
}

/** The headers whose lower-case names are `chosen`, and the others. */
function partition(headers: HeaderList, chosen: (lowerCaseName: string) => boolean): [HeaderList, HeaderList] {
  const isChosen = ([name]: HeaderList[number]) => chosen(name.toLowerCase())
  return [headers.filter(isChosen), headers.filter(line => !isChosen(line))]
}

function cookieLine(cookies: Fields): HeaderList {
  const pairs = listOf(cookies).map(([name, value]) => `${name}=${value}`)
  return pairs.length > 0 ? [['Cookie', pairs.join('; ')]] : []
}

/** `given` is the original response; one that the function generates has none. */
function responseFrom(
  { statusCode, headers, cookies, body }: Generated,
  given: Pick<EventResponse, 'headers' | 'cookies'> = {}
): FunctionResponse {
  const setCookies = Object.entries(bytesIn(cookies, given.cookies)).flatMap(([name, field]) =>
    (field.multiValue ?? [field]).map(({ value, attributes }) => {
      const text = `${name}=${value}`
      return ['Set-Cookie', attributes === undefined ? text : `${text}; ${attributes}`] as const
    })
  )
  return { status: statusCode, headers: [...titled(headers, given.headers), ...setCookies], body: bytesOf(body) }
}

function bytesOf(body: Generated['body']): Buffer | undefined {
  if (body === undefined) return undefined
  if (typeof body === 'string') return Buffer.from(body)
  return Buffer.from(body.data, body.encoding === 'base64' ? 'base64' : 'utf8')
}

function listOf(fields: Fields = {}): HeaderList {
  return Object.entries(fields).flatMap(([name, field]) =>
    (field.multiValue ?? [field]).map(({ value }) => [name, value] as const)
  )
}

/** The first letter of each word is upper-case (Developer Guide, functions-event-structure). */
function titled(headers: Fields | undefined, given: Fields | undefined): HeaderList {
  return listOf(bytesIn(headers, given)).map(
    ([name, value]) => [name.replace(/(^|-)[a-z]/g, letters => letters.toUpperCase()), value] as const
  )
}

/** What cannot be in a request line is percent-encoded. */
function urlSafe(text: string): string {
  return text.replace(/[^\x21-\x7e]+/g, characters =>
    [...Buffer.from(characters)].map(byte => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('')
  )
}

/**
 * Fields with one character for each byte, as in header lines. What the function was given is in this format already; what it wrote
 * itself is encoded.
 */
function bytesIn(fields: Fields = {}, given: Fields = {}): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => {
      if (Object.hasOwn(given, name) && isDeepStrictEqual(field, given[name])) return [name, field]
      const { multiValue, ...single } = field
      return [name, { ...encoded(single), ...(multiValue && { multiValue: multiValue.map(encoded) }) }]
    })
  )
}

function encoded({ value, attributes }: FieldValue): FieldValue {
  return { value: utf8(value), ...(attributes !== undefined && { attributes: utf8(attributes) }) }
}

function utf8(text: string): string {
  return Buffer.from(text).toString('latin1')
}
