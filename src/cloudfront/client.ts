import { CloudFrontClient, type CloudFrontClientConfig } from '@aws-sdk/client-cloudfront'
import { ServiceError } from '../errors.ts'
import { version } from '../version.ts'
import { ANSWER_BYTES_MAX, createAnswerReader } from './answer-reader.ts'
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
  /** From sending to the head of the answer, and between two pieces of its body; for each attempt. */
  readonly requestMs: number
  /** For the whole call with all its attempts. */
  readonly deadlineMs: number
}

/** One finished call, for logs and metrics. */
export interface CloudFrontCall {
  readonly operation: string
  readonly ms: number
  readonly attempts: number
  readonly requestId?: string
  /** Frontage's code of the failure. */
  readonly code?: string
}

export interface CloudFrontClientOptions {
  /** Another CloudFront than AWS's: a local one, or a proxy. */
  readonly endpoint?: string | undefined
  readonly region?: string | undefined
  /** Instead of the SDK's default chain (environment, profile, role). */
  readonly credentials?: CloudFrontClientConfig['credentials'] | undefined
  readonly timeouts?: Partial<CallTimeouts> | undefined
  readonly maxAttempts?: number | undefined
  readonly maxSockets?: number | undefined
  readonly logger?: { warn(message: string): void; debug(fields: object, message: string): void } | undefined
  readonly onCall?: ((call: CloudFrontCall) => void) | undefined
}

/** Of every call, unless the client is made with others. */
export const callTimeouts: CallTimeouts = { connectionMs: 3_000, requestMs: 10_000, deadlineMs: 30_000 }

/** What the local CloudFront is called with: never a key of the user's, whatever the environment holds. */
export const localCredentials = { accessKeyId: 'frontage-local', secretAccessKey: 'frontage-local' }

/**
 * The only client of CloudFront. Every call ends within `deadlineMs`, is attempted up to three times by the SDK's
 * standard rules, and throws a ServiceError with a code of the catalogue. Concurrent equal reads are one call, and once
 * CloudFront throttles, all calls are paced.
 */
export function createCloudFrontClient(options: CloudFrontClientOptions = {}): CloudFrontClient {
  const { endpoint, credentials, logger, onCall } = options
  const timeouts = { ...callTimeouts, ...options.timeouts }
  const maxAttempts = options.maxAttempts ?? 3
  const maxSockets = options.maxSockets ?? 200
  const agent = { keepAlive: true, maxSockets }
  const client = new CloudFrontClient({
    // A custom endpoint is meant exactly: the SDK refuses it together with a FIPS setting of the environment.
    ...(endpoint !== undefined && { endpoint, useFipsEndpoint: false, useDualstackEndpoint: false }),
    ...(credentials !== undefined && { credentials }),
    region: options.region ?? configuredRegion(),
    protocol: createProtocol(),
    streamCollector: createAnswerReader(ANSWER_BYTES_MAX),
    retryStrategy: createRetries(maxAttempts),
    maxAttempts,
    defaultsMode: 'standard',
    customUserAgent: [['frontage', version]],
    requestHandler: {
      connectionTimeout: timeouts.connectionMs,
      requestTimeout: timeouts.requestMs,
      socketTimeout: timeouts.requestMs,
      throwOnRequestTimeout: true,
      httpAgent: agent,
      httpsAgent: agent,
      ...(logger && { logger: { ...silent, warn: (message: unknown) => logger.warn(String(message)) } })
    }
  })
  // It filters every input and output for secrets, even without a logger; calls are logged here, without either.
  client.middlewareStack.remove('loggerMiddleware')
  translateFailures(client, { logger, onCall })
  paceCalls(client, createPacer({ waitMaxMs: timeouts.deadlineMs }))
  limitCalls(client, maxSockets)
  bindDeadline(client, timeouts.deadlineMs)
  shareReads(client, timeouts.deadlineMs)
  return client
}

const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {} }

/**
 * CloudFront is global, yet the SDK insists on a region: the configured one tells AWS from AWS China, and without any
 * us-east-1 is right, where CloudFront's requests are signed for.
 */
function configuredRegion(): () => Promise<string> {
  const { region } = new CloudFrontClient({}).config
  return () => region().catch(() => 'us-east-1')
}

function translateFailures(
  client: CloudFrontClient,
  { logger, onCall }: Pick<CloudFrontClientOptions, 'logger' | 'onCall'>
) {
  const report = (call: CloudFrontCall) => {
    logger?.debug({ cloudFront: call }, `CloudFront ${call.operation}`)
    onCall?.(call)
  }
  client.middlewareStack.add(
    (next, context) => async args => {
      const operation = (context.commandName ?? 'Unknown').replace(/Command$/, '')
      const startedAt = performance.now()
      const ms = () => Math.round(performance.now() - startedAt)
      try {
        const result = await next(args)
        const { attempts = 1, requestId } = result.output.$metadata
        report({ operation, ms: ms(), attempts, ...(requestId !== undefined && { requestId }) })
        return result
      } catch (thrown) {
        const error = fromSdk(thrown, operation)
        const { attempts = 1, requestId } =
          (thrown as { $metadata?: { attempts?: number; requestId?: string } }).$metadata ?? {}
        report({
          operation,
          ms: ms(),
          attempts,
          ...(requestId !== undefined && { requestId }),
          code: error instanceof ServiceError ? error.code : 'INTERNAL'
        })
        throw error
      }
    },
    // First of all steps, so that it also sees failures of serialisation, credentials and the end of all retries.
    { step: 'initialize', priority: 'high', name: 'frontageFailures' }
  )
}
