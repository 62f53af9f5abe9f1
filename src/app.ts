import { randomUUID } from 'node:crypto'
import { type CloudFrontClient } from '@aws-sdk/client-cloudfront'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { callTimeouts } from './cloudfront/client.ts'
import { closeAll } from './process/close-all.ts'
import { type Config } from './config.ts'
import { type Database } from './database/database.ts'
import { createIdempotencyKeys, idempotencyKeyExpiry } from './database/idempotency-keys.ts'
import { createRetention } from './database/retention.ts'
import { isServiceError } from './errors.ts'
import { bindOperation } from './jobs/define-operation.ts'
import { createEngine } from './jobs/engine.ts'
import { operationExpiry } from './jobs/store.ts'
import { allowedMethods } from './plugins/allowed-methods.ts'
import { authentication } from './plugins/authentication.ts'
import { backendHeader } from './plugins/backend-header.ts'
import { bodyBudget } from './plugins/body-budget.ts'
import { clientGone } from './plugins/client-gone.ts'
import { closing } from './plugins/closing.ts'
import { connections } from './plugins/connections.ts'
import { conditionalRequests } from './plugins/conditional-requests.ts'
import { idempotency } from './plugins/idempotency.ts'
import { jsonBodies } from './plugins/json-bodies.ts'
import { createStreamSlots } from './plugins/event-stream.ts'
import { mediaTypes } from './plugins/media-types.ts'
import { openapi } from './plugins/openapi.ts'
import { pressure } from './plugins/pressure.ts'
import { earlyProblems, problems } from './plugins/problems.ts'
import { requestContext, requestIdOf } from './plugins/request-context.ts'
import { requestLine, requestLineOptions } from './plugins/request-line.ts'
import { securityHeaders } from './plugins/security-headers.ts'
import { validation } from './plugins/validation.ts'
import { aliasRoutes } from './resources/aliases/routes.ts'
import { createAliasService } from './resources/aliases/service.ts'
import { copyRoutes } from './resources/copies/routes.ts'
import { createCopyService } from './resources/copies/service.ts'
import { bucketPolicyRoutes } from './resources/bucket-policy/routes.ts'
import { createBucketPolicyService } from './resources/bucket-policy/service.ts'
import { createDeployments } from './resources/distributions/deployment.ts'
import { createDistributionEditor } from './configuration/editing/edit.ts'
import { deleteDistribution } from './resources/distributions/operations.ts'
import { createDeletionService } from './resources/distributions/deletion.ts'
import { distributionRoutes } from './resources/distributions/routes.ts'
import { createPolicyNames } from './configuration/distributions/policies.ts'
import { createDistributionService } from './resources/distributions/service.ts'
import { errorPageRoutes } from './resources/error-pages/routes.ts'
import { createErrorPageService } from './resources/error-pages/service.ts'
import { findingRoutes } from './resources/findings/routes.ts'
import { createFindingService } from './resources/findings/service.ts'
import { healthRoutes } from './resources/health/routes.ts'
import { createHealthService } from './resources/health/service.ts'
import { invalidationGroupRoutes } from './resources/invalidation-groups/routes.ts'
import { createInvalidationGroupService } from './resources/invalidation-groups/service.ts'
import { createGuardAdmission } from './invalidation/guard/admission.ts'
import { fullPurgeExpiry } from './invalidation/guard/retention.ts'
import { invalidationGuardRoutes } from './resources/invalidation-guard/routes.ts'
import { createInvalidationGuardService } from './resources/invalidation-guard/service.ts'
import { createInvalidationEngine } from './invalidation/engine.ts'
import { invalidationEventRoutes } from './resources/invalidations/events-routes.ts'
import { createPreviewService } from './invalidation/usage/preview.ts'
import { invalidationPreviewRoutes } from './resources/invalidations/preview-routes.ts'
import { invalidationExpiries } from './invalidation/queue/retention.ts'
import { invalidationRoutes } from './resources/invalidations/routes.ts'
import { targetAt } from './invalidation/targets.ts'
import { invalidationUsageRoutes } from './resources/invalidations/usage-routes.ts'
import { createInvalidationUsageService } from './invalidation/usage/usage.ts'
import { createWebhookDelivery } from './invalidation/webhooks/delivery.ts'
import { operationRoutes } from './resources/operations/routes.ts'
import { createOperationService } from './resources/operations/service.ts'
import { monitoringSubscriptionRoutes } from './resources/monitoring-subscription/routes.ts'
import { createMonitoringSubscriptionService } from './resources/monitoring-subscription/service.ts'
import { promotionRoutes } from './resources/promotion/routes.ts'
import { createPromotionService } from './resources/promotion/service.ts'
import { tagRoutes } from './resources/tags/routes.ts'
import { createTagService } from './resources/tags/service.ts'
import { createTagReader } from './configuration/tags/tag-reader.ts'
import { webAclRoutes } from './resources/web-acl/routes.ts'
import { createWebAclService } from './resources/web-acl/service.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Goes on with unfinished operations. Apart from building, so that the document can be made without a store. */
    startJobs(): Promise<void>
  }
}

export interface AppOptions {
  readonly config: Pick<
    Config,
    | 'cloudFront'
    | 'apiTokenHashes'
    | 'bodyLimitBytes'
    | 'invalidationHeadRoom'
    | 'invalidationDeadlineSeconds'
    | 'operationStepDeadlineSeconds'
    | 'invalidationMonthlyBudgetUsd'
    | 'webhooks'
  >
  readonly cloudfront: CloudFrontClient
  /** With its tables. It is not closed with the app. */
  readonly database: Database
  readonly logger: FastifyBaseLogger
  /** Milliseconds since 1970. */
  readonly clock: { now(): number }
  /** Of all requests under way together; where left out, by the size of the heap. */
  readonly bodiesMaxBytes?: number | undefined
}

/** An edit reads and writes: requests under way when closing begins may make two calls, each up to its deadline. */
export const CLOSING_GRACE_MS = 2 * callTimeouts.deadlineMs + 5_000

const toJson = () => (data: unknown) => JSON.stringify(data)

function setByValidation(): never {
  throw new Error('a route came before the plugin that checks requests')
}

/** The whole service, not listening yet: what all routes share, then one line for each resource. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { config, cloudfront, database, logger, clock, bodiesMaxBytes } = options
  const app = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: requestIdOf,
    bodyLimit: config.bodyLimitBytes,
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
      'x-frontage-backend': config.cloudFront,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store'
    })
  })

  await app.register(connections)
  await app.register(requestContext)
  await app.register(backendHeader, { backend: config.cloudFront })
  await app.register(securityHeaders)
  await app.register(problems)
  await app.register(requestLine)
  await app.register(clientGone)
  await app.register(pressure)
  await app.register(closing, { graceMs: CLOSING_GRACE_MS })
  await app.register(authentication, { tokenHashes: config.apiTokenHashes })
  await app.register(allowedMethods)
  await app.register(mediaTypes)
  await app.register(jsonBodies)
  await app.register(bodyBudget, { maxBytes: bodiesMaxBytes })
  await app.register(validation)
  await app.register(conditionalRequests)
  const keys = createIdempotencyKeys({ database, logger, newToken: randomUUID })
  await app.register(idempotency, { store: keys })
  await app.register(openapi)

  const policyNames = createPolicyNames({ cloudfront })
  const editor = createDistributionEditor({ cloudfront })
  const tagReader = createTagReader({ cloudfront, clock })
  const deployments = createDeployments({ cloudfront })
  const definitions = [bindOperation(deleteDistribution, { cloudfront, editor, clock })]
  const engine = createEngine({
    database,
    definitions,
    clock,
    logger,
    stepDeadlineSeconds: config.operationStepDeadlineSeconds,
    alone: database.kind === 'embedded'
  })
  const operations = createOperationService({ engine })
  const admission = createGuardAdmission({
    ...{ database, clock, logger },
    monthlyBudgetUsd: config.invalidationMonthlyBudgetUsd
  })
  const invalidations = createInvalidationEngine({
    ...{ database, cloudfront, clock, logger, newId: randomUUID, backend: config.cloudFront },
    headRoom: config.invalidationHeadRoom,
    deadlineSecondsMax: config.invalidationDeadlineSeconds,
    webhooks: config.webhooks,
    guard: admission
  })
  const announcements = createWebhookDelivery({
    ...{ database, clock, logger, settings: config.webhooks, newToken: randomUUID },
    describe: async id => (await invalidations.service.describe(id))?.summary
  })
  const retention = createRetention({
    database,
    logger,
    expiries: [operationExpiry, idempotencyKeyExpiry, ...invalidationExpiries, fullPurgeExpiry]
  })
  const streams = createStreamSlots()
  app.decorate('startJobs', async () => {
    await keys.start()
    await engine.start()
    await admission.start()
    await invalidations.start()
    await announcements.start()
    retention.start()
  })
  app.addHook('onClose', () =>
    closeAll([
      () => retention.close(),
      () => announcements.close(),
      () => invalidations.close(),
      () => admission.close(),
      () => engine.close(),
      () => keys.close()
    ])
  )
  const health = createHealthService({ cloudfront, database, clock, backend: config.cloudFront })
  app.addHook('onError', async (_request, _reply, error) => {
    if (isServiceError(error, 'STORE_UNAVAILABLE')) health.storeFailed()
  })
  await app.register(healthRoutes, { prefix: '/health', service: health })
  const distributions = createDistributionService({ cloudfront, editor, policyNames, tagReader, deployments })
  await app.register(distributionRoutes, {
    prefix: '/distributions',
    service: distributions,
    deletion: createDeletionService({ cloudfront, engine, operations, clock })
  })
  await app.register(bucketPolicyRoutes, {
    prefix: '/distributions/:distributionId/origins/:originId/bucket-policy',
    service: createBucketPolicyService({ cloudfront })
  })
  await app.register(findingRoutes, {
    prefix: '/distributions/:distributionId/findings',
    service: createFindingService({ editor })
  })
  await app.register(operationRoutes, {
    prefix: '/operations',
    service: operations,
    events: { engine },
    streams
  })
  await app.register(errorPageRoutes, {
    prefix: '/distributions/:distributionId/error-pages',
    service: createErrorPageService({ editor }),
    deployments
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
    service: createCopyService({ cloudfront, editor }),
    distributions
  })
  await app.register(promotionRoutes, {
    prefix: '/distributions/:distributionId/promotion',
    service: createPromotionService({ cloudfront, editor }),
    distributions
  })
  await app.register(invalidationRoutes, {
    prefix: '/distributions/:distributionId/invalidations',
    service: invalidations.service,
    kind: 'distributions'
  })
  await app.register(invalidationRoutes, {
    prefix: '/distribution-tenants/:distributionTenantId/invalidations',
    service: invalidations.service,
    kind: 'distribution-tenants'
  })
  await app.register(invalidationEventRoutes, {
    prefix: '/distributions/:distributionId/invalidations',
    ...{ service: invalidations.service, kind: 'distributions', streams }
  })
  await app.register(invalidationEventRoutes, {
    prefix: '/distribution-tenants/:distributionTenantId/invalidations',
    ...{ service: invalidations.service, kind: 'distribution-tenants', streams }
  })
  const usage = createInvalidationUsageService({
    ...{ database, clock, headRoom: config.invalidationHeadRoom },
    requireTarget: invalidations.requireTarget
  })
  await app.register(invalidationUsageRoutes, {
    prefix: '/distributions/:distributionId/invalidations/usage',
    ...{ service: usage, kind: 'distributions' }
  })
  await app.register(invalidationUsageRoutes, {
    prefix: '/distribution-tenants/:distributionTenantId/invalidations/usage',
    ...{ service: usage, kind: 'distribution-tenants' }
  })
  const previews = createPreviewService({
    ...{ database, usage, headRoom: config.invalidationHeadRoom, backend: config.cloudFront },
    requireTarget: invalidations.requireTarget
  })
  await app.register(invalidationPreviewRoutes, {
    prefix: '/distributions/:distributionId/invalidations/preview',
    ...{ service: previews, kind: 'distributions' }
  })
  await app.register(invalidationPreviewRoutes, {
    prefix: '/distribution-tenants/:distributionTenantId/invalidations/preview',
    ...{ service: previews, kind: 'distribution-tenants' }
  })
  await app.register(invalidationGuardRoutes, {
    prefix: '/distributions/:distributionId/invalidation-guard',
    service: createInvalidationGuardService({
      ...{ database, admission },
      requireTarget: target => invalidations.requireTarget(targetAt(target)),
      onReleased: invalidations.wake
    })
  })
  await app.register(invalidationGroupRoutes, {
    prefix: '/invalidations',
    service: createInvalidationGroupService({
      ...{ database, cloudfront, tagReader, clock },
      invalidations: invalidations.service
    }),
    streams
  })

  app.get('/', { schema: { hide: true } }, async (_, reply) => reply.redirect('/docs', 302))
  return app
}
