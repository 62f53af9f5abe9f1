import { type CloudFrontCall } from '../cloudfront/client.ts'
import { type Tracing } from '../tracing/tracing.ts'
import { currentTrace } from './request-context.ts'

/**
 * A span for a call of CloudFront that has ended, as part of what it was made for; none for calls that nobody waits for, such as polls.
 * Must be called for each call. Concurrent reads that share one call have one span, with the first of them.
 */
export function traceCall(tracing: Tracing | undefined, call: CloudFrontCall): void {
  const parent = call.trace ?? currentTrace()
  if (!tracing || !parent) return
  const { operation, startedAt, ms, attempts, requestId, code, failedAttempts } = call
  const span = tracing.begin(`CloudFront/${operation}`, {
    kind: 'client',
    parent,
    at: startedAt,
    attributes: {
      'rpc.system': 'aws-api',
      'rpc.service': 'CloudFront',
      'rpc.method': operation,
      'aws.request_id': requestId,
      'frontage.attempts': attempts
    }
  })
  for (const { at, code } of failedAttempts) {
    span.event(code === 'CLOUDFRONT_THROTTLED' ? 'throttled' : 'attempt failed', { 'error.type': code }, at)
  }
  span.end({ error: code, at: startedAt + ms })
}
