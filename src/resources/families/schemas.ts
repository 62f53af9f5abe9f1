import Type, { type TObject, type TSchema } from 'typebox'
import { fromSdkToCloudFrontJson } from '../../cloudfront/model/cloudfront-json.ts'
import { toSdk } from '../../cloudfront/model/json.ts'
import { createSchemaFactory } from '../../cloudfront/model/schema.ts'
import { jsonName } from '../../cloudfront/model/json-names.ts'
import {
  type Member,
  type Operation,
  type Shape,
  type StructureShape,
  structuresIn
} from '../../cloudfront/model/shapes.ts'
import { enumValues } from '../../cloudfront/model/typings-of.ts'
import { Tags } from '../../configuration/tags/schemas.ts'
import { ConfigDryRun } from '../../configuration/editing/dry-run.ts'
import { PageQuery, pageSchema } from '../../plugins/pagination.ts'
import { complete, defaultOf } from './defaults.ts'
import { documentedDefault } from './documented.ts'
import { defineFamily, type Family, filtersOf, nameOf, withArticle } from './family.ts'
import { LIST_LENGTH_MAX, limitsOf } from './limits.ts'
import { configNames, creationOf, listedConfigNames } from './mapping.ts'
import { table } from './table.ts'
import { registerMergePatch } from '../../validation/merge-patches.ts'

/** In the model, structures of requests are named after operations; the document names their content. */
const named = (name: string) => name.replace(/^(?:Create|Update)(\w+)Request$/, '$1Settings')

const required = (structureName: string, member: string) =>
  member === 'CallerReference' || defaultOf(structureName, jsonName(member)) !== undefined ? false : undefined

const requests = createSchemaFactory({
  format: 'json',
  closed: true,
  nullable: true,
  componentName: name => `${named(name)}Input`,
  required,
  limits: limitsOf,
  documented: documentedDefault
})
/** The structures of requests, which describe the members that answers have under the same names. */
const written = new Set(table.flatMap(row => [...structuresIn(defineFamily(row).configShape)]))
const answers = createSchemaFactory({
  format: 'json',
  closed: false,
  componentName: named,
  describes: name => !written.has(name)
})
/** For the part of a configuration that lists show. */
const undescribed = createSchemaFactory({
  format: 'json',
  closed: false,
  componentName: named,
  describes: () => false
})
const inCloudFrontFormat = createSchemaFactory({
  format: 'cloudfront',
  closed: true,
  componentName: name => `CloudFront.${named(name)}`,
  required,
  limits: (_, __, { kind }) => {
    // Node would silently read anything but base64 (RFC 4648) as something else.
    if (kind === 'blob') return { pattern: BASE64, 'x-expected': 'base64' }
    return kind === 'list' ? { maxItems: LIST_LENGTH_MAX } : undefined
  }
})
const BASE64 = '^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$'
const ownFormats = new Map<StructureShape, TObject>()

/** The schema of a structure in CloudFront's own format; created on first use, since few requests have this format. */
function ownFormat(shape: StructureShape): TObject {
  const schema = ownFormats.get(shape) ?? inCloudFrontFormat.ofObject(shape)
  ownFormats.set(shape, schema)
  return schema
}

export type FamilySchemas = ReturnType<typeof schemasOf>

/** The schemas of a family's requests and answers. */
export function schemasOf(family: Family) {
  const { noun, plural, component, configShape, configMember, id } = family
  // AWS describes separate structures, but not those that are the input of an update.
  const config = answers.ofObject(configShape, configMember ? undefined : 'What PUT and PATCH change.')
  const example = toSdk(configShape, complete(configShape, onlyConfig(family))) as object
  const etag = Type.String({ description: 'The version of config, as in ETag.' })
  const usedBy = Type.Optional(
    Type.Array(Type.String(), {
      description:
        `The addresses of the resources that refer to the ${noun}. Absent if Frontage may not list them, and for callers ` +
        'limited to some distributions.'
    })
  )
  const localUrl = Type.Optional(
    Type.String({
      description:
        `Only with a local CloudFront: the address at which the ${noun} can be opened in a browser on its machine, once it ` +
        `is \`Deployed\`.`
    })
  )
  const beside = membersBeside(family)
  const answer = Type.Object(
    { ...beside, etag, config, ...(family.findUsers && { usedBy }), ...(family.hostOf && { localUrl }) },
    {
      'x-component': component,
      'x-component-description': `${withArticle(noun)} with its whole configuration.`.replace(/^a/, 'A')
    }
  )
  const replace = requests.ofObject(
    configShape,
    `The configuration of ${withArticle(noun)}. Members that are omitted or null get a ` +
      `default${family.isUpdatedByMember ? '; those that have no default and cannot be removed stay the same' : ''}.`,
    [onlyConfig(family)]
  )
  const patch = Type.Object(
    {},
    {
      additionalProperties: true,
      'x-component': 'ConfigPatch',
      description:
        'A JSON merge patch (RFC 7396) of config, with the members of the body of PUT: null resets a member to its default, ' +
        'or removes it.',
      examples: [patchExample(family)]
    }
  )
  registerMergePatch(patch, replace)
  return {
    params: Type.Object({
      [id.parameter]: Type.String({
        pattern: '^[\\w.-]{1,128}$',
        'x-expected': 'up to 128 letters, digits, _ . and -',
        description: `The ${family.id.member === 'Name' ? 'name' : 'id'} of ${withArticle(noun)}.`,
        examples: [id.example]
      })
    }),
    listQuery: Type.Object(
      {
        ...PageQuery.properties,
        ...filterSchemas(family.calls.list, name => `Only those with this ${name}.`),
        ...Object.fromEntries((family.listsBy ?? []).map(({ filter }) => [filter, alone(filter)]))
      },
      { additionalProperties: false }
    ),
    getQuery: Type.Object(
      filterSchemas(family.calls.get, name => `Which ${name} is read.`),
      {
        additionalProperties: false
      }
    ),
    answer,
    page: pageSchema(listedSchema(family, answer), `${component}Page`, `A page of ${plural}.`),
    create: creationSchema(family, replace),
    replace,
    patch,
    ownFormat,
    /** The same for the document, without members, which are those of config under the SDK's names. */
    ownFormatInDocument: Type.Object(
      {},
      {
        additionalProperties: true,
        'x-component': 'CloudFront.Object',
        'x-component-description': "A structure in CloudFront's own format, as the AWS CLI and SDKs take it.",
        description: `${configShape.name} in CloudFront's own format.`,
        examples: [fromSdkToCloudFrontJson(configShape, example)]
      }
    ),
    ownCreationInDocument: Type.Object(
      {},
      {
        additionalProperties: true,
        description:
          `The input of ${family.calls.create.name}, as the AWS CLI and SDKs take it` +
          (family.isCreatedByConfig ? `, or ${configShape.name} alone.` : '.'),
        examples: [
          fromSdkToCloudFrontJson(family.calls.create.input, creationOf(family, family.example, example).input)
        ]
      }
    ),
    dryRun: ConfigDryRun
  }
}

/** One member of the example. */
function patchExample(family: Family): Record<string, unknown> {
  const members = Object.entries(onlyConfig(family))
  const simple = members.find(([name, value]) => name !== 'name' && typeof value !== 'object') ?? members[0]
  return Object.fromEntries(simple ? [simple] : [])
}

/** The members that an entity has besides its configuration, in the places where answers have them. */
function membersBeside(family: Family): Record<string, TSchema> {
  const members: Record<string, TSchema> = { ...answers.ofObject(family.entityShape).properties }
  for (const name of configNames(family)) delete members[name]
  for (const name of family.flatten ?? []) {
    Object.assign(members, (members[name] as TObject).properties)
    delete members[name]
  }
  if (members.tags !== undefined) members.tags = Type.Optional(Tags)
  return members
}

function listedSchema(family: Family, answer: TObject): TSchema {
  const shape = itemShapeOf(family)
  const whole = shape.members.find(member => nameOf(member.shape) === family.entity)
  const { etag: _, usedBy: __, localUrl: ___, ...members } = answer.properties
  const component = { 'x-component': `${family.component}Summary` }
  if (whole || shape.name === family.entity) {
    const { [jsonName(whole?.name ?? '')]: ____, ...others } = whole ? answers.ofObject(shape).properties : {}
    return Type.Object({ ...members, ...others }, component)
  }
  const ofConfig = new Set(listedConfigNames(family))
  const { properties } = answers.ofObject(shape)
  const config = Object.entries(undescribed.ofObject(shape).properties)
  return Type.Object(
    {
      ...Object.fromEntries(Object.entries(properties).filter(([name]) => !ofConfig.has(name))),
      config: Type.Object(Object.fromEntries(config.filter(([name]) => ofConfig.has(name))), {
        description: 'The part of the configuration that CloudFront lists.'
      })
    },
    component
  )
}

/** The structure of a list's items. */
export function itemShapeOf({ calls: { list }, noun }: Family): StructureShape {
  const item = list.output.members.map(({ shape }) => itemIn(shape)).find(found => found?.kind === 'structure')
  if (item?.kind !== 'structure') throw new Error(`${list.name} lists no ${noun}`)
  return item
}

function itemIn(shape: Shape): Shape | undefined {
  if (shape.kind === 'list') return shape.item
  const items = shape.kind === 'structure' ? shape.member.get('Items') : undefined
  return items && itemIn(items.shape)
}

function creationSchema(family: Family, replace: TObject): TObject {
  const { calls, configShape, creation, creationMembers, isTaggable, noun, example } = family
  // If a creation has the settings as members of its input, it also defines which of them are required.
  const settings = calls.create.input.members.filter(
    ({ name, location }) => location === 'body' && configShape.member.has(name)
  )
  const own = [...creationMembers, ...settings].filter(({ name }) => creation?.members[jsonName(name)] === undefined)
  if (own.length === 0 && !creation && !isTaggable) return replace
  const only = own.length > 0 ? requests.ofObject(shapeOf(family, own)).properties : {}
  return Type.Object(
    { ...replace.properties, ...only, ...creation?.members, ...(isTaggable && { tags: Type.Optional(Tags) }) },
    {
      additionalProperties: false,
      'x-component': `${family.component}Create`,
      description: `A new ${noun}. Members that are omitted or null get a default.`,
      examples: [example]
    }
  )
}

function shapeOf({ calls: { create } }: Family, members: readonly Member[]): StructureShape {
  return { ...create.input, members, member: new Map(members.map(member => [member.name, member])) }
}

function onlyConfig({ example, configShape }: Family): Record<string, unknown> {
  const names = new Set(configShape.members.map(({ name }) => jsonName(name)))
  return Object.fromEntries(Object.entries(example).filter(([name]) => names.has(name)))
}

function alone(filter: string): TSchema {
  const description = `Only those with this ${filter}. It cannot be combined with other filters.`
  return Type.Optional(Type.String({ minLength: 1, maxLength: 500, description }))
}

function filterSchemas(operation: Operation, describe: (name: string) => string): Record<string, TSchema> {
  return Object.fromEntries(
    [...filtersOf(operation)].map(([name, { structureName, member }]) => {
      const values = enumValues(structureName, member.name)
      const about = { description: describe(name) }
      const schema = values
        ? Type.Enum([...values], { ...about, type: 'string' })
        : Type.String({ ...about, maxLength: 500 })
      return [name, Type.Optional(schema)]
    })
  )
}
