import { randomUUID } from 'node:crypto'
import { type CloudFrontClient } from '@aws-sdk/client-cloudfront'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { type Config } from './config.ts'
import { authentication } from './plugins/authentication.ts'
import { backendHeader } from './plugins/backend-header.ts'
import { closing } from './plugins/closing.ts'
import { conditionalRequests } from './plugins/conditional-requests.ts'
import { jsonBodies } from './plugins/json-bodies.ts'
import { mediaTypes } from './plugins/media-types.ts'
import { openapi } from './plugins/openapi.ts'
import { earlyProblems, problems } from './plugins/problems.ts'
import { requestContext, requestIdOf } from './plugins/request-context.ts'
import { securityHeaders } from './plugins/security-headers.ts'
import { validation } from './plugins/validation.ts'
import { distributionRoutes } from './resources/distributions/routes.ts'
import { createPolicyNames } from './resources/distributions/policies.ts'
import { createDistributionService } from './resources/distributions/service.ts'
import { errorPageRoutes } from './resources/error-pages/routes.ts'
import { createErrorPageService } from './resources/error-pages/service.ts'
import { healthRoutes } from './resources/health/routes.ts'
import { createHealthService } from './resources/health/service.ts'
import { invalidationRoutes } from './resources/invalidations/routes.ts'
import { createInvalidationService } from './resources/invalidations/service.ts'

export interface AppOptions {
  readonly config: Pick<Config, 'cloudFront' | 'apiTokenHashes' | 'bodyLimitBytes'>
  readonly cloudfront: CloudFrontClient
  readonly logger: FastifyBaseLogger
  /** Milliseconds since 1970. */
  readonly clock: { now(): number }
}

/** The whole service, not listening yet: what all routes share, then one line for each resource. */
export async function buildApp({ config, cloudfront, logger, clock }: AppOptions): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: requestIdOf,
    bodyLimit: config.bodyLimitBytes,
    // A whole request must arrive within half a minute, its head within fifteen seconds; an idle connection may stay.
    requestTimeout: 30_000,
    keepAliveTimeout: 65_000,
    http: { headersTimeout: 15_000, connectionsCheckingInterval: 5_000, maxHeaderSize: 16_384 },
    maxRequestsPerSocket: 10_000,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    routerOptions: { maxParamLength: 512 },
    ...earlyProblems({
      'x-frontage-backend': config.cloudFront,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store'
    })
  })
  app.server.maxConnections = 2_000
  app.setSerializerCompiler(() => data => JSON.stringify(data))

  await app.register(closing, { graceMs: 35_000 })
  await app.register(requestContext)
  await app.register(backendHeader, { backend: config.cloudFront })
  await app.register(securityHeaders)
  await app.register(problems)
  await app.register(authentication, { tokenHashes: config.apiTokenHashes })
  await app.register(mediaTypes)
  await app.register(jsonBodies)
  await app.register(validation)
  await app.register(conditionalRequests)
  await app.register(openapi)

  const newCallerReference = () => randomUUID()
  const policyNames = createPolicyNames({ cloudfront })
  await app.register(healthRoutes, {
    prefix: '/health',
    service: createHealthService({ cloudfront, clock, backend: config.cloudFront })
  })
  await app.register(distributionRoutes, {
    prefix: '/distributions',
    service: createDistributionService({ cloudfront, policyNames, newCallerReference })
  })
  await app.register(errorPageRoutes, {
    prefix: '/distributions/:distributionId/error-pages',
    service: createErrorPageService({ cloudfront })
  })
  await app.register(invalidationRoutes, {
    prefix: '/distributions/:distributionId/invalidations',
    service: createInvalidationService({ cloudfront, newCallerReference })
  })

  app.get('/', { schema: { hide: true } }, async (_, reply) => reply.redirect('/docs', 302))
  return app
}
