import Type, { type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { closest } from './validation/closest.ts'
import { coerce } from './validation/coerce.ts'
import { explain } from './validation/explain.ts'

const port = (description: string, byDefault: number) =>
  Type.Integer({ minimum: 0, maximum: 65_535, default: byDefault, description })

/** Every environment variable of Frontage; README and messages speak of these and no others. */
export const Environment = Type.Object({
  NODE_ENV: Type.Optional(Type.String()),
  HOST: Type.String({ default: '127.0.0.1', description: 'The address to listen on.' }),
  PORT: port('The port to listen on; 0 takes any free one.', 8080),
  DATA_DIR: Type.String({ default: '.frontage', description: 'The folder of everything that is kept.' }),
  DATABASE_URL: Type.Optional(
    Type.String({
      pattern: '^postgres(ql)?://[^\\s]+$',
      description: 'PostgreSQL instead of the embedded store; several instances may share it.'
    })
  ),
  CLOUDFRONT: Type.Optional(
    Type.Enum(['local', 'aws'], { type: 'string', description: 'The CloudFront behind this service.' })
  ),
  CLOUDFRONT_ENDPOINT: Type.Optional(
    Type.String({ pattern: '^https?://[^/@?#]+/?$', description: 'Another address of CloudFront.' })
  ),
  LOCAL_CLOUDFRONT_PORT: port('The port of the local CloudFront; 0 takes any free one.', 8081),
  LOCAL_CLOUDFRONT_PROPAGATION_SECONDS: Type.Number({
    minimum: 0,
    maximum: 86_400,
    default: 1,
    description: 'How long the local CloudFront takes to deploy a change.'
  }),
  API_TOKENS: Type.Optional(Type.String({ description: 'SHA-256 hashes of the bearer tokens, in hexadecimal.' })),
  BODY_LIMIT: Type.Integer({
    minimum: 1_024,
    maximum: 64 * 1_024 * 1_024,
    default: 1_024 * 1_024,
    description: 'The largest body in bytes; where paths are taken, 16 MiB or this, whichever is larger.'
  }),
  INVALIDATION_HEADROOM_PATHS: Type.Integer({
    minimum: 0,
    maximum: 2_999,
    default: 0,
    description: 'How many of the 3,000 paths in progress per distribution are left to others.'
  }),
  INVALIDATION_HEADROOM_WILDCARDS: Type.Integer({
    minimum: 0,
    maximum: 14,
    default: 0,
    description: 'How many of the 15 wildcards in progress per distribution are left to others.'
  }),
  INVALIDATION_DEADLINE_SECONDS: Type.Integer({
    minimum: 60,
    maximum: 30 * 86_400,
    default: 86_400,
    description:
      'How long an invalidation waits for what only an operator can repair, and the longest deadline of a request.'
  }),
  OPERATION_STEP_DEADLINE_SECONDS: Type.Integer({
    minimum: 60,
    maximum: 30 * 86_400,
    default: 21_600,
    description: 'How long a step of an operation is tried, besides a grace period, before the operation fails.'
  }),
  TAG_INDEX_MAX_AGE_SECONDS: Type.Integer({
    minimum: 60,
    maximum: 86_400,
    default: 900,
    description:
      'How old the tags may be by which distributions are listed and selected, where they were changed elsewhere.'
  }),
  STRICT_FINDINGS: Type.Boolean({
    default: false,
    description: 'Whether severe findings that a write of configuration brings refuse it.'
  }),
  WEBHOOK_HOSTS: Type.Optional(
    Type.String({ description: 'The hosts that may receive announcements, separated by commas.' })
  ),
  WEBHOOK_SECRET: Type.Optional(
    Type.String({ description: 'What announcements are signed with: at least 32 bytes in base64, also with whsec_.' })
  ),
  INVALIDATION_MONTHLY_BUDGET_USD: Type.Optional(
    Type.Number({ minimum: 0, description: 'What all invalidations of a calendar month may cost at most.' })
  ),
  LOG_LEVEL: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    type: 'string',
    default: 'info'
  }),
  LOG_FORMAT: Type.Optional(Type.Enum(['pretty', 'json'], { type: 'string' }))
})
type Environment = Static<typeof Environment>

export interface Config {
  readonly host: string
  readonly port: number
  readonly dataDir: string
  /** PostgreSQL instead of the embedded store in `dataDir`; may hold a password. */
  readonly databaseUrl: string | undefined
  readonly cloudFront: 'local' | 'aws'
  /** With `local`: one that runs elsewhere, so that none is started here. */
  readonly cloudFrontEndpoint: string | undefined
  readonly localCloudFrontPort: number
  readonly localPropagationSeconds: number
  /** SHA-256 in lower-case hexadecimal. */
  readonly apiTokenHashes: readonly string[]
  readonly bodyLimitBytes: number
  /** What others of the account may use of CloudFront's quotas for invalidations, for each distribution. */
  readonly invalidationHeadRoom: { readonly paths: number; readonly wildcards: number }
  /** How long an invalidation waits for what only an operator can repair, and the longest deadline of a request. */
  readonly invalidationDeadlineSeconds: number
  /** How long a step of an operation is tried, besides what it waits for by its definition. */
  readonly operationStepDeadlineSeconds: number
  /** Nothing older is known of the tags by which distributions are listed and selected. */
  readonly tagIndexMaxAgeSeconds: number
  /** Whether severe findings that a write of configuration brings refuse it, whatever its caller asks for. */
  readonly strictFindings: boolean
  /** Undefined: nothing is announced to anybody. */
  readonly webhooks: { readonly hosts: readonly string[]; readonly secret: Uint8Array } | undefined
  /** For all distributions together. */
  readonly invalidationMonthlyBudgetUsd: number | undefined
  readonly logLevel: Environment['LOG_LEVEL']
  /** Undefined: pretty on a terminal, else JSON. */
  readonly logFormat: 'pretty' | 'json' | undefined
  /** Sentences for the log: what was probably meant otherwise. */
  readonly warnings: readonly string[]
}

/** Names every variable that is wrong and what it may be; never a value that could be a secret. */
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
      ...explain(Environment, settings, 50).map(({ path, detail }) => `${path.join('.')} ${sentence(path, detail)}.`)
    )
    throw new ConfigError(wrong.join(' '))
  }
  const apiTokenHashes = readTokenHashes(settings.API_TOKENS, wrong)
  const webhooks = readWebhooks(settings, wrong)
  wrong.push(...contradictions(settings, apiTokenHashes))
  if (wrong.length > 0) throw new ConfigError(wrong.join(' '))
  return Object.freeze({
    // By that name Fastify starts a second server, on ::1, which none of the bounds on connections holds for.
    host: settings.HOST === 'localhost' ? '127.0.0.1' : settings.HOST,
    port: settings.PORT,
    dataDir: settings.DATA_DIR,
    databaseUrl: settings.DATABASE_URL,
    cloudFront: settings.CLOUDFRONT ?? 'local',
    cloudFrontEndpoint: settings.CLOUDFRONT_ENDPOINT?.replace(/\/$/, ''),
    localCloudFrontPort: settings.LOCAL_CLOUDFRONT_PORT,
    localPropagationSeconds: settings.LOCAL_CLOUDFRONT_PROPAGATION_SECONDS,
    apiTokenHashes: Object.freeze(apiTokenHashes),
    bodyLimitBytes: settings.BODY_LIMIT,
    invalidationHeadRoom: Object.freeze({
      paths: settings.INVALIDATION_HEADROOM_PATHS,
      wildcards: settings.INVALIDATION_HEADROOM_WILDCARDS
    }),
    invalidationDeadlineSeconds: settings.INVALIDATION_DEADLINE_SECONDS,
    operationStepDeadlineSeconds: settings.OPERATION_STEP_DEADLINE_SECONDS,
    tagIndexMaxAgeSeconds: settings.TAG_INDEX_MAX_AGE_SECONDS,
    strictFindings: settings.STRICT_FINDINGS,
    webhooks,
    invalidationMonthlyBudgetUsd: settings.INVALIDATION_MONTHLY_BUDGET_USD,
    logLevel: settings.LOG_LEVEL,
    logFormat: settings.LOG_FORMAT,
    warnings: Object.freeze(warnings)
  })
}

function sentence([name]: readonly (string | number)[], detail: string): string {
  // It may hold a password, which is not repeated.
  if (name === 'DATABASE_URL') return 'must be an address such as postgres://user@host:5432/name'
  if (name === 'CLOUDFRONT_ENDPOINT')
    return 'must be an http or https address without a path, such as http://127.0.0.1:8081'
  return detail.replace(/, not an? \w+$/, '')
}

/** In tokens, only the hash of one is a setting: reading the environment is not enough to make calls. */
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

/** Both or neither: an announcement without signature could come from anybody. */
function readWebhooks({ WEBHOOK_HOSTS, WEBHOOK_SECRET }: Environment, wrong: string[]): Config['webhooks'] {
  if (WEBHOOK_HOSTS === undefined && WEBHOOK_SECRET === undefined) return undefined
  const hosts = (WEBHOOK_HOSTS ?? '').split(/[\s,]+/).filter(host => host !== '')
  if (hosts.length === 0) wrong.push('WEBHOOK_HOSTS must name at least one host when WEBHOOK_SECRET is set.')
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
  return { hosts: Object.freeze(hosts.map(host => host.toLowerCase())), secret }
}

function contradictions(settings: Environment, apiTokenHashes: readonly string[]): string[] {
  const wrong: string[] = []
  if (settings.NODE_ENV === 'production' && settings.CLOUDFRONT === undefined) {
    wrong.push('CLOUDFRONT must be given by name (local or aws) when NODE_ENV is production.')
  }
  if (!isLoopback(settings.HOST) && apiTokenHashes.length === 0) {
    wrong.push(
      'HOST may only be 127.0.0.1, ::1 or localhost unless API_TOKENS is set: without tokens anybody could call.'
    )
  }
  const endpoint = settings.CLOUDFRONT_ENDPOINT
  if (
    settings.CLOUDFRONT !== 'aws' &&
    endpoint !== undefined &&
    /\.(amazonaws\.com(\.cn)?|api\.aws)(:\d+)?\/?$/i.test(endpoint)
  ) {
    wrong.push('CLOUDFRONT_ENDPOINT is an address of AWS, so CLOUDFRONT must be aws.')
  }
  return wrong
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}

/**
 * Foreign variables are none of Frontage's business, but a mistyped one of its own must not go unnoticed. Where the right
 * one decides which CloudFront is changed, the start is refused; elsewhere the variable may really be another program's.
 */
function nearMisses(names: readonly string[]): { wrong: string[]; warnings: string[] } {
  // Of names as short as HOST and PORT too many others are near.
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
