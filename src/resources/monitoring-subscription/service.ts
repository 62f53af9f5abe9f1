import {
  type CloudFrontClient,
  CreateMonitoringSubscriptionCommand,
  DeleteMonitoringSubscriptionCommand,
  GetMonitoringSubscriptionCommand,
  type MonitoringSubscription as CloudFrontMonitoringSubscription
} from '@aws-sdk/client-cloudfront'
import { diff } from '../../configuration/editing/diff.ts'
import { isServiceError, ServiceError } from '../../errors.ts'
import { currentTrail } from '../../plugins/request-context.ts'
import { type MonitoringSubscription } from './schemas.ts'

export type MonitoringSubscriptionService = ReturnType<typeof createMonitoringSubscriptionService>

export function createMonitoringSubscriptionService({ cloudfront }: { cloudfront: CloudFrontClient }) {
  /** Throws MONITORING_SUBSCRIPTION_NOT_FOUND if it was never turned on. */
  async function get(distributionId: string): Promise<MonitoringSubscription> {
    const { MonitoringSubscription: found } = await cloudfront.send(
      new GetMonitoringSubscriptionCommand({ DistributionId: distributionId })
    )
    return toSubscription(found)
  }

  async function find(distributionId: string): Promise<MonitoringSubscription | undefined> {
    try {
      return await get(distributionId)
    } catch (error) {
      if (isServiceError(error, 'MONITORING_SUBSCRIPTION_NOT_FOUND')) return undefined
      throw error
    }
  }

  async function create(distributionId: string, wanted: MonitoringSubscription): Promise<MonitoringSubscription> {
    const { realtimeMetricsSubscriptionStatus: status } = wanted.realtimeMetricsSubscriptionConfig
    const { MonitoringSubscription: made } = await cloudfront.send(
      new CreateMonitoringSubscriptionCommand({
        DistributionId: distributionId,
        MonitoringSubscription: { RealtimeMetricsSubscriptionConfig: { RealtimeMetricsSubscriptionStatus: status } }
      })
    )
    return toSubscription(made)
  }

  async function remove(distributionId: string): Promise<void> {
    await cloudfront.send(new DeleteMonitoringSubscriptionCommand({ DistributionId: distributionId }))
  }

  return {
    get,

    /** Creates or replaces the subscription; CloudFront can only create and delete one. Safe to repeat. */
    async put(distributionId: string, wanted: MonitoringSubscription): Promise<MonitoringSubscription> {
      const before = await find(distributionId)
      currentTrail()?.note({ changes: diff(before ?? {}, wanted) })
      if (before && statusOf(before) === statusOf(wanted)) return before
      try {
        return await create(distributionId, wanted)
      } catch (error) {
        if (!isServiceError(error, 'MONITORING_SUBSCRIPTION_ALREADY_EXISTS')) throw error
      }
      const current = await get(distributionId)
      if (statusOf(current) === statusOf(wanted)) return current
      await remove(distributionId)
      return create(distributionId, wanted)
    },

    /** Throws MONITORING_SUBSCRIPTION_NOT_FOUND if there is none. */
    async remove(distributionId: string): Promise<void> {
      currentTrail()?.note({ changes: diff(await get(distributionId), {}) })
      await remove(distributionId)
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
