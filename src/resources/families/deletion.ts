import { type IfMatch, requireEtag } from '../../configuration/editing/if-match.ts'
import { pollAgainInSeconds } from '../../configuration/editing/status-polls.ts'
import { isServiceError, ServiceError } from '../../errors.ts'
import { defineOperation, type StepResult } from '../../jobs/define-operation.ts'
import { type Engine } from '../../jobs/engine.ts'
import { type Operation } from '../operations/schemas.ts'
import { type OperationService } from '../operations/service.ts'
import { type Family } from './family.ts'
import { etagOf, identityOf, type Resource } from './mapping.ts'
import { isGone, isInUse, usedBy } from './in-use.ts'
import { type FamilyService } from './service.ts'

/** Stored: it may grow, and its members keep their meaning. */
interface DeleteResourceInput {
  /** The family's address. */
  readonly family: string
  readonly id: string
  /** Of several accounts the one that it is in, where its id does not say that. */
  readonly account?: string
  /** As `identityOf` has it; absent in operations of versions that did not look at it. */
  readonly identity?: string
  /** The only version that it deletes, and what is in it but for `Enabled`; absent where it deletes whatever is there. */
  readonly version?: { readonly etag: string; readonly contents: string }
  /** Whether cancelling has something to undo; absent as `identity` is. */
  readonly wasEnabled?: boolean
  /** Whether it waits until nothing refers to the resource. */
  readonly whenFree: boolean
  readonly deadlineSeconds: number
  /** ISO 8601. */
  readonly begunAt: string
}

export interface ManagedFamily {
  readonly family: Family
  readonly service: FamilyService
}

interface DeleteResourceDeps {
  readonly families: ReadonlyMap<string, ManagedFamily>
  /** Milliseconds since 1970. */
  readonly clock: { now(): number }
}

/**
 * Wait until nothing refers to it, disable it where it can be, wait until that is deployed, delete it: what is in use keeps
 * working. One that is gone already ends the operation well. A cancelled deletion enables again what it has disabled; one that
 * fails leaves it disabled, and says so.
 */
export const deleteResource = defineOperation<DeleteResourceInput, DeleteResourceDeps>('resource.delete', [
  {
    title: 'Waiting until nothing refers to it',
    waitsSeconds: ({ whenFree, deadlineSeconds }) => (whenFree ? deadlineSeconds : 0),
    async run(input, deps) {
      if (!input.whenFree) return 'done'
      return unlessGone(input, deps, async (resource, { service }) => {
        const users = await service.usersOf(resource)
        if (users === undefined || users.length === 0) return 'done'
        return { againInSeconds: againInSeconds(input, deps), reason: usedBy('It', users) }
      })
    }
  },
  {
    title: 'Disabling it',
    async run(input, deps) {
      if (!managed(input, deps).family.isEnabled) return 'done'
      return unlessGone(input, deps, async ({ etag }, { service }) => {
        await service.setEnabled(input.id, false, input.version && [etag])
        return 'done'
      })
    },
    onCancel: {
      title: 'Enabling it again, if it was disabled',
      async run(input, deps) {
        const { family, service } = managed(input, deps)
        if (!family.isEnabled || !input.wasEnabled) return 'done'
        return doneIfGone(async () => {
          if (!isAnother(input, await service.read(input.id))) await service.setEnabled(input.id, true, undefined)
          return 'done'
        })
      }
    }
  },
  {
    title: 'Waiting until that is deployed',
    async run(input, deps) {
      if (!managed(input, deps).family.isEnabled) return 'done'
      return unlessGone(input, deps, async (resource, { service }) => {
        requireDisabled(input, resource)
        return service.isSettled(resource.entity) ? 'done' : { againInSeconds: againInSeconds(input, deps) }
      })
    }
  },
  {
    title: 'Deleting it',
    waitsSeconds: ({ whenFree, deadlineSeconds }) => (whenFree ? deadlineSeconds : 0),
    async run(input, deps) {
      return unlessGone(input, deps, async (resource, { family, service }) => {
        if (family.isEnabled) requireDisabled(input, resource)
        try {
          // This very version: another one may be made under its name at any moment.
          await service.remove(input.id, [resource.etag])
        } catch (error) {
          // Something may have come to refer to it meanwhile, or refers to it that no list of CloudFront tells.
          const passes =
            (input.whenFree && isInUse(error)) ||
            isServiceError(error, 'RESOURCE_NOT_DISABLED') ||
            isServiceError(error, 'ETAG_MISMATCH')
          if (!passes) throw whileDisabled(family, error)
          const stays = family.isEnabled ? ` ${DISABLED}` : ''
          return { againInSeconds: againInSeconds(input, deps), reason: `${error.message}${stays}` }
        }
        return 'done'
      })
    }
  }
])

const DISABLED = 'The deletion has disabled it, and it stays disabled.'

/** A failure that also says in which state it leaves what was to be deleted. */
function whileDisabled({ isEnabled }: Family, error: unknown): unknown {
  if (!isEnabled || !isServiceError(error)) return error
  return new ServiceError(error.code, `${error.message} ${DISABLED}`, {
    cause: error,
    ...(error.cloudFront && { cloudFront: error.cloudFront })
  })
}

/** Throws RESOURCE_NOT_DISABLED where it was enabled again: somebody needs it. */
function requireDisabled({ id }: DeleteResourceInput, { config }: Resource): void {
  if ((config as { Enabled?: boolean }).Enabled !== true) return
  throw new ServiceError('RESOURCE_NOT_DISABLED', `${id} was enabled again while it was being deleted.`)
}

/** Something else has the name now: what was to be deleted is gone already. */
function isAnother({ identity }: DeleteResourceInput, { entity }: Resource): boolean {
  return identity !== undefined && identity !== identityOf(entity)
}

/**
 * Throws RESOURCE_CHANGED where it is no longer the version that was to be deleted. Disabling makes another version, which a
 * process that died may have done without a note: it is known by its contents.
 */
function requireVersion(input: DeleteResourceInput, family: Family, { etag, config }: Resource): void {
  const { version } = input
  if (!version || version.etag === etag) return
  const isDisabled = (config as { Enabled?: boolean }).Enabled === false
  if (family.isEnabled && isDisabled && contentsOf(family, config) === version.contents) return
  const state = family.isEnabled && isDisabled ? 'is not deleted, and is disabled' : 'is not deleted'
  throw new ServiceError(
    'RESOURCE_CHANGED',
    `${input.id} was changed after its deletion was requested, or replaced by another one with the same name. It is ` +
      `at version ${etag} instead of ${version.etag}, and ${state}.`
  )
}

/** The same for what differs in nothing but whether it is enabled. */
function contentsOf({ configShape }: Family, config: object): string {
  return etagOf(configShape, { ...config, Enabled: false })
}

function againInSeconds({ begunAt }: DeleteResourceInput, { clock }: DeleteResourceDeps): number {
  return pollAgainInSeconds(clock.now() - Date.parse(begunAt))
}

function managed({ family }: DeleteResourceInput, { families }: DeleteResourceDeps): ManagedFamily {
  const found = families.get(family)
  if (!found) throw new ServiceError('INTERNAL', `This version of Frontage has no family ${family}.`)
  return found
}

/** Works on it as it is now, unless it is gone, or something else has its name. Throws RESOURCE_CHANGED for another version of it. */
async function unlessGone(
  input: DeleteResourceInput,
  deps: DeleteResourceDeps,
  work: (resource: Resource, managed: ManagedFamily) => Promise<StepResult>
): Promise<StepResult> {
  const { family, service } = managed(input, deps)
  return doneIfGone(async () => {
    const resource = await service.read(input.id)
    if (isAnother(input, resource)) return 'done'
    requireVersion(input, family, resource)
    return work(resource, { family, service })
  })
}

async function doneIfGone(work: () => Promise<StepResult>): Promise<StepResult> {
  try {
    return await work()
  } catch (error) {
    if (isGone(error)) return 'done'
    throw error
  }
}

export interface DeletionOptions {
  readonly ifMatch: IfMatch | undefined
  readonly whenFree: boolean
  readonly deadlineSeconds: number
  readonly waitSeconds: number
  /** Aborted when the answer is no longer awaited. */
  readonly signal: AbortSignal
}

export type FamilyDeletions = ReturnType<typeof createFamilyDeletions>

export function createFamilyDeletions({
  engine,
  operations,
  clock
}: {
  engine: Engine
  operations: OperationService
  clock: { now(): number }
}) {
  return {
    /**
     * Stores the deletion and begins it; it continues whatever happens to this process. Throws what reading the resource does,
     * RESOURCE_IN_USE where something refers to it that it is not to wait for, ETAG_MISMATCH, and OPERATION_IN_PROGRESS where
     * another operation is at work on it.
     */
    async begin(family: Family, service: FamilyService, id: string, options: DeletionOptions): Promise<Operation> {
      const { ifMatch, whenFree, deadlineSeconds, waitSeconds, signal } = options
      const resource = await service.read(id)
      requireEtag(id, ifMatch, resource.etag)
      // CloudFront would say so only once it is disabled.
      if (!whenFree) await service.refuseInUse(resource)
      const account = service.accountBesideId(id)
      const { id: operationId } = await engine.begin(deleteResource, {
        resource: service.addressOf(id),
        input: {
          family: family.address,
          id,
          ...(account !== undefined && { account }),
          identity: identityOf(resource.entity),
          // What has no versions and no identity is known by what is in it.
          ...((family.unversioned || (ifMatch !== undefined && ifMatch !== '*')) && {
            version: { etag: resource.etag, contents: contentsOf(family, resource.config) }
          }),
          wasEnabled: family.isEnabled && (resource.config as { Enabled?: boolean }).Enabled === true,
          whenFree,
          deadlineSeconds,
          begunAt: new Date(clock.now()).toISOString()
        }
      })
      return operations.get(operationId, waitSeconds, signal)
    }
  }
}
