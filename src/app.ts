import { randomUUID } from 'node:crypto'
import { type CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import { callTimeouts } from './cloudfront/client.ts'
import { type Config } from './config.ts'
import { createDeployments } from './configuration/distributions/deployment.ts'
import { createStrictFindings } from './configuration/distributions/findings/strict.ts'
import { createManagedAccess } from './configuration/distributions/origin-access.ts'
import { createPolicyNames } from './configuration/distributions/policies.ts'
import { createDistributionEditor } from './configuration/editing/edit.ts'
import { createTagIndex } from './configuration/tags/tag-index.ts'
import { createTagReader } from './configuration/tags/tag-reader.ts'
import { tagExpiry } from './configuration/tags/tag-store.ts'
import { type Database } from './database/database.ts'
import { createIdempotencyKeys, idempotencyKeyExpiry } from './database/idempotency-keys.ts'
import { createRetention } from './database/retention.ts'
import { createInvalidation, invalidationRows } from './invalidation/index.ts'
import { bindOperation } from './jobs/define-operation.ts'
import { createEngine } from './jobs/engine.ts'
import { operationExpiry } from './jobs/store.ts'
import { createStreamSlots } from './plugins/event-stream.ts'
import { createHttpServer } from './plugins/http-server.ts'
import { closeAll } from './process/close-all.ts'
import { aliasRoutes } from './resources/aliases/routes.ts'
import { createAliasService } from './resources/aliases/service.ts'
import { behaviorRoutes } from './resources/behaviors/routes.ts'
import { bucketPolicyRoutes } from './resources/bucket-policy/routes.ts'
import { createBucketPolicyService } from './resources/bucket-policy/service.ts'
import { copyRoutes } from './resources/copies/routes.ts'
import { createCopyService } from './resources/copies/service.ts'
import { deletionRoutes } from './resources/distributions/deletion-routes.ts'
import { createDeletionService } from './resources/distributions/deletion.ts'
import { deleteDistribution } from './resources/distributions/operations.ts'
import { distributionEventRoutes } from './resources/distributions/events-routes.ts'
import { distributionRoutes } from './resources/distributions/routes.ts'
import { createPartService } from './resources/distributions/parts-service.ts'
import { createDistributionService } from './resources/distributions/service.ts'
import { errorPageRoutes } from './resources/error-pages/routes.ts'
import { createErrorPageService } from './resources/error-pages/service.ts'
import { findingRoutes } from './resources/findings/routes.ts'
import { createFindingService } from './resources/findings/service.ts'
import { health } from './resources/health/routes.ts'
import { createHealthService } from './resources/health/service.ts'
import { invalidationGroupRoutes } from './resources/invalidation-groups/routes.ts'
import { createInvalidationGroupService } from './resources/invalidation-groups/service.ts'
import { invalidationGuardRoutes } from './resources/invalidation-guard/routes.ts'
import { createInvalidationGuardService } from './resources/invalidation-guard/service.ts'
import { invalidationResource } from './resources/invalidations/index.ts'
import { monitoringSubscriptionRoutes } from './resources/monitoring-subscription/routes.ts'
import { createMonitoringSubscriptionService } from './resources/monitoring-subscription/service.ts'
import { originRoutes } from './resources/origins/routes.ts'
import { operationRoutes } from './resources/operations/routes.ts'
import { createOperationService } from './resources/operations/service.ts'
import { problemRoutes } from './resources/problems/routes.ts'
import { promotionRoutes } from './resources/promotion/routes.ts'
import { createPromotionService } from './resources/promotion/service.ts'
import { tagRoutes } from './resources/tags/routes.ts'
import { createTagService } from './resources/tags/service.ts'
import { webAclRoutes } from './resources/web-acl/routes.ts'
import { createWebAclService } from './resources/web-acl/service.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Resumes unfinished operations. Apart from building, so that the document can be made without a store. */
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
    | 'strictFindings'
    | 'invalidationMonthlyBudgetUsd'
    | 'tagIndexMaxAgeSeconds'
    | 'webhooks'
  >
  readonly cloudfront: CloudFrontClient
  /** With its tables. It is not closed with the app. */
  readonly database: Database
  readonly logger: FastifyBaseLogger
  /** Milliseconds since 1970. */
  readonly clock: { now(): number }
  /** Which CloudFront is behind it, in a sentence for the document; it may change while the service runs. */
  readonly describeBackend?: (() => string) | undefined
  /** Of all requests under way together; where left out, by the size of the heap. */
  readonly bodiesMaxBytes?: number | undefined
}

/** An edit reads and writes: requests under way when closing begins may make two calls, each up to its deadline. */
export const CLOSING_GRACE_MS = 2 * callTimeouts.deadlineMs + 5_000

/** The whole service, not listening yet: HTTP, what the resources share, then each resource at its address. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { config, cloudfront, database, logger, clock } = options
  const backend = config.cloudFront
  const keys = createIdempotencyKeys({ database, logger, newToken: randomUUID })
  const app = await createHttpServer({
    logger,
    backend,
    describeBackend: options.describeBackend,
    tokenHashes: config.apiTokenHashes,
    bodyLimitBytes: config.bodyLimitBytes,
    bodiesMaxBytes: options.bodiesMaxBytes,
    closingGraceMs: CLOSING_GRACE_MS,
    idempotencyKeys: keys
  })

  const editor = createDistributionEditor({ cloudfront })
  const policyNames = createPolicyNames({ cloudfront })
  const access = createManagedAccess({ cloudfront })
  const tagReader = createTagReader({ cloudfront })
  const tagIndex = createTagIndex({
    database,
    tagReader,
    clock,
    logger,
    newToken: randomUUID,
    maxAgeSeconds: config.tagIndexMaxAgeSeconds
  })
  const deployments = createDeployments({ cloudfront })
  const strictFindings = createStrictFindings({ always: config.strictFindings })
  const distributions = createDistributionService({
    cloudfront,
    editor,
    policyNames,
    access,
    tagReader,
    tagIndex,
    deployments,
    strictFindings
  })
  const parts = createPartService({ editor, policyNames, access, strictFindings })
  const engine = createEngine({
    database,
    definitions: [bindOperation(deleteDistribution, { cloudfront, editor, clock })],
    clock,
    logger,
    stepDeadlineSeconds: config.operationStepDeadlineSeconds,
    alone: database.kind === 'embedded'
  })
  const operations = createOperationService({ engine })
  const invalidation = createInvalidation({
    database,
    cloudfront,
    clock,
    logger,
    newId: randomUUID,
    backend,
    headRoom: config.invalidationHeadRoom,
    deadlineSecondsMax: config.invalidationDeadlineSeconds,
    monthlyBudgetUsd: config.invalidationMonthlyBudgetUsd,
    webhooks: config.webhooks
  })
  const expiries = [operationExpiry, idempotencyKeyExpiry, tagExpiry, ...invalidationRows]
  const retention = createRetention({ database, logger, expiries })
  const background = [keys, engine, tagIndex, ...invalidation.background, retention]
  app.decorate('startJobs', async () => {
    for (const part of background) await part.start()
  })
  app.addHook('onClose', () => closeAll(background.toReversed().map(part => () => part.close())))

  const of = (path: string) => `/distributions/:distributionId${path}`
  const streams = createStreamSlots()
  await app.register(health, { service: createHealthService({ cloudfront, database, clock, backend }) })
  await app.register(problemRoutes, { prefix: '/problems' })
  await app.register(distributionRoutes, { prefix: '/distributions', service: distributions })
  await app.register(deletionRoutes, {
    prefix: '/distributions',
    service: createDeletionService({ cloudfront, engine, operations, clock })
  })
  await app.register(distributionEventRoutes, { prefix: '/distributions', service: distributions, streams })
  await app.register(bucketPolicyRoutes, {
    prefix: of('/origins/:originId/bucket-policy'),
    service: createBucketPolicyService({ cloudfront })
  })
  await app.register(findingRoutes, { prefix: of('/findings'), service: createFindingService({ editor }) })
  await app.register(operationRoutes, { prefix: '/operations', service: operations, events: { engine }, streams })
  await app.register(errorPageRoutes, {
    prefix: of('/error-pages'),
    service: createErrorPageService({ editor, strictFindings }),
    parts,
    deployments
  })
  await app.register(tagRoutes, { prefix: of('/tags'), service: createTagService({ cloudfront, tagReader, tagIndex }) })
  await app.register(webAclRoutes, {
    prefix: of('/web-acl'),
    service: createWebAclService({ cloudfront, editor, strictFindings }),
    deployments
  })
  await app.register(originRoutes, { prefix: of('/origins'), service: parts, deployments })
  await app.register(behaviorRoutes, { prefix: of('/behaviors'), service: parts, deployments })
  await app.register(aliasRoutes, {
    prefix: of('/aliases'),
    service: parts,
    deployments,
    aliases: createAliasService({ cloudfront, editor })
  })
  await app.register(monitoringSubscriptionRoutes, {
    prefix: of('/monitoring-subscription'),
    service: createMonitoringSubscriptionService({ cloudfront })
  })
  await app.register(copyRoutes, {
    prefix: of('/copies'),
    service: createCopyService({ cloudfront, editor, strictFindings }),
    distributions
  })
  await app.register(promotionRoutes, {
    prefix: of('/promotion'),
    service: createPromotionService({ cloudfront, editor, strictFindings }),
    distributions
  })
  await app.register(invalidationResource, { invalidation, streams })
  await app.register(invalidationGuardRoutes, {
    prefix: of('/invalidation-guard'),
    service: createInvalidationGuardService({ database, invalidation })
  })
  await app.register(invalidationGroupRoutes, {
    prefix: '/invalidations',
    service: createInvalidationGroupService({
      database,
      cloudfront,
      tagIndex,
      clock,
      invalidations: invalidation.service
    }),
    streams
  })

  app.get('/', { schema: { hide: true } }, async (_, reply) => reply.redirect('/docs', 302))
  return app
}
