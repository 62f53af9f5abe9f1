import {
  Counter,
  Gauge,
  Histogram,
  type Metric,
  type OpenMetricsContentType,
  openMetricsContentType,
  Registry
} from 'prom-client'

/** From the duration of a fast statement in the store to the longest wait of a caller. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
/** For network calls and whole requests. */
const REQUEST_SECONDS = SECONDS.filter(seconds => seconds >= 0.005)

/** A call of CloudFront, with all its attempts. */
interface EndedCall {
  readonly operation: string
  readonly ms: number
  readonly attempts: number
  /** Frontage's code of the failure. */
  readonly code?: string
  /** Present if there are several. */
  readonly account?: string | undefined
}

export type Metrics = ReturnType<typeof createMetrics>

/**
 * All metrics of one service, named as Prometheus recommends (https://prometheus.io/docs/practices/naming/). Labels are
 * what this program itself names: routes, operations of CloudFront, codes, kinds. Never a distribution, a caller or an
 * address: each value of a label is a time series for the lifetime of the process, and their number would be unbounded.
 */
export function createMetrics({
  hasAccounts = false
}: {
  /** Whether there are several AWS accounts: then metrics of CloudFront have the label `account`. */
  readonly hasAccounts?: boolean
} = {}) {
  const byAccount: 'account'[] = hasAccounts ? ['account'] : []
  const registry = new Registry()
  const openMetrics = new Registry<OpenMetricsContentType>()
  openMetrics.setContentType(openMetricsContentType)
  const beforeScrape: (() => void | Promise<void>)[] = []
  const registers = [registry]

  const counter = <Label extends string = never>(name: string, help: string, labelNames: Label[] = []) =>
    registered(new Counter({ name, help, labelNames, registers }))
  const gauge = <Label extends string = never>(name: string, help: string, labelNames: Label[] = []) =>
    registered(new Gauge({ name, help, labelNames, registers }))
  const histogram = <Label extends string = never>(
    name: string,
    help: string,
    buckets: number[],
    labelNames: Label[] = []
  ) => registered(new Histogram({ name, help, buckets, labelNames, registers }))

  /** In OpenMetrics, a counter's family has no `_total` in its name; its registry would rename the metric itself. */
  function registered<Made extends Metric>(metric: Made): Made {
    const { name } = metric as unknown as { name: string }
    const family = { name: { value: name.replace(/_total$/, ''), writable: true } }
    openMetrics.registerMetric(Object.create(metric, family) as Made)
    return metric
  }

  return {
    counter,
    gauge,
    histogram,
    hasAccounts,

    httpRequests: counter('frontage_http_requests_total', 'Requests answered.', ['method', 'route', 'status']),
    httpDurations: histogram(
      'frontage_http_request_duration_seconds',
      'From the head of a request to the end of its answer, except for event streams.',
      REQUEST_SECONDS,
      ['method', 'route']
    ),
    problems: counter('frontage_problems_total', 'Problems answered, by code.', ['code']),
    eventLoopLag: histogram(
      'frontage_event_loop_lag_seconds',
      'Delay of the event loop, measured twice a second while requests arrive.',
      SECONDS.filter(seconds => seconds >= 0.01)
    ),

    calls: counter(
      'frontage_cloudfront_calls_total',
      'Finished calls to CloudFront, all attempts of a call together; `code` is empty if it succeeded.',
      ['operation', 'code', ...byAccount]
    ),
    callDurations: histogram(
      'frontage_cloudfront_call_duration_seconds',
      'Duration of calls to CloudFront, including all attempts and time queued.',
      REQUEST_SECONDS,
      ['operation', ...byAccount]
    ),
    callAttempts: counter('frontage_cloudfront_attempts_total', 'Finished attempts of calls to CloudFront.', [
      'operation',
      ...byAccount
    ]),
    throttles: counter('frontage_cloudfront_throttles_total', 'Attempts that CloudFront throttled.', [
      'operation',
      ...byAccount
    ]),

    storeDurations: histogram(
      'frontage_store_duration_seconds',
      'Duration of a single statement in the store, or of a whole transaction.',
      SECONDS,
      ['kind']
    ),
    storeFailures: counter('frontage_store_failures_total', 'Statements and transactions that failed.', ['kind']),
    groupCommitSizes: histogram(
      'frontage_invalidation_group_commit_size',
      'How many invalidations were written together.',
      [1, 2, 5, 10, 25, 50, 100, 250, 500]
    ),
    webhookAttempts: counter(
      'frontage_webhook_attempts_total',
      'Attempts to deliver a webhook: succeeded, failed (to be retried), or given up.',
      ['outcome']
    ),
    operationsEnded: counter('frontage_operations_ended_total', 'Operations that ended in this process.', [
      'kind',
      'status'
    ]),

    /** A call that has ended. */
    observeCall({ operation, ms, attempts, code = '', account }: EndedCall): void {
      const labels = account === undefined ? { operation } : { operation, account }
      this.calls.inc({ ...labels, code })
      this.callDurations.observe(labels, ms / 1_000)
      this.callAttempts.inc(labels, attempts)
    },

    /** Adds a function that is run before each scrape, to update gauges. It must not reject. */
    beforeScrape(run: () => void | Promise<void>): void {
      beforeScrape.push(run)
    },

    /** The current values, in Prometheus' text format or in OpenMetrics, with the media type. */
    async scrape({ asOpenMetrics = false } = {}): Promise<{ type: string; text: string }> {
      await Promise.all(beforeScrape.map(async run => run()))
      const chosen = asOpenMetrics ? openMetrics : registry
      return { type: chosen.contentType, text: await chosen.metrics() }
    }
  }
}
