import {
  type CloudFrontClient,
  GetDistributionCommand,
  TagResourceCommand,
  UntagResourceCommand
} from '@aws-sdk/client-cloudfront'
import { isServiceError, ServiceError } from '../../errors.ts'
import { currentTrail } from '../../plugins/request-context.ts'
import { diff } from '../../configuration/editing/diff.ts'
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
  /** Called after each change, even one that failed halfway. */
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
  /** Throws the errors of `arnOf` and `gone`. */
  async function forArn<Result>(id: string, use: (arn: string) => Promise<Result>): Promise<Result> {
    const arn = await arnOf(id)
    try {
      return await use(arn)
    } catch (error) {
      throw isServiceError(error, 'RESOURCE_NOT_FOUND') ? gone(id, error) : error
    }
  }

  /** At most one call to set tags and one to remove some; none if nothing changes. */
  async function change(arn: string, current: Tags, wanted: Tags): Promise<Tags> {
    refuseTags(wanted, '', current)
    currentTrail()?.note({ changes: diff(current, wanted) })
    const set = Object.fromEntries(Object.entries(wanted).filter(([key, value]) => current[key] !== value))
    const removed = Object.keys(current).filter(key => !Object.hasOwn(wanted, key) && !isReserved(key))
    const tag = async () => {
      if (Object.keys(set).length === 0) return
      await cloudfront.send(new TagResourceCommand({ Resource: arn, Tags: { Items: toTagItems(set) } }))
    }
    const untag = async () => {
      if (removed.length === 0) return
      await cloudfront.send(new UntagResourceCommand({ Resource: arn, TagKeys: { Items: removed } }))
    }
    // Tags are set before others are removed, unless both together are more than a resource may have.
    const together = new Set([...Object.keys(current), ...Object.keys(wanted)]).size
    try {
      for (const step of together > TAGS_MAX ? [untag, tag] : [tag, untag]) await step()
    } finally {
      await changed?.(arn)
    }
    const reserved = Object.entries(current).filter(([key]) => isReserved(key))
    return { ...wanted, ...Object.fromEntries(reserved) }
  }

  return {
    async get(id: string): Promise<Tags> {
      return forArn(id, arn => tagReader.read(arn))
    },

    /** Replaces all tags but those that AWS itself has set. Safe to repeat. */
    async replace(id: string, tags: Tags): Promise<Tags> {
      return forArn(id, async arn => change(arn, await tagReader.read(arn), tags))
    },

    /** Sets the given tags and removes those that are null; others stay. Safe to repeat. */
    async patch(id: string, patch: TagsPatch): Promise<Tags> {
      return forArn(id, async arn => {
        const current = await tagReader.read(arn)
        // Both have passed their schemas, so the result consists of tags.
        return change(arn, current, mergePatch(current, patch) as Tags)
      })
    }
  }
}
