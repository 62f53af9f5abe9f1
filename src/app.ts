import { randomUUID } from 'node:crypto'
import { type CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import { accountAt, type Accounts } from './accounts/accounts.ts'
import { createApiTokens } from './access/api-tokens.ts'
import { createAuthenticator } from './access/authenticator.ts'
import { createIssuers, type Issuer } from './access/issuers.ts'
import { createRequestBudgets } from './access/request-budgets.ts'
import { createTokens } from './access/tokens.ts'
import { createAudit } from './audit/audit.ts'
import { type TrailNotes } from './audit/trail.ts'
import { afterWrites } from './cloudfront/after-writes.ts'
import { callTimeouts } from './cloudfront/client.ts'
import { type Config } from './config.ts'
import { createDeployments } from './configuration/distributions/deployment.ts'
import { createStrictFindings } from './configuration/distributions/findings/strict.ts'
import { createManagedAccess } from './configuration/distributions/origin-access.ts'
import { createPolicyNames } from './configuration/distributions/policies.ts'
import { createDistributionEditor } from './configuration/distributions/editor.ts'
import { createToVersion } from './configuration/distributions/version.ts'
import { createReach } from './configuration/distributions/reach.ts'
import { createTagIndex } from './configuration/tags/tag-index.ts'
import { createTagReader } from './configuration/tags/tag-reader.ts'
import { type Database } from './database/database.ts'
import { createIdempotencyKeys } from './database/idempotency-keys.ts'
import { observeStore } from './database/observed-store.ts'
import { createRetention } from './database/retention.ts'
import { createInvalidation } from './invalidation/index.ts'
import { bindOperation } from './jobs/define-operation.ts'
import { createEngine } from './jobs/engine.ts'
import { createMetrics, type Metrics } from './metrics/metrics.ts'
import { createHttpServer } from './plugins/http-server.ts'
import { currentTrail } from './plugins/request-context.ts'
import { closeAll } from './process/close-all.ts'
import { expiriesOf } from './expiries.ts'
import { recordSteps } from './recorded-steps.ts'
import { createProtections } from './configuration/protection/protections.ts'
import { deleteDistribution } from './resources/distributions/operations.ts'
import { deleteResource } from './resources/families/deletion.ts'
import { createFamilies } from './resources/families/families.ts'
import { createPartService } from './resources/distributions/parts-service.ts'
import { createDistributionService } from './resources/distributions/service.ts'
import { createHealthService } from './resources/health/service.ts'
import { type KeyValueClient } from './resources/key-value-items/service.ts'
import { createOperationService } from './resources/operations/service.ts'
import { ofRequest, recordIntents } from './recorded-writes.ts'
import { type Tracing } from './tracing/tracing.ts'
import { registerRoutes } from './routes.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Starts background work and resumes what is unfinished. Separate from building, which needs no store. */
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
    | 'auditRetentionDays'
    | 'corsOrigins'
    | 'trustedProxies'
    | 'rateLimit'
  >
  /** The issuers of JWTs that are accepted in addition to other tokens. */
  readonly issuers?: readonly Issuer[] | undefined
  readonly cloudfront: CloudFrontClient
  /** Present if there are several AWS accounts behind `cloudfront`. */
  readonly accounts?: Accounts | undefined
  /** The client of the data in key value stores. */
  readonly keyValueClient: KeyValueClient
  /** Migrated; closing the app does not close it. */
  readonly database: Database
  readonly logger: FastifyBaseLogger
  /** Milliseconds since 1970. */
  readonly clock: { now(): number }
  /** Names the CloudFront in use, in a sentence for the OpenAPI document; it may change while the service runs. */
  readonly describeBackend?: (() => string) | undefined
  /** The address at which a local CloudFront serves viewers, once known; undefined for any other CloudFront. */
  readonly edgeUrl?: (() => string | undefined) | undefined
  /** For the bodies of all requests in progress together; the default depends on the size of the heap. */
  readonly bodiesMaxBytes?: number | undefined
  /** Metrics of the process and of calls by `cloudfront` are recorded by the caller of buildApp. */
  readonly metrics?: Metrics | undefined
  /** Spans of calls by `cloudfront` are recorded by the caller of buildApp. */
  readonly tracing?: Tracing | undefined
}

/** A request in progress when closing begins may make two calls (an edit reads and writes), each up to its deadline. */
export const CLOSING_GRACE_MS = 2 * callTimeouts.deadlineMs + 5_000

/** The whole service, not yet listening: HTTP, what the resources share, background work, and the routes (routes.ts). */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { config, cloudfront, accounts, logger, clock, issuers = [], metrics = createMetrics(), tracing } = options
  const backend = config.cloudFront
  const health = createHealthService({
    cloudfront,
    accounts: accounts?.clients,
    database: options.database,
    clock,
    backend
  })
  const database = observeStore(options.database, (kind, { seconds, failed, unavailable }) => {
    metrics.storeDurations.observe({ kind }, seconds)
    if (failed) metrics.storeFailures.inc({ kind })
    if (unavailable) health.storeFailed()
  })
  const apiTokens = createApiTokens(config.apiTokenHashes)
  const tokens = createTokens({ database, clock, logger })
  const requestBudgets = createRequestBudgets({ database })
  const keys = createIdempotencyKeys({ database, logger, newToken: randomUUID })
  const audit = createAudit({ database, clock, logger, accounts })
  const note = (notes: TrailNotes) => currentTrail()?.note(notes)
  const keyValueClient = recordIntents(cloudfront, options.keyValueClient)
  const tagReader = createTagReader({ cloudfront })
  const tagIndex = createTagIndex({
    database,
    tagReader,
    clock,
    logger,
    newToken: randomUUID,
    maxAgeSeconds: config.tagIndexMaxAgeSeconds
  })
  const accountOf = accounts?.nameOf
  const reach = createReach({ cloudfront, tagIndex, clock, accountOf })
  afterWrites(cloudfront, operation => reach.written(operation))
  const app = await createHttpServer({
    logger,
    backend,
    describeBackend: options.describeBackend,
    accounts,
    authentication: {
      isRequired: config.apiTokenHashes.length > 0 || issuers.length > 0,
      authenticate: createAuthenticator({ apiTokens, tokens, issuers: createIssuers({ issuers, clock, logger }) })
    },
    apiTokenHashes: config.apiTokenHashes,
    authorization: { includes: async (limits, id) => reach.includes(limits, id) },
    bodyLimitBytes: config.bodyLimitBytes,
    bodiesMaxBytes: options.bodiesMaxBytes,
    closingGraceMs: CLOSING_GRACE_MS,
    idempotencyKeys: keys,
    audit,
    corsOrigins: config.corsOrigins,
    trustedProxies: config.trustedProxies,
    rateLimit: config.rateLimit,
    requestBudgets: { count: async budget => requestBudgets.count(budget) },
    metrics,
    tracing
  })
  app.decorate('edgeUrl', () => options.edgeUrl?.())

  const editor = createDistributionEditor({ cloudfront, note })
  const policyNames = createPolicyNames({ cloudfront, accounts })
  const access = createManagedAccess({
    cloudfront,
    openRecord: about => currentTrail()?.addRelated({ ...about, distribution: undefined })
  })
  const deployments = createDeployments({ cloudfront })
  const strictFindings = createStrictFindings({ always: config.strictFindings })
  const protections = createProtections({ database })
  const toVersion = createToVersion({ accountOf })
  const distributions = createDistributionService({
    cloudfront,
    editor,
    toVersion,
    policyNames,
    access,
    tagReader,
    tagIndex,
    reach,
    deployments,
    strictFindings,
    protections,
    accounts
  })
  const parts = createPartService({ editor, policyNames, access, strictFindings, accountOf })
  const families = createFamilies({ cloudfront, tagReader, note, logger, accounts })
  const engine = createEngine({
    database,
    definitions: [
      recordSteps(bindOperation(deleteDistribution, { cloudfront, editor, protections, clock }), {
        audit,
        logger,
        tracing
      }),
      recordSteps(bindOperation(deleteResource, { families, clock }), { audit, logger, tracing })
    ],
    ...ofRequest(audit),
    originOf: async operationId => audit.originOf(operationId),
    clock,
    logger,
    stepDeadlineSeconds: config.operationStepDeadlineSeconds,
    laneOf: accounts && (address => accountAt(accounts, address) ?? ''),
    onlyProcess: database.kind === 'embedded',
    onEnded: ({ kind, status }) => metrics.operationsEnded.inc({ kind, status })
  })
  const operations = createOperationService({ engine })
  const invalidation = createInvalidation({
    database,
    cloudfront,
    clock,
    logger,
    newId: randomUUID,
    backend,
    accounts,
    headRoom: config.invalidationHeadRoom,
    deadlineSecondsMax: config.invalidationDeadlineSeconds,
    monthlyBudgetUsd: config.invalidationMonthlyBudgetUsd,
    webhooks: config.webhooks,
    tracing,
    onGroupCommit: size => metrics.groupCommitSizes.observe(size),
    onWebhookAttempt: outcome => metrics.webhookAttempts.inc({ outcome })
  })
  const retention = createRetention({ database, logger, expiries: expiriesOf(config) })
  const background = [keys, tokens, engine, tagIndex, ...invalidation.background, retention]
  app.decorate('startJobs', async () => {
    for (const part of [audit, ...background]) await part.start()
  })
  const closing = [audit, ...background].toReversed()
  app.addHook('onClose', () => closeAll(closing.map(part => () => part.close())))

  await registerRoutes(app, {
    config,
    cloudfront,
    keyValueClient,
    accounts,
    database,
    clock,
    health,
    metrics,
    tokens,
    engine,
    operations,
    editor,
    toVersion,
    strictFindings,
    deployments,
    protections,
    tagReader,
    tagIndex,
    reach,
    distributions,
    parts,
    families,
    invalidation
  })
  return app
}
