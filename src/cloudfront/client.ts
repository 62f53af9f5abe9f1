import { CloudFrontClient, type CloudFrontClientConfig } from '@aws-sdk/client-cloudfront'
import { ServiceError } from '../errors.ts'
import { toLogFields, type TraceContext } from '../tracing/trace-context.ts'
import { version } from '../version.ts'
import { ANSWER_BYTES_MAX, createAnswerReader } from './answer-reader.ts'
import { operationOfContext, traceOfCall } from './call-context.ts'
import { limitCalls } from './call-semaphore.ts'
import { bindDeadline } from './deadline.ts'
import { fromSdk } from './errors.ts'
import { createPacer } from './pacer.ts'
import { paceCalls } from './pacing.ts'
import { createProtocol } from './protocol.ts'
import { createRetries } from './retries.ts'
import { shareReads } from './shared-reads.ts'

/** All in milliseconds. */
export interface CallTimeouts {
  /** To open a connection. */
  readonly connectionMs: number
  /** Per attempt: from sending to the head of the answer, and between two chunks of its body. */
  readonly requestMs: number
  /** For a whole call with all its attempts. */
  readonly deadlineMs: number
}

/** A call that has ended, for logs and metrics. */
export interface CloudFrontCall {
  readonly operation: string
  /** Milliseconds since 1970. */
  readonly startedAt: number
  readonly ms: number
  readonly attempts: number
  readonly requestId?: string
  /** Frontage's error code, if the call failed. */
  readonly code?: string
  readonly failedAttempts: readonly FailedAttempt[]
  /** The span that the command was marked with by `asPartOf`. */
  readonly trace?: TraceContext | undefined
}

/** One of the attempts of a call. */
export interface FailedAttempt {
  /** Milliseconds since 1970. */
  readonly at: number
  /** Frontage's error code. */
  readonly code: string
}

export interface CloudFrontClientOptions {
  /** The address of a local CloudFront or a proxy. Default: AWS. */
  readonly endpoint?: string | undefined
  readonly region?: string | undefined
  /** Instead of the SDK's default chain (environment, profile, role). */
  readonly credentials?: CloudFrontClientConfig['credentials'] | undefined
  readonly timeouts?: Partial<CallTimeouts> | undefined
  readonly maxAttempts?: number | undefined
  readonly maxSockets?: number | undefined
  readonly logger?: { warn(message: string): void; debug(fields: object, message: string): void } | undefined
  readonly onCall?: ((call: CloudFrontCall) => void) | undefined
  /** Called for every attempt that CloudFront throttled. */
  readonly onThrottled?: ((operation: string) => void) | undefined
}

/** The default timeouts. */
export const callTimeouts: CallTimeouts = { connectionMs: 3_000, requestMs: 10_000, deadlineMs: 30_000 }

/** For the local CloudFront, which must never receive the user's own keys. */
export const localCredentials = { accessKeyId: 'frontage-local', secretAccessKey: 'frontage-local' }

/**
 * Creates the only kind of CloudFront client. Every call ends within `deadlineMs`, is attempted up to three times by the
 * SDK's standard rules, and throws a ServiceError with a code of the catalogue. Concurrent identical reads share one call,
 * and once CloudFront throttles, all calls are paced.
 */
export function createCloudFrontClient(options: CloudFrontClientOptions = {}): CloudFrontClient {
  const { endpoint } = options
  const client = new CloudFrontClient({
    // The SDK refuses a custom endpoint if the environment asks for FIPS.
    ...(endpoint !== undefined && { endpoint, useFipsEndpoint: false, useDualstackEndpoint: false }),
    ...transportOf(options),
    protocol: createProtocol()
  })
  boundCalls(client, options)
  shareReads(client, timeoutsOf(options).deadlineMs)
  return client
}

const timeoutsOf = ({ timeouts }: CloudFrontClientOptions): CallTimeouts => ({ ...callTimeouts, ...timeouts })
const socketsOf = ({ maxSockets = 200 }: CloudFrontClientOptions) => maxSockets

/** The transport settings shared by all AWS clients. */
export function transportOf(options: CloudFrontClientOptions) {
  const { credentials, logger, maxAttempts = 3 } = options
  const { connectionMs, requestMs } = timeoutsOf(options)
  const agent = { keepAlive: true, maxSockets: socketsOf(options) }
  return {
    ...(credentials !== undefined && { credentials }),
    region: options.region ?? configuredRegion(),
    streamCollector: createAnswerReader(ANSWER_BYTES_MAX),
    retryStrategy: createRetries(maxAttempts),
    maxAttempts,
    defaultsMode: 'standard',
    customUserAgent: [['frontage', version]],
    requestHandler: {
      connectionTimeout: connectionMs,
      requestTimeout: requestMs,
      socketTimeout: requestMs,
      throwOnRequestTimeout: true,
      httpAgent: agent,
      httpsAgent: agent,
      ...(logger && { logger: { ...silent, warn: (message: unknown) => logger.warn(String(message)) } })
    }
  } satisfies CloudFrontClientConfig
}

/** Adds to every call of a client: reporting, translation of failures into ServiceErrors, pacing, concurrency limit, deadline. */
export function boundCalls(client: CloudFrontClient, options: CloudFrontClientOptions): void {
  const { deadlineMs } = timeoutsOf(options)
  // The SDK's own logging filters every input and output for secrets even without a logger. Frontage logs neither.
  client.middlewareStack.remove('loggerMiddleware')
  const failedAttempts = new WeakMap<object, FailedAttempt[]>()
  translateFailures(client, options, failedAttempts)
  paceCalls(client, createPacer({ waitMaxMs: deadlineMs }), (context, failure) => {
    const code = codeOf(failure)
    const before = failedAttempts.get(context) ?? []
    failedAttempts.set(context, [...before, { at: Date.now(), code }])
    if (code === 'CLOUDFRONT_THROTTLED') options.onThrottled?.(operationOfContext(context))
  })
  limitCalls(client, socketsOf(options))
  bindDeadline(client, deadlineMs)
}

const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {} }

/**
 * CloudFront is global, but the SDK needs a region: the configured one tells AWS from AWS China. The default is us-east-1, for
 * which CloudFront's requests are signed.
 */
function configuredRegion(): () => Promise<string> {
  const { region } = new CloudFrontClient({}).config
  return () => region().catch(() => 'us-east-1')
}

function codeOf(failure: unknown): string {
  return failure instanceof ServiceError ? failure.code : 'INTERNAL'
}

function translateFailures(
  client: CloudFrontClient,
  { logger, onCall }: Pick<CloudFrontClientOptions, 'logger' | 'onCall'>,
  failedAttempts: WeakMap<object, FailedAttempt[]>
) {
  const report = (call: CloudFrontCall) => {
    const { trace, ...shown } = call
    logger?.debug({ cloudFront: shown, ...toLogFields(trace) }, `CloudFront ${call.operation}`)
    onCall?.(call)
  }
  client.middlewareStack.add(
    (next, context) => async args => {
      const operation = operationOfContext(context)
      const startedAt = Date.now()
      const began = performance.now()
      const ended = ({ attempts = 1, requestId }: { attempts?: number; requestId?: string }, code?: string) => {
        report({
          operation,
          startedAt,
          ms: Math.round(performance.now() - began),
          attempts,
          ...(requestId !== undefined && { requestId }),
          ...(code !== undefined && { code }),
          failedAttempts: failedAttempts.get(context) ?? [],
          trace: traceOfCall(args)
        })
      }
      try {
        const result = await next(args)
        ended(result.output.$metadata)
        return result
      } catch (thrown) {
        const error = fromSdk(thrown, operation)
        ended((thrown as { $metadata?: { attempts?: number; requestId?: string } }).$metadata ?? {}, codeOf(error))
        throw error
      }
    },
    // The outermost step, so that it also sees failures of serialisation and credentials, and the end of all retries.
    { step: 'initialize', priority: 'high', name: 'frontageFailures' }
  )
}
