import { expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { readTracingSettings } from '../../src/tracing/settings.ts'

const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }

test.each([
  ['nothing is set', {}, undefined],
  ['there is an endpoint', ENDPOINT, 'http/protobuf'],
  ['there is one for traces', { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://collector/v1/traces' }, 'http/protobuf'],
  ['the endpoint is empty', { OTEL_EXPORTER_OTLP_ENDPOINT: ' ' }, undefined],
  ['JSON is wanted', { ...ENDPOINT, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }, 'http/json'],
  [
    'the protocol of traces is another',
    { ...ENDPOINT, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json' },
    'http/json'
  ],
  ['the SDK is disabled', { ...ENDPOINT, OTEL_SDK_DISABLED: 'True' }, undefined],
  ['traces are not exported', { ...ENDPOINT, OTEL_TRACES_EXPORTER: 'none' }, undefined],
  ['they are exported by OTLP among others', { ...ENDPOINT, OTEL_TRACES_EXPORTER: 'console,otlp' }, 'http/protobuf']
])('Traces where %s: %j', (_, env, protocol) => {
  expect(readTracingSettings(env)).toEqual({ settings: protocol && { protocol }, warnings: [] })
})

test.each([
  [{ ...ENDPOINT, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, /^OTEL_EXPORTER_OTLP_PROTOCOL /],
  [{ ...ENDPOINT, OTEL_TRACES_EXPORTER: 'zipkin' }, /^OTEL_TRACES_EXPORTER /],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'user:secret@collector' }, /^OTEL_EXPORTER_OTLP_ENDPOINT /]
])('What Frontage cannot do is a warning that tells no value: %j', (env, warning) => {
  const { tracing, warnings } = readConfig(env)
  expect(tracing).toBeUndefined()
  expect(warnings).toEqual([expect.stringMatching(warning)])
  expect(warnings.join()).not.toContain('secret')
})
