import Type, { type TObject, type TSchema } from 'typebox'
import { jsonFormOf } from './json-form.ts'
import { jsonName } from './json-names.ts'
import { type Member, type Shape, type StructureShape } from './shapes.ts'
import { enumValues, memberTypings, structureTypings } from './typings-of.ts'

export interface SchemaOptions {
  /** `json`: idiomatic, as `fromSdk` gives it. `cloudfront`: CloudFront's own member names, with `Quantity` and `Items`. */
  readonly format: 'json' | 'cloudfront'
  /**
   * Requests are closed: no unknown members, only known enum values. Answers are open, because CloudFront may be newer
   * than this model.
   */
  readonly closed: boolean
  /** Every structure becomes a component of the OpenAPI document under this name. */
  readonly componentName: (structureName: string) => string
  /** Overrules the model where a caller may leave out more than CloudFront allows. */
  readonly required?: (structureName: string, memberName: string) => boolean | undefined
  /** Members that may be left out may be null, too. */
  readonly nullable?: boolean
  /** Whether AWS's descriptions of a structure's members are given; they always are where it is left out. */
  readonly describes?: (structureName: string) => boolean
  /** What only the document says of a member, by its name in JSON; see `Documented`. */
  readonly documented?: (structureName: string, jsonName: string) => Documented | undefined
  /** Members beside CloudFront's own; put behind them. */
  readonly extraMembers?: (structureName: string) => Record<string, TSchema>
}

/**
 * What the OpenAPI document says of a member and its schema does not check, because rules do: they say more of what is wrong,
 * and let pass what CloudFront holds already.
 */
export interface Documented {
  /** JSON Schema keywords, such as `maxLength` and `default`; those of a list's items are in `items`. */
  readonly keywords?: Readonly<Record<string, unknown>>
  /** A sentence behind AWS's own. */
  readonly note?: string
}

/** Makes TypeBox schemas for any shape of the model, with AWS's descriptions. One factory per format and direction. */
export function createSchemaFactory(options: SchemaOptions) {
  const properties = new Map<StructureShape, Record<string, TSchema>>()

  /** A structure, or the array it is in JSON. */
  function ofStructure(structure: StructureShape, description?: string, keywords?: Documented['keywords']): TSchema {
    const form = jsonFormOf(structure)
    if (options.format === 'json' && form.kind === 'list') {
      const about = { description: description ?? describeStructure(structure), keywords }
      return ofShape(form.items.shape, structure.name, form.items.name, about)
    }
    return ofObject(structure, description)
  }

  /** A structure that is an object in JSON, too. Throws for one that is a plain array. */
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
    const about = { description: `${description} ${note}`.trim(), keywords }
    if (options.format === 'json' && isNumeric(structure, member)) return ofNumericText(about)
    return ofShape(member.shape, structure.name, member.name, about)
  }

  function ofShape(
    shape: Shape,
    structureName: string,
    memberName: string,
    { description, keywords }: { description?: string | undefined; keywords?: Documented['keywords'] | undefined }
  ): TSchema {
    const { deprecated, float } = memberTypings(structureName, memberName)
    const about = {
      ...(description && { description }),
      ...(deprecated && { deprecated }),
      ...(keywords && { 'x-document': keywords })
    }
    switch (shape.kind) {
      case 'structure':
        return ofStructure(shape, description, keywords)
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

  /** The document asks for a number; a text with one is understood. */
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
