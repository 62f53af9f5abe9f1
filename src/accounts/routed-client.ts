import * as CF from '@aws-sdk/client-cloudfront'
import { isRead } from '../cloudfront/before-writes.ts'
import { type Send } from '../cloudfront/deadline.ts'
import { operations } from '../cloudfront/model/shapes.ts'
import { operationOf } from '../cloudfront/pacing.ts'
import { catalogue, isServiceError, ServiceError } from '../errors.ts'
import { type AccountScope } from './accounts.ts'
import { type Directory } from './directory.ts'
import { isManaged, markerOf, mergedPage, type Output, type Position, positionIn } from './merged-lists.ts'
import { isUniqueId, probeOf, type Subject, subjectOf } from './subject.ts'

type Input = Readonly<Record<string, unknown>>
type Commands = Readonly<Record<string, (new (input: object) => object) | undefined>>
type SendOptions = Parameters<Send>[1]

export interface RoutingOptions {
  /** The clients of the accounts, by name, in the order of lists. */
  readonly clients: ReadonlyMap<string, CF.CloudFrontClient>
  readonly accountIds: ReadonlyMap<string, string>
  readonly directory: Directory
  readonly scope: () => AccountScope | undefined
}

const PAGE_ITEMS_MAX = 100

/**
 * The client of all accounts, for services that need not know that there are several. It sends each call to its account: the one
 * that the caller named; that of the id or ARN in its input, which is looked up in the other accounts if it is unknown; or that
 * of the resource that the request is about. Lists without any of these span all accounts. A call that says nothing about its
 * account goes to the request's default, or throws ACCOUNT_REQUIRED.
 */
export function createRouting({ clients, accountIds, directory, scope }: RoutingOptions) {
  const names = [...clients.keys()]
  /** The account of each listed item, since a name does not identify an account. */
  const listedIn = new WeakMap<object, string>()

  async function sendTo(name: string, command: object, options?: SendOptions): Promise<Output> {
    const client = clients.get(name)
    if (!client) throw unknownAccount(name, names)
    const send = client.send.bind(client) as Send
    const output = (await send(command, options).catch((error: unknown) => {
      throw withAccountInDetail(error, name)
    })) as Output
    await note(name, operationOf(command), output)
    return output
  }

  /**
   * Remembers what an answer reveals about where resources are. Invalidations are always read through their
   * distribution.
   */
  async function note(name: string, operation: string, output: Output): Promise<void> {
    if (operation.includes('Invalidation')) return
    if (operation.startsWith('Create') || operation === 'CopyDistribution') {
      for (const value of Object.values(output)) {
        const id = idOf(value)
        if (id !== undefined) await directory.learn(id, name)
      }
    } else if (operation.startsWith('List')) {
      for (const item of listedItems(output)) {
        if (typeof item !== 'object' || item === null || isManaged(item)) continue
        listedIn.set(item, name)
        const id =
          idOf(item) ??
          Object.values(item)
            .map(idOf)
            .find(inner => inner !== undefined)
        if (id !== undefined) directory.saw(id, name)
      }
    }
  }

  /** Reads from all accounts concurrently, and remembers which one has the resource. */
  async function search(operation: string, input: Input, options?: SendOptions) {
    const Command = commandOf(operation)
    const subject = subjectOf(operation, input)
    const isNamed = subject.kind === 'id' || subject.kind === 'arn'
    const asked = names.map(async name => ({ name, output: await sendTo(name, new Command(input), options) }))
    // An id is in one account only, so the first answer decides. A name may be in several, so all of them must answer.
    if (isNamed && !subject.isUnique) {
      const only = await theOnly(asked, subject.id)
      for (const id of Object.values(only.output).map(idOf)) {
        if (id !== undefined && isUniqueId(id)) await directory.learn(id, only.name)
      }
      return only
    }
    const found = await Promise.any(asked).catch(throwFailure)
    if (isNamed) await directory.learn(subject.id, found.name)
    return found
  }

  async function theOnly<Found extends { name: string }>(asked: readonly Promise<Found>[], id: string): Promise<Found> {
    const answers = await Promise.allSettled(asked)
    const found = answers.flatMap(answer => (answer.status === 'fulfilled' ? [answer.value] : []))
    if (found.length > 1) throw accountRequired(`${id} is in ${found.map(({ name }) => name).join(' and ')}.`)
    const failures = answers.flatMap(answer => (answer.status === 'rejected' ? [answer.reason as unknown] : []))
    const [only] = found
    // An account that does not answer may also have one of that name.
    if (!only || !failures.every(isAbsence)) return throwFailure(new AggregateError(failures))
    return only
  }

  /** Without calling CloudFront. */
  async function find(subject: Subject & { kind: 'id' | 'arn' }): Promise<string | undefined> {
    const inArn = subject.kind === 'arn' ? accountIds.get(subject.accountId) : undefined
    return inArn ?? (subject.isUnique ? directory.find(subject.id) : undefined)
  }

  async function locate(
    operation: string,
    subject: Subject & { kind: 'id' | 'arn' },
    options?: SendOptions
  ): Promise<string> {
    const known = await find(subject)
    if (known !== undefined) return known
    const probe = probeOf(operation, subject, hasMember)
    return (await search(probe.operation, probe.input, options)).name
  }

  /** The account of the request; undefined if it names none. */
  async function scoped(options?: SendOptions): Promise<string | undefined> {
    const { account, subject } = scope() ?? {}
    if (account !== undefined || subject === undefined) return account
    return locate('GetDistribution', { kind: 'id', id: subject, isUnique: true }, options)
  }

  async function list(command: object, operation: string, input: Input, options?: SendOptions): Promise<Output> {
    const one = await scoped(options)
    if (one !== undefined) return sendTo(one, command, options)
    const Command = commandOf(operation)
    const absences: unknown[] = []
    const page = await mergedPage({
      names,
      from: positionOf(input.Marker),
      limit: Number(input.MaxItems ?? PAGE_ITEMS_MAX),
      async read(name, asked) {
        try {
          return await sendTo(name, new Command({ ...input, ...asked }), options)
        } catch (error) {
          // In a list of what uses a policy: an account without the policy has no users of it.
          if (!isAbsence(error)) throw error
          absences.push(error)
          return emptyList(operation)
        }
      }
    })
    if (absences.length === names.length) throw absences[0]
    return page
  }

  /** Where a page across all accounts begins. */
  function positionOf(marker: unknown): Position {
    if (typeof marker !== 'string' || marker === '') return { account: names[0] ?? '', marker: undefined }
    const position = positionIn(marker)
    if (position) return position
    throw foreignCursor('is from the list of one account: name the account with ?account=')
  }

  async function send(command: object, options?: SendOptions): Promise<unknown> {
    const operation = operationOf(command)
    const { input = {} } = command as { input?: Input }
    const { account } = scope() ?? {}
    const subject = subjectOf(operation, input)
    if (account !== undefined) {
      const { account: first } = (typeof input.Marker === 'string' && positionIn(input.Marker)) || {}
      if (subject.kind === 'list' && first !== undefined && names.includes(first)) {
        throw foreignCursor('is from the list of all accounts: omit ?account=')
      }
      return sendTo(account, command, options)
    }
    switch (subject.kind) {
      case 'list':
        return list(command, operation, input, options)
      case 'look-up':
        return (await search(operation, input, options)).output
      case 'id':
      case 'arn': {
        const known = await find(subject)
        if (known !== undefined) return sendTo(known, command, options)
        if (isRead(operation)) return (await search(operation, input, options)).output
        return sendTo(await locate(operation, subject, options), command, options)
      }
      case 'none':
        return sendTo((await scoped(options)) ?? scope()?.byDefault ?? refuse(operation), command, options)
    }
  }

  function refuse(operation: string): never {
    throw accountRequired(`${operation} needs an account.`)
  }

  function accountRequired(detail: string): ServiceError {
    return new ServiceError('ACCOUNT_REQUIRED', detail, { remedy: `Name one with ?account=: ${names.join(', ')}.` })
  }

  return {
    /** Has only `send`, the one member of a client that services use. */
    cloudfront: { send } as unknown as CF.CloudFrontClient,

    /** The account of an item of a list, as CloudFront returned it. */
    listedIn: (item: object): string | undefined => listedIn.get(item),

    /** Where a list continues after this item, which it returned. */
    markerAfter: (item: { readonly Id?: string | undefined }): string | undefined => {
      const { account, subject } = scope() ?? {}
      const listed = listedIn.get(item)
      const isOfAll = account === undefined && subject === undefined && listed !== undefined
      return isOfAll ? markerOf({ account: listed, marker: item.Id }) : item.Id
    },

    /** Stores the accounts of these distributions and tenants, and looks up unknown ones. Throws as `send` does. */
    ensureStored: async (ids: readonly string[]): Promise<void> => {
      const unknown = await directory.saveAll(ids)
      await Promise.all(unknown.map(async id => locate('', { kind: 'id', id, isUnique: true })))
      const [missing] = await directory.saveAll(unknown)
      if (missing !== undefined) throw new Error(`the account of ${missing} was not stored`)
    },

    /** The account of a call about an ARN that is not CloudFront's own. Throws as `send` does. */
    accountOf: async (operation: string, input: Input): Promise<string> => {
      const { account } = scope() ?? {}
      const subject = subjectOf(operation, input)
      if (account !== undefined || subject.kind !== 'arn') return account ?? refuse(operation)
      return locate(operation, subject)
    }
  }
}

export function unknownAccount(name: string, names: readonly string[]): ServiceError {
  return new ServiceError('VALIDATION_FAILED', `account: there is no account ${JSON.stringify(name)}.`, {
    errors: [{ parameter: 'account', detail: `must be one of ${names.join(', ')}` }]
  })
}

function foreignCursor(detail: string): ServiceError {
  return new ServiceError('VALIDATION_FAILED', `The cursor ${detail}.`, { errors: [{ parameter: 'cursor', detail }] })
}

/** Throws a failure other than "not found", if there is one. */
function throwFailure(error: unknown): never {
  const failures = (error as AggregateError).errors as unknown[]
  throw failures.find(failure => !isAbsence(failure)) ?? failures[0]
}

/**
 * The account whose quota is reached is in the detail, since a title must not vary by occurrence (RFC 9457, section
 * 3.1.3).
 */
function withAccountInDetail(error: unknown, name: string): unknown {
  if (!isServiceError(error) || catalogue[error.code].class !== 'quota') return error
  return new ServiceError(error.code, `In the account ${name}: ${error.message}`, { ...error, cause: error })
}

function isAbsence(error: unknown): boolean {
  return isServiceError(error) && catalogue[error.code].status === 404
}

function commandOf(operation: string): new (input: object) => object {
  const Command = (CF as unknown as Commands)[`${operation}Command`]
  if (!Command) throw new Error(`the SDK has no operation ${operation}`)
  return Command
}

function hasMember(operation: string, member: string): boolean {
  return operations.get(operation)?.input.member.has(member) === true
}

/** The answer of CloudFront to a list without items. */
function emptyList(operation: string): Output {
  const { members = [] } = operations.get(operation)?.output ?? {}
  const found = members.find(({ shape }) => shape.kind === 'list' || shape.kind === 'structure')
  if (!found) throw new Error(`${operation} answers no list`)
  return { [found.name]: found.shape.kind === 'list' ? [] : { Items: [], Quantity: 0 } }
}

function idOf(value: unknown): string | undefined {
  const { Id } = (value ?? {}) as { Id?: unknown }
  return typeof Id === 'string' ? Id : undefined
}

/** For a list that is the whole answer, or `Items` of a list in it. */
function listedItems(output: Output): unknown[] {
  return Object.values(output).flatMap(value =>
    Array.isArray(value) ? (value as unknown[]) : ((value as { Items?: unknown[] } | null)?.Items ?? [])
  )
}
