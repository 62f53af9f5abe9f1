import { canBeSent } from '../../delivery/headers.ts'
import { type EventRequest, type Field, type Fields, type FieldValue, type FunctionEvent, isObject } from './event.ts'

/** The content of FunctionOutput. */
export type FunctionOutput = { readonly request: object } | { readonly response: object }

/** What a connection function decided. */
export interface ConnectionOutput {
  readonly decision: 'allow' | 'deny'
  /** What it logged for the connection. */
  readonly customData?: string
}

/** The recorded decision. Throws InvalidOutput if there was none. */
export function readDecision(noted: unknown): ConnectionOutput {
  const { decision, customData } = noted as { decision: 'allow' | 'deny' | null; customData: string | null }
  if (!decision) throw new InvalidOutput('The function must call connection.allow() or connection.deny().')
  return { decision, ...(customData !== null && { customData }) }
}

/** The function's result is invalid; a viewer would get 502. */
export class InvalidOutput extends Error {}

/** Never passed to functions, which must not add them (Developer Guide, edge-function-restrictions-all). */
const FORBIDDEN = [
  /^(connection|expect|keep-alive|trailer|upgrade|x-cache|x-forwarded-proto|x-real-ip)$/,
  /^proxy-(authenticate|authorization|connection)$/,
  /^x-(accel|amz-cf|amzn|edge)-/
]
/** `name` in lower case. */
export function isForbiddenHeader(name: string): boolean {
  return FORBIDDEN.some(pattern => pattern.test(name))
}

const READ_ONLY = { request: ['content-length', 'host', 'transfer-encoding', 'via'], response: ['warning', 'via'] }

interface Reading {
  /** Whether a read-only header must still be there. */
  readonly keepsReadOnly: boolean
}

/** Validates a handler's result, in CloudFront's order. Throws InvalidOutput. */
export function readOutput(returned: unknown, event: FunctionEvent, reading: Reading): FunctionOutput {
  const { eventType } = event.context
  if (!isObject(returned)) throw new InvalidOutput('The returned value must be an object.')
  if ('statusCode' in returned) return { response: readResponse(returned, event, reading) }
  if (eventType === 'viewer-response') throw new InvalidOutput('response.statusCode is missing.')
  return { request: readRequest(returned, event.request, reading) }
}

function readRequest(returned: Record<string, unknown>, request: EventRequest, reading: Reading): object {
  const headers = readFields(returned.headers, 'request.headers')
  checkHeaders(headers, 'request', request.headers, reading)
  if (returned.method !== request.method) throw new InvalidOutput('request.method is read-only.')
  const querystring = readFields(returned.querystring, 'request.querystring')
  const { uri } = returned
  if (typeof uri !== 'string') throw new InvalidOutput('request.uri must be a string.')
  if (!uri.startsWith('/')) throw new InvalidOutput('request.uri must begin with a slash.')
  return {
    headers,
    method: returned.method,
    querystring,
    uri,
    cookies: readCookies(returned.cookies, 'request.cookies')
  }
}

function readResponse(
  returned: Record<string, unknown>,
  { context, response }: FunctionEvent,
  reading: Reading
): object {
  const { statusCode, statusDescription, body } = returned
  if (!Number.isInteger(statusCode) || (statusCode as number) < 100 || (statusCode as number) > 599) {
    throw new InvalidOutput('response.statusCode must be a number from 100 to 599.')
  }
  if (statusDescription !== undefined && typeof statusDescription !== 'string') {
    throw new InvalidOutput('response.statusDescription must be a string.')
  }
  const headers = readFields(returned.headers, 'response.headers')
  // A response that the function generates has no original.
  checkHeaders(headers, 'response', context.eventType === 'viewer-response' ? response?.headers : undefined, reading)
  const cookies = readCookies(returned.cookies, 'response.cookies')
  return {
    headers,
    ...(statusDescription !== undefined && { statusDescription }),
    cookies,
    statusCode,
    ...(body !== undefined && { body: readBody(body) })
  }
}

function checkHeaders(
  headers: Fields,
  part: 'request' | 'response',
  given: Fields = {},
  { keepsReadOnly }: Reading
): void {
  const missing = READ_ONLY[part].find(name => Object.hasOwn(given, name) && !Object.hasOwn(headers, name))
  if (keepsReadOnly && missing !== undefined) {
    throw new InvalidOutput(`${part}.headers must not lack the read-only header "${missing}".`)
  }
  for (const [name, field] of Object.entries(headers)) {
    if (name !== name.toLowerCase()) throw new InvalidOutput(`${part}.headers must have header names in lower case.`)
    if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(name))
      throw new InvalidOutput(`${part}.headers has an invalid header name: "${name}".`)
    if (isForbiddenHeader(name) && !Object.hasOwn(given, name)) {
      throw new InvalidOutput(`${part}.headers must not have the header "${name}".`)
    }
    const before = Object.hasOwn(given, name) ? given[name] : undefined
    if (READ_ONLY[part].includes(name) && JSON.stringify(field) !== JSON.stringify(before)) {
      throw new InvalidOutput(`${part}.headers must not change the read-only header "${name}".`)
    }
    for (const { value } of [field, ...(field.multiValue ?? [])]) {
      checkText(value, `${part}.headers["${name}"]`)
    }
  }
}

function readCookies(fields: unknown, place: string): Fields {
  const cookies = readFields(fields, place)
  for (const [name, field] of Object.entries(cookies)) {
    for (const { value, attributes = '' } of [field, ...(field.multiValue ?? [])]) {
      checkText(`${name}=${value}; ${attributes}`, `${place}["${name}"]`)
    }
  }
  return cookies
}

function checkText(text: string, place: string): void {
  if (!canBeSent('cookie', text)) throw new InvalidOutput(`${place} has a character that cannot be sent in a header.`)
}

/** The fields with their known members; others are dropped. */
function readFields(fields: unknown, place: string): Fields {
  if (fields === undefined) return {}
  if (!isObject(fields)) throw new InvalidOutput(`${place} must be an object.`)
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, readField(field, `${place}["${name}"]`)])
  )
}

function readField(field: unknown, place: string): Field {
  const { multiValue, ...single } = isObject(field) ? field : {}
  if (multiValue === undefined) return readValue(field, place)
  if (!Array.isArray(multiValue) || multiValue.length === 0) {
    throw new InvalidOutput(`${place}.multiValue must be a list with values.`)
  }
  const values = multiValue.map((one, index) => readValue(one, `${place}.multiValue[${index}]`))
  // A list takes precedence, so the single value may be missing.
  return { ...readValue({ ...values[0], ...single }, place), multiValue: values }
}

function readValue(field: unknown, place: string): FieldValue {
  if (!isObject(field)) throw new InvalidOutput(`${place} must be an object with a value.`)
  const { value, attributes } = field
  if (typeof value !== 'string') throw new InvalidOutput(`${place}.value must be a string.`)
  if (attributes === undefined) return { value }
  if (typeof attributes !== 'string') throw new InvalidOutput(`${place}.attributes must be a string.`)
  return { value, attributes }
}

function readBody(body: unknown): unknown {
  if (typeof body === 'string') return body
  if (!isObject(body)) throw new InvalidOutput('response.body must be a string or an object.')
  const { encoding, data } = body
  if (encoding !== 'text' && encoding !== 'base64')
    throw new InvalidOutput('response.body.encoding must be text or base64.')
  if (typeof data !== 'string') throw new InvalidOutput('response.body.data must be a string.')
  if (
    encoding === 'base64' &&
    Buffer.from(data, 'base64').toString('base64').replace(/=+$/, '') !== data.replace(/=+$/, '')
  ) {
    throw new InvalidOutput('response.body.data is not base64.')
  }
  return { encoding, data }
}
