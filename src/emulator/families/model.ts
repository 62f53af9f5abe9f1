import {
  type Member,
  type Operation,
  operations,
  type Shape,
  type StructureShape
} from '../../cloudfront/model/shapes.ts'
import { markedList, type Page, type PageRequest } from '../paging.ts'
import { fault } from '../wire/handlers.ts'
import { type FamilyRow, type Values, type Verb } from './row.ts'

export type FamilyModel = ReturnType<typeof modelOf>

/** What the SDK's model says about a family: its operations and the layout of their inputs and outputs. */
export function modelOf<Config extends object>({ entity, operations: called = {} }: FamilyRow<Config>) {
  const usual: Readonly<Record<Verb, string>> = {
    create: `Create${entity}`,
    get: `Get${entity}`,
    getConfig: `Get${entity}Config`,
    list: `List${plural(entity)}`,
    update: `Update${entity}`,
    delete: `Delete${entity}`
  }
  const named = (verb: Verb): Operation | undefined => {
    const name = called[verb] === undefined ? usual[verb] : called[verb]
    if (name === null) return undefined
    return operationOf(name)
  }
  const needed = (verb: Verb): Operation => {
    const found = named(verb)
    if (!found) throw new Error(`a ${entity} must have the operation ${verb}`)
    return found
  }
  const create = needed('create')
  // If the configuration is the whole document it is one member; otherwise its members are those of the request.
  const config = create.input.members.find(({ location }) => location === 'payload')
  const shown = create.output.members.find(({ shape }) => shape.kind === 'structure')
  if (!shown) throw new Error(`${create.name} does not return what it creates`)
  return {
    create,
    get: needed('get'),
    getConfig: named('getConfig'),
    list: needed('list'),
    update: named('update'),
    delete: needed('delete'),
    /** The structure that represents a whole resource. */
    entity: structureOf(shown),
    config,
    configShape: config ? structureOf(config) : create.input
  }
}

/** An operation by its name. */
export function operationOf(name: string): Operation {
  const found = operations.get(name)
  if (!found) throw new Error(`the SDK's model has no operation ${name}`)
  return found
}

/** The plural of an entity or a noun. */
export function plural(one: string): string {
  return /[^aeiou]y$/.test(one) ? `${one.slice(0, -1)}ies` : `${one}s`
}

/** How the request identifies a resource: by a label of its path or, in a body, by a name or an ARN. */
export function identifierIn({ input: { members } }: Operation, input: Values): string {
  const label = members.find(({ location }) => location === 'label')
  const identifier = label ? input[label.name] : input.Name || input.ARN
  if (!identifier) throw fault('InvalidArgument', 'The name or the ARN must be specified.')
  // The wire accepts only strings there.
  return identifier as string
}

/** Members of requests that are not part of any configuration. */
const NOT_CONTENT = new Set(['Tags', 'IfMatch'])

/** The members that describe the resource, not those that say which one or which version. */
export function contentOf({ input: shape }: Operation, input: Values): Values {
  const content = shape.members.filter(({ location, name }) => location !== 'label' && !NOT_CONTENT.has(name))
  return project({ members: content }, input)
}

/** The output of an operation that shows a resource: the entity, its ETag, its address. */
export function answerOf(model: FamilyModel, { output }: Operation, values: Values, location: string): Values {
  return { ...showMembers(model, output, values), ...(output.member.has('Location') && { Location: location }) }
}

/** The entity is built from the values; every other member is one of them. */
function showMembers({ entity }: FamilyModel, { members }: StructureShape, values: Values): Values {
  const shown = members.map(({ name, shape }) => [name, shape === entity ? project(entity, values) : values[name]])
  return present(Object.fromEntries(shown) as Values)
}

/** The output of a list in the style of its operation; each item has the members of its structure. */
export function listAnswerOf(model: FamilyModel, page: Page<Values>, request: PageRequest): Values {
  const { output } = model.list
  const payload = output.members.find(({ location }) => location === 'payload')
  const holder = payload ? structureOf(payload) : output
  const items = holder.members.find(({ shape }) => shape.kind === 'list')
  if (items?.shape.kind !== 'list' || items.shape.item.kind !== 'structure')
    throw new Error(`${output.name} has no list`)
  const { item } = items.shape
  const shown = page.items.map(values => showMembers(model, item, values))
  const { Items = [], ...marks } = markedList({ ...page, items: shown }, request)
  // An empty list with a quantity is left out; a bare one is present and empty.
  const members = { ...marks, ...((Items.length > 0 || !payload) && { [items.name]: Items }) }
  const list = project(holder, members)
  return payload ? { [payload.name]: list } : list
}

/** Empty lists are left out next to their quantity, unless the model requires them. */
export function withoutEmptyLists<T>(shape: Shape, value: T): T {
  // The same value without empty lists.
  return strip(shape, value) as T
}

function strip(shape: Shape, value: unknown): unknown {
  if (value == null) return value
  if (shape.kind === 'list') return (value as unknown[]).map(item => strip(shape.item, item))
  if (shape.kind !== 'structure') return value
  const entries = Object.entries(value).flatMap(([name, inner]): [string, unknown][] => {
    const member = shape.member.get(name)
    if (inner === undefined) return []
    // Added by a row's `read`.
    if (!member) return [[name, inner]]
    const isEmpty = name === 'Items' && Array.isArray(inner) && inner.length === 0
    return isEmpty && !member.required ? [] : [[name, strip(member.shape, inner)]]
  })
  return Object.fromEntries(entries)
}

function structureOf({ name, shape }: Member): StructureShape {
  if (shape.kind !== 'structure') throw new Error(`${name} is not a structure`)
  return shape
}

function project({ members }: Pick<StructureShape, 'members'>, values: Values): Values {
  return present(Object.fromEntries(members.map(({ name }) => [name, values[name]])))
}

function present(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}
