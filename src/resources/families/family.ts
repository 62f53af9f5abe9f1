import { type TSchema } from 'typebox'
import { type Call, type Output } from '../../cloudfront/call.ts'
import { jsonName } from '../../cloudfront/model/json-names.ts'
import {
  type Member,
  type Operation,
  operations,
  type StructureShape,
  structure
} from '../../cloudfront/model/shapes.ts'
import type { FamilySchemas } from './schemas.ts'
import type { FamilyService } from './service.ts'
import { type FindUsers } from './used-by.ts'

/**
 * One family of CloudFront's resources that are created, read, listed, changed and deleted in the same way. What the
 * model defines is not repeated here.
 */
export interface FamilyRow {
  /** Its name in sentences: `cache policy`. */
  readonly noun: string
  readonly plural: string
  /** The last segment of its address: `cache-policies`. */
  readonly address: string
  /** The group in the document. */
  readonly tag: string
  /** The structure in CloudFront's answers: `CachePolicy`. The names of the operations are derived from it. */
  readonly entity: string
  readonly id: IdRow
  /** Operations whose names differ from those derived from the entity. */
  readonly operations?: Partial<Readonly<Record<Verb, string>>>
  /** The structure that a change replaces, if an update takes more than that: `FunctionConfig`. */
  readonly config?: string
  /** Reads the configuration from the entity, if it does not have the same members. */
  readonly configOf?: (entity: Output) => object
  /** What an update needs besides the configuration. */
  readonly updateWith?: { readonly operation: string; readonly read: (call: Call, id: string) => Promise<object> }
  /** Members that a creation has instead of CloudFront's own, by JSON's names, and how to convert them. */
  readonly creation?: { readonly members: Record<string, TSchema>; readonly toInput: (given: Json) => object }
  /** Structures of an answer whose members are shown in their place. */
  readonly flatten?: readonly string[]
  /**
   * If an update takes the members of the configuration one by one, and keeps those that it omits: the values, by the
   * SDK's names, that remove a member. Others cannot be removed.
   */
  readonly none?: Readonly<Record<string, unknown>>
  /**
   * A family without ETags: they are derived from the configuration, and conflicts with other processes are not
   * detected.
   */
  readonly unversioned?: boolean
  /** If its status is followed: the member, and its final values. */
  readonly status?: { readonly member: string; readonly settled: readonly string[] }
  /** The operation that creates one with tags, if it is a different one. */
  readonly withTags?: string
  /**
   * Filters of its list for which CloudFront has separate operations: other lists, or reads of the only possible match.
   */
  readonly listsBy?: readonly ListBy[]
  /** Finds the addresses of resources that refer to one. */
  readonly findUsers?: FindUsers
  /** The host at which viewers reach one, for the `localUrl` of a local CloudFront. */
  readonly hostOf?: (json: Json) => string | undefined
  /** A body for its creation that works in a new account. */
  readonly example: Json
  /** What AWS charges for one, if nobody should create one with a click without knowing. */
  readonly price?: string
}

export interface ListBy {
  readonly filter: string
  readonly operation: string
  /** A member of the operation's input. */
  readonly member: string
}

export interface VerbOptions {
  readonly family: Family
  readonly service: FamilyService
  readonly schemas: FamilySchemas
}

interface IdRow {
  /** In paths: `cachePolicyId`. */
  readonly parameter: string
  readonly example: string
  /** The member of the entity that has it. Default: `Id`. */
  readonly member?: string
}

export type Json = Readonly<Record<string, unknown>>
export type Verb = 'create' | 'get' | 'getConfig' | 'list' | 'update' | 'delete'

/** A row of the table, with what the SDK's model adds to it. */
export interface Family extends FamilyRow {
  /** Its name in operations: `Function` of `CreateFunction`. */
  readonly name: string
  /** The same for several: `Functions` of `ListFunctions`. */
  readonly pluralName: string
  /** The name of its schemas. */
  readonly component: string
  readonly calls: Readonly<Record<Verb, Operation>>
  readonly entityShape: StructureShape
  /** What PUT and PATCH change, and GET shows as `config`. */
  readonly configShape: StructureShape
  /** The member of the entity that has the configuration; undefined if its members are among the entity's. */
  readonly configMember: Member | undefined
  /** Members that only a creation takes. */
  readonly creationMembers: readonly Member[]
  /** Whether an update takes the members of the configuration one by one, and does not change those that it omits. */
  readonly isUpdatedByMember: boolean
  /** Whether its configuration is all that a creation needs. */
  readonly isCreatedByConfig: boolean
  readonly isTaggable: boolean
  /** Whether one must be disabled, and the change deployed, before it can be deleted. */
  readonly isEnabled: boolean
}

/** Throws if the model has no such family, so that a new SDK that changes one is noticed at the start. */
export function defineFamily(row: FamilyRow): Family {
  const entityShape = structure(row.entity)
  const operation = (verb: Verb, ...names: readonly string[]) => findOperation(row, verb, names)
  const get = operation('get', `Get${row.entity}`, `Describe${row.entity}`)
  const calls = {
    create: operation('create', `Create${row.entity}`),
    get,
    getConfig: operation('getConfig', `Get${row.entity}Config`, get.name),
    list: operation('list', `List${row.entity}s`, `List${row.entity.replace(/y$/, 'ie')}s`),
    update: operation('update', `Update${row.entity}`),
    delete: operation('delete', `Delete${row.entity}`)
  }
  const configShape = row.config === undefined ? shapeOfUpdate(calls.update) : structure(row.config)
  const configMember = entityShape.members.find(({ shape }) => nameOf(shape) === configShape.name)
  const inCreation = calls.create.input.members.filter(({ location }) => location === 'body')
  const creationMembers = inCreation.filter(
    ({ name, shape }) => name !== 'Tags' && nameOf(shape) !== configShape.name && !configShape.member.has(name)
  )
  return {
    ...row,
    name: calls.create.name.slice('Create'.length),
    pluralName: calls.list.name.slice('List'.length),
    component: row.entity.replace(/Summary$/, ''),
    calls,
    entityShape,
    configShape,
    configMember,
    creationMembers,
    isUpdatedByMember: !calls.update.input.members.some(({ shape }) => nameOf(shape) === configShape.name),
    isCreatedByConfig: creationMembers.length === 0,
    isTaggable: row.withTags !== undefined || inCreation.some(({ name }) => name === 'Tags'),
    isEnabled: configShape.member.has('Enabled') && row.status !== undefined
  }
}

function findOperation(row: FamilyRow, verb: Verb, names: readonly string[]): Operation {
  const given = row.operations?.[verb]
  for (const name of given === undefined ? names : [given]) {
    const found = operations.get(name)
    if (found) return found
  }
  throw new Error(`the SDK's model has no operation to ${verb} a ${row.noun}`)
}

/** The payload of an update, or else all of its members that do not identify the resource. */
function shapeOfUpdate({ name, input }: Operation): StructureShape {
  const settings = input.members.filter(({ name, location }) => location !== 'label' && name !== 'IfMatch')
  const [only, ...others] = settings
  if (only?.location === 'payload' && only.shape.kind === 'structure' && others.length === 0) return only.shape
  const hasLabel = settings.length < input.members.filter(({ name }) => name !== 'IfMatch').length
  const members = settings.filter(member => hasLabel || !IDENTIFIERS.has(member.name))
  if (members.length === 0) throw new Error(`${name} changes nothing`)
  return { ...input, members, member: new Map(members.map(member => [member.name, member])) }
}

/** Members that identify the resource in a body, if no path does. */
const IDENTIFIERS = new Set(['Name', 'ARN'])

export function nameOf(shape: Member['shape']): string | undefined {
  return shape.kind === 'structure' ? shape.name : undefined
}

export function withArticle(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`
}

/** The input member for the id: the label in the path or, without one, the name. */
export function idInput({ input }: Operation, id: string): object {
  const label = input.members.find(({ location }) => location === 'label')
  return { [label?.name ?? 'Name']: id }
}

export interface Filter {
  /** The place of its value in the input: one member, or one inside another. */
  readonly path: readonly string[]
  readonly structureName: string
  readonly member: Member
}

/** The filters of a list, or the state that a read is of, by JSON's names; those inside a structure are flattened. */
export function filtersOf({ input }: Pick<Operation, 'input'>): ReadonlyMap<string, Filter> {
  const found = new Map<string, Filter>()
  for (const member of input.members) {
    if (member.name === 'Marker' || member.name === 'MaxItems' || member.location === 'label') continue
    const { name, shape } = member
    if (shape.kind !== 'structure') {
      found.set(jsonName(name), { path: [name], structureName: input.name, member })
      continue
    }
    for (const inner of shape.members) {
      found.set(jsonName(inner.name), { path: [name, inner.name], structureName: shape.name, member: inner })
    }
  }
  return found
}
