import { type AccountPacer } from '../../cloudfront/pacing.ts'
import { type Database } from '../../database/database.ts'
import { createCheck } from '../../fresh-check.ts'
import { type Backlog, readBacklog } from '../../invalidation/queue/backlog.ts'
import { QUOTA } from '../../invalidation/queue/limits.ts'
import { countPendingWebhooks } from '../../invalidation/webhooks/store.ts'
import { type Engine } from '../../jobs/engine.ts'
import { type Metrics } from '../../metrics/metrics.ts'
import { version } from '../../version.ts'

interface MetricsDeps {
  readonly metrics: Metrics
  readonly database: Database
  readonly engine: Pick<Engine, 'countActive'>
  readonly streams: { readonly open: number }
  /** One, or one per account if there are several. */
  readonly pacers: readonly AccountPacer[]
  readonly backend: 'local' | 'aws'
}

export type MetricsService = ReturnType<typeof createMetricsService>

/** How often the store is queried, however many scrape, and how long a scrape waits for it. */
const STORE = { freshMs: 5_000, waitMs: 2_500 }

interface StoreState {
  readonly backlog: Backlog
  readonly operations: Awaited<ReturnType<Engine['countActive']>>
  readonly webhooks: number
}

/** All metrics, including those that are only read when scraped. */
export function createMetricsService({ metrics, database, engine, streams, pacers, backend }: MetricsDeps) {
  const { gauge } = metrics
  const byAccount = metrics.hasAccounts ? (['account'] as const) : []
  const own = {
    streams: gauge('frontage_http_event_streams', 'Event streams that are open.'),
    pacerRate: gauge(
      'frontage_cloudfront_pacer_calls_per_second',
      'How many calls the pacer lets through; +Inf until CloudFront throttles.',
      [...byAccount]
    ),
    pacerWaiting: gauge('frontage_cloudfront_pacer_waiting_calls', 'Calls that are queued.', [...byAccount])
  }
  gauge('frontage_build_info', 'What runs here, and which CloudFront is behind it.', ['version', 'backend']).set(
    { version, backend },
    1
  )
  const quota = gauge(
    'frontage_invalidation_quota_items',
    'What CloudFront allows to be in progress, for each distribution.',
    ['lane']
  )
  for (const lane of ['path', 'wildcard'] as const) quota.set({ lane }, QUOTA[lane])
  const stored = storedGauges(metrics)

  const store = createCheck<StoreState | undefined>({
    async ask() {
      try {
        const [backlog, operations, webhooks] = await Promise.all([
          readBacklog(database),
          engine.countActive(),
          countPendingWebhooks(database)
        ])
        return { backlog, operations, webhooks }
      } catch {
        // The store's own metrics and the log report the outage.
        return undefined
      }
    },
    silent: () => undefined,
    ...STORE
  })

  metrics.beforeScrape(async () => {
    own.streams.set(streams.open)
    for (const { account, pacer } of pacers) {
      const labels = account === undefined ? {} : { account }
      own.pacerRate.set(labels, pacer.ratePerSecond)
      own.pacerWaiting.set(labels, pacer.waiting)
    }
    stored(await store.state())
  })

  return {
    /** Ends within 2.5 seconds. Metrics from the store are omitted while it is unavailable. */
    scrape: (asOpenMetrics: boolean) => metrics.scrape({ asOpenMetrics })
  }
}

/** Metrics that are the same on all instances of one store: aggregate them by maximum, not by sum. */
function storedGauges({ gauge }: Pick<Metrics, 'gauge'>): (state: StoreState | undefined) => void {
  const up = gauge('frontage_store_up', 'Whether the store answered when it was last asked for what it holds.')
  const queued = gauge(
    'frontage_invalidation_queue_items',
    'Items that wait to be submitted, of the 10,000 oldest rows; `held` by a guard or until a time. The same on all instances of a store.',
    ['state']
  )
  const oldest = gauge(
    'frontage_invalidation_queue_oldest_age_seconds',
    'How long the oldest item that nothing holds back has been waiting. The same on all instances of a store.'
  )
  const inProgress = gauge(
    'frontage_invalidation_in_progress_items',
    'Items that CloudFront has or is about to get, of all distributions. The same on all instances of a store.',
    ['lane']
  )
  const fullest = gauge(
    'frontage_invalidation_in_progress_fullest_items',
    'The same for the distribution that has the most, to be compared with the quota. The same on all instances of a store.',
    ['lane']
  )
  const operations = gauge(
    'frontage_operations_active',
    'Operations that have not ended. The same on all instances of a store.',
    ['kind', 'status']
  )
  const webhooks = gauge(
    'frontage_webhooks_pending',
    'Webhook notifications to be delivered, counted up to 10,000. The same on all instances of a store.'
  )

  return state => {
    up.set(state ? 1 : 0)
    for (const metric of [queued, inProgress, fullest, operations]) metric.reset()
    for (const metric of [oldest, webhooks]) metric.remove()
    if (!state) return
    const { backlog } = state
    queued.set({ state: 'path' }, backlog.paths)
    queued.set({ state: 'wildcard' }, backlog.wildcards)
    queued.set({ state: 'held' }, backlog.held)
    oldest.set(backlog.oldestSeconds)
    inProgress.set({ lane: 'path' }, backlog.progressPaths)
    inProgress.set({ lane: 'wildcard' }, backlog.progressWildcards)
    fullest.set({ lane: 'path' }, backlog.fullestPaths)
    fullest.set({ lane: 'wildcard' }, backlog.fullestWildcards)
    for (const { kind, status, operations: count } of state.operations) operations.set({ kind, status }, count)
    webhooks.set(state.webhooks)
  }
}
