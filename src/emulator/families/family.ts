import { type Operation } from '../../cloudfront/model/shapes.ts'
import { pageByMarker, type PageRequest } from '../paging.ts'
import { type FamilyRecord, type Tag } from '../records.ts'
import { checkTags } from '../resources/tags.ts'
import { type Call, type Handlers } from '../wire/handlers.ts'
import { type Account } from './account.ts'
import { createMembers, type FamilyDeps, type Members } from './members.ts'
import { answerOf, contentOf, type FamilyModel, identifierIn, listAnswerOf, modelOf, operationOf } from './model.ts'
import { type Answers, type Entry, type FamilyRow, type Values } from './row.ts'

export interface Family<Config extends object> {
  readonly handlers: Handlers
  readonly members: Members<Config>
  /** Whether a distribution may reference a resource with this id or ARN. */
  readonly isUsable: (identifier: string) => boolean
  /** Access to its tags, if it can have any. */
  readonly tagged: Tagged | undefined
}

/** Resources that have tags, by ARN. */
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
  const members = createMembers(row, model, deps)
  const listOf = (entries: readonly Entry<Config>[], request: PageRequest) => {
    const page = pageByMarker(entries, request)
    return listAnswerOf(model, { ...page, items: page.items.map(({ record }) => members.valuesOf(record)) }, request)
  }
  // Names and types come from the model, which the compiler cannot follow; the wire validates inputs and outputs against it.
  const answers = {
    answer: (name, record) => answerOf(model, operationOf(name), members.valuesOf(record), ''),
    list: (_name, records, request) =>
      listOf(
        records.map(record => ({ marker: record.id, record })),
        request
      )
  } as Answers<Config>
  const handlers = {
    ...handlersOf(row, model, { members, account: deps.account, listOf }),
    ...row.verbs?.(members, answers)
  } as Handlers
  return {
    handlers,
    members,
    isUsable: identifier => {
      const record = members.find(identifier)
      const isNamed = record !== undefined && [record.id, members.arn(record)].includes(identifier)
      return isNamed && (row.usable?.(record) ?? true)
    },
    tagged: row.tagged ? taggedIn(members) : undefined
  }
}

/** Tags change neither the ETag nor the state. */
function taggedIn<Config extends object>({ find, get, put, arn }: Members<Config>): Tagged {
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
  readonly members: Members<Config>
  readonly account: Account
  readonly listOf: (entries: readonly Entry<Config>[], request: PageRequest) => Values
}

function handlersOf<Config extends object>(
  row: FamilyRow<Config>,
  model: FamilyModel,
  { members, account, listOf }: HandlerDeps<Config>
): Record<string, Handler> {
  function answer(operation: Operation, record: FamilyRecord<Config>, { origin }: Call): Values {
    const last = (row.location === 'arn' && members.arn(record)) || record.id
    return answerOf(model, operation, members.valuesOf(record), `${origin}${operation.path}/${last}`)
  }

  /** The configuration in a request. An update whose members are not one document keeps what it leaves out. */
  function read(operation: Operation, input: Values, before?: FamilyRecord<Config>): Config {
    const given = model.config ? input[model.config.name] : contentOf(operation, input)
    const config = row.read ? row.read(given as Values, account) : given
    // The wire has validated it against the model.
    return (model.config ? config : { ...before?.config, ...(config as Config) }) as Config
  }

  function version({ input: shape }: Operation, input: Values, identifier: string): FamilyRecord<Config> {
    const record = members.get(identifier)
    if (shape.member.has('IfMatch') && !members.isManaged(record)) {
      members.getVersion(identifier, input.IfMatch as string | undefined)
    }
    return record
  }

  const show =
    (operation: Operation): Handler =>
    (input, call) => {
      const record = members.get(identifierIn(operation, input))
      const shown = row.at ? row.at(record, input) : record
      if (!shown) throw members.missing()
      return answer(operation, shown, call)
    }

  function entries(input: Values): readonly Entry<Config>[] {
    if (row.entries) return row.entries(members.all(), input)
    const inStatus = (record: FamilyRecord<Config>) =>
      input.Status === undefined || members.valuesOf(record).Status === input.Status
    const isSelected = row.selects?.(input, account) ?? (() => true)
    const all = members
      .all()
      .filter(record => inStatus(record) && isSelected(record))
      .map(record => ({ marker: record.id, first: members.isManaged(record), record }))
    if (!row.managed || input.Type === undefined) return all
    return all.filter(({ first }) => first === (input.Type === 'managed'))
  }

  const { create, get, getConfig, list, update, delete: remove } = model
  return {
    [create.name](input, call) {
      const tags = (input.Tags as { Items?: Tag[] } | undefined)?.Items ?? []
      checkTags(tags)
      return answer(create, members.create(read(create, input), tags), call)
    },
    [get.name]: show(get),
    ...(getConfig && { [getConfig.name]: show(getConfig) }),
    [list.name]: input => listOf(entries(input), input),
    ...(update && {
      [update.name](input: Values, call: Call) {
        const before = version(update, input, identifierIn(update, input))
        return answer(update, members.update(before, read(update, input, before)), call)
      }
    }),
    [remove.name](input, call) {
      const record = version(remove, input, identifierIn(remove, input))
      members.remove(record)
      return answer(remove, record, call)
    }
  }
}
