import { type TracingSettings } from './settings.ts'
import { type Tracing } from './tracing.ts'

export interface TracingLogger {
  warn(details: object, message: string): void
}

/** Undefined if tracing is off; then OpenTelemetry is not loaded. */
export async function openTracing(
  settings: TracingSettings | undefined,
  logger: TracingLogger
): Promise<Tracing | undefined> {
  if (settings === undefined) return undefined
  const { createOtlpTracing } = await import('./otlp.ts')
  return createOtlpTracing(settings, logger)
}
