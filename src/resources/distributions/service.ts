import {
  type CloudFrontClient,
  CreateDistributionCommand,
  CreateDistributionWithTagsCommand,
  type DistributionConfig,
  GetDistributionCommand
} from '@aws-sdk/client-cloudfront'
import { refuseTags, toTagItems } from '../tags/rules.ts'
import { type TagReader } from '../tags/tag-reader.ts'
import { type Tags } from '../tags/schemas.ts'
import { createOrFind } from './create-or-find.ts'
import { type Deployments } from './deployment.ts'
import { type DryRunOutcome } from './dry-run.ts'
import { type ConfigChange, type DistributionEditor, type EditedVersion } from './edit.ts'
import { type DistributionFilters } from './filters.ts'
import { type IfMatch } from './if-match.ts'
import { listDistributions, type Page } from './list.ts'
import { managedOriginsOf } from './managed-origins.ts'
import { fromCloudFrontForm, type Lookups, toDistributionConfig } from './mapper.ts'
import { createManagedAccess } from './origin-access.ts'
import { type PolicyNames } from './policies.ts'
import { toPatched, toReplacement, toReplacementFromCloudFrontForm } from './replacement.ts'
import {
  type DistributionCreate,
  type DistributionPatch,
  type DistributionReplace,
  type DistributionSummary
} from './schemas.ts'
import { type DistributionVersion, toVersion } from './version.ts'

export { type Page } from './list.ts'
export { type DistributionVersion } from './version.ts'

/** A document in one of the two forms of a configuration; the route's schema has checked it. */
export type Given<Json> =
  { readonly form: 'json'; readonly body: Json } | { readonly form: 'cloudfront'; readonly body: unknown }

export type DistributionService = ReturnType<typeof createDistributionService>

export function createDistributionService({
  cloudfront,
  editor,
  policyNames,
  tagReader,
  deployments
}: {
  cloudfront: CloudFrontClient
  editor: DistributionEditor
  deployments: Deployments
  policyNames: PolicyNames
  tagReader: TagReader
}) {
  const access = createManagedAccess({ cloudfront })
  const toWrite: Lookups = { policyNames, findAccessControl: access.ensureId }
  const toPreview: Lookups = { policyNames, findAccessControl: access.previewId }

  /** Tags are Frontage's own member: CloudFront's form of a configuration has none. */
  async function toNew(given: Given<DistributionCreate>, callerReference: string, lookups: Lookups) {
    if (given.form === 'cloudfront') return { config: fromCloudFrontForm(given.body, callerReference), tags: {} }
    const { tags = {}, ...body } = given.body
    refuseTags(tags, '/tags')
    return { config: await toDistributionConfig(body, { callerReference, ...lookups }), tags }
  }

  async function create(config: DistributionConfig, tags: Tags) {
    const items = toTagItems(tags)
    return items.length === 0
      ? cloudfront.send(new CreateDistributionCommand({ DistributionConfig: config }))
      : cloudfront.send(
          new CreateDistributionWithTagsCommand({
            DistributionConfigWithTags: { DistributionConfig: config, Tags: { Items: items } }
          })
        )
  }

  function shown(answer: Parameters<typeof toVersion>[0], managedOrigins?: readonly string[]): DistributionVersion {
    const version = toVersion(answer, managedOrigins)
    const config = answer.Distribution?.DistributionConfig
    if (config) editor.remember(version.id, { config, etag: version.etag })
    return version
  }

  async function get(distributionId: string, managedOrigins?: readonly string[]): Promise<DistributionVersion> {
    return shown(await cloudfront.send(new GetDistributionCommand({ Id: distributionId })), managedOrigins)
  }

  async function afterEdit(
    distributionId: string,
    { distribution, etag }: EditedVersion,
    managedOrigins: readonly string[]
  ): Promise<DistributionVersion> {
    return distribution
      ? toVersion({ Distribution: distribution, ETag: etag }, managedOrigins)
      : get(distributionId, managedOrigins)
  }

  const replaceWith =
    (given: Given<DistributionReplace>, lookups: Lookups): ConfigChange =>
    current =>
      given.form === 'json'
        ? toReplacement(given.body, current, lookups)
        : toReplacementFromCloudFrontForm(given.body, current)
  const patchWith =
    (patch: DistributionPatch, lookups: Lookups): ConfigChange =>
    current =>
      toPatched(patch, current, lookups)

  return {
    /**
     * CloudFront's own form gets none of Frontage's defaults. A repeat makes a second distribution, unless it has the same
     * `callerReference` (and the body none of its own): then it finds the first.
     */
    async create(given: Given<DistributionCreate>, callerReference: string): Promise<DistributionVersion> {
      const { config, tags } = await toNew(given, callerReference, toWrite)
      // A reference of the caller's own is never found: it may be that of another distribution.
      return shown(await createOrFind(cloudfront, callerReference, () => create(config, tags)), managedIn(given))
    },

    /** What `create` would send. Asks CloudFront for nothing but what is named: policies, and managed access. */
    async previewCreate(given: Given<DistributionCreate>, callerReference: string): Promise<DryRunOutcome> {
      return { after: (await toNew(given, callerReference, toPreview)).config }
    },

    get,

    /** Replaces the whole configuration of a version that the caller names. Safe to repeat with `*`. */
    async replace(
      distributionId: string,
      given: Given<DistributionReplace>,
      ifMatch: IfMatch
    ): Promise<DistributionVersion> {
      const edited = await editor.edit(distributionId, ifMatch, replaceWith(given, toWrite), given.form)
      return afterEdit(distributionId, edited, managedIn(given))
    },

    async previewReplace(
      distributionId: string,
      given: Given<DistributionReplace>,
      ifMatch: IfMatch
    ): Promise<DryRunOutcome> {
      return editor.preview(distributionId, ifMatch, replaceWith(given, toPreview), given.form)
    },

    /** Applies a merge patch to the newest version, again after a concurrent change. Safe to repeat. */
    async patch(
      distributionId: string,
      patch: DistributionPatch,
      ifMatch: IfMatch | undefined
    ): Promise<DistributionVersion> {
      const edited = await editor.edit(distributionId, ifMatch, patchWith(patch, toWrite))
      return afterEdit(distributionId, edited, managedOriginsOf(patch))
    },

    async previewPatch(
      distributionId: string,
      patch: DistributionPatch,
      ifMatch: IfMatch | undefined
    ): Promise<DryRunOutcome> {
      return editor.preview(distributionId, ifMatch, patchWith(patch, toPreview))
    },

    /**
     * The same version, or a newer one, once CloudFront has deployed it, or as it is after so many seconds. Those who wait
     * for one distribution share the polls. Reads only.
     */
    async whenDeployed(
      version: DistributionVersion,
      waitSeconds: number,
      signal: AbortSignal
    ): Promise<DistributionVersion> {
      if (version.status === 'Deployed') return version
      const seen = await deployments.whenDeployed(version.id, waitSeconds, signal)
      return seen ? shown(seen, version.managedOrigins) : version
    },

    /** All of them, or those that every filter accepts. */
    async list(
      page: { limit: number; marker: string | undefined },
      filters: DistributionFilters = {}
    ): Promise<Page<DistributionSummary>> {
      return listDistributions({ cloudfront, tagReader }, filters, page)
    }
  }
}

/** CloudFront's own form names its access controls itself. */
function managedIn(given: Given<DistributionCreate | DistributionReplace>): string[] {
  return given.form === 'json' ? managedOriginsOf(given.body) : []
}
