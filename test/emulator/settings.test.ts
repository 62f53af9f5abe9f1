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
    buckets: { folder: '/buckets' },
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

const BUCKETS =
  'the path of a folder whose subfolders are buckets, or the address of an S3-compatible endpoint without a path, such ' +
  'as http://127.0.0.1:9000'
const ELSEWHERE =
  'an endpoint on this machine, or on a host that LOCAL_EDGE_ORIGINS maps: nothing leaves this machine by default'

test.each([
  ['LOCAL_CLOUDFRONT_PORT', '65536', 'a port from 0 (any free one) to 65535'],
  ['LOCAL_CLOUDFRONT_PORT', '80.5', 'a port from 0 (any free one) to 65535'],
  ['LOCAL_CLOUDFRONT_PORT', 'http', 'a port from 0 (any free one) to 65535'],
  ['LOCAL_EDGE_BUCKETS', 'http://127.0.0.1:9000/path', BUCKETS],
  ['LOCAL_EDGE_BUCKETS', 'http://user:secret@127.0.0.1:9000', BUCKETS],
  ['LOCAL_EDGE_BUCKETS', 's3://site', BUCKETS],
  ['LOCAL_EDGE_BUCKETS', '127.0.0.1:9000', BUCKETS],
  ['LOCAL_EDGE_BUCKETS', 'localhost:9000', BUCKETS],
  ['LOCAL_EDGE_BUCKETS', '[::1]:9000', BUCKETS],
  ['LOCAL_EDGE_BUCKETS', 'http://127.0.0.1:0', BUCKETS],
  ['LOCAL_EDGE_BUCKETS', 'http:\\\\127.0.0.1:9000', BUCKETS],
  ['LOCAL_EDGE_BUCKETS', 'http://127.0.0.1:9000\\', BUCKETS],
  ['LOCAL_EDGE_BUCKETS', 'http://127.0.0.1\t:9000', BUCKETS],
  ['LOCAL_EDGE_BUCKETS', 'http://10.0.0.1:9000', ELSEWHERE],
  ['LOCAL_EDGE_BUCKETS', 'https://s3.eu-west-1.amazonaws.com', ELSEWHERE],
  ['LOCAL_EDGE_PORT', '65536', 'a port from 0 (any free one) to 65535'],
  ['LOCAL_EDGE_VIEWER_PROTOCOL', 'ftp', 'http or https'],
  ['LOCAL_EDGE_ORIGINS', 'shop=http://127.0.0.1:9000/path', ORIGIN_MAP_EXPECTATION],
  ['LOCAL_EDGE_ORIGINS', 'shop=http://127.0.0.1:0', ORIGIN_MAP_EXPECTATION],
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

test('buckets are at an endpoint on this machine, or where LOCAL_EDGE_ORIGINS says', () => {
  const buckets = (env: Record<string, string>) => readSettings(env).buckets
  expect(buckets({ LOCAL_EDGE_BUCKETS: 'http://localhost:9000' })).toEqual({
    endpoint: { protocol: 'http', hostname: 'localhost', port: 9000 }
  })
  expect(buckets({ LOCAL_EDGE_BUCKETS: 'https://[::1]/' })).toMatchObject({ endpoint: { hostname: '::1', port: 443 } })
  const LOCAL_EDGE_ORIGINS = 'minio=http://10.0.0.1:9000'
  expect(buckets({ LOCAL_EDGE_BUCKETS: 'http://minio', LOCAL_EDGE_ORIGINS })).toEqual({
    endpoint: { protocol: 'http', hostname: '10.0.0.1', port: 9000 }
  })
})

test('an endpoint on this machine is used as it is given, whatever LOCAL_EDGE_ORIGINS says of its name', () => {
  const LOCAL_EDGE_ORIGINS = '*.localhost=http://127.0.0.1:3000,localhost=http://10.0.0.5:3000'
  for (const [LOCAL_EDGE_BUCKETS, protocol, hostname] of [
    ['http://minio.localhost:9000', 'http', 'minio.localhost'],
    ['https://localhost:9000', 'https', 'localhost']
  ] as const) {
    expect(readSettings({ LOCAL_EDGE_BUCKETS, LOCAL_EDGE_ORIGINS }).buckets).toEqual({
      endpoint: { protocol, hostname, port: 9000 }
    })
  }
})

test('blanks around the setting of buckets are none of it, and a folder may have a colon in its path', () => {
  const buckets = (LOCAL_EDGE_BUCKETS: string) => readSettings({ LOCAL_EDGE_BUCKETS }).buckets
  expect(buckets(' http://127.0.0.1:9000\n')).toMatchObject({ endpoint: { port: 9000 } })
  expect(buckets(' \t')).toBeUndefined()
  for (const folder of ['./a:b', '/a:b', 'a b/c:d', 'C:\\buckets', 'C:/buckets']) {
    expect(buckets(` ${folder} `)).toEqual({ folder })
  }
})

test('an endpoint’s credentials are the SDK’s variables', () => {
  const LOCAL_EDGE_BUCKETS = 'http://127.0.0.1:9000'
  const keys = { AWS_ACCESS_KEY_ID: 'AKID', AWS_SECRET_ACCESS_KEY: 'secret' }
  const credentials = { accessKeyId: 'AKID', secretAccessKey: 'secret', region: 'us-east-1' }
  expect(readSettings({ LOCAL_EDGE_BUCKETS, ...keys }).buckets).toMatchObject({ credentials })
  expect(
    readSettings({ LOCAL_EDGE_BUCKETS, ...keys, AWS_SESSION_TOKEN: 'token', AWS_REGION: 'eu-west-1' }).buckets
  ).toMatchObject({ credentials: { ...credentials, sessionToken: 'token', region: 'eu-west-1' } })
  const refused = (env: Record<string, string>) => () => readSettings({ LOCAL_EDGE_BUCKETS, ...keys, ...env })
  expect(refused({ AWS_SECRET_ACCESS_KEY: '' })).toThrow('AWS_SECRET_ACCESS_KEY must be set if AWS_ACCESS_KEY_ID is.')
  expect(refused({ AWS_ACCESS_KEY_ID: 'A\r\nX: y' })).toThrow('AWS_ACCESS_KEY_ID must be a key without blanks.')
  expect(refused({ AWS_SESSION_TOKEN: 'a b' })).toThrow('AWS_SESSION_TOKEN must be a token without blanks.')
  expect(refused({ AWS_REGION: 'EU/1' })).toThrow('AWS_REGION must be a region such as us-east-1.')
})
