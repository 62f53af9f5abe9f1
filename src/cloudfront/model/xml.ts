import { type ListShape, type Member, type Shape, type StructureShape } from './shapes.ts'
import { XmlError, type XmlProblem } from './xml-error.ts'
import { createXmlScanner } from './xml-scanner.ts'
import { readValue } from './xml-values.ts'

export { XmlError, type XmlProblem } from './xml-error.ts'

/** Of CloudFront's requests and answers. */
export const NAMESPACE = 'http://cloudfront.amazonaws.com/doc/2020-05-31/'

export interface StrictReading {
  readonly mode: 'strict'
  /** What the document's root element must be called. */
  readonly root: string
  /** The values that a string member, or the items of a list, may have; undefined where they are free. */
  readonly enumOf?: (structureName: string, memberName: string) => readonly string[] | undefined
  /** Whether a number may have a fraction, which the SDK's schemas do not say; without it every number may. */
  readonly isFloat?: (structureName: string, memberName: string) => boolean
}

export interface LenientReading {
  readonly mode: 'lenient'
  /**
   * Called for every element (or attribute, as `@name`) that the model does not know, with the names from the root on,
   * e.g. `['DistributionConfig', 'FutureSetting']`; what is inside it is not reported again.
   */
  readonly onUnknown?: (path: string[]) => void
}

/** More findings than this help nobody and would let a hostile document grow a large answer. */
const PROBLEMS_MAX = 100

/**
 * Reads a document of this structure in one pass, its time linear in the document's length, into the SDK's form: Date,
 * Uint8Array, numbers, booleans, arrays. Only members carried in the body are looked for. Strict is for requests: nothing
 * the model does not have, nothing missing, nothing out of its type. Lenient is for answers, which may be newer than the
 * model: unknown elements are reported and left out, missing ones stay out. Both throw `XmlError`.
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
  /** The names from the root to where the reader is, with the positions of list items. */
  const place = [scanner.name]
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

  /** Inside a list the member is still the structure's: its typing speaks of the items. */
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

  /** The whole text of an element that has no elements inside. */
  function readText(): string {
    let text = ''
    for (let token = scanner.next(); token !== 'close'; token = scanner.next()) {
      if (token === 'text') text += scanner.text
      else unknownElement()
    }
    return text
  }

  /** Between the elements of a structure there is only indentation; lenient reading ignores what else is there. */
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
        if (strict && value !== '' && value !== NAMESPACE)
          throw shapeError('the namespace is not the one of CloudFront')
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
      throw shapeError(`${structure.name} has not exactly one member`)
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

/** The members that a document carries, by the name of their element. */
function bodyMembers(structure: StructureShape): ReadonlyMap<string, Member> {
  const known = bodies.get(structure)
  if (known) return known
  const members = structure.members.filter(({ location }) => location === 'body')
  const byElement = new Map(members.map(member => [member.wireName, member]))
  bodies.set(structure, byElement)
  return byElement
}
