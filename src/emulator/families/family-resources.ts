import { isDeepStrictEqual } from 'node:util'
import { type Clock } from '../clock.ts'
import { arnOf, fixedEtag, type Identifiers } from '../identifiers.ts'
import { type Change } from '../journal.ts'
import { type FamilyRecord, RESOURCE_POLICIES, type Tag } from '../records.ts'
import { checkQuantities } from '../rules/quantities.ts'
import { checkRules } from '../rules/rule.ts'
import { type Store } from '../store.ts'
import { checkVersion } from '../versioned.ts'
import { type CloudFrontFault, fault } from '../wire/handlers.ts'
import { type Account } from './account.ts'
import { type FamilyModel, plural, withoutEmptyLists } from './model.ts'
import { type FamilyRow, type Refusal, type Values } from './row.ts'

export interface FamilyDeps {
  readonly store: Store
  readonly clock: Clock
  readonly ids: Identifiers
  readonly account: Account
}

export type FamilyResources<Config extends object> = ReturnType<typeof createFamilyResources<Config>>

/** When AWS last changed a managed resource is not documented; the date only has to be constant. */
const MANAGED_SINCE = Date.parse('2020-06-30T00:00:00.000Z')

/** The resources of a family: AWS's managed ones, then the account's own. */
export function createFamilyResources<Config extends object>(
  row: FamilyRow<Config>,
  model: FamilyModel,
  deps: FamilyDeps
) {
  const { store, clock, ids, account } = deps
  const own = store.collection<FamilyRecord<Config>>(row.collection)
  const policies = store.collection(RESOURCE_POLICIES)
  const managed = new Map(
    (row.managed ?? []).map(({ id, config }) => {
      const since = { createdAt: MANAGED_SINCE, modifiedAt: MANAGED_SINCE, readyAt: MANAGED_SINCE }
      const record: FamilyRecord<Config> = { id, etag: fixedEtag(id), ...since, config }
      return [id, record] as const
    })
  )
  const name = row.noun.replace(/^an? /, '')

  const missing = () => refuse(row.errors.missing, `The specified ${name} does not exist.`)
  const taken = () =>
    refuse(row.errors.alreadyExists, `There is already ${row.noun} with this name or caller reference.`)
  const isReady = ({ readyAt }: FamilyRecord<Config>) => clock.now() >= readyAt
  const usersOf = (record: FamilyRecord<Config>) => row.usedBy?.(record, account) ?? []
  const complete = (config: Config) => withoutEmptyLists(model.configShape, row.complete?.(config) ?? config)

  /** By id or ARN, and by name if it has an id as well. */
  function find(identifier: string): FamilyRecord<Config> | undefined {
    const direct = managed.get(identifier) ?? own.get(identifier)
    if (direct || row.arn === undefined) return direct
    return [...own.values()].find(record => arn(record) === identifier || nameOf(record) === identifier)
  }

  function arn({ id, assigned = {} }: FamilyRecord<Config>): string | undefined {
    return row.arn === undefined ? undefined : arnOf(row.arn, assigned.Id ?? id)
  }

  const nameOf = ({ config }: FamilyRecord<Config>): unknown => (config as { Name?: unknown }).Name

  function get(identifier: string): FamilyRecord<Config> {
    const record = find(identifier)
    if (!record) throw missing()
    return record
  }

  /** The current version, if `ifMatch` is its ETag. */
  function getVersion(identifier: string, ifMatch: string | undefined): FamilyRecord<Config> {
    const record = get(identifier)
    checkVersion(record, ifMatch)
    return record
  }

  function checkOwn({ id }: FamilyRecord<Config>, code: 'IllegalUpdate' | 'IllegalDelete'): void {
    if (!managed.has(id)) return
    throw fault(code, `You cannot ${code === 'IllegalUpdate' ? 'update' : 'delete'} a managed ${name}.`)
  }

  /** Completes a configuration and validates it: alone, against the others and against what it replaces. */
  function validated(given: Config, before: FamilyRecord<Config> | undefined): Config {
    checkQuantities(model.configShape, given, model.configShape.name)
    const config = complete(given)
    const others = [...own.values()].filter(({ id }) => id !== before?.id)
    if (!before && row.quota !== undefined && others.length >= account.quotas()[row.quota]) {
      throw refuse(row.errors.tooMany, `You have reached the maximum number of ${plural(name)} for this account.`)
    }
    const context = before ? { ready: isReady(before), usedBy: usersOf(before) } : { ready: true, usedBy: [] }
    checkRules({ config, before, others, ...context, account }, row.rules ?? [])
    const unique = row.unique ?? []
    if (unique.some(({ of }) => others.some(other => of(other.config) === of(config)))) throw taken()
    return config
  }

  const version = (config: Config) => ({
    etag: ids.etag(),
    modifiedAt: clock.now(),
    readyAt: account.readyAt(),
    config
  })

  function put(record: FamilyRecord<Config>, changes: readonly Change[] = []): FamilyRecord<Config> {
    store.commit([[row.collection, record.id, record], ...changes])
    return record
  }

  /** A new record, neither validated nor stored. */
  function draft(given: Config, tags: readonly Tag[]): FamilyRecord<Config> {
    const config = complete(given)
    return {
      ...version(config),
      id: row.id(ids, config),
      createdAt: clock.now(),
      ...(row.assigned && { assigned: row.assigned(ids) }),
      ...(row.tagged && { tags })
    }
  }

  /** Creates a resource, unless it is refused; returns the earlier one for a repeat that CloudFront answers in that way. */
  function create(given: Config, tags: readonly Tag[]): FamilyRecord<Config> {
    const mayRepeat = row.unique?.some(({ repeat }) => repeat === 'the first')
    const earlier = mayRepeat && [...own.values()].find(other => isDeepStrictEqual(other.config, complete(given)))
    if (earlier) return earlier
    const accepted = draft(validated(given, undefined), tags)
    const { record, changes } = row.provision?.(accepted) ?? { record: accepted, changes: [] }
    return put(record, changes)
  }

  /** Stores the next version, unless it is refused. */
  function update(before: FamilyRecord<Config>, given: Config): FamilyRecord<Config> {
    checkOwn(before, 'IllegalUpdate')
    const record = { ...before, ...version(validated(given, before)) }
    return put(record, row.alongside?.(record, account))
  }

  /** Deletes it, unless something refers to it. */
  function remove(record: FamilyRecord<Config>): void {
    checkOwn(record, 'IllegalDelete')
    const users = usersOf(record)
    if (users.length > 0) {
      const { inUse } = row.errors
      const refusal = typeof inUse === 'function' ? inUse(record, users) : inUse
      throw refuse(refusal, `The specified ${name} is still in use.`)
    }
    checkRules({ record, ready: isReady(record) }, row.removal ?? [])
    const address = arn(record) ?? ''
    const policy: Change[] = policies.has(address) ? [[RESOURCE_POLICIES, address, undefined]] : []
    store.commit([[row.collection, record.id, undefined], ...policy, ...(row.cascade?.(record) ?? [])])
  }

  /** The members of responses by the model's names, from which every structure takes its own. */
  function valuesOf(record: FamilyRecord<Config>): Values {
    const { id, etag, createdAt, modifiedAt, config, assigned } = record
    return {
      ...config,
      ...(model.config && { [model.config.name]: config }),
      Id: id,
      ETag: etag,
      ARN: arn(record),
      Arn: arn(record),
      CreatedTime: new Date(createdAt),
      LastModifiedTime: new Date(modifiedAt),
      ...(row.states && { Status: row.states[isReady(record) ? 1 : 0] }),
      ...(row.tagged && { Tags: { Items: [...(record.tags ?? [])] } }),
      ...(row.managed && { Type: managed.has(id) ? 'managed' : 'custom' }),
      ...assigned,
      ...row.shows?.(record, account)
    }
  }

  return {
    find,
    get,
    getVersion,
    /** The managed ones in AWS's order, then the account's own by id. */
    all: () => [...managed.values(), ...[...own.values()].sort((a, b) => (a.id < b.id ? -1 : 1))],
    isManaged: ({ id }: FamilyRecord<Config>) => managed.has(id),
    missing,
    draft,
    create,
    update,
    remove,
    put,
    version,
    arn,
    valuesOf,
    usersOf
  }
}

function refuse(refusal: Refusal | undefined, usual: string): CloudFrontFault {
  if (refusal === undefined) throw new Error(`no code is known for: ${usual}`)
  return typeof refusal === 'string' ? fault(refusal, usual) : fault(refusal.code, refusal.message)
}
