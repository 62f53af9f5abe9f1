import {
  type CloudFrontClient,
  CreateMonitoringSubscriptionCommand,
  DeleteMonitoringSubscriptionCommand,
  GetMonitoringSubscriptionCommand,
  type MonitoringSubscription as CloudFrontMonitoringSubscription
} from '@aws-sdk/client-cloudfront'
import { type ComputedVersion, createUnversionedEditor } from '../../configuration/editing/computed-versions.ts'
import { type ConfigOutcome } from '../../configuration/editing/dry-run.ts'
import { type IfMatch } from '../../configuration/editing/if-match.ts'
import { isServiceError, ServiceError } from '../../errors.ts'
import { currentTrail } from '../../plugins/request-context.ts'
import { type MonitoringSubscription } from './schemas.ts'

export type MonitoringSubscriptionService = ReturnType<typeof createMonitoringSubscriptionService>

export function createMonitoringSubscriptionService({ cloudfront }: { cloudfront: CloudFrontClient }) {
  async function get(distributionId: string): Promise<MonitoringSubscription> {
    const { MonitoringSubscription: found } = await cloudfront.send(
      new GetMonitoringSubscriptionCommand({ DistributionId: distributionId })
    )
    return toSubscription(found)
  }

  const editor = createUnversionedEditor<MonitoringSubscription>(
    {
      nameOf: distributionId => `the monitoring subscription of ${distributionId}`,
      absent: 'MONITORING_SUBSCRIPTION_NOT_FOUND',
      read: get
    },
    { note: notes => currentTrail()?.note(notes) }
  )

  async function create(distributionId: string, wanted: MonitoringSubscription): Promise<void> {
    await cloudfront.send(
      new CreateMonitoringSubscriptionCommand({
        DistributionId: distributionId,
        MonitoringSubscription: {
          RealtimeMetricsSubscriptionConfig: { RealtimeMetricsSubscriptionStatus: statusOf(wanted) }
        }
      })
    )
  }

  async function remove(distributionId: string): Promise<void> {
    await cloudfront.send(new DeleteMonitoringSubscriptionCommand({ DistributionId: distributionId }))
  }

  /** CloudFront can only create and delete one. */
  async function write(distributionId: string, wanted: MonitoringSubscription): Promise<void> {
    try {
      await create(distributionId, wanted)
      return
    } catch (error) {
      if (!isServiceError(error, 'MONITORING_SUBSCRIPTION_ALREADY_EXISTS')) throw error
    }
    if (statusOf(await get(distributionId)) === statusOf(wanted)) return
    await remove(distributionId)
    await create(distributionId, wanted)
  }

  return {
    /** Throws MONITORING_SUBSCRIPTION_NOT_FOUND if it was never turned on. */
    get: async (distributionId: string): Promise<ComputedVersion<MonitoringSubscription>> =>
      editor.read(distributionId),

    /** Creates or replaces the subscription. Throws ETAG_MISMATCH. Safe to repeat. */
    async put(
      distributionId: string,
      wanted: MonitoringSubscription,
      ifMatch: IfMatch | undefined
    ): Promise<ComputedVersion<MonitoringSubscription>> {
      return editor.edit(distributionId, ifMatch, {
        change: () => wanted,
        write: async () => write(distributionId, wanted)
      })
    },

    /** What `put` would do. Reads only. */
    async previewPut(
      distributionId: string,
      wanted: MonitoringSubscription,
      ifMatch: IfMatch | undefined
    ): Promise<ConfigOutcome<object>> {
      return editor.preview(distributionId, ifMatch, () => wanted)
    },

    /** Throws MONITORING_SUBSCRIPTION_NOT_FOUND if there is none. */
    async remove(distributionId: string, ifMatch: IfMatch | undefined): Promise<void> {
      await editor.remove(distributionId, ifMatch, async () => remove(distributionId))
    },

    /** What `remove` would do. Reads only. */
    async previewRemove(distributionId: string, ifMatch: IfMatch | undefined): Promise<ConfigOutcome<object>> {
      return editor.previewRemoval(distributionId, ifMatch)
    }
  }
}

function statusOf({ realtimeMetricsSubscriptionConfig: config }: MonitoringSubscription) {
  return config.realtimeMetricsSubscriptionStatus
}

function toSubscription(subscription: CloudFrontMonitoringSubscription | undefined): MonitoringSubscription {
  const status = subscription?.RealtimeMetricsSubscriptionConfig?.RealtimeMetricsSubscriptionStatus
  if (!status) {
    throw new ServiceError('CLOUDFRONT_BAD_ANSWER', 'CloudFront answered a monitoring subscription without its status.')
  }
  return { realtimeMetricsSubscriptionConfig: { realtimeMetricsSubscriptionStatus: status } }
}
