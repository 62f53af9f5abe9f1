import { type ListShape, type Member, type Shape, type StructureShape } from './shapes.ts'
import { XmlError, type XmlProblem } from './xml-error.ts'
import { createXmlScanner } from './xml-scanner.ts'
import { readValue } from './xml-values.ts'

export { XmlError, type XmlProblem } from './xml-error.ts'

/** The namespace of CloudFront's requests and answers. */
export const NAMESPACE = 'http://cloudfront.amazonaws.com/doc/2020-05-31/'

export interface StrictReading {
  readonly mode: 'strict'
  /** The required name of the root element. */
  readonly root: string
  /** The values that a string member, or the items of a list, may have; undefined for any. */
  readonly enumOf?: (structureName: string, memberName: string) => readonly string[] | undefined
  /** Whether a number may have a fraction, which the SDK's schemas do not say. Default: every number may. */
  readonly isFloat?: (structureName: string, memberName: string) => boolean
}

export interface LenientReading {
  readonly mode: 'lenient'
  /** Called with the name of the root element, which may be any. */
  readonly onRoot?: (name: string) => void
  /**
   * Called for every element (or attribute, as `@name`) that the model does not know, with the names from the root, e.g.
   * `['DistributionConfig', 'FutureSetting']`, but not for what is inside such an element.
   */
  readonly onUnknown?: (path: string[]) => void
}

/** More problems would not help anybody, and a hostile document could cause a large answer. */
const PROBLEMS_MAX = 100

/**
 * Reads a document of this structure into the SDK's types (Date, Uint8Array, number, boolean, array), in one pass and in
 * time linear in its length. Only members that the body carries are read. Strict, for requests: unknown elements, missing
 * members and values outside their type are errors. Lenient, for answers, which may be newer than the model: unknown
 * elements are reported and left out, and members may be missing. Both throw `XmlError`.
 */
export function readXml(
  shape: StructureShape,
  source: Uint8Array | string,
  options: StrictReading | LenientReading
): Record<string, unknown> {
  const strict = options.mode === 'strict' ? options : undefined
  const onUnknown = options.mode === 'lenient' ? options.onUnknown : undefined
  const scanner = createXmlScanner(source, strict !== undefined)
  const problems: XmlProblem[] = []

  scanner.next()
  /** The names from the root to the current element, with the positions of list items. */
  const place = [scanner.name]
  if (options.mode === 'lenient') options.onRoot?.(scanner.name)
  if (strict && scanner.name !== strict.root) throw shapeError(`the root element is not ${strict.root}`)
  checkAttributes()
  const result = readStructure(shape)
  // The scanner lets nothing but comments follow the root.
  scanner.next()
  if (problems.length > 0) {
    const summary =
      problems.length === 1 ? 'a value is missing or wrong' : `${problems.length} values are missing or wrong`
    throw new XmlError('value', problems[0]?.path ?? [], summary, problems)
  }
  return result

  function readStructure(structure: StructureShape): Record<string, unknown> {
    const members = bodyMembers(structure)
    const value: Record<string, unknown> = {}
    for (let token = scanner.next(); token !== 'close'; token = scanner.next()) {
      if (token === 'text') {
        refuseText()
        continue
      }
      const member = members.get(scanner.name)
      if (!member) {
        unknownElement()
        continue
      }
      place.push(scanner.name)
      checkAttributes()
      if (Object.hasOwn(value, member.name)) throw shapeError('the element is duplicated')
      value[member.name] = readShape(member.shape, structure, member)
      place.pop()
    }
    if (strict) checkComplete(structure, members, value)
    return value
  }

  /** For the items of a list, `member` is the list's member: its typings are about the items. */
  function readShape(shape: Shape, structure: StructureShape, member: Member): unknown {
    if (shape.kind === 'structure') return readStructure(shape)
    if (shape.kind === 'list') return readList(shape, structure, member)
    const text = readText()
    const integer = strict?.isFloat !== undefined && !strict.isFloat(structure.name, member.name)
    const read = readValue(shape.kind, text, { strict: strict !== undefined, integer })
    if ('constraint' in read) {
      problem({ path: [...place], value: text, constraint: read.constraint })
      return undefined
    }
    const allowed = shape.kind === 'string' ? strict?.enumOf?.(structure.name, member.name) : undefined
    if (allowed && !allowed.includes(text)) {
      const constraint = `Member must satisfy enum value set: [${allowed.join(', ')}]`
      problem({ path: [...place], value: text, constraint })
    }
    return read.value
  }

  function readList(list: ListShape, structure: StructureShape, member: Member): unknown[] {
    const items: unknown[] = []
    for (let token = scanner.next(); token !== 'close'; token = scanner.next()) {
      if (token === 'text') {
        refuseText()
        continue
      }
      if (scanner.name !== list.itemName) {
        unknownElement()
        continue
      }
      place.push(`${scanner.name}[${items.length + 1}]`)
      checkAttributes()
      items.push(readShape(list.item, structure, member))
      place.pop()
    }
    return items
  }

  /** The whole text of an element without child elements. */
  function readText(): string {
    let text = ''
    for (let token = scanner.next(); token !== 'close'; token = scanner.next()) {
      if (token === 'text') text += scanner.text
      else unknownElement()
    }
    return text
  }

  /** Between elements there may only be white space; lenient reading ignores other text. */
  function refuseText(): void {
    if (strict && /[^ \t\n]/.test(scanner.text)) throw shapeError('there is text between elements')
  }

  function unknownElement(): void {
    if (strict) throw shapeError(`the element ${scanner.name.slice(0, 100)} is not known here`)
    onUnknown?.(scanner.path())
    for (let depth = 1; depth > 0;) {
      const token = scanner.next()
      if (token === 'open') depth += 1
      else if (token === 'close') depth -= 1
    }
  }

  function checkAttributes(): void {
    if (scanner.attributes.size === 0) return
    for (const [name, value] of scanner.attributes) {
      if (name === 'xmlns') {
        if (strict && value !== '' && value !== NAMESPACE) throw shapeError("the namespace is not CloudFront's")
      } else if (!/^(xmlns|xml|xsi):/.test(name)) {
        if (strict) throw shapeError(`the attribute ${name.slice(0, 100)} is not known here`)
        onUnknown?.([...scanner.path(), `@${name}`])
      }
    }
  }

  function checkComplete(structure: StructureShape, members: ReadonlyMap<string, Member>, value: object): void {
    for (const member of members.values()) {
      if (!member.required || Object.hasOwn(value, member.name)) continue
      problem({ path: [...place, member.wireName], constraint: 'Member must not be null' })
    }
    if (structure.union && Object.keys(value).length !== 1) {
      throw shapeError(`${structure.name} must have exactly one member`)
    }
  }

  function problem(found: XmlProblem): void {
    if (problems.length < PROBLEMS_MAX) problems.push(found)
  }

  function shapeError(message: string): XmlError {
    return new XmlError('shape', place, message)
  }
}

const bodies = new WeakMap<StructureShape, ReadonlyMap<string, Member>>()

/** The members that a document carries, by element name. */
function bodyMembers(structure: StructureShape): ReadonlyMap<string, Member> {
  const known = bodies.get(structure)
  if (known) return known
  const members = structure.members.filter(({ location }) => location === 'body')
  const byElement = new Map(members.map(member => [member.wireName, member]))
  bodies.set(structure, byElement)
  return byElement
}
