import { type TraceContext } from './trace-context.ts'

/** What a span says of itself: names of OpenTelemetry's semantic conventions, or of `frontage.`; undefined ones are left out. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>

export interface SpanStart {
  readonly kind: 'server' | 'client' | 'internal'
  /** Where left out the span begins a trace. */
  readonly parent?: TraceContext | undefined
  /** Other spans whose work it does. */
  readonly links?: readonly TraceContext[]
  readonly attributes?: SpanAttributes
  /** Milliseconds since 1970; now where left out. */
  readonly at?: number
}

export interface Span {
  readonly trace: TraceContext
  rename(name: string): void
  set(attributes: SpanAttributes): void
  /** Something that happened meanwhile, now or `at` milliseconds since 1970. */
  event(name: string, attributes?: SpanAttributes, at?: number): void
  /** Ends it, now or `at` milliseconds since 1970, as failed where there is the code of an `error`. */
  end(how?: { readonly error?: string | undefined; readonly at?: number }): void
}

/** Makes spans and exports them in the background. Nothing here throws, waits, or keeps more than a bounded number of spans. */
export interface Tracing {
  begin(name: string, start: SpanStart): Span
  /** Exports what has ended, if the collector takes it within moments. */
  close(): Promise<void>
}
