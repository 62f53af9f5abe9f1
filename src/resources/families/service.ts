import { type CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { type Operation as PatchOperation } from 'rfc6902'
import { type Accounts, withAccount } from '../../accounts/accounts.ts'
import { callsOf, type Output } from '../../cloudfront/call.ts'
import { fromSdk } from '../../cloudfront/model/json.ts'
import { type Operation } from '../../cloudfront/model/shapes.ts'
import { unknownElements } from '../../cloudfront/protocol.ts'
import { type Format, formatted } from '../../configuration/editing/config-formats.ts'
import { type ConfigOutcome } from '../../configuration/editing/dry-run.ts'
import {
  asAnswered,
  type ConfigChange,
  createConfigEditor,
  type EditorOptions,
  type VersionedKind,
  type VersionedWrite
} from '../../configuration/editing/edit.ts'
import { isManagedPolicy } from '../../cloudfront/managed-policies.ts'
import { diff } from '../../configuration/editing/diff.ts'
import { type IfMatch } from '../../configuration/editing/if-match.ts'
import { createStatusPolls } from '../../configuration/editing/status-polls.ts'
import { isServiceError, ServiceError } from '../../errors.ts'
import { isObject } from '../../json-object.ts'
import { validationFailed } from '../../plugins/validation.ts'
import { codeIn, createConfigurations, type Given } from './configurations.ts'
import { createOrFind } from './create-or-find.ts'
import { inUse, isGone, isInUse } from '../../configuration/editing/in-use.ts'
import { type Family, filtersOf, idInput, type Json, type ListBy } from './family.ts'
import { resourceOf, type Resource, toJson, toListed, updateInput } from './mapping.ts'
import { requireRemoved, withNone } from './removals.ts'
import { type FamilySchemas, itemShapeOf } from './schemas.ts'
import { addressIn, pageIn } from './used-by.ts'

export interface Shown {
  readonly id: string
  readonly etag: string
  readonly json: Json
  inCloudFrontFormat(): unknown
}

export type FamilyAccounts = Pick<Accounts, 'nameOf' | 'ofResource' | 'ofRequest' | 'within'>

/** Of what only the audit record lacks. */
export interface FamilyLogger {
  warn(details: object, message: string): void
}

export type FamilyService = ReturnType<typeof createFamilyService>

export function createFamilyService({
  family,
  schemas,
  cloudfront,
  note,
  logger,
  accounts
}: {
  family: Family
  schemas: FamilySchemas
  cloudfront: CloudFrontClient
  note?: EditorOptions['note']
  logger: FamilyLogger
  /** Present if there are several. */
  accounts?: FamilyAccounts | undefined
}) {
  const { calls, configShape, noun } = family
  const call = callsOf(cloudfront)
  const itemShape = itemShapeOf(family)
  /** A name may exist in several accounts, and may equal the id of another resource. */
  const isNamed = family.id.member === 'Name'
  const accountOf = (id: string) => {
    if (isNamed) return accounts?.ofRequest()
    // AWS's own policies are in every account.
    return isManagedPolicy(id) ? undefined : accounts?.ofResource(id)
  }
  const kind: VersionedKind<object, Resource> = {
    shape: configShape,
    async read(id) {
      const answer = await call(calls.getConfig.name, idInput(calls.getConfig, id))
      return { ...(await versionIn(id, answer)), unknown: unknownElements(answer) }
    },
    async update(id, { config, etag }, before) {
      const beside = await family.updateWith?.read(call, id)
      const version = { config: withNone(family, before, config), etag }
      const answer = await call(calls.update.name, { ...updateInput(family, id, version), ...beside })
      const written = resourceOf(family, answer)
      requireRemoved(family, before, config, written.config)
      return { config: written.config, etag: written.etag, written }
    }
  }
  const editor = createConfigEditor<object, Resource>(kind, { note })
  const { newOf, replaceWith, patchWith } = createConfigurations({ family, schemas })
  const polls = createStatusPolls<Resource>({
    read,
    isSettled: ({ entity }) => isSettled(entity),
    // Several accounts may have a resource with this name.
    keyOf: accounts && (id => `${accountOf(id) ?? ''} ${id}`)
  })

  async function versionIn(id: string, answer: Output): Promise<{ config: object; etag: string }> {
    if (calls.getConfig === calls.get) return resourceOf(family, answer)
    const config = answer[configShape.name]
    const { ETag: etag } = answer
    if (isObject(config) && typeof etag === 'string') return { config, etag }
    throw new ServiceError(
      'CLOUDFRONT_BAD_ANSWER',
      `CloudFront answered without the configuration of ${id} or its ETag.`
    )
  }

  async function read(id: string, which: Json = {}): Promise<Resource> {
    return resourceOf(
      family,
      await call(calls.get.name, { ...idInput(calls.get, id), ...filterInput(calls.get, which) })
    )
  }

  /** A page of the results of another operation of CloudFront. */
  async function listBy({ filter, operation, member }: ListBy, page: object, filters: Json) {
    const others = Object.keys(filters).filter(name => name !== filter && filters[name] !== undefined)
    if (others.length > 0) {
      throw validationFailed([{ parameter: filter, detail: `cannot be combined with ${others.join(' or ')}` }])
    }
    const wanted = { [member]: filters[filter] }
    if (operation.startsWith('List')) return pageIn(await call(operation, { ...page, ...wanted }))
    try {
      const { entity, etag } = resourceOf(family, await call(operation, wanted))
      return { items: [{ ...entity, ETag: etag }], nextMarker: undefined }
    } catch (error) {
      if (isGone(error)) return { items: [], nextMarker: undefined }
      throw error
    }
  }

  function isSettled(entity: Output): boolean {
    return family.status === undefined || family.status.settled.includes(String(entity[family.status.member]))
  }

  /** The addresses of resources that refer to it, in its own account. Undefined if Frontage may not list them. */
  async function usersOf({ id, entity }: Pick<Resource, 'id' | 'entity'>): Promise<string[] | undefined> {
    const { findUsers } = family
    if (!findUsers) return undefined
    const account = accountOf(id)
    const find = async () => findUsers.find(call, id, entity, account)
    try {
      return await (account === undefined || !accounts ? find() : accounts.within(account, find))
    } catch (error) {
      if (isServiceError(error, 'CLOUDFRONT_ACCESS_DENIED')) return undefined
      throw error
    }
  }

  function shown(resource: Resource, usedBy?: readonly string[]): Shown {
    const { id, etag, config } = resource
    editor.remember(id, { etag, config })
    const json = withAccount(toJson(family, resource), accountOf(id))
    return {
      id,
      etag,
      json: usedBy === undefined ? json : { ...json, usedBy },
      inCloudFrontFormat: () => formatted(configShape, config, 'cloudfront')
    }
  }

  async function edit(id: string, ifMatch: IfMatch | undefined, change: ConfigChange<object>, format: Format) {
    const { written } = await editor.edit(id, ifMatch, change, format)
    return shown(written ?? (await read(id)))
  }

  /** The code, if it has any, for the audit record only: the role may lack permission to read it. */
  async function codeIfReadable(id: string): Promise<Json> {
    try {
      return codeIn((await family.updateWith?.read(call, id)) ?? {})
    } catch (error) {
      if (!isServiceError(error)) throw error
      logger.warn({ err: error, id }, 'the code could not be read, so the record of the deletion does not have it')
      return {}
    }
  }

  async function send(id: string, etag: string): Promise<void> {
    const IfMatch = calls.delete.input.member.has('IfMatch') && { IfMatch: etag }
    await call(calls.delete.name, { ...idInput(calls.delete, id), ...IfMatch })
  }

  return {
    /** Its account, if there are several and the id does not identify it. */
    accountBesideId: (id: string): string | undefined =>
      isNamed || accounts?.nameOf(id) === undefined ? accountOf(id) : undefined,

    /** Its address, including the account if it is identified by name. */
    addressOf(id: string): string {
      return addressIn(family.address, id, isNamed ? accountOf(id) : undefined)
    },

    /** One page of them, as CloudFront lists them. */
    async list({ limit, marker }: { limit: number; marker: string | undefined }, filters: Json) {
      const page = { MaxItems: limit, ...(marker !== undefined && { Marker: marker }) }
      const by = family.listsBy?.find(({ filter }) => filters[filter] !== undefined)
      const found = by
        ? await listBy(by, page, filters)
        : pageIn(await call(calls.list.name, { ...page, ...filterInput(calls.list, filters) }))
      return {
        items: found.items.map(item =>
          withAccount(toListed(family, item as Output, itemShape), accounts?.nameOf(item as Output))
        ),
        nextMarker: found.nextMarker
      }
    },

    /**
     * `withUsers`: with the addresses of resources that refer to it. `which`: the stage, for resources that have
     * stages.
     */
    async get(id: string, which: Json, { withUsers }: { withUsers: boolean }): Promise<Shown> {
      const resource = await read(id, which)
      return shown(resource, withUsers ? await usersOf(resource) : undefined)
    },

    /**
     * CloudFront decides about duplicate names. If this request, or one with the same caller reference and
     * configuration, has already created the resource, that is returned.
     */
    async create(
      given: Given,
      { callerReference, mayHaveRun = false }: { readonly callerReference: string; readonly mayHaveRun?: boolean }
    ): Promise<Shown> {
      const { operation, input, config, tags } = newOf(given, callerReference)
      const sent = fromSdk<unknown>(configShape, config) as Json
      const beside = { ...(Object.keys(tags).length > 0 && { tags }), ...codeIn(input) }
      note?.({ changes: diff({}, { ...sent, ...beside }) })
      const create = async () => resourceOf(family, await call(operation, input))
      const made = await createOrFind({ family, call, read }, { config, input, mayHaveRun }, create)
      note?.({ changes: diff({}, { ...asAnswered(sent, fromSdk(configShape, made.config)), ...beside }) })
      return shown(made)
    },

    /** What `create` would send. Makes no calls. */
    previewCreate(given: Given, callerReference: string): ConfigOutcome<object> {
      return { after: newOf(given, callerReference).config }
    },

    /** Replaces the configuration of a version that the caller names. Safe to repeat with `*`. */
    async replace(id: string, given: Given, ifMatch: IfMatch): Promise<Shown> {
      return edit(id, ifMatch, replaceWith(given), given.format)
    },

    async previewReplace(id: string, given: Given, ifMatch: IfMatch): Promise<ConfigOutcome<object>> {
      return editor.preview(id, ifMatch, replaceWith(given), given.format)
    },

    /** Applies a merge patch, or a JSON patch, to the newest version, again after an edit conflict. */
    async patch(id: string, patch: Json | readonly PatchOperation[], ifMatch: IfMatch | undefined): Promise<Shown> {
      return edit(id, ifMatch, patchWith(patch), 'json')
    },

    async previewPatch(id: string, patch: Json | readonly PatchOperation[], ifMatch: IfMatch | undefined) {
      return editor.preview(id, ifMatch, patchWith(patch), 'json')
    },

    /** Deletes the version that the caller names, or the newest. Succeeds if it is deleted concurrently. */
    async remove(id: string, ifMatch: IfMatch | undefined): Promise<void> {
      await editor.writeVersion<true>(id, ifMatch, {
        async write({ config, etag }) {
          const sent = fromSdk<unknown>(configShape, config) as Json
          note?.({ changes: diff({ ...sent, ...(await codeIfReadable(id)) }, {}) })
          try {
            await send(id, etag)
          } catch (error) {
            if (isGone(error)) return true
            throw await withUsers(error, id)
          }
          return true
        },
        findWritten: () => undefined
      })
    },

    /** Throws RESOURCE_IN_USE, with the addresses of what refers to it. */
    async refuseInUse(resource: Resource): Promise<void> {
      const users = (await usersOf(resource)) ?? []
      if (users.length > 0) throw inUse(`The ${noun} ${resource.id}`, users)
    },

    /** Enables or disables it, if necessary. Safe to repeat. */
    async setEnabled(id: string, enabled: boolean, ifMatch: IfMatch | undefined): Promise<void> {
      await editor.edit(id, ifMatch, ({ config }) => ({ ...config, Enabled: enabled }))
    },

    /** The resource once its status has settled, or after this many seconds. Reads only. */
    async whenSettled(resource: Shown, waitSeconds: number, signal: AbortSignal): Promise<Shown> {
      const seen = await polls.whenSettled(resource.id, waitSeconds, signal)
      return seen ? shown(seen) : resource
    },

    /** Resolves once its status has settled, or after this many seconds. Reads only. */
    async settled(id: string, waitSeconds: number, signal: AbortSignal): Promise<void> {
      await polls.whenSettled(id, waitSeconds, signal)
    },

    /** The editor's, for operations on a version that only this family has. */
    async writeVersion<Result>(
      id: string,
      ifMatch: IfMatch | undefined,
      steps: VersionedWrite<object, Result>
    ): Promise<Result> {
      return editor.writeVersion(id, ifMatch, steps)
    },

    /** What `writeVersion` would do, as the editor's. Reads only. */
    async previewVersion(id: string, ifMatch: IfMatch | undefined, change: (config: object) => object) {
      return editor.previewVersion(id, ifMatch, change)
    },
    read,
    shown,
    usersOf,
    isSettled,
    call
  }

  /** Adds the addresses of the users to an error for a resource in use. */
  async function withUsers(error: unknown, id: string): Promise<unknown> {
    if (!isInUse(error)) return error
    const users = await usersOf(await read(id))
    return users === undefined || users.length === 0 ? error : inUse(`The ${noun} ${id}`, users, error)
  }
}

function filterInput(operation: Operation, filters: Json): object {
  const input: Record<string, unknown> = {}
  for (const [name, { path }] of filtersOf(operation)) {
    const [member = '', inner] = path
    if (filters[name] === undefined) continue
    input[member] = inner === undefined ? filters[name] : { ...(input[member] as object), [inner]: filters[name] }
  }
  return input
}
