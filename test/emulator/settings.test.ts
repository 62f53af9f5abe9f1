import { expect, test } from 'vitest'
import { ORIGIN_MAP_EXPECTATION } from '../../src/emulator/edge/origin-map.ts'
import { readSettings, SettingsError } from '../../src/emulator/settings.ts'

test('without any variable the defaults hold', () => {
  expect(readSettings({})).toEqual({
    host: '127.0.0.1',
    port: 8081,
    allowedHosts: [],
    propagationSeconds: 1,
    dataDir: '.frontage',
    edge: { host: '127.0.0.1', port: 8082, required: false, origins: '', viewerProtocol: 'https', accessLog: false },
    logLevel: 'info'
  })
})

test('every variable is read, and an empty one is an absent one', () => {
  expect(
    readSettings({
      LOCAL_CLOUDFRONT_HOST: '0.0.0.0',
      LOCAL_CLOUDFRONT_PORT: '0',
      LOCAL_CLOUDFRONT_ALLOWED_HOSTS: 'cloudfront,cf.internal',
      LOCAL_CLOUDFRONT_PROPAGATION_SECONDS: '0.5',
      LOCAL_EDGE_BUCKETS: '/buckets',
      LOCAL_EDGE_PORT: '0',
      LOCAL_EDGE_HOST: '::1',
      LOCAL_EDGE_ORIGINS: '*.example.com=https://127.0.0.1:9443',
      LOCAL_EDGE_VIEWER_PROTOCOL: 'http',
      LOCAL_EDGE_ACCESS_LOG: 'true',
      DATA_DIR: '',
      LOG_LEVEL: 'warn'
    })
  ).toEqual({
    host: '0.0.0.0',
    port: 0,
    allowedHosts: ['cloudfront', 'cf.internal'],
    propagationSeconds: 0.5,
    dataDir: '.frontage',
    bucketsDir: '/buckets',
    edge: {
      host: '::1',
      port: 0,
      required: true,
      origins: '*.example.com=https://127.0.0.1:9443',
      viewerProtocol: 'http',
      accessLog: true
    },
    logLevel: 'warn'
  })
})

test.each([
  ['LOCAL_CLOUDFRONT_PORT', '65536', 'a port from 0 (any free one) to 65535'],
  ['LOCAL_CLOUDFRONT_PORT', '80.5', 'a port from 0 (any free one) to 65535'],
  ['LOCAL_CLOUDFRONT_PORT', 'http', 'a port from 0 (any free one) to 65535'],
  ['LOCAL_EDGE_BUCKETS', 'http://127.0.0.1:9000', 'the path of a folder whose subfolders are buckets'],
  ['LOCAL_EDGE_PORT', '65536', 'a port from 0 (any free one) to 65535'],
  ['LOCAL_EDGE_VIEWER_PROTOCOL', 'ftp', 'http or https'],
  ['LOCAL_EDGE_ORIGINS', 'shop=http://127.0.0.1:9000/path', ORIGIN_MAP_EXPECTATION],
  ['LOCAL_CLOUDFRONT_PROPAGATION_SECONDS', '-1', 'a number of seconds from 0 to 86400'],
  ['LOCAL_CLOUDFRONT_PROPAGATION_SECONDS', '86401', 'a number of seconds from 0 to 86400'],
  ['LOCAL_CLOUDFRONT_PROPAGATION_SECONDS', '1m', 'a number of seconds from 0 to 86400'],
  ['LOCAL_CLOUDFRONT_HOST', 'a host', 'a host name or an IP address to listen on'],
  ['LOCAL_CLOUDFRONT_ALLOWED_HOSTS', 'a,,b', 'host names separated by commas'],
  ['LOG_LEVEL', 'loud', 'one of fatal, error, warn, info, debug, trace, silent']
])('%s=%s is refused in one sentence', (name, value, expectation) => {
  expect(() => readSettings({ [name]: value })).toThrow(new SettingsError(name, expectation))
  expect(new SettingsError(name, expectation).message).toBe(`${name} must be ${expectation}.`)
})
