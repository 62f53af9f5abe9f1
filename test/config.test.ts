import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { ConfigError, readConfig } from '../src/config.ts'

const hash = (token: string) => createHash('sha256').update(token).digest('hex')

function refusal(env: Record<string, string>): string {
  try {
    readConfig(env)
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError)
    return (error as ConfigError).message
  }
  throw new Error('the settings were accepted')
}

test('without any variable: the local CloudFront, on this machine only', () => {
  expect(readConfig({})).toEqual({
    host: '127.0.0.1',
    port: 8080,
    dataDir: '.frontage',
    cloudFront: 'local',
    cloudFrontEndpoint: undefined,
    localCloudFrontPort: 8081,
    localPropagationSeconds: 1,
    localEdge: { host: '127.0.0.1', port: 8082, required: false, viewerProtocol: 'https', accessLog: false },
    apiTokenHashes: [],
    bodyLimitBytes: 1_048_576,
    invalidationHeadRoom: { paths: 0, wildcards: 0 },
    invalidationDeadlineSeconds: 86_400,
    operationStepDeadlineSeconds: 21_600,
    tagIndexMaxAgeSeconds: 900,
    auditRetentionDays: 400,
    strictFindings: false,
    trustedProxies: [],
    corsOrigins: [],
    rateLimit: { requests: 60_000, windowSeconds: 60, wrongTokens: 1_000 },
    logLevel: 'info',
    logFormat: undefined,
    warnings: []
  })
})

test('variables are read by their types', () => {
  const config = readConfig({
    PORT: '0',
    CLOUDFRONT: 'aws',
    CLOUDFRONT_ENDPOINT: 'http://127.0.0.1:9000/',
    LOCAL_CLOUDFRONT_PROPAGATION_SECONDS: '0.5',
    LOCAL_EDGE_BUCKETS: 'buckets',
    LOCAL_EDGE_PORT: '8090',
    LOCAL_EDGE_ORIGINS: 'shop.example.com=http://127.0.0.1:9000',
    STRICT_FINDINGS: 'true',
    LOG_FORMAT: 'pretty',
    LOG_LEVEL: 'debug'
  })
  expect(config).toMatchObject({
    port: 0,
    cloudFront: 'aws',
    cloudFrontEndpoint: 'http://127.0.0.1:9000',
    localPropagationSeconds: 0.5,
    localBuckets: { folder: 'buckets' },
    localEdge: { port: 8090, required: true, origins: 'shop.example.com=http://127.0.0.1:9000' },
    strictFindings: true,
    logFormat: 'pretty',
    logLevel: 'debug'
  })
})

test('the settings cannot be changed afterwards', () => {
  const config = readConfig({})
  expect(Object.isFrozen(config)).toBe(true)
  expect(Object.isFrozen(config.apiTokenHashes)).toBe(true)
})

test('an empty variable counts as not set', () => {
  expect(readConfig({ PORT: '', CLOUDFRONT: ' ', API_TOKENS: '' })).toMatchObject({
    port: 8080,
    cloudFront: 'local',
    apiTokenHashes: []
  })
})

describe('a wrong variable is named together with what it may be', () => {
  test.each([
    [{ PORT: '80a' }, 'PORT must be an integer.'],
    [{ PORT: '70000' }, 'PORT must be from 0 to 65535.'],
    [{ PORT: '1.5' }, 'PORT must be an integer.'],
    [{ LOCAL_CLOUDFRONT_PORT: '-1' }, 'LOCAL_CLOUDFRONT_PORT must be from 0 to 65535.'],
    [
      { LOCAL_EDGE_ORIGINS: 'shop' },
      'LOCAL_EDGE_ORIGINS must be pairs such as shop.example.com=http://127.0.0.1:9000,*.example.com=https://127.0.0.1:9443, without paths.'
    ],
    [
      { LOCAL_EDGE_BUCKETS: 'http://10.0.0.1:9000' },
      'LOCAL_EDGE_BUCKETS must be an endpoint on this machine, or on a host that LOCAL_EDGE_ORIGINS maps: nothing ' +
        'leaves this machine by default.'
    ],
    [{ LOCAL_CLOUDFRONT_PROPAGATION_SECONDS: 'soon' }, 'LOCAL_CLOUDFRONT_PROPAGATION_SECONDS must be a number.'],
    [{ CLOUDFRONT: 'azure' }, 'CLOUDFRONT must be one of "local", "aws".'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL must be one of "fatal", "error", "warn", "info", "debug", "trace", "silent".'],
    [{ LOG_FORMAT: 'xml' }, 'LOG_FORMAT must be one of "pretty", "json".'],
    [{ BODY_LIMIT: '10' }, 'BODY_LIMIT must be from 1024 to 67108864.'],
    [{ INVALIDATION_HEADROOM_WILDCARDS: '15' }, 'INVALIDATION_HEADROOM_WILDCARDS must be from 0 to 14.'],
    [
      { CLOUDFRONT_ENDPOINT: 'ftp://x' },
      'CLOUDFRONT_ENDPOINT must be an http or https address without a path, such as http://127.0.0.1:8081.'
    ],
    [
      { CLOUDFRONT_ENDPOINT: 'http://127.0.0.1:99999' },
      'CLOUDFRONT_ENDPOINT must be an http or https address without a path, such as http://127.0.0.1:8081.'
    ],
    [{ CLOUDFRONT: 'AWS' }, 'CLOUDFRONT must be one of "local", "aws"; did you mean "aws"?'],
    [
      { DATABASE_URL: 'postgres://host/name?sslmode=verify_full' },
      'DATABASE_URL: sslmode must be one of disable, allow, prefer, require, verify-ca, verify-full, no-verify.'
    ],
    [{ WEBHOOK_NETWORKS: '10.0.0.0/33' }, 'WEBHOOK_NETWORKS: entry 1 is not a network such as 10.0.0.0/8 or fd00::/8.'],
    [
      { CLOUDFRONT_ENDPOINT: 'http://user:secret@x' },
      'CLOUDFRONT_ENDPOINT must be an http or https address without a path, such as http://127.0.0.1:8081.'
    ]
  ])('%o', (env, sentence) => {
    expect(refusal(env as unknown as Record<string, string>)).toBe(sentence)
  })

  test('all of them at once', () => {
    expect(refusal({ PORT: 'x', LOG_LEVEL: 'loud' })).toMatch(/^PORT must .* LOG_LEVEL must /)
  })
})

describe('tokens', () => {
  test('are given as hashes, separated by commas or spaces', () => {
    const [a, b] = [hash('a'), hash('b')]
    expect(readConfig({ API_TOKENS: `${a}, ${b.toUpperCase()}\n${a}` }).apiTokenHashes).toEqual([a, b])
  })

  test('a token in plain text is refused without being shown', () => {
    const message = refusal({ API_TOKENS: `${hash('a')},my-secret-token` })
    expect(message).toContain('API_TOKENS: entry 2 is not a SHA-256 hash')
    expect(message).not.toContain('my-secret-token')
  })

  test('other addresses than loopback are only served with tokens', () => {
    expect(refusal({ HOST: '0.0.0.0' })).toContain('unless API_TOKENS or OIDC_ISSUERS_FILE is set')
    expect(refusal({ HOST: '::' })).toContain('unless API_TOKENS or OIDC_ISSUERS_FILE is set')
    expect(readConfig({ HOST: '0.0.0.0', API_TOKENS: hash('a') }).host).toBe('0.0.0.0')
    expect(readConfig({ HOST: '0.0.0.0', OIDC_ISSUERS_FILE: 'issuers.yaml' }).host).toBe('0.0.0.0')
    for (const host of ['127.0.0.2', '::1']) expect(readConfig({ HOST: host }).host).toBe(host)
    expect(readConfig({ HOST: 'localhost' }).host).toBe('127.0.0.1')
  })
})

describe('which CloudFront', () => {
  test('production wants it by name', () => {
    expect(refusal({ NODE_ENV: 'production' })).toContain('CLOUDFRONT must be set')
    expect(readConfig({ NODE_ENV: 'production', CLOUDFRONT: 'local' }).cloudFront).toBe('local')
    expect(readConfig({ NODE_ENV: 'production', CLOUDFRONT: 'aws' }).cloudFront).toBe('aws')
  })

  test('a local one may run elsewhere, but not at AWS', () => {
    expect(readConfig({ CLOUDFRONT: 'local', CLOUDFRONT_ENDPOINT: 'http://local-cloudfront:8081' })).toMatchObject({
      cloudFront: 'local',
      cloudFrontEndpoint: 'http://local-cloudfront:8081'
    })
    expect(refusal({ CLOUDFRONT_ENDPOINT: 'https://cloudfront.amazonaws.com' })).toContain('CLOUDFRONT must be aws')
  })
})

describe('variables of others', () => {
  test('are ignored', () => {
    expect(
      readConfig({ PATH: '/bin', AWS_REGION: 'eu-west-1', CLOUDFRONT_DISTRIBUTION_ID: 'E1', HOSTS: 'x' }).warnings
    ).toEqual([])
  })

  test.each([
    ['CLOUDFRONT_ENPOINT', 'CLOUDFRONT_ENDPOINT'],
    ['CLOUD_FRONT', 'CLOUDFRONT'],
    ['LOCAL_CLOUDFRONT_POT', 'LOCAL_CLOUDFRONT_PORT']
  ])('%s, nearly one that decides which CloudFront is changed, stops the start', (name, meant) => {
    expect(refusal({ [name]: 'http://127.0.0.1:1' })).toContain(`${name} is not a setting; did you mean ${meant}?`)
  })

  test.each([
    ['API_TOKEN', 'API_TOKENS'],
    ['LOGLEVEL', 'LOG_LEVEL'],
    ['DATA_DIRS', 'DATA_DIR']
  ])('%s, nearly another one, is warned about', (name, meant) => {
    expect(readConfig({ [name]: 'x' }).warnings).toEqual([`${name} is not a setting; did you mean ${meant}?`])
  })

  test('DATABASE_URL is an address of PostgreSQL, and a wrong one is not repeated, because it may contain a password', () => {
    expect(readConfig({ DATABASE_URL: 'postgres://u:p@db:5432/x' }).databaseUrl).toBe('postgres://u:p@db:5432/x')
    expect(() => readConfig({ DATABASE_URL: 'mysql://u:secret@db/x' })).toThrow(/^DATABASE_URL must be an address/)
    expect(() => readConfig({ DATABASE_URL: 'mysql://u:secret@db/x' })).not.toThrow(/secret/)
  })
})

describe('announcements', () => {
  const secret = Buffer.alloc(32, 7)

  test('have allowed hosts and a secret in base64, as it is or in the form of Standard Webhooks', () => {
    const base64 = secret.toString('base64')
    for (const WEBHOOK_SECRET of [base64, `whsec_${base64}`]) {
      const { webhooks } = readConfig({ WEBHOOK_HOSTS: 'Hooks.example.com, 127.0.0.1:9000', WEBHOOK_SECRET })
      expect(webhooks?.hosts).toEqual(['hooks.example.com', '127.0.0.1:9000'])
      expect(webhooks?.secret).toEqual(secret)
    }
    expect(readConfig({}).webhooks).toBeUndefined()
  })

  test('need both, hosts that are hosts, and a long secret that is not repeated', () => {
    const WEBHOOK_SECRET = secret.toString('base64')
    expect(refusal({ WEBHOOK_SECRET })).toContain('WEBHOOK_HOSTS must name at least one host')
    expect(refusal({ WEBHOOK_HOSTS: 'a.example.com' })).toContain('WEBHOOK_SECRET must be at least 32 random bytes')
    const short = refusal({ WEBHOOK_HOSTS: 'a.example.com', WEBHOOK_SECRET: 'c2hvcnQ=' })
    expect(short).toContain('openssl rand -base64 32')
    expect(short).not.toContain('c2hvcnQ')
    for (const host of ['https://a.example.com', 'a.example.com/hooks', 'user@a.example.com', 'a.example.com:443']) {
      expect(refusal({ WEBHOOK_HOSTS: `ok.example.com ${host}`, WEBHOOK_SECRET })).toContain('WEBHOOK_HOSTS: entry 2')
    }
  })
})

test('names of receivers may lead to the networks that are named', () => {
  const settings = { WEBHOOK_HOSTS: 'hooks.internal', WEBHOOK_SECRET: Buffer.alloc(32, 7).toString('base64') }
  expect(readConfig(settings).webhooks?.networks).toEqual([])
  expect(readConfig({ ...settings, WEBHOOK_NETWORKS: '10.0.0.0/8, fd00::/8' }).webhooks?.networks).toHaveLength(2)
  expect(refusal({ ...settings, WEBHOOK_NETWORKS: '10.0.0.0/8 10.0.0.1' })).toContain('WEBHOOK_NETWORKS: entry 2')
})

test('web pages are let in by their very origin', () => {
  expect(readConfig({ CORS_ORIGINS: 'https://a.example.com http://localhost:3000' }).corsOrigins).toEqual([
    'https://a.example.com',
    'http://localhost:3000'
  ])
  expect(readConfig({}).corsOrigins).toEqual([])
  for (const origin of [
    '*',
    'null',
    'https://*.example.com',
    'https://a.example.com/',
    'a.example.com',
    'ftp://a.com'
  ]) {
    expect(refusal({ CORS_ORIGINS: `https://ok.example.com,${origin}` }), origin).toContain('CORS_ORIGINS: entry 2')
  }
})

test('proxies are believed by address or network, never everywhere', () => {
  expect(readConfig({}).trustedProxies).toEqual([])
  expect(readConfig({ TRUSTED_PROXIES: '10.0.0.7, 172.16.0.0/12 fd00::/8' }).trustedProxies).toEqual([
    '10.0.0.7',
    '172.16.0.0/12',
    'fd00::/8'
  ])
  for (const proxy of ['0.0.0.0/0', '::/0', 'balancer.internal', '10.0.0.0/33', '10.0.0.7:80', '10', 'loopback', '1']) {
    expect(refusal({ TRUSTED_PROXIES: `10.0.0.7,${proxy}` }), proxy).toContain('TRUSTED_PROXIES: entry 2')
  }
})

test('a budget for invalidations is an amount of US dollars', () => {
  expect(readConfig({ INVALIDATION_MONTHLY_BUDGET_USD: '12.5' }).invalidationMonthlyBudgetUsd).toBe(12.5)
  expect(refusal({ INVALIDATION_MONTHLY_BUDGET_USD: '-1' })).toContain('INVALIDATION_MONTHLY_BUDGET_USD must be')
})
