import Type, { type TObject, type TSchema } from 'typebox'
import { jsonFormOf } from './json-form.ts'
import { jsonName } from './json-names.ts'
import { type Member, type Shape, type StructureShape } from './shapes.ts'
import { enumValues, memberTypings, structureTypings } from './typings-of.ts'

export interface SchemaOptions {
  /** `json`: idiomatic JSON, as from `fromSdk`. `cloudfront`: CloudFront's own member names, with `Quantity` and `Items`. */
  readonly format: 'json' | 'cloudfront'
  /**
   * Closed schemas, for requests, allow no unknown members or enum values. Open ones, for answers, do, because CloudFront may
   * be newer than this model.
   */
  readonly closed: boolean
  /** Every structure becomes a component of the OpenAPI document under this name. */
  readonly componentName: (structureName: string) => string
  /** Overrides the model if a caller may omit more than CloudFront allows. */
  readonly required?: (structureName: string, memberName: string) => boolean | undefined
  /** Whether optional members may also be null. */
  readonly nullable?: boolean
  /** Whether to include AWS's descriptions of a structure's members; default: always. */
  readonly describes?: (structureName: string) => boolean
  /** What only the OpenAPI document says about a member, by its JSON name; see `Documented`. */
  readonly documented?: (structureName: string, jsonName: string) => Documented | undefined
  /** JSON Schema keywords that are checked for a member, by its JSON name. */
  readonly limits?: (structureName: string, jsonName: string, shape: Shape) => Documented['keywords']
  /** Members to add after CloudFront's own. */
  readonly extraMembers?: (structureName: string) => Record<string, TSchema>
}

/**
 * What the OpenAPI document says about a member although its schema does not check it. Rules check it instead: their
 * messages are better, and they accept what CloudFront already has.
 */
export interface Documented {
  /** JSON Schema keywords, such as `maxLength` and `default`; those for a list's items are in `items`. */
  readonly keywords?: Readonly<Record<string, unknown>>
  /** A sentence to add to AWS's description. */
  readonly note?: string
}

/** What a schema says about a member besides its type. */
interface About {
  readonly description?: string | undefined
  readonly keywords?: Documented['keywords'] | undefined
  readonly limits?: Documented['keywords'] | undefined
}

/** Creates TypeBox schemas for any shape of the model, with AWS's descriptions. One factory per format and direction. */
export function createSchemaFactory(options: SchemaOptions) {
  const properties = new Map<StructureShape, Record<string, TSchema>>()

  /** The schema of a structure, which is an array if its JSON is one. */
  function ofStructure(structure: StructureShape, about: About = {}): TSchema {
    const form = jsonFormOf(structure)
    if (options.format === 'json' && form.kind === 'list') {
      const { description = describeStructure(structure) } = about
      return ofShape(form.items.shape, structure.name, form.items.name, { ...about, description })
    }
    return ofObject(structure, about.description)
  }

  /** The schema of a structure whose JSON is an object. Throws for one that is an array. */
  function ofObject(structure: StructureShape, description?: string, examples?: readonly unknown[]): TObject {
    if (options.format === 'json' && jsonFormOf(structure).kind === 'list') {
      throw new Error(`${structure.name} is a plain array in JSON`)
    }
    const about = describeStructure(structure)
    return Type.Object(propertiesOf(structure), {
      'x-component': options.componentName(structure.name),
      ...(about && { 'x-component-description': about }),
      ...(description && { description }),
      ...(examples && { examples }),
      ...(options.closed && { additionalProperties: false }),
      ...(structure.union && { minProperties: 1, maxProperties: 1 })
    })
  }

  function propertiesOf(structure: StructureShape): Record<string, TSchema> {
    let known = properties.get(structure)
    if (!known) {
      known = { ...readProperties(structure), ...options.extraMembers?.(structure.name) }
      properties.set(structure, known)
    }
    return known
  }

  function readProperties(structure: StructureShape): Record<string, TSchema> {
    const named =
      options.format === 'cloudfront'
        ? structure.members.map(member => ({ member, name: member.name }))
        : membersInJson(structure)
    return Object.fromEntries(
      named.map(({ member, name }) => {
        const schema = ofMember(structure, member)
        if (isRequired(structure, member)) return [name, schema]
        return [name, Type.Optional(options.nullable ? Type.Union([schema, Type.Null()]) : schema)]
      })
    )
  }

  function isRequired(structure: StructureShape, member: Member): boolean {
    const asked = options.required?.(structure.name, member.name)
    if (asked !== undefined) return asked
    const form = options.format === 'json' ? jsonFormOf(structure) : undefined
    if (form?.kind === 'page' && member.name === 'Quantity') return false
    // An absent list and an empty one are the same thing, and answers always show it as an empty array.
    if (form && form.kind !== 'list' && member === form.counted) return !options.closed
    return member.required
  }

  function ofMember(structure: StructureShape, member: Member): TSchema {
    const { description: ofAws = '' } = memberTypings(structure.name, member.name)
    const description = options.describes?.(structure.name) === false ? '' : ofAws
    const { note = '', keywords } = options.documented?.(structure.name, jsonName(member.name)) ?? {}
    const limits = options.limits?.(structure.name, jsonName(member.name), member.shape)
    const about = { description: `${description} ${note}`.trim(), keywords, limits }
    if (options.format === 'json' && isNumeric(structure, member)) return ofNumericText(about)
    return ofShape(member.shape, structure.name, member.name, about)
  }

  function ofShape(
    shape: Shape,
    structureName: string,
    memberName: string,
    { description, keywords, limits }: About
  ): TSchema {
    const { deprecated, float } = memberTypings(structureName, memberName)
    const about = {
      ...limits,
      ...(description && { description }),
      ...(deprecated && { deprecated }),
      ...(keywords && { 'x-document': keywords })
    }
    switch (shape.kind) {
      case 'structure':
        return ofStructure(shape, { description, keywords, limits })
      case 'list':
        return Type.Array(ofShape(shape.item, structureName, memberName, {}), about)
      case 'string':
        return ofString(enumValues(structureName, memberName), about)
      case 'number':
        return float ? Type.Number(about) : Type.Integer(about)
      case 'boolean':
        return Type.Boolean(about)
      case 'timestamp':
        return Type.String({ ...about, format: 'date-time' })
      case 'blob':
        return Type.String({ ...about, contentEncoding: 'base64' })
    }
  }

  /** The document shows a number; requests may also have a string of digits. */
  function ofNumericText({
    description,
    keywords
  }: {
    description: string
    keywords: Documented['keywords']
  }): TSchema {
    const about = description && { description }
    if (!options.closed) return Type.Integer({ ...about })
    return Type.Unsafe({ ...about, type: ['integer', 'string'], 'x-document': { type: 'integer', ...keywords } })
  }

  function ofString(values: readonly string[] | undefined, about: { description?: string }): TSchema {
    if (!values) return Type.String(about)
    if (options.closed) return Type.Enum([...values], { ...about, type: 'string' })
    const known = `Known values: ${values.join(', ')}.`
    return Type.String({ ...about, description: about.description ? `${about.description} ${known}` : known })
  }

  return { ofStructure, ofObject }
}

function isNumeric(structure: StructureShape, member: Member): boolean {
  const form = jsonFormOf(structure)
  return form.kind !== 'list' && form.members.some(each => each.member === member && each.numeric)
}

function membersInJson(structure: StructureShape): { member: Member; name: string }[] {
  const form = jsonFormOf(structure)
  if (form.kind === 'list') return []
  return form.members.map(({ member, jsonName }) => ({ member, name: jsonName }))
}

function describeStructure(structure: StructureShape): string | undefined {
  return structureTypings(structure.name).description
}
