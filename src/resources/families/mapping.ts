import { createHash } from 'node:crypto'
import { fromTagItems, toTagItems } from '../../configuration/tags/rules.ts'
import { type Tags } from '../../configuration/tags/schemas.ts'
import { type Output } from '../../cloudfront/call.ts'
import { fromSdk, toSdk } from '../../cloudfront/model/json.ts'
import { jsonName } from '../../cloudfront/model/json-names.ts'
import { type Member, type Operation, operations, type StructureShape } from '../../cloudfront/model/shapes.ts'
import { ServiceError } from '../../errors.ts'
import { isObject } from '../../json-object.ts'
import { type Family, idInput, type Json, nameOf } from './family.ts'

/** One resource of a family, as CloudFront returned it. */
export interface Resource {
  readonly id: string
  readonly etag: string
  readonly entity: Output
  readonly config: object
}

/** Throws CLOUDFRONT_BAD_ANSWER if an answer is incomplete. */
export function resourceOf(family: Family, output: Output): Resource {
  const entity = entityIn(family, output)
  const id = entity?.[family.id.member ?? 'Id']
  const config = entity && configOf(family, entity)
  const etag = config && (family.unversioned ? etagOf(family.configShape, config) : output.ETag)
  if (!entity || !config || typeof id !== 'string' || typeof etag !== 'string') {
    throw new ServiceError('CLOUDFRONT_BAD_ANSWER', `CloudFront answered without the ${family.noun} or its ETag.`)
  }
  return { id, etag, entity, config }
}

/**
 * Distinguishes a resource from a later one with the same name: its id, ARN and creation time. A real-time log
 * configuration has no such members, and is recognized by its contents.
 */
export function identityOf({ Id, ARN, CreatedTime, FunctionMetadata }: Output): string {
  const createdAt = CreatedTime ?? (FunctionMetadata as { CreatedTime?: Date } | undefined)?.CreatedTime
  return JSON.stringify([Id, ARN, createdAt])
}

/** The entity in an answer, whose member differs between operations. */
function entityIn({ entityShape }: Family, output: Output): Output | undefined {
  const found = Object.values(output).find(value => isObject(value) && !Array.isArray(value))
  return output[entityShape.name] === undefined ? (found as Output | undefined) : (output[entityShape.name] as Output)
}

/** The ARN, which has various names and may be inside a flattened structure. Throws CLOUDFRONT_BAD_ANSWER. */
export function arnOf(family: Family, entity: Output): string {
  const places = [entity, ...Object.values(entity).filter(value => isObject(value))]
  for (const place of places) {
    const [, arn] = Object.entries(place).find(([name]) => OWN_ARN.test(name)) ?? []
    if (typeof arn === 'string') return arn
  }
  throw new ServiceError('CLOUDFRONT_BAD_ANSWER', `CloudFront answered the ${family.noun} without its ARN.`)
}

const OWN_ARN = /^(?:(?:Connection)?Function)?(?:ARN|Arn)$/

export function configOf(family: Family, entity: Output): object | undefined {
  if (family.configOf) return family.configOf(entity)
  if (family.configMember) return entity[family.configMember.name] as object | undefined
  const named = family.configShape.members.flatMap(({ name }) =>
    entity[name] === undefined ? [] : [[name, entity[name]]]
  )
  return Object.fromEntries(named) as object
}

/** The ETag of a resource without versions in CloudFront: equal configurations have equal ETags. */
export function etagOf(shape: StructureShape, config: object): string {
  const text = JSON.stringify(fromSdk(shape, config))
  return `F${createHash('sha256').update(text).digest('hex').slice(0, 13).toUpperCase()}`
}

/** The answer of GET, without `usedBy`. */
export function toJson(family: Family, { etag, entity, config }: Resource): Json {
  return { ...besideConfig(family, entity), etag, config: fromSdk(family.configShape, config) }
}

function besideConfig(family: Family, entity: Output): Json {
  const { tags, ...json } = fromSdk(family.entityShape, entity) as Record<string, unknown>
  for (const name of configNames(family)) delete json[name]
  for (const name of family.flatten ?? []) {
    Object.assign(json, json[name])
    delete json[name]
  }
  return { ...json, ...(tags !== undefined && { tags: fromTagItems((entity.Tags as { Items?: [] }).Items) }) }
}

/** The members of an entity in JSON that are shown in, or as, its `config`. */
export function configNames({ configMember, configShape, entityShape }: Family): string[] {
  if (configMember) return [jsonName(configMember.name)]
  // A member with a different shape in answers, such as a domain with its status, is also shown there.
  const isSame = ({ name, shape }: Member) => {
    const shown = entityShape.member.get(name)?.shape
    return shown !== undefined && (shown.kind !== 'list' || shape.kind !== 'list' || shown.name === shape.name)
  }
  return configShape.members.filter(isSame).map(({ name }) => jsonName(name))
}

/** Members of a list's items that are shown in their `config`, if items have their own structure. */
export function listedConfigNames(family: Family): string[] {
  if (!family.configMember) return configNames(family)
  // Members of the entity itself, such as its ARN, are beside the configuration, even if that has one of the same name.
  const names = family.configShape.members.map(({ name }) => name)
  return names.filter(name => !family.entityShape.member.has(name)).map(jsonName)
}

/** An item of a list, with its members in the same places as in GET. */
export function toListed(family: Family, item: Output, shape: StructureShape): Json {
  const whole = shape.members.find(member => nameOf(member.shape) === family.entity)
  const json = fromSdk(shape, item) as Record<string, unknown>
  if (whole) {
    const entity = item[whole.name] as Output
    const { [jsonName(whole.name)]: _, ...others } = json
    const config = configOf(family, entity) ?? {}
    return { ...besideConfig(family, entity), ...others, config: fromSdk(family.configShape, config) }
  }
  if (shape.name === family.entity) {
    return { ...besideConfig(family, item), config: fromSdk(family.configShape, configOf(family, item) ?? {}) }
  }
  const ofConfig = new Set(listedConfigNames(family))
  const members = Object.entries(json)
  return {
    ...Object.fromEntries(members.filter(([name]) => !ofConfig.has(name))),
    config: Object.fromEntries(members.filter(([name]) => ofConfig.has(name)))
  }
}

/**
 * The operation that creates a resource, and its input: the configuration, members that only a creation has, and tags.
 */
export function creationOf(family: Family, given: Json, config: object): { operation: string; input: object } {
  const { create } = family.calls
  const tags = given.tags as Tags | undefined
  const Tags = tags && { Items: toTagItems(tags) }
  if (family.withTags !== undefined && Tags) {
    const [payload] = operations.get(family.withTags)?.input.members ?? []
    return { operation: family.withTags, input: { [payload?.name ?? '']: { [family.configShape.name]: config, Tags } } }
  }
  const own: Record<string, unknown> = {}
  for (const { name, shape } of family.creationMembers) {
    const value = given[jsonName(name)]
    if (value !== undefined && value !== null) own[name] = toSdk(shape, value)
  }
  return {
    operation: create.name,
    input: {
      ...withConfig(family, create, config),
      ...own,
      ...family.creation?.toInput(given),
      ...(Tags && { Tags })
    }
  }
}

export function updateInput(family: Family, id: string, { config, etag }: { config: object; etag: string }): object {
  const { update } = family.calls
  return {
    ...withConfig(family, update, config),
    ...idInput(update, id),
    ...(update.input.member.has('IfMatch') && { IfMatch: etag })
  }
}

/** The configuration at its member of an operation's input, or as the input's members. */
function withConfig({ configShape }: Family, { input }: Operation, config: object): object {
  const member = input.members.find(({ shape }) => nameOf(shape) === configShape.name)
  return member ? { [member.name]: config } : config
}
