import fc, { type Arbitrary } from 'fast-check'
import { type Member, type Shape, type StructureShape } from '../../src/cloudfront/model/shapes.ts'
import { enumValues, memberTypings } from '../../src/cloudfront/model/typings-of.ts'

export interface ArbitraryOptions {
  /**
   * `xml-safe` (the default): what survives a trip through the SDK, nasty as it may be. `any-json`: whatever a JSON
   * document may hold, NUL and halves of surrogate pairs too.
   */
  readonly strings?: 'xml-safe' | 'any-json'
  /** Of every list; 3 by default. A configuration has about 400 lists, so its size grows fast with this. */
  readonly itemsMax?: number
}

/**
 * Values of a shape as the SDK takes and gives them, in canonical form: required members are always there, optional ones
 * half of the time; `Quantity` counts `Items`, which are left out when there are none, unless required; a union has one
 * member; enums have known values. Members bound to path, query or headers have values which can travel there.
 */
export function arbitraryOf(shape: StructureShape, options?: ArbitraryOptions): Arbitrary<Record<string, unknown>>
export function arbitraryOf(shape: Shape, options?: ArbitraryOptions): Arbitrary<unknown>
export function arbitraryOf(shape: Shape, options: ArbitraryOptions = {}): Arbitrary<unknown> {
  const settings = { strings: options.strings ?? 'xml-safe', itemsMax: options.itemsMax ?? 3 } as const
  const built = new Map<Shape, Arbitrary<unknown>>()
  return plain(shape)

  /** A shape that no member's typing speaks about. */
  function plain(inner: Shape): Arbitrary<unknown> {
    switch (inner.kind) {
      case 'string':
        return settings.strings === 'xml-safe' ? xmlString : jsonString
      case 'number':
        return integer
      case 'boolean':
        return fc.boolean()
      case 'timestamp':
        return date
      case 'blob':
        return fc.uint8Array({ maxLength: 40 })
      case 'list':
        return listOf(inner.item, plain(inner.item))
      case 'structure': {
        const known = built.get(inner)
        if (known) return known
        const made = structureOf(inner)
        built.set(inner, made)
        return made
      }
    }
  }

  function structureOf(structure: StructureShape): Arbitrary<Record<string, unknown>> {
    const members = structure.members.map(member => [member.name, memberOf(structure, member)] as const)
    if (structure.union) return fc.oneof(...members.map(([name, value]) => fc.record({ [name]: value })))
    const requiredKeys = structure.members.filter(isAlwaysThere).map(({ name }) => name)
    return fc
      .record(Object.fromEntries(members), { requiredKeys, noNullPrototype: true })
      .map(value => canonical(structure, value as Record<string, unknown>))
  }

  function memberOf(structure: StructureShape, { name, shape: inner, location }: Member): Arbitrary<unknown> {
    const allowed = enumValues(structure.name, name)
    // A text that CloudFront has a number in, and nothing else.
    if (structure.name === 'CustomErrorResponse' && name === 'ResponseCode') return fc.nat({ max: 999 }).map(String)
    if (allowed && inner.kind === 'string') return fc.constantFrom(...allowed)
    if (allowed && inner.kind === 'list') return listOf(inner.item, fc.constantFrom(...allowed))
    if (inner.kind === 'number') return memberTypings(structure.name, name).float ? float : integer
    if (inner.kind === 'blob' && location === 'payload') return fc.uint8Array({ minLength: 1, maxLength: 40 })
    if (inner.kind === 'string' && location === 'header') return headerString
    if (inner.kind === 'string' && location === 'label') return labelString
    if (inner.kind === 'string' && location === 'query') return xmlString
    return plain(inner)
  }

  function listOf(item: Shape, value: Arbitrary<unknown>): Arbitrary<unknown[]> {
    // Lists of structures within lists of structures would grow a distribution beyond all bounds.
    const maxLength = item.kind === 'structure' ? Math.min(settings.itemsMax, 2) : settings.itemsMax
    return fc.array(value, { maxLength })
  }
}

/** The service never leaves a payload out. */
function isAlwaysThere({ required, location }: Member): boolean {
  return required || location === 'payload'
}

function canonical(structure: StructureShape, value: Record<string, unknown>): Record<string, unknown> {
  const quantity = structure.member.has('Quantity')
  // Two structures hold nothing but optional items (Tags, TagKeys); in one the counted list is not called Items.
  if (!quantity && !(structure.members.length === 1 && structure.member.has('Items'))) return value
  const list = structure.members.find(({ shape }) => shape.kind === 'list')
  if (!list) return value
  const { [list.name]: given = [], ...rest } = value
  const length = (given as unknown[]).length
  const counted = quantity ? { ...rest, Quantity: length } : rest
  return length === 0 && !list.required ? counted : { ...counted, [list.name]: given }
}

const integer = fc.oneof(fc.nat({ max: 100 }), fc.maxSafeInteger())
const float = fc.double({ noNaN: true, noDefaultInfinity: true }).map(value => value + 0)
// CloudFront is younger than this, and ISO 8601 wants four digits for the year.
const date = fc.date({ min: new Date('1970-01-01'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true })

const NASTY = [
  '<',
  '>',
  '&',
  '"',
  "'",
  ']]>',
  '&amp;',
  '&#65;',
  '<!--',
  '\r\n',
  '\r',
  '\n',
  '\t',
  ' ',
  '\u0085',
  '\u2028'
]
const nasty = fc.constantFrom(...NASTY, '\u{1f600}', '\u{10ffff}', '\ufffd', '%2F', '..', '__proto__', '#text', 'é', '')

const anyUnit = fc.oneof({ weight: 3, arbitrary: fc.string({ unit: 'grapheme-ascii', maxLength: 8 }) }, nasty)
const anyText = fc.array(anyUnit, { maxLength: 4 }).map(parts => parts.join(''))

/** The SDK's parser reads a text of nothing but white space with a line feed in it as an empty one. */
function survivesTheSdk(text: string): boolean {
  return !(text.trim() === '' && text.includes('\n'))
}

const xmlString = fc
  .oneof({ weight: 4, arbitrary: anyText }, fc.string({ unit: 'grapheme-composite', maxLength: 12 }))
  .filter(survivesTheSdk)

const codeUnit = fc.integer({ min: 0, max: 0xffff }).map(code => String.fromCharCode(code))
const jsonString = fc.oneof(xmlString, anyText, fc.string({ unit: codeUnit, maxLength: 8 }))

/** Field values lose outer blanks and hold no line ends. */
const headerString = fc
  .string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 20 })
  .filter(text => text === text.trim())

/** An empty label is no label, and URL parsers resolve segments of dots. */
const labelString = xmlString.filter(text => text !== '' && !/^\.{1,2}$/.test(text))
