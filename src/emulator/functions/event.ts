export interface FieldValue {
  readonly value: string
  /** The attributes of a response's cookie. */
  readonly attributes?: string
}

/** A header, a cookie or a query parameter. */
export interface Field extends FieldValue {
  readonly multiValue?: readonly FieldValue[]
}
export type Fields = Readonly<Record<string, Field>>

export interface EventRequest {
  readonly method: string
  readonly uri: string
  readonly querystring?: Fields
  readonly headers?: Fields
  readonly cookies?: Fields
}

export interface EventResponse {
  readonly statusCode: number
  readonly statusDescription?: string
  readonly headers?: Fields
  readonly cookies?: Fields
}

/** The argument of a handler (Developer Guide, functions-event-structure). */
export interface FunctionEvent {
  readonly version: string
  readonly context: { readonly eventType: 'viewer-request' | 'viewer-response' }
  readonly request: EventRequest
  readonly response?: EventResponse
}

export class InvalidEvent extends Error {}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Parses a JSON object. Throws InvalidEvent. */
export function readObject(document: string): Record<string, unknown> {
  let event: unknown
  try {
    event = JSON.parse(document)
  } catch (error) {
    throw new InvalidEvent('The event object is not valid JSON.', { cause: error })
  }
  if (!isObject(event)) throw new InvalidEvent('The event object is not a JSON object.')
  if (depthOf(event) > DEPTH_MAX) throw new InvalidEvent('The event object is nested too deeply.')
  return event
}

/** Parses an event. Throws InvalidEvent, whose message says what is wrong. */
export function readEvent(document: string): FunctionEvent {
  const event = readObject(document)
  if (event.version !== '1.0') throw new InvalidEvent('The event object must have version "1.0".')
  const type = isObject(event.context) ? event.context.eventType : undefined
  if (type !== 'viewer-request' && type !== 'viewer-response') {
    throw new InvalidEvent('The event object must have context.eventType viewer-request or viewer-response.')
  }
  requireMember(event, 'request', { method: 'string', uri: 'string' })
  if (type === 'viewer-response') requireMember(event, 'response', { statusCode: 'number' })
  return event as unknown as FunctionEvent
}

/** Much more than an event needs, much less than serialising it can handle. */
const DEPTH_MAX = 100

function depthOf(event: object): number {
  let depth = 0
  for (let level: unknown[] = [event]; level.length > 0 && depth <= DEPTH_MAX; depth++) {
    level = level.flatMap(value =>
      typeof value === 'object' && value !== null ? (Object.values(value) as unknown[]) : []
    )
  }
  return depth
}

function requireMember(event: Record<string, unknown>, name: string, members: Readonly<Record<string, string>>): void {
  const part = event[name]
  if (!isObject(part)) throw new InvalidEvent(`The event object must have ${name}.`)
  for (const [member, type] of Object.entries(members)) {
    if (typeof part[member] !== type) throw new InvalidEvent(`The event object must have ${name}.${member}, a ${type}.`)
  }
  for (const list of ['querystring', 'headers', 'cookies']) {
    const fields = part[list]
    if (fields === undefined) continue
    if (!isObject(fields)) throw new InvalidEvent(`The event object's ${name}.${list} is not an object.`)
    for (const [field, entry] of Object.entries(fields)) {
      if (!isObject(entry) || typeof entry.value !== 'string') {
        throw new InvalidEvent(`The event object's ${name}.${list}["${field}"] must have a value, a string.`)
      }
      const { multiValue = [] } = entry
      if (!Array.isArray(multiValue) || !multiValue.every(one => isObject(one) && typeof one.value === 'string')) {
        throw new InvalidEvent(`The event object's ${name}.${list}["${field}"].multiValue must be a list of values.`)
      }
    }
  }
}
