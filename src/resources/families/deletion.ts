import { type IfMatch, requireEtag } from '../../configuration/editing/if-match.ts'
import { pollAgainInSeconds } from '../../configuration/editing/status-polls.ts'
import { isServiceError, ServiceError } from '../../errors.ts'
import { defineOperation, type StepResult } from '../../jobs/define-operation.ts'
import { type Engine } from '../../jobs/engine.ts'
import { type Operation } from '../operations/schemas.ts'
import { type OperationService } from '../operations/service.ts'
import { type Family } from './family.ts'
import { etagOf, identityOf, type Resource } from './mapping.ts'
import { isGone, isInUse, usedBy } from '../../configuration/editing/in-use.ts'
import { type FamilyService } from './service.ts'

/** Stored, so members may be added but must keep their meaning. */
interface DeleteResourceInput {
  /** The family's address. */
  readonly family: string
  readonly id: string
  /** Its account, if there are several and the id does not identify it. */
  readonly account?: string
  /** From `identityOf`; absent in operations of versions that did not have it. */
  readonly identity?: string
  /** The only version to delete, and its contents except `Enabled`; absent if any version is deleted. */
  readonly version?: { readonly etag: string; readonly contents: string }
  /** Whether cancelling has something to undo; absent in the same cases as `identity`. */
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
 * Waits until nothing refers to the resource, so that whatever uses it keeps working, disables it if it can be
 * disabled, waits for the deployment, and deletes it. If it no longer exists, the operation succeeds. A cancelled
 * deletion enables it again; a failed one leaves it disabled, and says so.
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
          // Only this version: a new resource with the same name may appear at any moment.
          await service.remove(input.id, [resource.etag])
        } catch (error) {
          // Something may refer to it since then, or may not be in any of CloudFront's lists.
          const isTransient =
            (input.whenFree && isInUse(error)) ||
            isServiceError(error, 'RESOURCE_NOT_DISABLED') ||
            isServiceError(error, 'ETAG_MISMATCH')
          if (!isTransient) throw whileDisabled(family, error)
          const stays = family.isEnabled ? ` ${DISABLED}` : ''
          return { againInSeconds: againInSeconds(input, deps), reason: `${error.message}${stays}` }
        }
        return 'done'
      })
    }
  }
])

const DISABLED = 'The deletion has disabled it, and it stays disabled.'

/** Adds to an error that the resource stays disabled. */
function whileDisabled({ isEnabled }: Family, error: unknown): unknown {
  if (!isEnabled || !isServiceError(error)) return error
  return new ServiceError(error.code, `${error.message} ${DISABLED}`, {
    cause: error,
    ...(error.cloudFront && { cloudFront: error.cloudFront })
  })
}

/** Throws RESOURCE_NOT_DISABLED if it was enabled again, because somebody needs it. */
function requireDisabled({ id }: DeleteResourceInput, { config }: Resource): void {
  if ((config as { Enabled?: boolean }).Enabled !== true) return
  throw new ServiceError('RESOURCE_NOT_DISABLED', `${id} was enabled again while it was being deleted.`)
}

/** Whether another resource has the name now, so that the one to be deleted no longer exists. */
function isAnother({ identity }: DeleteResourceInput, { entity }: Resource): boolean {
  return identity !== undefined && identity !== identityOf(entity)
}

/**
 * Throws RESOURCE_CHANGED if it is no longer the version that was to be deleted. Disabling makes a new version, which a
 * process that died may not have stored: it is recognized by its contents.
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

/** A fingerprint of the configuration that does not depend on whether it is enabled. */
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

/**
 * Runs `work` on the current resource, unless it no longer exists or another has its name. Throws RESOURCE_CHANGED for
 * another version.
 */
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
     * Stores the deletion and begins it; it continues even if this process dies. Throws what reading the resource does,
     * RESOURCE_IN_USE if something refers to it and it is not to wait, ETAG_MISMATCH, and OPERATION_IN_PROGRESS if
     * another operation is working on it.
     */
    async begin(family: Family, service: FamilyService, id: string, options: DeletionOptions): Promise<Operation> {
      const { ifMatch, whenFree, deadlineSeconds, waitSeconds, signal } = options
      const resource = await service.read(id)
      requireEtag(id, ifMatch, resource.etag)
      // CloudFront would refuse it only after it is disabled.
      if (!whenFree) await service.refuseInUse(resource)
      const account = service.accountBesideId(id)
      const { id: operationId } = await engine.begin(deleteResource, {
        resource: service.addressOf(id),
        input: {
          family: family.address,
          id,
          ...(account !== undefined && { account }),
          identity: identityOf(resource.entity),
          // A resource without versions is recognized by its contents.
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
