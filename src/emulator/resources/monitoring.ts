import { type Change } from '../journal.ts'
import { MONITORING, type MonitoringRecord } from '../records.ts'
import { type Store } from '../store.ts'
import { fault, type Handlers } from '../wire/handlers.ts'
import { type DistributionRegister } from './distribution-register.ts'

/** Additional metrics of a distribution: enabled, disabled or never configured. They change neither its ETag nor its status. */
export function createMonitoring({ store, register }: { store: Store; register: DistributionRegister }) {
  const subscriptions = store.collection<MonitoringRecord>(MONITORING)

  function get(distributionId: string): MonitoringRecord {
    const record = subscriptions.get(register.get(distributionId).id)
    if (!record) {
      throw fault('NoSuchMonitoringSubscription', 'A monitoring subscription does not exist for the distribution.')
    }
    return record
  }

  const describe = ({ status }: MonitoringRecord) => ({
    MonitoringSubscription: { RealtimeMetricsSubscriptionConfig: { RealtimeMetricsSubscriptionStatus: status } }
  })

  const handlers: Handlers = {
    CreateMonitoringSubscription({ DistributionId, MonitoringSubscription }) {
      const { id } = register.get(DistributionId)
      const status = MonitoringSubscription.RealtimeMetricsSubscriptionConfig?.RealtimeMetricsSubscriptionStatus
      if (status === undefined) throw fault('InvalidArgument', 'The parameter MonitoringSubscription is empty.')
      // Terraform's provider updates a subscription with this call, too, so only enabling them twice can be a conflict.
      if (status === 'Enabled' && subscriptions.get(id)?.status === 'Enabled') {
        throw fault(
          'MonitoringSubscriptionAlreadyExists',
          'A monitoring subscription already exists for the specified distribution.'
        )
      }
      const record: MonitoringRecord = { distributionId: id, status }
      store.commit([[MONITORING, id, record]])
      return describe(record)
    },

    GetMonitoringSubscription: ({ DistributionId }) => describe(get(DistributionId)),

    DeleteMonitoringSubscription({ DistributionId }) {
      store.commit([[MONITORING, get(DistributionId).distributionId, undefined]])
      return {}
    }
  }

  return {
    handlers,
    /** The change that deletes a distribution's subscription. */
    removalsOf: (distributionId: string): Change[] =>
      subscriptions.has(distributionId) ? [[MONITORING, distributionId, undefined]] : []
  }
}
