import Type, { type Static } from 'typebox'

const port = (description: string, byDefault: number) =>
  Type.Integer({ minimum: 0, maximum: 65_535, default: byDefault, description })

/** All environment variables of Frontage. */
export const Environment = Type.Object({
  NODE_ENV: Type.Optional(Type.String()),
  HOST: Type.String({ default: '127.0.0.1', description: 'The address to listen on.' }),
  PORT: port('The port to listen on; 0 takes any free one.', 8080),
  DATA_DIR: Type.String({ default: '.frontage', description: 'The folder for all data.' }),
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
    Type.String({
      pattern: '^https?://[^/@?#]+/?$',
      description: 'The address of a CloudFront other than the usual one.'
    })
  ),
  ACCOUNTS_FILE: Type.Optional(
    Type.String({ description: 'A file of JSON: several AWS accounts, each with the role to assume in it.' })
  ),
  LOCAL_CLOUDFRONT_PORT: port('The port of the local CloudFront; 0 takes any free one.', 8081),
  LOCAL_CLOUDFRONT_PROPAGATION_SECONDS: Type.Number({
    minimum: 0,
    maximum: 86_400,
    default: 1,
    description: 'How long the local CloudFront takes to deploy a change.'
  }),
  LOCAL_EDGE_BUCKETS: Type.Optional(
    Type.String({
      description:
        'A folder whose subfolders are buckets, or the address of an S3-compatible endpoint on this machine, for the local CloudFront.'
    })
  ),
  LOCAL_EDGE_PORT: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 65_535,
      description:
        'The port on which the local CloudFront serves viewers, 8082 unless it is in use; 0 takes any free one.'
    })
  ),
  LOCAL_EDGE_HOST: Type.String({
    default: '127.0.0.1',
    description: 'The address on which the local CloudFront serves viewers.'
  }),
  LOCAL_EDGE_ORIGINS: Type.Optional(
    Type.String({
      description: 'Where the local CloudFront reaches hosts of origins, such as *.example.com=http://127.0.0.1:9000.'
    })
  ),
  LOCAL_EDGE_VIEWER_PROTOCOL: Type.Enum(['http', 'https'], {
    type: 'string',
    default: 'https',
    description: 'What the request of a viewer counts as when it has no X-Forwarded-Proto.'
  }),
  LOCAL_EDGE_ACCESS_LOG: Type.Boolean({
    default: false,
    description: 'Whether the local CloudFront writes an access log of its viewers, below DATA_DIR.'
  }),
  API_TOKENS: Type.Optional(Type.String({ description: 'SHA-256 hashes of the bearer tokens, in hexadecimal.' })),
  OIDC_ISSUERS_FILE: Type.Optional(
    Type.String({ description: 'A file of YAML or JSON: the issuers whose JWTs are accepted, and what these are for.' })
  ),
  BODY_LIMIT: Type.Integer({
    minimum: 1_024,
    maximum: 64 * 1_024 * 1_024,
    default: 1_024 * 1_024,
    description: 'The largest body in bytes; for invalidations 16 MiB or this, whichever is larger.'
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
      'How long an invalidation waits while only an operator can help, and the longest deadline of a request.'
  }),
  OPERATION_STEP_DEADLINE_SECONDS: Type.Integer({
    minimum: 60,
    maximum: 30 * 86_400,
    default: 21_600,
    description: 'How long a step of an operation is tried, on top of a grace period, before the operation fails.'
  }),
  TAG_INDEX_MAX_AGE_SECONDS: Type.Integer({
    minimum: 60,
    maximum: 86_400,
    default: 900,
    description:
      'How old the tags by which distributions are listed and selected may be, where they were changed elsewhere.'
  }),
  AUDIT_RETENTION_DAYS: Type.Integer({
    minimum: 30,
    maximum: 3_660,
    default: 400,
    description: 'How many days the records of who wrote what are kept.'
  }),
  STRICT_FINDINGS: Type.Boolean({
    default: false,
    description: 'Whether a write of configuration is refused when it introduces severe findings.'
  }),
  WEBHOOK_HOSTS: Type.Optional(
    Type.String({ description: 'The hosts that may receive webhooks, separated by commas.' })
  ),
  WEBHOOK_NETWORKS: Type.Optional(
    Type.String({
      description: 'Networks besides the public ones that names in WEBHOOK_HOSTS may lead to, such as 10.0.0.0/8.'
    })
  ),
  WEBHOOK_SECRET: Type.Optional(
    Type.String({ description: 'The key that signs webhooks: at least 32 bytes in base64, optionally after whsec_.' })
  ),
  RATE_LIMIT_REQUESTS: Type.Integer({
    minimum: 0,
    maximum: 10_000_000,
    default: 60_000,
    description: 'How many requests one caller may send in the window; 0 for no limit.'
  }),
  RATE_LIMIT_WINDOW_SECONDS: Type.Integer({
    minimum: 1,
    maximum: 3_600,
    default: 60,
    description: 'How long the window is in which the requests of a caller are counted.'
  }),
  RATE_LIMIT_WRONG_TOKENS: Type.Integer({
    minimum: 0,
    maximum: 10_000_000,
    default: 1_000,
    description: 'How many tokens that are refused one address may send in the window; 0 for no limit.'
  }),
  CORS_ORIGINS: Type.Optional(
    Type.String({
      description: 'The origins of web pages that may call with a token, such as https://tools.example.com.'
    })
  ),
  TRUSTED_PROXIES: Type.Optional(
    Type.String({
      description: 'Addresses and networks of proxies whose X-Forwarded-For is believed, such as 10.0.0.0/8.'
    })
  ),
  INVALIDATION_MONTHLY_BUDGET_USD: Type.Optional(
    Type.Number({ minimum: 0, description: "The most that an account's invalidations of a calendar month may cost." })
  ),
  LOG_LEVEL: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    type: 'string',
    default: 'info'
  }),
  LOG_FORMAT: Type.Optional(Type.Enum(['pretty', 'json'], { type: 'string' }))
})
export type Environment = Static<typeof Environment>
