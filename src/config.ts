import { isIP } from 'node:net'
import { Compile } from 'typebox/compile'
import { type BucketSettings, readBucketSettings } from './emulator/bucket-settings.ts'
import { type EdgeSettings } from './emulator/edge/edge.ts'
import { isOriginMap, ORIGIN_MAP_EXPECTATION } from './emulator/edge/origin-map.ts'
import { Environment } from './environment.ts'
import { isNetwork, readNetworks } from './invalidation/webhooks/receiver-address.ts'
import { type WebhookSettings } from './invalidation/webhooks/settings.ts'
import { readTracingSettings, type TracingSettings } from './tracing/settings.ts'
import { closest } from './validation/closest.ts'
import { coerce } from './validation/coerce.ts'
import { explain } from './validation/explain.ts'

/** Where the local CloudFront serves viewers, unless the port is in use. */
const EDGE_PORT = 8082

export interface Config {
  readonly host: string
  readonly port: number
  readonly dataDir: string
  /** PostgreSQL instead of the embedded store in `dataDir`; may hold a password. */
  readonly databaseUrl: string | undefined
  readonly cloudFront: 'local' | 'aws'
  /** With `local`: the address of a local CloudFront that runs elsewhere; none is started here. */
  readonly cloudFrontEndpoint: string | undefined
  /** The file of several AWS accounts, instead of one CloudFront. */
  readonly accountsFile: string | undefined
  readonly localCloudFrontPort: number
  readonly localPropagationSeconds: number
  /** The local CloudFront's buckets, if it has any. */
  readonly localBuckets: BucketSettings | undefined
  /** How the local CloudFront serves viewers; undefined if it does not. */
  readonly localEdge: EdgeSettings | undefined
  /** SHA-256 hashes in lower-case hexadecimal. */
  readonly apiTokenHashes: readonly string[]
  /** The file of issuers of JWTs. */
  readonly oidcIssuersFile: string | undefined
  readonly bodyLimitBytes: number
  /** How much of CloudFront's quotas for invalidations, per distribution, is left to other users of the account. */
  readonly invalidationHeadRoom: { readonly paths: number; readonly wildcards: number }
  /** How long an invalidation waits while only an operator can help, and the longest deadline of a request. */
  readonly invalidationDeadlineSeconds: number
  /** How long a step of an operation is tried, in addition to its `waitsSeconds`. */
  readonly operationStepDeadlineSeconds: number
  /** The maximum age of the tags by which distributions are listed and selected. */
  readonly tagIndexMaxAgeSeconds: number
  /** How long audit records are kept. */
  readonly auditRetentionDays: number
  /** Whether a write that introduces severe findings is refused, whatever its caller asks for. */
  readonly strictFindings: boolean
  /** Undefined: no webhooks are sent. */
  readonly webhooks: WebhookSettings | undefined
  /** The origins of web pages that may read answers. */
  readonly corsOrigins: readonly string[]
  /** Addresses and networks of proxies whose X-Forwarded-For is trusted. */
  readonly trustedProxies: readonly string[]
  /** Per caller and instance; 0 requests for no limit. */
  readonly rateLimit: {
    readonly requests: number
    readonly windowSeconds: number
    /** Requests with a refused token, per address. */
    readonly wrongTokens: number
  }
  /** For all distributions together. */
  readonly invalidationMonthlyBudgetUsd: number | undefined
  /** Undefined: no traces are exported. */
  readonly tracing: TracingSettings | undefined
  readonly logLevel: Environment['LOG_LEVEL']
  /** Undefined: pretty on a terminal, else JSON. */
  readonly logFormat: 'pretty' | 'json' | undefined
  /** Sentences for the log about probable mistakes. */
  readonly warnings: readonly string[]
}

/** Names every wrong variable and what it may be, but never a value that could be secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

const validator = Compile(Environment)

/** Reads the settings from the environment. An empty variable counts as not set. Throws a ConfigError. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== '')
  )
  const { wrong, warnings } = nearMisses(Object.keys(given))
  const settings = coerce(Environment, given)
  if (!validator.Check(settings)) {
    wrong.push(
      ...explain(Environment, settings, 50).map(
        ({ path, detail }) => `${path.join('.')} ${sentence(path, detail).replace(/(?<!\?)$/, '.')}`
      )
    )
    throw new ConfigError(wrong.join(' '))
  }
  const apiTokenHashes = readTokenHashes(settings.API_TOKENS, wrong)
  const webhooks = readWebhooks(settings, wrong)
  const corsOrigins = readOrigins(settings.CORS_ORIGINS, wrong)
  const trustedProxies = readProxies(settings.TRUSTED_PROXIES, wrong)
  wrong.push(...contradictions(settings, apiTokenHashes))
  const localBuckets = readBuckets(given, wrong)
  const tracing = readTracingSettings(given)
  if (wrong.length > 0) throw new ConfigError(wrong.join(' '))
  return Object.freeze({
    // For `localhost` Fastify starts a second server, on ::1, to which the limits on connections do not apply.
    host: settings.HOST === 'localhost' ? '127.0.0.1' : settings.HOST,
    port: settings.PORT,
    dataDir: settings.DATA_DIR,
    databaseUrl: settings.DATABASE_URL,
    cloudFront: settings.CLOUDFRONT ?? 'local',
    cloudFrontEndpoint: settings.CLOUDFRONT_ENDPOINT?.replace(/\/$/, ''),
    accountsFile: settings.ACCOUNTS_FILE,
    localCloudFrontPort: settings.LOCAL_CLOUDFRONT_PORT,
    localPropagationSeconds: settings.LOCAL_CLOUDFRONT_PROPAGATION_SECONDS,
    localBuckets,
    localEdge: Object.freeze({
      host: settings.LOCAL_EDGE_HOST,
      port: settings.LOCAL_EDGE_PORT ?? EDGE_PORT,
      required: settings.LOCAL_EDGE_PORT !== undefined,
      origins: settings.LOCAL_EDGE_ORIGINS,
      viewerProtocol: settings.LOCAL_EDGE_VIEWER_PROTOCOL,
      accessLog: settings.LOCAL_EDGE_ACCESS_LOG
    }),
    apiTokenHashes: Object.freeze(apiTokenHashes),
    oidcIssuersFile: settings.OIDC_ISSUERS_FILE,
    bodyLimitBytes: settings.BODY_LIMIT,
    invalidationHeadRoom: Object.freeze({
      paths: settings.INVALIDATION_HEADROOM_PATHS,
      wildcards: settings.INVALIDATION_HEADROOM_WILDCARDS
    }),
    invalidationDeadlineSeconds: settings.INVALIDATION_DEADLINE_SECONDS,
    operationStepDeadlineSeconds: settings.OPERATION_STEP_DEADLINE_SECONDS,
    tagIndexMaxAgeSeconds: settings.TAG_INDEX_MAX_AGE_SECONDS,
    auditRetentionDays: settings.AUDIT_RETENTION_DAYS,
    strictFindings: settings.STRICT_FINDINGS,
    webhooks,
    corsOrigins: Object.freeze(corsOrigins),
    trustedProxies: Object.freeze(trustedProxies),
    rateLimit: Object.freeze({
      requests: settings.RATE_LIMIT_REQUESTS,
      windowSeconds: settings.RATE_LIMIT_WINDOW_SECONDS,
      wrongTokens: settings.RATE_LIMIT_WRONG_TOKENS
    }),
    invalidationMonthlyBudgetUsd: settings.INVALIDATION_MONTHLY_BUDGET_USD,
    tracing: tracing.settings,
    logLevel: settings.LOG_LEVEL,
    logFormat: settings.LOG_FORMAT,
    warnings: Object.freeze([...warnings, ...tracing.warnings])
  })
}

function sentence([name]: readonly (string | number)[], detail: string): string {
  // The value may contain a password.
  if (name === 'DATABASE_URL') return 'must be an address such as postgres://user@host:5432/name'
  if (name === 'CLOUDFRONT_ENDPOINT')
    return 'must be an http or https address without a path, such as http://127.0.0.1:8081'
  return detail.replace(/, not an? \w+$/, '')
}

/** Settings hold hashes of tokens, so that reading the environment is not enough to make calls. */
function readTokenHashes(tokens: string | undefined, wrong: string[]): string[] {
  const hashes = (tokens ?? '').split(/[\s,]+/).filter(token => token !== '')
  hashes.forEach((hash, index) => {
    if (!/^[0-9a-f]{64}$/i.test(hash)) {
      wrong.push(
        `API_TOKENS: entry ${index + 1} is not a SHA-256 hash of 64 hexadecimal digits; printf %s TOKEN | sha256sum makes one.`
      )
    }
  })
  return [...new Set(hashes.map(hash => hash.toLowerCase()))]
}

/** Each exactly as a browser sends it; wildcards are not supported. */
function readOrigins(text: string | undefined, wrong: string[]): string[] {
  const origins = (text ?? '').split(/[\s,]+/).filter(origin => origin !== '')
  origins.forEach((origin, index) => {
    if (!/^https?:[^*]+$/.test(origin) || !URL.canParse(origin) || new URL(origin).origin !== origin) {
      wrong.push(`CORS_ORIGINS: entry ${index + 1} is not an origin such as https://tools.example.com.`)
    }
  })
  return [...new Set(origins)]
}

/** Not everybody can be trusted: any caller could then write any address into the audit log. */
function readProxies(text: string | undefined, wrong: string[]): string[] {
  const proxies = (text ?? '').split(/[\s,]+/).filter(proxy => proxy !== '')
  proxies.forEach((proxy, index) => {
    if (isIP(proxy) > 0 || (isNetwork(proxy) && !/\/0+$/.test(proxy))) return
    wrong.push(`TRUSTED_PROXIES: entry ${index + 1} is not an address or a network such as 10.0.0.7 or 10.0.0.0/8.`)
  })
  return [...new Set(proxies)]
}

/** Both settings or neither: a webhook without a signature could come from anybody. */
function readWebhooks(
  { WEBHOOK_HOSTS, WEBHOOK_NETWORKS, WEBHOOK_SECRET }: Environment,
  wrong: string[]
): Config['webhooks'] {
  const networks = (WEBHOOK_NETWORKS ?? '').split(/[\s,]+/).filter(network => network !== '')
  networks.forEach((network, index) => {
    if (!isNetwork(network)) {
      wrong.push(`WEBHOOK_NETWORKS: entry ${index + 1} is not a network such as 10.0.0.0/8 or fd00::/8.`)
    }
  })
  if (WEBHOOK_HOSTS === undefined && WEBHOOK_SECRET === undefined) return undefined
  const hosts = (WEBHOOK_HOSTS ?? '').split(/[\s,]+/).filter(host => host !== '')
  if (hosts.length === 0) wrong.push('WEBHOOK_HOSTS must name at least one host if WEBHOOK_SECRET is set.')
  hosts.forEach((host, index) => {
    const url = URL.canParse(`https://${host}`) ? new URL(`https://${host}`) : undefined
    if (host.includes('@') || url?.href !== `https://${host.toLowerCase()}/`) {
      wrong.push(`WEBHOOK_HOSTS: entry ${index + 1} is not a host such as hooks.example.com or 127.0.0.1:9000.`)
    }
  })
  const base64 = (WEBHOOK_SECRET ?? '').trim().replace(/^whsec_/, '')
  const secret = Buffer.from(base64, 'base64')
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64) || secret.length < 32) {
    wrong.push('WEBHOOK_SECRET must be at least 32 random bytes in base64; openssl rand -base64 32 makes them.')
  }
  return {
    hosts: Object.freeze(hosts.map(host => host.toLowerCase())),
    secret,
    networks: readNetworks(networks.filter(isNetwork))
  }
}

function readBuckets(env: Readonly<Record<string, string | undefined>>, wrong: string[]): BucketSettings | undefined {
  const read = readBucketSettings(env)
  if (!read || !('variable' in read)) return read
  wrong.push(`${read.variable} must be ${read.expectation}.`)
  return undefined
}

function contradictions(settings: Environment, apiTokenHashes: readonly string[]): string[] {
  const wrong: string[] = []
  if (!isOriginMap(settings.LOCAL_EDGE_ORIGINS ?? ''))
    wrong.push(`LOCAL_EDGE_ORIGINS must be ${ORIGIN_MAP_EXPECTATION}.`)
  if (settings.NODE_ENV === 'production' && settings.CLOUDFRONT === undefined) {
    wrong.push('CLOUDFRONT must be set (local or aws) if NODE_ENV is production.')
  }
  if (!isLoopback(settings.HOST) && apiTokenHashes.length === 0 && settings.OIDC_ISSUERS_FILE === undefined) {
    wrong.push(
      'HOST may only be 127.0.0.1, ::1 or localhost unless API_TOKENS or OIDC_ISSUERS_FILE is set: without tokens, ' +
        'anyone could call.'
    )
  }
  const sslMode = sslModeOf(settings.DATABASE_URL)
  if (sslMode !== undefined && !SSL_MODES.has(sslMode)) {
    wrong.push(`DATABASE_URL: sslmode must be one of ${[...SSL_MODES].join(', ')}.`)
  }
  const endpoint = settings.CLOUDFRONT_ENDPOINT
  if (endpoint !== undefined && !URL.canParse(endpoint)) {
    wrong.push(`CLOUDFRONT_ENDPOINT ${sentence(['CLOUDFRONT_ENDPOINT'], '')}.`)
  }
  if (
    settings.CLOUDFRONT !== 'aws' &&
    endpoint !== undefined &&
    /\.(amazonaws\.com(\.cn)?|api\.aws)(:\d+)?\/?$/i.test(endpoint)
  ) {
    wrong.push('CLOUDFRONT_ENDPOINT is an address of AWS, so CLOUDFRONT must be aws.')
  }
  if (endpoint !== undefined && settings.ACCOUNTS_FILE !== undefined) {
    wrong.push('CLOUDFRONT_ENDPOINT and ACCOUNTS_FILE cannot both be set: each account may have its own endpoint.')
  }
  return wrong
}

/** Any other one would mean a connection without TLS. */
const SSL_MODES = new Set(['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify'])

function sslModeOf(databaseUrl: string | undefined): string | undefined {
  if (databaseUrl === undefined || !URL.canParse(databaseUrl)) return undefined
  return new URL(databaseUrl).searchParams.get('sslmode') ?? undefined
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}

/**
 * Finds variables that are probably mistyped settings. If the setting decides which CloudFront is changed, the start is
 * refused; otherwise it is a warning, because the variable may belong to another program.
 */
function nearMisses(names: readonly string[]): { wrong: string[]; warnings: string[] } {
  // Too many names are similar to ones as short as HOST and PORT.
  const known = Object.keys(Environment.properties).filter(name => name.length > 5 && name !== 'NODE_ENV')
  const wrong: string[] = []
  const warnings: string[] = []
  for (const name of names) {
    if (Object.hasOwn(Environment.properties, name)) continue
    const meant = closest(name, known)
    if (meant === undefined) continue
    const deciding = meant.startsWith('CLOUDFRONT') || meant.startsWith('LOCAL_CLOUDFRONT')
    ;(deciding ? wrong : warnings).push(`${name} is not a setting; did you mean ${meant}?`)
  }
  return { wrong, warnings }
}
