import Type, { type Static } from 'typebox'

export const MonitoringSubscription = Type.Object(
  {
    realtimeMetricsSubscriptionConfig: Type.Object(
      {
        realtimeMetricsSubscriptionStatus: Type.Unsafe<'Enabled' | 'Disabled'>(
          Type.Enum(['Enabled', 'Disabled'], { type: 'string', description: 'Whether there are additional metrics.' })
        )
      },
      { additionalProperties: false, description: 'The metrics, in real time.' }
    )
  },
  {
    additionalProperties: false,
    'x-component': 'MonitoringSubscription',
    'x-component-description':
      'Additional CloudWatch metrics of a distribution (cache hit rate, origin latency, error rates by status code), which AWS bills.',
    examples: [{ realtimeMetricsSubscriptionConfig: { realtimeMetricsSubscriptionStatus: 'Enabled' } }]
  }
)
export type MonitoringSubscription = Static<typeof MonitoringSubscription>
