import { type IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { type Accounts } from '../accounts/accounts.ts'
import { type Metrics } from '../metrics/metrics.ts'
import { toLogFields } from '../tracing/trace-context.ts'
import { type Tracing } from '../tracing/tracing.ts'
import { accounts } from './accounts.ts'
import { allowedMethods } from './allowed-methods.ts'
import { audit, type AuditOptions } from './audit.ts'
import { authentication, type AuthenticationOptions } from './authentication.ts'
import { authorization, type AuthorizationOptions } from './authorization.ts'
import { backendHeader } from './backend-header.ts'
import { bodyBudget } from './body-budget.ts'
import { clientGone } from './client-gone.ts'
import { closing } from './closing.ts'
import { conditionalRequests } from './conditional-requests.ts'
import { connections } from './connections.ts'
import { crossOrigin } from './cross-origin.ts'
import { deprecation } from './deprecation.ts'
import { dryRuns } from './dry-runs.ts'
import { httpMetrics } from './http-metrics.ts'
import { idempotency, type IdempotencyOptions } from './idempotency.ts'
import { jsonBodies } from './json-bodies.ts'
import { mediaTypes } from './media-types.ts'
import { openapi } from './openapi.ts'
import { pressure } from './pressure.ts'
import { earlyProblems, type OnProblem, problems } from './problems.ts'
import { rateCounters, rateLimit, type RateLimitOptions } from './rate-limit.ts'
import { requestBudget, type RequestBudgetOptions } from './request-budget.ts'
import { requestContext, requestIdOf } from './request-context.ts'
import { originForm, requestLine, requestLineOptions } from './request-line.ts'
import { createRequestSpans } from './request-spans.ts'
import { securityHeaders } from './security-headers.ts'
import { validation } from './validation.ts'
import { wrongTokens } from './wrong-tokens.ts'

interface HttpServerOptions {
  readonly logger: FastifyBaseLogger
  readonly backend: 'local' | 'aws'
  /**
   * Names the CloudFront in use, in a sentence that may change; omitted if the document is generated without a server.
   */
  readonly describeBackend?: (() => string) | undefined
  /** Present if there are several. */
  readonly accounts?: Accounts | undefined
  readonly authentication: AuthenticationOptions
  readonly authorization: AuthorizationOptions
  readonly bodyLimitBytes: number
  /** For the bodies of all requests in progress together; the default depends on the size of the heap. */
  readonly bodiesMaxBytes?: number | undefined
  /** How long requests in progress have to be answered when closing begins. */
  readonly closingGraceMs: number
  readonly idempotencyKeys: IdempotencyOptions['store']
  readonly audit: AuditOptions
  readonly metrics: Metrics
  readonly tracing?: Tracing | undefined
  /** The origins of web pages that may read answers. */
  readonly corsOrigins: readonly string[]
  /** Addresses and networks of proxies whose X-Forwarded-For is trusted. */
  readonly trustedProxies: readonly string[]
  readonly rateLimit: RateLimitOptions
  /** From the setting API_TOKENS: SHA-256 in hexadecimal. */
  readonly apiTokenHashes: readonly string[]
  readonly requestBudgets: RequestBudgetOptions
}

/** Of a request: its line and headers. */
const HEAD_BYTES_MAX = 16_384

const toJson = () => (data: unknown) => JSON.stringify(data)

function setByValidation(): never {
  throw new Error('a route was registered before the plugin that validates requests')
}

/** The HTTP server with everything that routes share, without routes, not listening. Plugins are in the order of their hooks. */
export async function createHttpServer(options: HttpServerOptions): Promise<FastifyInstance> {
  const { logger, backend, metrics } = options
  const onProblem: OnProblem = code => metrics.problems.inc({ code })
  const spans = createRequestSpans(options.tracing)
  const app = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    // Otherwise everybody behind a load balancer has its address, in the audit log and for limits per address.
    trustProxy: options.trustedProxies.length > 0 && [...options.trustedProxies],
    genReqId: requestIdOf,
    rewriteUrl: originForm,
    childLoggerFactory: (parent, bindings, options, request) =>
      parent.child({ ...bindings, ...toLogFields(spans.begin(request)) }, options),
    bodyLimit: options.bodyLimitBytes,
    // A whole request must arrive within half a minute, its head within fifteen seconds; an idle connection may stay.
    requestTimeout: 30_000,
    keepAliveTimeout: 65_000,
    http: {
      headersTimeout: 15_000,
      connectionsCheckingInterval: 5_000,
      maxHeaderSize: HEAD_BYTES_MAX,
      ...requestLineOptions
    },
    maxRequestsPerSocket: 10_000,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    // The router would refuse longer ones before any hook; `requestLine` refuses them.
    routerOptions: { maxParamLength: HEAD_BYTES_MAX },
    // Otherwise Fastify loads its own two compilers, which adds 70 ms to every start.
    schemaController: { compilersFactory: { buildValidator: () => setByValidation, buildSerializer: () => toJson } },
    ...earlyProblems(
      { 'x-frontage-backend': backend, 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' },
      onProblem
    )
  })
  if (options.trustedProxies.length > 0) {
    app.server.prependListener('request', ({ headers, socket }: IncomingMessage) => {
      // Anything in it would be taken for an address. It is replaced rather than removed, because its presence shows
      // that there is a proxy.
      const chain = headers['x-forwarded-for']
      if (typeof chain === 'string' && !chain.split(',').every(address => isIP(address.trim()) > 0)) {
        headers['x-forwarded-for'] = socket.remoteAddress
      }
    })
  }
  await app.register(connections)
  await app.register(spans.plugin)
  await app.register(requestContext)
  await app.register(httpMetrics, { metrics })
  await app.register(backendHeader, { backend })
  await app.register(securityHeaders)
  await app.register(problems, { onProblem })
  await app.register(crossOrigin, { origins: options.corsOrigins })
  await app.register(deprecation)
  await app.register(requestLine)
  // First, so that answers whose wait clientGone ends already say that their connection is closed.
  await app.register(closing, { graceMs: options.closingGraceMs })
  await app.register(clientGone)
  await app.register(pressure, { onSample: lateMs => metrics.eventLoopLag.observe(lateMs / 1_000) })
  await app.register(rateCounters)
  await app.register(wrongTokens, { ...options.rateLimit, apiTokenHashes: options.apiTokenHashes })
  await app.register(authentication, options.authentication)
  await app.register(rateLimit, options.rateLimit)
  await app.register(requestBudget, options.requestBudgets)
  await app.register(authorization, options.authorization)
  await app.register(allowedMethods)
  await app.register(mediaTypes)
  await app.register(jsonBodies)
  await app.register(bodyBudget, { maxBytes: options.bodiesMaxBytes })
  if (options.accounts) await app.register(accounts, { accounts: options.accounts })
  await app.register(validation)
  await app.register(conditionalRequests)
  await app.register(audit, options.audit)
  await app.register(idempotency, { store: options.idempotencyKeys })
  await app.register(openapi, { backend, describeBackend: options.describeBackend })
  await app.register(dryRuns)
  return app
}
