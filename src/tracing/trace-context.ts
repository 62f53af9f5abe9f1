/** The ids of a span, as passed on by W3C Trace Context. */
export interface TraceContext {
  /** 32 hexadecimal digits in lower case. */
  readonly traceId: string
  /** 16 of them. */
  readonly spanId: string
  /** 1 if the span is recorded, else 0. */
  readonly traceFlags: number
}

/** Other versions begin with the same fields (W3C Trace Context, section 3.2.4); `ff` is invalid. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-|$)/
const OF_VERSION_00 = 55
const SAMPLED = 1

/** The context of a `traceparent` (W3C Trace Context); undefined if it is absent or invalid. */
export function readTraceparent(traceparent: unknown): TraceContext | undefined {
  if (typeof traceparent !== 'string') return undefined
  if (traceparent.startsWith('00-') && traceparent.length !== OF_VERSION_00) return undefined
  const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent) ?? []
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & SAMPLED }
}

/** The `traceparent` that makes the receiver's spans children of this one. */
export function toTraceparent({ traceId, spanId, traceFlags }: TraceContext): string {
  return `00-${traceId}-${spanId}-0${traceFlags & SAMPLED}`
}

/** The same under OpenTelemetry's names for logs. */
export function toLogFields(trace: TraceContext | undefined): { trace_id: string; span_id: string } | undefined {
  return trace && { trace_id: trace.traceId, span_id: trace.spanId }
}
