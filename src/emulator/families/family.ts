import { type Operation } from '../../cloudfront/model/shapes.ts'
import { pageByMarker, type PageRequest } from '../paging.ts'
import { type FamilyRecord, type Tag } from '../records.ts'
import { checkTags } from '../resources/tags.ts'
import { type Call, type Handlers } from '../wire/handlers.ts'
import { type Account } from './account.ts'
import { createFamilyResources, type FamilyDeps, type FamilyResources } from './family-resources.ts'
import { answerOf, contentOf, type FamilyModel, identifierIn, listAnswerOf, modelOf, operationOf } from './model.ts'
import { type Answers, type Entry, type FamilyRow, type Values } from './row.ts'

export interface Family<Config extends object> {
  readonly handlers: Handlers
  readonly resources: FamilyResources<Config>
  /** Whether a distribution may reference a resource with this id or ARN. */
  readonly isUsable: (identifier: string) => boolean
  /** Access to its tags, if it can have any. */
  readonly tagged: Tagged | undefined
}

/** The tags of resources, by ARN. */
export interface Tagged {
  /** Undefined for an unknown resource. */
  readonly tagsOf: (arn: string) => readonly Tag[] | undefined
  readonly setTags: (arn: string, tags: readonly Tag[]) => void
}

/**
 * The operations that create, show, list, change and delete a resource, written once for all families. What is special to a
 * family is in its row; the layout of requests and responses comes from the SDK's model.
 */
export function family<Config extends object>(row: FamilyRow<Config>, deps: FamilyDeps): Family<Config> {
  const model = modelOf(row)
  const resources = createFamilyResources(row, model, deps)
  const listOf = (entries: readonly Entry<Config>[], request: PageRequest) => {
    const page = pageByMarker(entries, request)
    return listAnswerOf(model, { ...page, items: page.items.map(({ record }) => resources.valuesOf(record)) }, request)
  }
  // Names and types come from the model, which the compiler cannot follow; the wire validates inputs and outputs against it.
  const answers = {
    answer: (name, record) => answerOf(model, operationOf(name), resources.valuesOf(record), ''),
    list: (_name, records, request) =>
      listOf(
        records.map(record => ({ marker: record.id, record })),
        request
      )
  } as Answers<Config>
  const handlers = {
    ...handlersOf(row, model, { resources, account: deps.account, listOf }),
    ...row.verbs?.(resources, answers)
  } as Handlers
  return {
    handlers,
    resources,
    isUsable: identifier => {
      const record = resources.find(identifier)
      const isNamed = record !== undefined && [record.id, resources.arn(record)].includes(identifier)
      return isNamed && (row.usable?.(record) ?? true)
    },
    tagged: row.tagged ? taggedIn(resources) : undefined
  }
}

/** Tags change neither the ETag nor the state. */
function taggedIn<Config extends object>({ find, get, put, arn }: FamilyResources<Config>): Tagged {
  const byArn = (wanted: string) => {
    const record = find(wanted)
    return record && arn(record) === wanted ? record : undefined
  }
  return {
    tagsOf: wanted => {
      const record = byArn(wanted)
      return record && (record.tags ?? [])
    },
    setTags: (wanted, tags) => put({ ...get(wanted), tags })
  }
}

type Handler = (input: Values, call: Call) => Values

interface HandlerDeps<Config extends object> {
  readonly resources: FamilyResources<Config>
  readonly account: Account
  readonly listOf: (entries: readonly Entry<Config>[], request: PageRequest) => Values
}

function handlersOf<Config extends object>(
  row: FamilyRow<Config>,
  model: FamilyModel,
  { resources, account, listOf }: HandlerDeps<Config>
): Record<string, Handler> {
  function answer(operation: Operation, record: FamilyRecord<Config>, { origin }: Call): Values {
    const last = (row.location === 'arn' && resources.arn(record)) || record.id
    return answerOf(model, operation, resources.valuesOf(record), `${origin}${operation.path}/${last}`)
  }

  /** The configuration in a request. An update in single members keeps those that it leaves out. */
  function read(operation: Operation, input: Values, before?: FamilyRecord<Config>): Config {
    const given = model.config ? input[model.config.name] : contentOf(operation, input)
    const config = row.read ? row.read(given as Values, account) : given
    // The wire has validated it against the model.
    return (model.config ? config : { ...before?.config, ...(config as Config) }) as Config
  }

  function version({ input: shape }: Operation, input: Values, identifier: string): FamilyRecord<Config> {
    const record = resources.get(identifier)
    if (shape.member.has('IfMatch') && !resources.isManaged(record)) {
      resources.getVersion(identifier, input.IfMatch as string | undefined)
    }
    return record
  }

  const show =
    (operation: Operation): Handler =>
    (input, call) => {
      const record = resources.get(identifierIn(operation, input))
      const shown = row.at ? row.at(record, input) : record
      if (!shown) throw resources.missing()
      return answer(operation, shown, call)
    }

  function entries(input: Values): readonly Entry<Config>[] {
    if (row.entries) return row.entries(resources.all(), input)
    const inStatus = (record: FamilyRecord<Config>) =>
      input.Status === undefined || resources.valuesOf(record).Status === input.Status
    const isSelected = row.selects?.(input, account) ?? (() => true)
    const all = resources
      .all()
      .filter(record => inStatus(record) && isSelected(record))
      .map(record => ({ marker: record.id, first: resources.isManaged(record), record }))
    if (!row.managed || input.Type === undefined) return all
    return all.filter(({ first }) => first === (input.Type === 'managed'))
  }

  const { create, get, getConfig, list, update, delete: remove } = model
  return {
    [create.name](input, call) {
      const tags = (input.Tags as { Items?: Tag[] } | undefined)?.Items ?? []
      checkTags(tags)
      return answer(create, resources.create(read(create, input), tags), call)
    },
    [get.name]: show(get),
    ...(getConfig && { [getConfig.name]: show(getConfig) }),
    [list.name]: input => listOf(entries(input), input),
    ...(update && {
      [update.name](input: Values, call: Call) {
        const before = version(update, input, identifierIn(update, input))
        return answer(update, resources.update(before, read(update, input, before)), call)
      }
    }),
    [remove.name](input, call) {
      const record = version(remove, input, identifierIn(remove, input))
      resources.remove(record)
      return answer(remove, record, call)
    }
  }
}
