import { type CloudFrontCall } from '../cloudfront/client.ts'
import { type Tracing } from '../tracing/tracing.ts'
import { currentTrace } from './request-context.ts'

/**
 * Records the span of a call that has ended, as a child of the request or batch for which it was made; calls for
 * neither, such as polls, have no span. Concurrent reads that share a call have one span, in the trace of the first.
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
