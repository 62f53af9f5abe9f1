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
import { type DryRunOutcome } from './dry-run.ts'
import { type ConfigChange, type DistributionEditor, type EditedVersion } from './edit.ts'
import { type DistributionFilters } from './filters.ts'
import { type IfMatch } from './if-match.ts'
import { listDistributions, type Page } from './list.ts'
import { fromCloudFrontForm, toDistributionConfig } from './mapper.ts'
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
  tagReader
}: {
  cloudfront: CloudFrontClient
  editor: DistributionEditor
  policyNames: PolicyNames
  tagReader: TagReader
}) {
  /** Tags are Frontage's own member: CloudFront's form of a configuration has none. */
  async function toNew(given: Given<DistributionCreate>, callerReference: string) {
    if (given.form === 'cloudfront') return { config: fromCloudFrontForm(given.body, callerReference), tags: {} }
    const { tags = {}, ...body } = given.body
    refuseTags(tags, '/tags')
    return { config: await toDistributionConfig(body, { callerReference, policyNames }), tags }
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

  function shown(answer: Parameters<typeof toVersion>[0]): DistributionVersion {
    const version = toVersion(answer)
    const config = answer.Distribution?.DistributionConfig
    if (config) editor.remember(version.id, { config, etag: version.etag })
    return version
  }

  async function get(distributionId: string): Promise<DistributionVersion> {
    return shown(await cloudfront.send(new GetDistributionCommand({ Id: distributionId })))
  }

  async function afterEdit(distributionId: string, edited: EditedVersion): Promise<DistributionVersion> {
    const { distribution, etag } = edited
    return distribution ? toVersion({ Distribution: distribution, ETag: etag }) : get(distributionId)
  }

  const replaceWith =
    (given: Given<DistributionReplace>): ConfigChange =>
    current =>
      given.form === 'json'
        ? toReplacement(given.body, current, { policyNames })
        : toReplacementFromCloudFrontForm(given.body, current)
  const patchWith =
    (patch: DistributionPatch): ConfigChange =>
    current =>
      toPatched(patch, current, { policyNames })

  return {
    /**
     * CloudFront's own form gets none of Frontage's defaults. A repeat makes a second distribution, unless it has the same
     * `callerReference` (and the body none of its own): then it finds the first.
     */
    async create(given: Given<DistributionCreate>, callerReference: string): Promise<DistributionVersion> {
      const { config, tags } = await toNew(given, callerReference)
      // A reference of the caller's own is never found: it may be that of another distribution.
      return shown(await createOrFind(cloudfront, callerReference, () => create(config, tags)))
    },

    /** What `create` would send. Asks CloudFront for nothing but the policies that are named. */
    async previewCreate(given: Given<DistributionCreate>, callerReference: string): Promise<DryRunOutcome> {
      return { after: (await toNew(given, callerReference)).config }
    },

    get,

    /** Replaces the whole configuration of a version that the caller names. Safe to repeat with `*`. */
    async replace(
      distributionId: string,
      given: Given<DistributionReplace>,
      ifMatch: IfMatch
    ): Promise<DistributionVersion> {
      return afterEdit(distributionId, await editor.edit(distributionId, ifMatch, replaceWith(given), given.form))
    },

    async previewReplace(
      distributionId: string,
      given: Given<DistributionReplace>,
      ifMatch: IfMatch
    ): Promise<DryRunOutcome> {
      return editor.preview(distributionId, ifMatch, replaceWith(given), given.form)
    },

    /** Applies a merge patch to the newest version, again when somebody else was faster. Safe to repeat. */
    async patch(
      distributionId: string,
      patch: DistributionPatch,
      ifMatch: IfMatch | undefined
    ): Promise<DistributionVersion> {
      return afterEdit(distributionId, await editor.edit(distributionId, ifMatch, patchWith(patch)))
    },

    async previewPatch(
      distributionId: string,
      patch: DistributionPatch,
      ifMatch: IfMatch | undefined
    ): Promise<DryRunOutcome> {
      return editor.preview(distributionId, ifMatch, patchWith(patch))
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
