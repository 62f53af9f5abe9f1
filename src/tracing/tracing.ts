import { type TraceContext } from './trace-context.ts'

/** Attributes of a span: names of OpenTelemetry's semantic conventions, or under `frontage.`; undefined ones are omitted. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>

export interface SpanStart {
  readonly kind: 'server' | 'client' | 'internal'
  /** Without it the span begins a trace. */
  readonly parent?: TraceContext | undefined
  /** Other spans that it works for. */
  readonly links?: readonly TraceContext[]
  readonly attributes?: SpanAttributes
  /** Milliseconds since 1970; default: now. */
  readonly at?: number
}

export interface Span {
  readonly trace: TraceContext
  rename(name: string): void
  set(attributes: SpanAttributes): void
  /** An event, now or `at` milliseconds since 1970. */
  event(name: string, attributes?: SpanAttributes, at?: number): void
  /** Ends the span, now or `at` milliseconds since 1970; as failed if there is the code of an `error`. */
  end(how?: { readonly error?: string | undefined; readonly at?: number }): void
}

/** Creates spans and exports them in the background. Nothing here throws or waits, and the number of spans in memory is bounded. */
export interface Tracing {
  begin(name: string, start: SpanStart): Span
  /** Exports the spans that have ended, if the collector accepts them within moments. */
  close(): Promise<void>
}
