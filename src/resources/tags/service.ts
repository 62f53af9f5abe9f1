import {
  type CloudFrontClient,
  GetDistributionCommand,
  TagResourceCommand,
  UntagResourceCommand
} from '@aws-sdk/client-cloudfront'
import { type ComputedVersion, createUnversionedEditor } from '../../configuration/editing/computed-versions.ts'
import { type ConfigOutcome } from '../../configuration/editing/dry-run.ts'
import { type IfMatch } from '../../configuration/editing/if-match.ts'
import { isServiceError, ServiceError } from '../../errors.ts'
import { currentTrail } from '../../plugins/request-context.ts'
import { mergePatch } from '../../configuration/editing/merge-patch.ts'
import { isReserved, refuseTags, TAGS_MAX, toTagItems } from '../../configuration/tags/rules.ts'
import { type Tags, type TagsPatch } from '../../configuration/tags/schemas.ts'
import { type TagIndex } from '../../configuration/tags/tag-index.ts'
import { type TagReader } from '../../configuration/tags/tag-reader.ts'

/** A kind of resource that has tags. */
interface TaggedKind {
  /** Throws if there is no such resource. */
  readonly arnOf: (id: string) => Promise<string>
  /** The error for a resource that is deleted between two calls. */
  readonly gone: (id: string, cause: ServiceError) => ServiceError
  /**
   * Called after each request for a change, whatever came of it: it may have failed halfway, or repeat one whose change was
   * made but not noted.
   */
  readonly changed?: (arn: string) => Promise<void>
}

export type TagService = ReturnType<typeof createTagService>

export function createDistributionTagService({
  cloudfront,
  tagReader,
  tagIndex
}: {
  cloudfront: CloudFrontClient
  tagReader: TagReader
  tagIndex: Pick<TagIndex, 'changed'>
}): TagService {
  return createTagService({
    cloudfront,
    tagReader,
    async arnOf(distributionId) {
      const { Distribution: distribution } = await cloudfront.send(new GetDistributionCommand({ Id: distributionId }))
      if (!distribution?.ARN) {
        throw new ServiceError('CLOUDFRONT_BAD_ANSWER', 'CloudFront answered a distribution without its ARN.')
      }
      return distribution.ARN
    },
    gone: (distributionId, cause) =>
      new ServiceError('DISTRIBUTION_NOT_FOUND', `There is no distribution ${distributionId}.`, { cause }),
    changed: async arn => tagIndex.changed(arn)
  })
}

/** Tags of one kind of resource, by its ids. */
export function createTagService({
  cloudfront,
  tagReader,
  arnOf,
  gone,
  changed
}: TaggedKind & { cloudfront: CloudFrontClient; tagReader: TagReader }) {
  const editor = createUnversionedEditor<Tags>(
    { nameOf: arn => `the tags of ${arn}`, read: async arn => tagReader.read(arn) },
    { note: notes => currentTrail()?.note(notes) }
  )

  /** Throws the errors of `arnOf` and `gone`. */
  async function forArn<Result>(id: string, use: (arn: string) => Promise<Result>): Promise<Result> {
    const arn = await arnOf(id)
    try {
      return await use(arn)
    } catch (error) {
      throw isServiceError(error, 'RESOURCE_NOT_FOUND') ? gone(id, error) : error
    }
  }

  /** At most one call to set tags and one to remove some. */
  async function write(arn: string, before: Tags, after: Tags): Promise<void> {
    const set = Object.fromEntries(Object.entries(after).filter(([key, value]) => before[key] !== value))
    const removed = Object.keys(before).filter(key => !Object.hasOwn(after, key))
    const tag = async () => {
      if (Object.keys(set).length === 0) return
      await cloudfront.send(new TagResourceCommand({ Resource: arn, Tags: { Items: toTagItems(set) } }))
    }
    const untag = async () => {
      if (removed.length === 0) return
      await cloudfront.send(new UntagResourceCommand({ Resource: arn, TagKeys: { Items: removed } }))
    }
    // Tags are set before others are removed, unless both together are more than a resource may have.
    const together = new Set([...Object.keys(before), ...Object.keys(after)]).size
    for (const step of together > TAGS_MAX ? [untag, tag] : [tag, untag]) await step()
  }

  async function edit(id: string, ifMatch: IfMatch | undefined, change: Change): Promise<ComputedVersion<Tags>> {
    return forArn(id, async arn => {
      try {
        return await editor.edit(arn, ifMatch, {
          change,
          write: async (before = {}, after) => write(arn, before, after)
        })
      } finally {
        await changed?.(arn)
      }
    })
  }

  async function preview(id: string, ifMatch: IfMatch | undefined, change: Change): Promise<ConfigOutcome<Tags>> {
    return forArn(id, async arn => editor.preview(arn, ifMatch, change))
  }

  return {
    async get(id: string): Promise<ComputedVersion<Tags>> {
      return forArn(id, async arn => editor.read(arn))
    },

    /** Replaces all tags but those that AWS itself has set. Safe to repeat. */
    async replace(id: string, tags: Tags, ifMatch: IfMatch | undefined): Promise<ComputedVersion<Tags>> {
      return edit(
        id,
        ifMatch,
        changeTo(() => tags)
      )
    },

    /** What `replace` would do. Reads only. */
    async previewReplace(id: string, tags: Tags, ifMatch: IfMatch | undefined): Promise<ConfigOutcome<Tags>> {
      return preview(
        id,
        ifMatch,
        changeTo(() => tags)
      )
    },

    /** Sets the given tags and removes those that are null; others stay. Safe to repeat. */
    async patch(id: string, patch: TagsPatch, ifMatch: IfMatch | undefined): Promise<ComputedVersion<Tags>> {
      return edit(id, ifMatch, changeTo(patched(patch)))
    },

    /** What `patch` would do. Reads only. */
    async previewPatch(id: string, patch: TagsPatch, ifMatch: IfMatch | undefined): Promise<ConfigOutcome<Tags>> {
      return preview(id, ifMatch, changeTo(patched(patch)))
    }
  }
}

type Change = (before: Tags | undefined) => Tags

/** Keeps the tags that AWS itself has put there. Throws VALIDATION_FAILED for what CloudFront would refuse. */
function changeTo(wantedOf: (before: Tags) => Tags): Change {
  return (before = {}) => {
    const wanted = wantedOf(before)
    refuseTags(wanted, '', before)
    const reserved = Object.entries(before).filter(([key]) => isReserved(key))
    return { ...wanted, ...Object.fromEntries(reserved) }
  }
}

/** Both tags and patch have passed their schemas, so the result consists of tags. */
function patched(patch: TagsPatch): (before: Tags) => Tags {
  return before => mergePatch(before, patch) as Tags
}
