/** Traces are exported by OTLP over HTTP; the exporter itself reads the other standard variables. */
export interface TracingSettings {
  readonly protocol: 'http/protobuf' | 'http/json'
}

const ENDPOINTS = ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT']
const PROTOCOLS = ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL']

/**
 * Reads the standard variables of OpenTelemetry
 * (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/). Without an endpoint there are no traces.
 * Since these variables are often set for all programs of a cluster, an unsupported value is a warning and never prevents the
 * start.
 */
export function readTracingSettings(env: Readonly<Record<string, string | undefined>>): {
  settings: TracingSettings | undefined
  warnings: string[]
} {
  const first = (names: readonly string[]) => names.find(name => (env[name] ?? '').trim() !== '')
  const off = (...warnings: string[]) => ({ settings: undefined, warnings })
  const endpoint = first(ENDPOINTS)
  if (endpoint === undefined || env.OTEL_SDK_DISABLED?.trim().toLowerCase() === 'true') return off()
  const exporters = (env.OTEL_TRACES_EXPORTER ?? '').split(',').map(name => name.trim())
  if (exporters.includes('none')) return off()
  if (!exporters.includes('otlp') && !exporters.every(name => name === '')) {
    return off('OTEL_TRACES_EXPORTER is not an exporter that Frontage supports (otlp): no traces are exported.')
  }
  // The value may contain a password.
  if (!isHttp(env[endpoint] ?? '')) return off(`${endpoint} is not an http or https address: no traces are exported.`)
  const protocol = first(PROTOCOLS)
  const wanted = protocol === undefined ? 'http/protobuf' : env[protocol]?.trim()
  if (wanted !== 'http/protobuf' && wanted !== 'http/json') {
    return off(`${protocol} is neither http/protobuf nor http/json: no traces are exported.`)
  }
  return { settings: { protocol: wanted }, warnings: [] }
}

function isHttp(address: string): boolean {
  return URL.canParse(address) && ['http:', 'https:'].includes(new URL(address).protocol)
}
