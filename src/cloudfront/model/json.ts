import { jsonName, type JsonName } from './json-names.ts'
import { jsonFormOf, type JsonMember } from './json-form.ts'
import { type Member, type Shape, type StructureShape } from './shapes.ts'

/**
 * The lossless mapping between the SDK's objects and idiomatic JSON: camelCase, plain arrays without `Quantity`,
 * ISO 8601 times, base64 bytes, and `responseCode` as a number. Equivalent spellings become one: an absent and an empty
 * `Items` or response code, and the offset of a time.
 */
export type Json<T> = T extends Date
  ? string
  : T extends Uint8Array
    ? string
    : T extends readonly (infer Item)[]
      ? Json<Item>[]
      : T extends { Items?: readonly (infer Item)[] | undefined }
        ? Exclude<keyof T, 'Items' | 'Quantity'> extends never
          ? Json<Item>[]
          : JsonObject<T>
        : T extends object
          ? JsonObject<T>
          : T

type JsonObject<T> = {
  [
    K in keyof T as K extends 'Quantity'
      ? T extends { MaxItems?: unknown }
        ? 'quantity'
        : never
      : K extends string
        ? JsonName<K>
        : never
  ]: K extends 'ResponseCode' ? number : Json<Exclude<T[K], undefined>>
}

/** The SDK's value as JSON, without members that the model does not know (see `unknownElements`). */
export function fromSdk<T>(shape: Shape, value: T): Json<T> {
  return toJsonValue(shape, value) as Json<T>
}

/**
 * The SDK's value of JSON that fits the shape's schema, with counts and required lists filled in. Throws a TypeError for
 * JSON that does not fit.
 */
export function toSdk(shape: Shape, json: unknown): unknown {
  switch (shape.kind) {
    case 'string':
    case 'number':
    case 'boolean':
      if (typeof json !== shape.kind) throw new TypeError(`expected a ${shape.kind}, not ${kindOf(json)}`)
      return json
    case 'timestamp':
      return readTime(json)
    case 'blob':
      if (typeof json !== 'string') throw new TypeError(`expected base64, not ${kindOf(json)}`)
      return new Uint8Array(Buffer.from(json, 'base64'))
    case 'list':
      return readArray(json).map(item => toSdk(shape.item, item))
    case 'structure':
      return structureToSdk(shape, json)
  }
}

function toJsonValue(shape: Shape, value: unknown): unknown {
  switch (shape.kind) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      return value === 0 ? 0 : value // JSON has no -0
    case 'timestamp':
      return (value as Date).toISOString()
    case 'blob':
      return Buffer.from(value as Uint8Array).toString('base64')
    case 'list':
      return (value as unknown[]).map(item => toJsonValue(shape.item, item))
    case 'structure':
      return structureToJson(shape, value as Record<string, unknown>)
  }
}

function structureToJson(structure: StructureShape, value: Record<string, unknown>): unknown {
  const form = jsonFormOf(structure)
  if (form.kind === 'list') return toJsonValue(form.items.shape, value.Items ?? [])
  if (structure.union && '$unknown' in value)
    throw new TypeError(`${structure.name} holds a member newer than the model`)
  const json: Record<string, unknown> = {}
  for (const { member, jsonName: name, numeric } of form.members) {
    const given = value[member.name]
    if (given === undefined || given === null || (numeric && given === '')) continue
    if (form.kind === 'page' && member.name === 'Quantity' && given === itemCount(value, form.counted)) continue
    json[name] = numeric ? numberIn(given) : toJsonValue(member.shape, given)
  }
  const { counted } = form
  if (counted && value[counted.name] === undefined) json[jsonName(counted.name)] = []
  return json
}

const DIGITS = /^(?:0|[1-9]\d{0,14})$/

/** A string of digits as a number; everything else unchanged. */
export function numberIn(value: unknown): unknown {
  return typeof value === 'string' && DIGITS.test(value) ? Number(value) : value
}

function structureToSdk(structure: StructureShape, json: unknown): Record<string, unknown> {
  const form = jsonFormOf(structure)
  if (form.kind === 'list') {
    const items = toSdk(form.items.shape, json) as unknown[]
    return {
      ...(form.counted && { Quantity: items.length }),
      ...((items.length > 0 || form.items.required) && { Items: items })
    }
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new TypeError(`expected ${structure.name} to be an object, not ${kindOf(json)}`)
  }
  const given = json as Record<string, unknown>
  refuseUnknownMembers(structure, form.members, given)
  const value: Record<string, unknown> = {}
  for (const { member, jsonName: name, numeric } of form.members) {
    if (!Object.hasOwn(given, name) || given[name] === undefined) continue
    const mapped = toSdk(member.shape, numeric && typeof given[name] === 'number' ? String(given[name]) : given[name])
    const empty = member === form.counted && (mapped as unknown[]).length === 0
    if (!empty || member.required) value[member.name] = mapped
  }
  if (form.counted) value.Quantity ??= itemCount(value, form.counted)
  return value
}

function refuseUnknownMembers(
  structure: StructureShape,
  members: readonly JsonMember[],
  json: Record<string, unknown>
): void {
  const known = new Set(members.map(({ jsonName }) => jsonName))
  const unknown = Object.keys(json).find(key => !known.has(key))
  if (unknown !== undefined) throw new TypeError(`${structure.name} has no member ${JSON.stringify(unknown)}`)
}

function itemCount(value: Record<string, unknown>, list: Member | undefined): number {
  return list ? ((value[list.name] as unknown[] | undefined)?.length ?? 0) : 0
}

function readArray(json: unknown): unknown[] {
  if (!Array.isArray(json)) throw new TypeError(`expected an array, not ${kindOf(json)}`)
  return json
}

function readTime(json: unknown): Date {
  const time = new Date(typeof json === 'string' ? json : NaN)
  if (Number.isNaN(time.getTime())) throw new TypeError('expected an ISO 8601 time')
  return time
}

function kindOf(json: unknown): string {
  return json === null ? 'null' : Array.isArray(json) ? 'an array' : typeof json
}
