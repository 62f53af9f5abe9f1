import assert from 'node:assert'
import { type CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { type FastifyInstance } from 'fastify'
import { type Accounts } from './accounts/accounts.ts'
import { type Tokens } from './access/tokens.ts'
import { pacersOf } from './cloudfront/pacing.ts'
import { type Config } from './config.ts'
import { type Deployments } from './configuration/distributions/deployment.ts'
import { type StrictFindings } from './configuration/distributions/findings/strict.ts'
import { DistributionParams } from './configuration/distributions/schemas.ts'
import { type DistributionEditor } from './configuration/distributions/editor.ts'
import { type ToVersion } from './configuration/distributions/version.ts'
import { type Reach } from './configuration/distributions/reach.ts'
import { type TagIndex } from './configuration/tags/tag-index.ts'
import { type TagReader } from './configuration/tags/tag-reader.ts'
import { type Database } from './database/database.ts'
import { type Invalidation } from './invalidation/index.ts'
import { type Engine } from './jobs/engine.ts'
import { type Metrics } from './metrics/metrics.ts'
import { createStreamSlots } from './plugins/event-stream.ts'
import { aliasRoutes } from './resources/aliases/routes.ts'
import { createAliasService } from './resources/aliases/service.ts'
import { auditRoutes, distributionAuditRoutes } from './resources/audit/routes.ts'
import { createAuditService } from './resources/audit/service.ts'
import { behaviorRoutes } from './resources/behaviors/routes.ts'
import { bucketPolicyRoutes } from './resources/bucket-policy/routes.ts'
import { createBucketPolicyService } from './resources/bucket-policy/service.ts'
import { copyRoutes } from './resources/copies/routes.ts'
import { createCopyService } from './resources/copies/service.ts'
import { deletionRoutes } from './resources/distributions/deletion-routes.ts'
import { createDeletionService } from './resources/distributions/deletion.ts'
import { type Protections } from './configuration/protection/protections.ts'
import { createFamilyDeletions } from './resources/families/deletion.ts'
import { domainRoutes } from './resources/domains/routes.ts'
import { createAliasHolders } from './resources/distributions/alias-holder.ts'
import { createDomainService } from './resources/domains/service.ts'
import { resourcePolicyRoutes } from './resources/resource-policies/routes.ts'
import { createResourcePolicyService } from './resources/resource-policies/service.ts'
import { familyRoutes } from './resources/families/all-routes.ts'
import { type Families } from './resources/families/families.ts'
import { distributionEventRoutes } from './resources/distributions/events-routes.ts'
import { distributionRoutes } from './resources/distributions/routes.ts'
import { type PartService } from './resources/distributions/parts-service.ts'
import { type DistributionService } from './resources/distributions/service.ts'
import { errorPageRoutes } from './resources/error-pages/routes.ts'
import { createErrorPageService } from './resources/error-pages/service.ts'
import { explainRoutes } from './resources/explain/routes.ts'
import { createExplainService } from './resources/explain/service.ts'
import { findingRoutes } from './resources/findings/routes.ts'
import { createFindingService } from './resources/findings/service.ts'
import { keyValueItemRoutes } from './resources/key-value-items/routes.ts'
import { createKeyValueItemService, type KeyValueClient } from './resources/key-value-items/service.ts'
import { healthRoutes } from './resources/health/routes.ts'
import { type HealthService } from './resources/health/service.ts'
import { invalidationGroupRoutes } from './resources/invalidation-groups/routes.ts'
import { createInvalidationGroupService } from './resources/invalidation-groups/service.ts'
import { invalidationGuardRoutes } from './resources/invalidation-guard/routes.ts'
import { createInvalidationGuardService } from './resources/invalidation-guard/service.ts'
import { invalidationResource } from './resources/invalidations/all-routes.ts'
import { metricsRoutes } from './resources/metrics/routes.ts'
import { createMetricsService } from './resources/metrics/service.ts'
import { monitoringSubscriptionRoutes } from './resources/monitoring-subscription/routes.ts'
import { createMonitoringSubscriptionService } from './resources/monitoring-subscription/service.ts'
import { originRoutes } from './resources/origins/routes.ts'
import { operationRoutes } from './resources/operations/routes.ts'
import { type OperationService } from './resources/operations/service.ts'
import { overviewRoutes } from './resources/overview/routes.ts'
import { problemRoutes } from './resources/problems/routes.ts'
import { protectionRoutes } from './resources/protection/routes.ts'
import { createProtectionService } from './resources/protection/service.ts'
import { promotionRoutes } from './resources/promotion/routes.ts'
import { createPromotionService } from './resources/promotion/service.ts'
import { tagRoutes } from './resources/tags/routes.ts'
import { createDistributionTagService } from './resources/tags/service.ts'
import { tokenRoutes } from './resources/tokens/routes.ts'
import { createTokenService } from './resources/tokens/service.ts'
import { webAclRoutes } from './resources/web-acl/routes.ts'
import { createWebAclService } from './resources/web-acl/service.ts'

/** What resources share. */
interface Shared {
  readonly config: Pick<Config, 'cloudFront'>
  readonly cloudfront: CloudFrontClient
  readonly keyValueClient: KeyValueClient
  readonly accounts: Accounts | undefined
  readonly database: Database
  readonly clock: { now(): number }
  readonly metrics: Metrics
  readonly tokens: Tokens
  readonly engine: Engine
  readonly operations: OperationService
  readonly editor: DistributionEditor
  readonly toVersion: ToVersion
  readonly strictFindings: StrictFindings
  readonly deployments: Deployments
  readonly protections: Protections
  readonly tagReader: TagReader
  readonly tagIndex: TagIndex
  readonly reach: Reach
  readonly health: HealthService
  readonly distributions: DistributionService
  readonly parts: PartService
  readonly families: Families
  readonly invalidation: Invalidation
}

/** Each resource at its address, with the service that only its routes use. */
export async function registerRoutes(app: FastifyInstance, shared: Shared): Promise<void> {
  const { config, cloudfront, accounts, database, clock, metrics, engine, operations, editor, toVersion } = shared
  const { strictFindings, deployments, protections, tagReader, tagIndex, reach, distributions, parts, families } =
    shared
  const { keyValueClient, invalidation, tokens } = shared
  const backend = config.cloudFront
  const accountOf = accounts?.nameOf
  const tenants = families.get('distribution-tenants')
  assert(tenants, 'the table has no distribution tenants')

  const of = (path: string) => `/distributions/:distributionId${path}`
  const streams = createStreamSlots()
  const aliasHolders = createAliasHolders({ cloudfront, editor, logger: app.log })
  await app.register(healthRoutes, { prefix: '/health', service: shared.health })
  await app.register(overviewRoutes, { backend })
  const metricsService = createMetricsService({
    metrics,
    database,
    engine,
    streams,
    pacers: pacersOf(cloudfront),
    backend
  })
  await app.register(metricsRoutes, { prefix: '/metrics', service: metricsService })
  await app.register(problemRoutes, { prefix: '/problems' })
  await app.register(distributionRoutes, { prefix: '/distributions', service: distributions })
  await app.register(deletionRoutes, {
    prefix: '/distributions',
    service: createDeletionService({ cloudfront, engine, operations, protections, clock })
  })
  await app.register(protectionRoutes, {
    prefix: of('/protection'),
    service: createProtectionService({ cloudfront, database })
  })
  await app.register(distributionEventRoutes, { prefix: '/distributions', service: distributions, streams })
  await app.register(bucketPolicyRoutes, {
    prefix: of('/origins/:originId/bucket-policy'),
    service: createBucketPolicyService({ cloudfront })
  })
  await app.register(explainRoutes, { prefix: of('/explain'), service: createExplainService({ cloudfront }) })
  await app.register(findingRoutes, {
    prefix: of('/findings'),
    service: createFindingService({ cloudfront, editor, accountOf })
  })
  await app.register(operationRoutes, {
    prefix: '/operations',
    service: operations,
    events: { engine },
    streams,
    reach
  })
  await app.register(errorPageRoutes, {
    prefix: of('/error-pages'),
    service: createErrorPageService({ editor, strictFindings }),
    parts,
    deployments
  })
  await app.register(tagRoutes, {
    prefix: of('/tags'),
    service: createDistributionTagService({ cloudfront, tagReader, tagIndex }),
    name: 'Distribution',
    one: 'a distribution',
    tag: 'Distributions',
    params: DistributionParams,
    getOperation: 'GetDistribution'
  })
  await app.register(webAclRoutes, {
    prefix: of('/web-acl'),
    service: createWebAclService({ cloudfront, editor, strictFindings, accountOf }),
    deployments
  })
  await app.register(originRoutes, { prefix: of('/origins'), service: parts, deployments })
  await app.register(behaviorRoutes, { prefix: of('/behaviors'), service: parts, deployments })
  await app.register(aliasRoutes, {
    prefix: of('/aliases'),
    service: parts,
    deployments,
    aliases: createAliasService({ cloudfront, editor, aliasHolders })
  })
  await app.register(monitoringSubscriptionRoutes, {
    prefix: of('/monitoring-subscription'),
    service: createMonitoringSubscriptionService({ cloudfront })
  })
  await app.register(copyRoutes, {
    prefix: of('/copies'),
    service: createCopyService({ cloudfront, editor, toVersion, strictFindings }),
    distributions
  })
  await app.register(promotionRoutes, {
    prefix: of('/promotion'),
    service: createPromotionService({ cloudfront, editor, toVersion, strictFindings }),
    distributions
  })
  await app.register(domainRoutes, {
    prefix: '/domains',
    service: createDomainService({ cloudfront, distributions: editor, tenants: tenants.service, aliasHolders })
  })
  await app.register(resourcePolicyRoutes, {
    prefix: '/resource-policies',
    service: createResourcePolicyService({ cloudfront })
  })
  await app.register(keyValueItemRoutes, {
    prefix: '/key-value-stores/:keyValueStoreName/items',
    service: createKeyValueItemService({ cloudfront, keyValueClient })
  })
  await app.register(familyRoutes, {
    families,
    deletions: createFamilyDeletions({ engine, operations, clock })
  })
  await app.register(invalidationResource, { invalidation, streams })
  const auditService = createAuditService({ database, accounts })
  await app.register(auditRoutes, { prefix: '/audit', service: auditService, reach })
  await app.register(distributionAuditRoutes, { prefix: of('/audit'), service: auditService })
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
      reach,
      markerAfter: accounts?.markerAfter,
      accountNames: accounts?.names,
      clock,
      invalidations: invalidation.service
    }),
    reach,
    streams
  })

  await app.register(tokenRoutes, { prefix: '/tokens', service: createTokenService({ tokens, database, clock }) })
}
