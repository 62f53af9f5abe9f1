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
      'x-expected': 'a URL such as postgres://frontage@db.example.com/frontage',
      description: 'A PostgreSQL database to use instead of the embedded store; several instances may share it.'
    })
  ),
  CLOUDFRONT: Type.Optional(
    Type.Enum(['local', 'aws'], { type: 'string', description: 'The CloudFront behind this service.' })
  ),
  CLOUDFRONT_ENDPOINT: Type.Optional(
    Type.String({
      pattern: '^https?://[^/@?#]+/?$',
      'x-expected': 'a URL with nothing behind its host and port, such as http://127.0.0.1:8081',
      description: 'The endpoint of CloudFront, instead of the default one.'
    })
  ),
  ACCOUNTS_FILE: Type.Optional(
    Type.String({ description: 'A JSON file of several AWS accounts, each with the role to assume in it.' })
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
        'A folder whose subfolders are buckets of the local CloudFront, else local-cloudfront/buckets below DATA_DIR; or the address ' +
        'of an S3-compatible endpoint on this machine.'
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
      description:
        'Where the local CloudFront connects to for origin hosts, such as *.example.com=http://127.0.0.1:9000.'
    })
  ),
  LOCAL_EDGE_VIEWER_PROTOCOL: Type.Enum(['http', 'https'], {
    type: 'string',
    default: 'https',
    description: "The protocol of viewers' requests without X-Forwarded-Proto."
  }),
  LOCAL_EDGE_ACCESS_LOG: Type.Boolean({
    default: false,
    description: "Whether the local CloudFront writes an access log of viewers' requests, below DATA_DIR."
  }),
  API_TOKENS: Type.Optional(Type.String({ description: 'SHA-256 hashes of the bearer tokens, in hexadecimal.' })),
  OIDC_ISSUERS_FILE: Type.Optional(
    Type.String({ description: 'A YAML or JSON file of the issuers whose JWTs are accepted, and what these allow.' })
  ),
  BODY_LIMIT: Type.Integer({
    minimum: 1_024,
    maximum: 64 * 1_024 * 1_024,
    default: 1_024 * 1_024,
    description: 'The largest body in bytes; for invalidations at least 16 MiB.'
  }),
  INVALIDATION_HEADROOM_PATHS: Type.Integer({
    minimum: 0,
    maximum: 2_999,
    default: 0,
    description: "How many of CloudFront's 3,000 paths in progress per distribution are left for others."
  }),
  INVALIDATION_HEADROOM_WILDCARDS: Type.Integer({
    minimum: 0,
    maximum: 14,
    default: 0,
    description: "How many of CloudFront's 15 wildcards in progress per distribution are left for others."
  }),
  INVALIDATION_DEADLINE_SECONDS: Type.Integer({
    minimum: 60,
    maximum: 30 * 86_400,
    default: 86_400,
    description:
      'How long an invalidation waits while an operator has to act, and the longest deadline that a request may set.'
  }),
  OPERATION_STEP_DEADLINE_SECONDS: Type.Integer({
    minimum: 60,
    maximum: 30 * 86_400,
    default: 21_600,
    description:
      'How long a step of an operation is retried, in addition to a grace period, before the operation fails.'
  }),
  TAG_INDEX_MAX_AGE_SECONDS: Type.Integer({
    minimum: 60,
    maximum: 86_400,
    default: 900,
    description:
      'How old the tags by which distributions are listed and selected may be, if they were changed outside Frontage.'
  }),
  AUDIT_RETENTION_DAYS: Type.Integer({
    minimum: 30,
    maximum: 3_660,
    default: 400,
    description: 'For how many days audit records are kept.'
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
      description:
        'Networks, in addition to public ones, to which names in WEBHOOK_HOSTS may resolve, such as 10.0.0.0/8.'
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
    description: "The length of the window in which a caller's requests are counted."
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
      description: 'Addresses and networks of proxies whose X-Forwarded-For is trusted, such as 10.0.0.7.'
    })
  ),
  INVALIDATION_MONTHLY_BUDGET_USD: Type.Optional(
    Type.Number({ minimum: 0, description: "The most that an account's invalidations may cost in a calendar month." })
  ),
  LOG_LEVEL: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    type: 'string',
    default: 'info'
  }),
  LOG_FORMAT: Type.Optional(Type.Enum(['pretty', 'json'], { type: 'string' }))
})
export type Environment = Static<typeof Environment>
