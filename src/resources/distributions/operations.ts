import { type CloudFrontClient, DeleteDistributionCommand, GetDistributionCommand } from '@aws-sdk/client-cloudfront'
import { isServiceError, ServiceError } from '../../errors.ts'
import { inFormat } from '../../configuration/distributions/config-format.ts'
import { diff } from '../../configuration/editing/diff.ts'
import { defineOperation, type StepResult } from '../../jobs/define-operation.ts'
import { currentTrail } from '../../plugins/request-context.ts'
import { type DistributionEditor } from '../../configuration/distributions/editor.ts'
import { type Protections } from '../../configuration/protection/protections.ts'
import { pollAgainInSeconds } from '../../configuration/editing/status-polls.ts'

/** Stored, so members may be added but must keep their meaning. */
interface DeleteInput {
  readonly distributionId: string
  /** Whether cancelling has something to undo. */
  readonly wasEnabled: boolean
  /** The time between disabling and deleting, in which a mistake can be undone. */
  readonly graceSeconds: number
  /** ISO 8601. */
  readonly begunAt: string
}

interface DeleteDeps {
  readonly cloudfront: CloudFrontClient
  readonly editor: Pick<DistributionEditor, 'edit'>
  readonly protections: Pick<Protections, 'refuseProtected'>
  /** Milliseconds since 1970. */
  readonly clock: { now(): number }
}

/**
 * Disables, waits for the deployment and the grace period, deletes. Each step reads the distribution first; if it no
 * longer exists, the operation succeeds. If it has been protected in the meantime, it is left as it is.
 */
export const deleteDistribution = defineOperation<DeleteInput, DeleteDeps>('distribution.delete', [
  {
    title: 'Disabling the distribution',
    async run({ distributionId }, { editor, protections }) {
      return unlessGone(async () => {
        await protections.refuseProtected(distributionId, 'The deletion has not changed it.')
        await editor.edit(distributionId, undefined, ({ config }) => ({ ...config, Enabled: false }))
        return 'done'
      })
    },
    onCancel: {
      title: 'Enabling the distribution again',
      async run({ distributionId, wasEnabled }, { editor }) {
        if (wasEnabled) await editor.edit(distributionId, undefined, ({ config }) => ({ ...config, Enabled: true }))
        return 'done'
      }
    }
  },
  {
    title: 'Waiting for CloudFront to deploy the change',
    async run({ distributionId, begunAt }, { cloudfront, clock }, { now }) {
      const found = await findState(cloudfront, distributionId)
      if (!found) return 'done'
      requireDisabled(distributionId, found.enabled)
      if (found.status !== 'Deployed') return { againInSeconds: pollAgainInSeconds(clock.now() - Date.parse(begunAt)) }
      return { data: { disabledAt: now.getTime() } }
    }
  },
  {
    title: 'Keeping the distribution disabled for the grace period',
    waitsSeconds: ({ graceSeconds }) => graceSeconds,
    async run({ graceSeconds }, _, { data, now }) {
      const until = (typeof data.disabledAt === 'number' ? data.disabledAt : 0) + graceSeconds * 1_000
      const leftSeconds = Math.ceil((until - now.getTime()) / 1_000)
      return leftSeconds > 0 ? { againInSeconds: leftSeconds, reason: 'It can still be cancelled.' } : 'done'
    }
  },
  {
    title: 'Deleting the distribution',
    pointOfNoReturn: true,
    async run({ distributionId }, { cloudfront, protections }) {
      const found = await findState(cloudfront, distributionId)
      if (!found) return 'done'
      requireDisabled(distributionId, found.enabled)
      // Checked as late as possible.
      await protections.refuseProtected(distributionId, 'It is disabled, and stays so.')
      const { config, etag } = found
      currentTrail()?.note({ etagBefore: etag, ...(config && { changes: diff(inFormat(config, 'json'), {}) }) })
      return unlessGone(async () => {
        try {
          await cloudfront.send(new DeleteDistributionCommand({ Id: distributionId, IfMatch: etag }))
        } catch (error) {
          // Just after Deployed, CloudFront may still answer the former for a moment; the latter is a concurrent write.
          const isTransient =
            isServiceError(error, 'DISTRIBUTION_NOT_DISABLED') || isServiceError(error, 'ETAG_MISMATCH')
          if (!isTransient) throw error
          return { againInSeconds: 5, reason: error.message }
        }
        return 'done'
      })
    }
  }
])

async function findState(cloudfront: CloudFrontClient, distributionId: string) {
  try {
    const { Distribution: found, ETag: etag } = await cloudfront.send(
      new GetDistributionCommand({ Id: distributionId })
    )
    const config = found?.DistributionConfig
    return { status: found?.Status, enabled: config?.Enabled === true, config, etag }
  } catch (error) {
    if (isServiceError(error, 'DISTRIBUTION_NOT_FOUND')) return undefined
    throw error
  }
}

/** A distribution that was enabled again during the deletion is in use, and must not be deleted. */
function requireDisabled(distributionId: string, enabled: boolean): void {
  if (enabled) {
    throw new ServiceError(
      'DISTRIBUTION_NOT_DISABLED',
      `${distributionId} was enabled again while it was being deleted.`
    )
  }
}

async function unlessGone(work: () => Promise<StepResult>): Promise<StepResult> {
  try {
    return await work()
  } catch (error) {
    if (isServiceError(error, 'DISTRIBUTION_NOT_FOUND')) return 'done'
    throw error
  }
}
