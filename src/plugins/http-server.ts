import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { allowedMethods } from './allowed-methods.ts'
import { authentication } from './authentication.ts'
import { backendHeader } from './backend-header.ts'
import { bodyBudget } from './body-budget.ts'
import { clientGone } from './client-gone.ts'
import { closing } from './closing.ts'
import { conditionalRequests } from './conditional-requests.ts'
import { connections } from './connections.ts'
import { deprecation } from './deprecation.ts'
import { idempotency, type IdempotencyOptions } from './idempotency.ts'
import { jsonBodies } from './json-bodies.ts'
import { mediaTypes } from './media-types.ts'
import { openapi } from './openapi.ts'
import { pressure } from './pressure.ts'
import { earlyProblems, problems } from './problems.ts'
import { requestContext, requestIdOf } from './request-context.ts'
import { requestLine, requestLineOptions } from './request-line.ts'
import { securityHeaders } from './security-headers.ts'
import { validation } from './validation.ts'

export interface HttpServerOptions {
  readonly logger: FastifyBaseLogger
  readonly backend: 'local' | 'aws'
  /** In a sentence, which may change while the service runs; left out where the document is made for no server. */
  readonly describeBackend?: (() => string) | undefined
  readonly tokenHashes: readonly string[]
  readonly bodyLimitBytes: number
  /** Of all requests under way together; where left out, by the size of the heap. */
  readonly bodiesMaxBytes?: number | undefined
  /** How long requests under way have when closing begins, in ms. */
  readonly closingGraceMs: number
  readonly idempotencyKeys: IdempotencyOptions['store']
}

const toJson = () => (data: unknown) => JSON.stringify(data)

function setByValidation(): never {
  throw new Error('a route came before the plugin that checks requests')
}

/** HTTP as all routes have it; the order of the plugins is the order of their hooks. It has no route yet, and listens nowhere. */
export async function createHttpServer(options: HttpServerOptions): Promise<FastifyInstance> {
  const { logger, backend } = options
  const app = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: requestIdOf,
    bodyLimit: options.bodyLimitBytes,
    // A whole request must arrive within half a minute, its head within fifteen seconds; an idle connection may stay.
    requestTimeout: 30_000,
    keepAliveTimeout: 65_000,
    http: { headersTimeout: 15_000, connectionsCheckingInterval: 5_000, maxHeaderSize: 16_384, ...requestLineOptions },
    maxRequestsPerSocket: 10_000,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { maxParamLength: 512 },
    // Without these Fastify loads two compilers of its own: 70 ms of every start.
    schemaController: { compilersFactory: { buildValidator: () => setByValidation, buildSerializer: () => toJson } },
    ...earlyProblems({
      'x-frontage-backend': backend,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store'
    })
  })
  await app.register(connections)
  await app.register(requestContext)
  await app.register(backendHeader, { backend })
  await app.register(securityHeaders)
  await app.register(problems)
  await app.register(deprecation)
  await app.register(requestLine)
  await app.register(clientGone)
  await app.register(pressure)
  await app.register(closing, { graceMs: options.closingGraceMs })
  await app.register(authentication, { tokenHashes: options.tokenHashes })
  await app.register(allowedMethods)
  await app.register(mediaTypes)
  await app.register(jsonBodies)
  await app.register(bodyBudget, { maxBytes: options.bodiesMaxBytes })
  await app.register(validation)
  await app.register(conditionalRequests)
  await app.register(idempotency, { store: options.idempotencyKeys })
  await app.register(openapi, { backend, describeBackend: options.describeBackend })
  return app
}
