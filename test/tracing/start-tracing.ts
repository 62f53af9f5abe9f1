import { onTestFinished, vi } from 'vitest'
import { readTracingSettings } from '../../src/tracing/settings.ts'
import { openTracing } from '../../src/tracing/open-tracing.ts'

/** Tracing by the standard variables alone, as the process has it; its exporter waits for 10 ms instead of 5 s. */
export async function startTracing(env: Readonly<Record<string, string>>) {
  const all = { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json', OTEL_BSP_SCHEDULE_DELAY: '10', ...env }
  for (const [name, value] of Object.entries(all)) vi.stubEnv(name, value)
  onTestFinished(() => {
    vi.unstubAllEnvs()
  })
  const lines: { details: object; message: string }[] = []
  const logger = { warn: (details: object, message: string) => void lines.push({ details, message }) }
  const { settings, warnings } = readTracingSettings(process.env)
  const tracing = await openTracing(settings, logger)
  if (!tracing) throw new Error(`no traces: ${warnings.join(' ')}`)
  onTestFinished(() => tracing.close())
  return { tracing, lines }
}
