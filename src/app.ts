import { randomUUID } from 'node:crypto'
import { type CloudFrontClient } from '@aws-sdk/client-cloudfront'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { type Config } from './config.ts'
import { type Database } from './database/database.ts'
import { createIdempotencyKeys } from './database/idempotency-keys.ts'
import { bindOperation } from './jobs/define-operation.ts'
import { createEngine } from './jobs/engine.ts'
import { authentication } from './plugins/authentication.ts'
import { backendHeader } from './plugins/backend-header.ts'
import { closing } from './plugins/closing.ts'
import { conditionalRequests } from './plugins/conditional-requests.ts'
import { idempotency } from './plugins/idempotency.ts'
import { jsonBodies } from './plugins/json-bodies.ts'
import { mediaTypes } from './plugins/media-types.ts'
import { openapi } from './plugins/openapi.ts'
import { earlyProblems, problems } from './plugins/problems.ts'
import { requestContext, requestIdOf } from './plugins/request-context.ts'
import { securityHeaders } from './plugins/security-headers.ts'
import { validation } from './plugins/validation.ts'
import { aliasRoutes } from './resources/aliases/routes.ts'
import { createAliasService } from './resources/aliases/service.ts'
import { copyRoutes } from './resources/copies/routes.ts'
import { createCopyService } from './resources/copies/service.ts'
import { bucketPolicyRoutes } from './resources/bucket-policy/routes.ts'
import { createBucketPolicyService } from './resources/bucket-policy/service.ts'
import { createDistributionEditor } from './resources/distributions/edit.ts'
import { deleteDistribution } from './resources/distributions/operations.ts'
import { createDeletionService } from './resources/distributions/deletion.ts'
import { distributionRoutes } from './resources/distributions/routes.ts'
import { createPolicyNames } from './resources/distributions/policies.ts'
import { createDistributionService } from './resources/distributions/service.ts'
import { errorPageRoutes } from './resources/error-pages/routes.ts'
import { createErrorPageService } from './resources/error-pages/service.ts'
import { healthRoutes } from './resources/health/routes.ts'
import { createHealthService } from './resources/health/service.ts'
import { invalidationRoutes } from './resources/invalidations/routes.ts'
import { createInvalidationService } from './resources/invalidations/service.ts'
import { operationRoutes } from './resources/operations/routes.ts'
import { createOperationService } from './resources/operations/service.ts'
import { monitoringSubscriptionRoutes } from './resources/monitoring-subscription/routes.ts'
import { createMonitoringSubscriptionService } from './resources/monitoring-subscription/service.ts'
import { promotionRoutes } from './resources/promotion/routes.ts'
import { createPromotionService } from './resources/promotion/service.ts'
import { tagRoutes } from './resources/tags/routes.ts'
import { createTagService } from './resources/tags/service.ts'
import { createTagReader } from './resources/tags/tag-reader.ts'
import { webAclRoutes } from './resources/web-acl/routes.ts'
import { createWebAclService } from './resources/web-acl/service.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Goes on with unfinished operations. Apart from building, so that the document can be made without a store. */
    startJobs(): Promise<void>
  }
}

export interface AppOptions {
  readonly config: Pick<Config, 'cloudFront' | 'apiTokenHashes' | 'bodyLimitBytes'>
  readonly cloudfront: CloudFrontClient
  /** With its tables. It is not closed with the app. */
  readonly database: Database
  readonly logger: FastifyBaseLogger
  /** Milliseconds since 1970. */
  readonly clock: { now(): number }
}

/** The whole service, not listening yet: what all routes share, then one line for each resource. */
export async function buildApp({ config, cloudfront, database, logger, clock }: AppOptions): Promise<FastifyInstance> {
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
  const keys = createIdempotencyKeys({ database, clock, logger, newToken: randomUUID })
  await app.register(idempotency, { store: keys })
  await app.register(openapi)

  const policyNames = createPolicyNames({ cloudfront })
  const editor = createDistributionEditor({ cloudfront })
  const tagReader = createTagReader({ cloudfront, clock })
  const definitions = [bindOperation(deleteDistribution, { cloudfront, editor, clock })]
  const engine = createEngine({ database, definitions, clock, logger })
  const operations = createOperationService({ engine })
  app.decorate('startJobs', async () => {
    await keys.start()
    await engine.start()
  })
  app.addHook('onClose', async () => {
    await engine.close()
    keys.close()
  })
  await app.register(healthRoutes, {
    prefix: '/health',
    service: createHealthService({ cloudfront, clock, backend: config.cloudFront })
  })
  await app.register(distributionRoutes, {
    prefix: '/distributions',
    service: createDistributionService({ cloudfront, editor, policyNames, tagReader }),
    deletion: createDeletionService({ cloudfront, engine, operations, clock })
  })
  await app.register(bucketPolicyRoutes, {
    prefix: '/distributions/:distributionId/origins/:originId/bucket-policy',
    service: createBucketPolicyService({ cloudfront })
  })
  await app.register(operationRoutes, { prefix: '/operations', service: operations, events: { engine } })
  await app.register(errorPageRoutes, {
    prefix: '/distributions/:distributionId/error-pages',
    service: createErrorPageService({ editor })
  })
  await app.register(tagRoutes, {
    prefix: '/distributions/:distributionId/tags',
    service: createTagService({ cloudfront, tagReader })
  })
  await app.register(webAclRoutes, {
    prefix: '/distributions/:distributionId/web-acl',
    service: createWebAclService({ cloudfront, editor })
  })
  await app.register(aliasRoutes, {
    prefix: '/distributions/:distributionId/aliases',
    service: createAliasService({ cloudfront, editor })
  })
  await app.register(monitoringSubscriptionRoutes, {
    prefix: '/distributions/:distributionId/monitoring-subscription',
    service: createMonitoringSubscriptionService({ cloudfront })
  })
  await app.register(copyRoutes, {
    prefix: '/distributions/:distributionId/copies',
    service: createCopyService({ cloudfront, editor })
  })
  await app.register(promotionRoutes, {
    prefix: '/distributions/:distributionId/promotion',
    service: createPromotionService({ cloudfront, editor })
  })
  await app.register(invalidationRoutes, {
    prefix: '/distributions/:distributionId/invalidations',
    service: createInvalidationService({ cloudfront })
  })

  app.get('/', { schema: { hide: true } }, async (_, reply) => reply.redirect('/docs', 302))
  return app
}
