import * as CF from '@aws-sdk/client-cloudfront'

/**
 * The SDK ships CloudFront's service model as runtime tuples (documented in aws-sdk-js-v3,
 * supplemental-docs/SCHEMAS.md). Only this file knows their format; everything else uses `Shape`s. Undocumented details
 * (the number of required members, the trait bits) are guarded by test/cloudfront/model/shapes.test.ts.
 */
export type Shape = StringShape | NumberShape | BooleanShape | TimestampShape | BlobShape | ListShape | StructureShape

interface SimpleShape {
  readonly sensitive: boolean
}
export interface StringShape extends SimpleShape {
  readonly kind: 'string'
}
export interface NumberShape extends SimpleShape {
  readonly kind: 'number'
}
export interface BooleanShape extends SimpleShape {
  readonly kind: 'boolean'
}
export interface TimestampShape extends SimpleShape {
  readonly kind: 'timestamp'
}
export interface BlobShape extends SimpleShape {
  readonly kind: 'blob'
}
export interface ListShape {
  readonly kind: 'list'
  readonly name: string
  /** The XML element of one item, e.g. `CNAME` in `Aliases`. */
  readonly itemName: string
  readonly item: Shape
}
export interface StructureShape {
  readonly kind: 'structure'
  readonly name: string
  /** A union is a structure with exactly one member set. */
  readonly union: boolean
  readonly members: readonly Member[]
  readonly member: ReadonlyMap<string, Member>
}

export interface Member {
  readonly name: string
  readonly shape: Shape
  readonly required: boolean
  /** Where an operation's input or output carries the member; `body` inside any other structure. */
  readonly location: 'body' | 'payload' | 'label' | 'query' | 'header'
  /** The name of the header, query parameter, XML element or path label. */
  readonly wireName: string
}

export interface Operation {
  readonly name: string
  readonly method: string
  /** With labels: `/2020-05-31/distribution/{Id}/config`. */
  readonly path: string
  /** Fixed query parameters that distinguish two operations on one path, e.g. `WithTags`. */
  readonly query: ReadonlyMap<string, string>
  /** The status of success. */
  readonly status: number
  readonly input: StructureShape
  readonly output: StructureShape
}

export interface ModelledError {
  readonly name: string
  readonly status: number
}

const TAG = { simple: 0, list: 1, structure: 3, union: 4, operation: 9, error: -3 } as const
const TRAIT_LABEL = 1
const TRAIT_SENSITIVE = 8
const TRAIT_PAYLOAD = 16
const SIMPLE = { 0: 'string', 1: 'number', 2: 'boolean', 4: 'timestamp', 21: 'blob' } as const

type Tuple = readonly unknown[]
type Traits = number | Record<string, unknown>

const shapes = new Map<Tuple, Shape>()

/** The shape of one of the SDK's schema exports, such as `DistributionConfig$`. Throws for anything else. */
export function shapeOf(schema: unknown): Shape {
  const tuple = dereference(schema)
  if (typeof tuple === 'number') return simpleShape(tuple, 0)
  if (!Array.isArray(tuple)) throw new Error(`not a schema of the SDK: ${String(tuple)}`)
  const known = shapes.get(tuple)
  if (known) return known
  const shape = readTuple(tuple)
  shapes.set(tuple, shape)
  return shape
}

/** A structure by its exported name without the `$`, e.g. `DistributionConfig`. Throws if there is none. */
export function structure(name: string): StructureShape {
  const found = structures.get(name)
  if (!found) throw new Error(`the SDK's model has no structure ${name}`)
  return found
}

/** The names of the structures in a shape, including its own. */
export function structuresIn(shape: Shape, found: Set<string> = new Set()): Set<string> {
  if (shape.kind === 'list') return structuresIn(shape.item, found)
  if (shape.kind !== 'structure' || found.has(shape.name)) return found
  found.add(shape.name)
  for (const member of shape.members) structuresIn(member.shape, found)
  return found
}

function dereference(schema: unknown): unknown {
  let value = schema
  while (typeof value === 'function') value = (value as () => unknown)()
  return value
}

function readTuple(tuple: Tuple): Shape {
  const [tag, , name, traits] = tuple as [number, string, string, Traits]
  switch (tag) {
    case TAG.simple:
      return simpleShape(tuple[4] as number, traits)
    case TAG.list: {
      const { shape, traits: itemTraits } = readReference(tuple[4])
      return { kind: 'list', name, itemName: xmlName(itemTraits) ?? 'member', item: shape }
    }
    case TAG.structure:
    case TAG.union:
    case TAG.error:
      return readStructure(tuple, name, tag === TAG.union)
    default:
      throw new Error(`the SDK's schema of ${name} has the unknown tag ${tag}`)
  }
}

function readStructure(tuple: Tuple, name: string, union: boolean): StructureShape {
  const names = tuple[4] as string[]
  const references = tuple[5] as unknown[]
  // Required members come first; their number is the tuple's last element (smithy-typescript #1835).
  const requiredCount = (tuple[6] as number | undefined) ?? 0
  const members = names.map((member, index): Member => {
    const { shape, traits } = readReference(references[index])
    return { name: member, shape, required: index < requiredCount, ...binding(member, shape, traits) }
  })
  return { kind: 'structure', name, union, members, member: new Map(members.map(member => [member.name, member])) }
}

/** A reference is a schema, or `[schema, traits]`. */
function readReference(reference: unknown): { shape: Shape; traits: Traits } {
  if (Array.isArray(reference) && reference.length === 2) {
    return { shape: shapeOf(reference[0]), traits: reference[1] as Traits }
  }
  return { shape: shapeOf(reference), traits: 0 }
}

function binding(name: string, shape: Shape, traits: Traits): Pick<Member, 'location' | 'wireName'> {
  if (typeof traits === 'number') {
    if (traits & TRAIT_LABEL) return { location: 'label', wireName: name }
    if (traits & TRAIT_PAYLOAD) return { location: 'payload', wireName: rootName(name, shape) }
    return { location: 'body', wireName: name }
  }
  if (typeof traits.httpHeader === 'string') return { location: 'header', wireName: traits.httpHeader }
  if (typeof traits.httpQuery === 'string') return { location: 'query', wireName: traits.httpQuery }
  if (traits.httpLabel) return { location: 'label', wireName: name }
  if (traits.httpPayload) return { location: 'payload', wireName: xmlName(traits) ?? rootName(name, shape) }
  return { location: 'body', wireName: xmlName(traits) ?? name }
}

/** Without an explicit name, a payload's root element has the name of its structure. */
function rootName(name: string, shape: Shape): string {
  return shape.kind === 'structure' ? shape.name : name
}

function xmlName(traits: Traits): string | undefined {
  return typeof traits === 'object' && typeof traits.xmlName === 'string' ? traits.xmlName : undefined
}

function simpleShape(code: number, traits: Traits): Shape {
  const kind = SIMPLE[code as keyof typeof SIMPLE]
  if (!kind) throw new Error(`the SDK's model has the unknown simple type ${code}`)
  return { kind, sensitive: typeof traits === 'number' ? (traits & TRAIT_SENSITIVE) !== 0 : Boolean(traits.sensitive) }
}

const NO_MEMBERS: StructureShape = { kind: 'structure', name: 'Unit', union: false, members: [], member: new Map() }

function operationStructure(schema: unknown): StructureShape {
  const tuple = dereference(schema)
  // The SDK's schema of an empty input or output.
  if (tuple === 'unit') return NO_MEMBERS
  const shape = shapeOf(tuple)
  if (shape.kind !== 'structure') throw new Error(`an operation's input or output is a ${shape.kind}`)
  return shape
}

function readOperation(tuple: Tuple): Operation {
  const [, , name, traits, input, output] = tuple as [
    number,
    string,
    string,
    { http: [string, string, number] },
    unknown,
    unknown
  ]
  const [method, uri, status] = traits.http
  const [path = '', query = ''] = uri.split('?')
  return {
    name,
    method,
    path,
    query: new Map(new URLSearchParams(query)),
    status,
    input: operationStructure(input),
    output: operationStructure(output)
  }
}

const exported = Object.entries(CF)
  .filter(([name, value]) => name.endsWith('$') && Array.isArray(value))
  .map(([, value]) => value as unknown as Tuple)

/** All structures and unions of the model by name, without errors. */
export const structures: ReadonlyMap<string, StructureShape> = new Map(
  exported
    .filter(([tag]) => tag === TAG.structure || tag === TAG.union)
    .map(tuple => [tuple[2] as string, shapeOf(tuple) as StructureShape])
)

/** All operations of the model by name. */
export const operations: ReadonlyMap<string, Operation> = new Map(
  exported.filter(([tag]) => tag === TAG.operation).map(tuple => [tuple[2] as string, readOperation(tuple)])
)

/** All modelled errors by code. */
export const modelledErrors: ReadonlyMap<string, ModelledError> = new Map(
  exported
    .filter(tuple => tuple[0] === TAG.error && typeof (tuple[3] as Traits) === 'object')
    .filter(tuple => 'httpError' in (tuple[3] as object))
    .map(tuple => {
      const name = tuple[2] as string
      return [name, { name, status: (tuple[3] as { httpError: number }).httpError }]
    })
)
