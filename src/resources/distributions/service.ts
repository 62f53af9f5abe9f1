import {
  type CloudFrontClient,
  CreateDistributionCommand,
  CreateDistributionWithTagsCommand,
  type DistributionConfig,
  GetDistributionCommand
} from '@aws-sdk/client-cloudfront'
import { type Accounts, withAccount } from '../../accounts/accounts.ts'
import { refuseTags, toTagItems } from '../../configuration/tags/rules.ts'
import { type TagIndex } from '../../configuration/tags/tag-index.ts'
import { type TagReader } from '../../configuration/tags/tag-reader.ts'
import { type Tags } from '../../configuration/tags/schemas.ts'
import { inFormat } from '../../configuration/distributions/config-format.ts'
import { diff } from '../../configuration/editing/diff.ts'
import { type Format } from '../../configuration/editing/config-formats.ts'
import { refuse } from '../../configuration/editing/faults.ts'
import { type JsonPatch } from '../../configuration/editing/json-patch-schema.ts'
import { currentTrail } from '../../plugins/request-context.ts'
import { createOrFind, createOrFindSame } from './create-or-find.ts'
import { type Deployments } from '../../configuration/distributions/deployment.ts'
import { type DryRunOutcome } from '../../configuration/distributions/dry-run.ts'
import {
  type ConfigChange,
  type CurrentVersion,
  type DistributionEditor,
  type EditedVersion
} from '../../configuration/distributions/editor.ts'
import { type StrictFindings } from '../../configuration/distributions/findings/strict.ts'
import { type Protections } from '../../configuration/protection/protections.ts'
import { type DistributionFilters, hasTag } from './filters.ts'
import { type IfMatch } from '../../configuration/editing/if-match.ts'
import { type DistributionLimits } from '../../access/limits.ts'
import { type Reach } from '../../configuration/distributions/reach.ts'
import { type ListedPage, listDistributions } from './list.ts'
import { withoutNulls } from '../../configuration/distributions/complete.ts'
import { longLists } from '../../configuration/distributions/long-lists.ts'
import { managedOriginsOf } from '../../configuration/distributions/managed-origins.ts'
import {
  type Beside,
  fromCloudFrontFormat,
  type Lookups,
  toDistributionConfig
} from '../../configuration/distributions/mapper.ts'
import { type ManagedAccess } from '../../configuration/distributions/origin-access.ts'
import { type PolicyNames } from '../../configuration/distributions/policies.ts'
import {
  toJsonPatched,
  toPatched,
  toReplacement,
  toReplacementFromCloudFrontFormat
} from '../../configuration/distributions/replacement.ts'
import {
  type DistributionCreate,
  type DistributionPatch,
  type DistributionReplace
} from '../../configuration/distributions/schemas.ts'
import { type DistributionVersion, type ToVersion } from '../../configuration/distributions/version.ts'

export { type DistributionVersion } from '../../configuration/distributions/version.ts'

/** A document in one of the two formats of a configuration; the route's schema has checked it. */
export type Given<Json> =
  | { readonly format: 'json'; readonly body: Json }
  | { readonly format: 'cloudfront'; readonly body: unknown; readonly tags?: Tags }

export type DistributionService = ReturnType<typeof createDistributionService>

export function createDistributionService({
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
}: {
  cloudfront: CloudFrontClient
  editor: DistributionEditor
  toVersion: ToVersion
  deployments: Deployments
  policyNames: PolicyNames
  access: ManagedAccess
  tagReader: TagReader
  tagIndex: TagIndex
  reach: Pick<Reach, 'visible'>
  strictFindings: StrictFindings
  protections: Pick<Protections, 'protect'>
  /** Present if there are several accounts. */
  accounts?: Pick<Accounts, 'nameOf' | 'markerAfter'> | undefined
}) {
  const accountOf = accounts?.nameOf
  const listing = { cloudfront, tagIndex, reach, markerAfter: accounts?.markerAfter }
  const toWrite: Lookups = { policyNames, findAccessControl: access.ensureId }
  const toPreview: Lookups = { policyNames, findAccessControl: access.previewId }

  /** In CloudFront's own format, tags are beside the configuration, and there is no protection. */
  async function toNew(
    given: Given<DistributionCreate>,
    callerReference: string,
    lookups: Lookups
  ): Promise<{ config: DistributionConfig; tags: Tags; isProtected: boolean }> {
    refuse(longLists(given.body, given.format))
    if (given.format === 'cloudfront') {
      return { config: fromCloudFrontFormat(given.body, callerReference), tags: given.tags ?? {}, isProtected: false }
    }
    const { tags = {}, protected: isProtected = false, ...body } = withoutNulls(given.body) as DistributionCreate
    refuseTags(tags, '/tags')
    return { config: await toDistributionConfig(body, { callerReference, ...lookups }), tags, isProtected }
  }

  async function create(config: DistributionConfig, tags: Tags) {
    const items = toTagItems(tags)
    const created =
      items.length === 0
        ? await cloudfront.send(new CreateDistributionCommand({ DistributionConfig: config }))
        : await cloudfront.send(
            new CreateDistributionWithTagsCommand({
              DistributionConfigWithTags: { DistributionConfig: config, Tags: { Items: items } }
            })
          )
    if (created.Distribution?.ARN !== undefined) await tagIndex.created(created.Distribution.ARN, tags)
    return created
  }

  function shown(answer: Parameters<ToVersion>[0], beside?: Beside): DistributionVersion {
    const version = toVersion(answer, beside)
    const config = answer.Distribution?.DistributionConfig
    if (config) editor.remember(version.id, { config, etag: version.etag })
    return version
  }

  async function get(distributionId: string, beside?: Beside): Promise<DistributionVersion> {
    return shown(await cloudfront.send(new GetDistributionCommand({ Id: distributionId })), beside)
  }

  async function afterEdit(
    distributionId: string,
    { written, etag }: EditedVersion,
    managedOrigins: readonly string[]
  ): Promise<DistributionVersion> {
    return written
      ? toVersion({ Distribution: written, ETag: etag }, { managedOrigins })
      : get(distributionId, { managedOrigins })
  }

  type Change = (current: CurrentVersion, lookups: Lookups) => Promise<DistributionConfig>

  const replaceWith =
    (given: Given<DistributionReplace>): Change =>
    async (current, lookups) => {
      refuse(longLists(given.body, given.format, current.json))
      return given.format === 'json'
        ? toReplacement(given.body, current, lookups)
        : toReplacementFromCloudFrontFormat(given.body, current)
    }
  const patchWith =
    (patch: DistributionPatch | JsonPatch): Change =>
    async (current, lookups) => {
      if (Array.isArray(patch)) return toJsonPatched(patch, current, lookups)
      // No schema has checked it.
      refuse(longLists(patch, 'json', current.json))
      return toPatched(patch, current, lookups)
    }

  /** Checks a preview first: a change that is then refused must not create an access control. */
  const changeWith =
    (
      change: Change,
      lookups: Lookups,
      { strict, format }: { strict: boolean | undefined; format: Format }
    ): ConfigChange =>
    async current => {
      const refuseSevere = strictFindings(strict)
      if (refuseSevere) refuseSevere({ before: current.config, after: await change(current, toPreview) }, format)
      return change(current, lookups)
    }

  return {
    /**
     * A repeat creates a second distribution, unless it has the same `callerReference`: then it finds the first. With a
     * reference in the body, the body must be the same, too. If the protection cannot be stored after the creation,
     * this throws STORE_UNAVAILABLE; a repeat with the same reference finds the distribution and protects it.
     */
    async create(
      given: Given<DistributionCreate>,
      callerReference: string,
      strict?: boolean
    ): Promise<{ version: DistributionVersion; created: boolean }> {
      const refuse = strictFindings(strict)
      if (refuse) refuse({ after: (await toNew(given, callerReference, toPreview)).config }, given.format)
      const { config, tags, isProtected } = await toNew(given, callerReference, toWrite)
      const record = (made: DistributionConfig) => {
        const beside = { ...(Object.keys(tags).length > 0 && { tags }), ...(isProtected && { protected: true }) }
        currentTrail()?.note({ changes: diff({}, { ...(inFormat(made, 'json') as object), ...beside }) })
      }
      record(config)
      const send = async () => create(config, tags)
      const { answer, created } =
        config.CallerReference === callerReference
          ? { answer: await createOrFind(cloudfront, callerReference, send), created: true }
          : await createOrFindSame({ cloudfront, tagReader }, { config, tags }, send)
      if (created) record(answer.Distribution?.DistributionConfig ?? config)
      const version = shown(answer, { managedOrigins: managedIn(given), isProtected })
      if (isProtected) await protections.protect(version.id)
      return { version, created }
    },

    /** What `create` would send. Calls CloudFront only for named policies and managed access. */
    async previewCreate(
      given: Given<DistributionCreate>,
      callerReference: string,
      strict?: boolean
    ): Promise<DryRunOutcome> {
      const { config: after } = await toNew(given, callerReference, toPreview)
      strictFindings(strict)?.({ after }, given.format)
      return { after }
    },

    get,

    /** Replaces the whole configuration of a version that the caller names. Safe to repeat with `*`. */
    async replace(
      distributionId: string,
      given: Given<DistributionReplace>,
      ifMatch: IfMatch,
      strict?: boolean
    ): Promise<DistributionVersion> {
      const change = changeWith(replaceWith(given), toWrite, { strict, format: given.format })
      const edited = await editor.edit(distributionId, ifMatch, change, given.format)
      return afterEdit(distributionId, edited, managedIn(given))
    },

    async previewReplace(
      distributionId: string,
      given: Given<DistributionReplace>,
      ifMatch: IfMatch,
      strict?: boolean
    ): Promise<DryRunOutcome> {
      const change = changeWith(replaceWith(given), toPreview, { strict, format: given.format })
      return editor.preview(distributionId, ifMatch, change, given.format)
    },

    /** Applies a merge patch, or a JSON patch, to the newest version, again after an edit conflict. */
    async patch(
      distributionId: string,
      patch: DistributionPatch | JsonPatch,
      ifMatch: IfMatch | undefined,
      strict?: boolean
    ): Promise<DistributionVersion> {
      const change = changeWith(patchWith(patch), toWrite, { strict, format: 'json' })
      const edited = await editor.edit(distributionId, ifMatch, change)
      return afterEdit(distributionId, edited, Array.isArray(patch) ? [] : managedOriginsOf(patch))
    },

    async previewPatch(
      distributionId: string,
      patch: DistributionPatch | JsonPatch,
      ifMatch: IfMatch | undefined,
      strict?: boolean
    ): Promise<DryRunOutcome> {
      return editor.preview(
        distributionId,
        ifMatch,
        changeWith(patchWith(patch), toPreview, { strict, format: 'json' })
      )
    },

    /**
     * The version, or a newer one, once it is deployed or after this many seconds. Waiters for one distribution share
     * polls. Reads only.
     */
    async whenDeployed(
      version: DistributionVersion,
      waitSeconds: number,
      signal: AbortSignal
    ): Promise<DistributionVersion> {
      if (version.status === 'Deployed') return version
      const seen = await deployments.whenDeployed(version.id, waitSeconds, signal)
      return seen ? shown(seen, version.beside) : version
    },

    /** The distributions that match all filters, with tags that are at most `maxAgeSeconds` old. */
    async list(
      page: { limit: number; marker: string | undefined },
      { tag: wanted = [], ...filters }: DistributionFilters = {},
      { maxAgeSeconds, limits }: { maxAgeSeconds?: number | undefined; limits?: DistributionLimits | undefined } = {}
    ): Promise<ListedPage> {
      const accepts = (tags: Tags) => wanted.every(tag => hasTag(tags, tag))
      const tagFilter = wanted.length > 0 ? { accepts, maxAgeSeconds } : undefined
      const found = await listDistributions(listing, filters, page, { tagFilter, limits })
      if (!accountOf) return found
      return { ...found, items: found.items.map(item => withAccount(item, accountOf(item.id))) }
    }
  }
}

/** Only Frontage's format has managed access. */
function managedIn(given: Given<DistributionCreate | DistributionReplace>): string[] {
  return given.format === 'json' ? managedOriginsOf(given.body) : []
}
