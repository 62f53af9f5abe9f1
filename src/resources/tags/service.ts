import {
  type CloudFrontClient,
  GetDistributionCommand,
  TagResourceCommand,
  UntagResourceCommand
} from '@aws-sdk/client-cloudfront'
import { isServiceError, ServiceError } from '../../errors.ts'
import { mergePatch } from '../../configuration/editing/merge-patch.ts'
import { isReserved, refuseTags, TAGS_MAX, toTagItems } from '../../configuration/tags/rules.ts'
import { type Tags, type TagsPatch } from '../../configuration/tags/schemas.ts'
import { type TagIndex } from '../../configuration/tags/tag-index.ts'
import { type TagReader } from '../../configuration/tags/tag-reader.ts'

export type TagService = ReturnType<typeof createTagService>

export function createTagService({
  cloudfront,
  tagReader,
  tagIndex
}: {
  cloudfront: CloudFrontClient
  tagReader: TagReader
  tagIndex: Pick<TagIndex, 'changed'>
}) {
  async function arnOf(distributionId: string): Promise<string> {
    const { Distribution: distribution } = await cloudfront.send(new GetDistributionCommand({ Id: distributionId }))
    if (!distribution?.ARN) {
      throw new ServiceError('CLOUDFRONT_BAD_ANSWER', 'CloudFront answered a distribution without its ARN.')
    }
    return distribution.ARN
  }

  /** Throws DISTRIBUTION_NOT_FOUND, also for one that is deleted between two calls. */
  async function forArn<Result>(distributionId: string, use: (arn: string) => Promise<Result>): Promise<Result> {
    const arn = await arnOf(distributionId)
    try {
      return await use(arn)
    } catch (error) {
      if (!isServiceError(error, 'RESOURCE_NOT_FOUND')) throw error
      throw new ServiceError('DISTRIBUTION_NOT_FOUND', `There is no distribution ${distributionId}.`, { cause: error })
    }
  }

  /** At most one call to set and one to remove; none where nothing changes. */
  async function change(arn: string, current: Tags, wanted: Tags): Promise<Tags> {
    refuseTags(wanted, '', current)
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
    // A tag that is wanted is there all the time, unless old and new ones together are more than a distribution may have.
    const together = new Set([...Object.keys(current), ...Object.keys(wanted)]).size
    try {
      for (const step of together > TAGS_MAX ? [untag, tag] : [tag, untag]) await step()
    } finally {
      await tagIndex.changed(arn)
    }
    const reserved = Object.entries(current).filter(([key]) => isReserved(key))
    return { ...wanted, ...Object.fromEntries(reserved) }
  }

  return {
    async get(distributionId: string): Promise<Tags> {
      return forArn(distributionId, arn => tagReader.read(arn))
    },

    /** Afterwards the distribution has these tags, and those that AWS itself has put there. Safe to repeat. */
    async replace(distributionId: string, tags: Tags): Promise<Tags> {
      return forArn(distributionId, async arn => change(arn, await tagReader.read(arn), tags))
    },

    /** Sets the tags that are given and removes those given as null; others stay. Safe to repeat. */
    async patch(distributionId: string, patch: TagsPatch): Promise<Tags> {
      return forArn(distributionId, async arn => {
        const current = await tagReader.read(arn)
        // Tags and a patch that the schema has checked make tags.
        return change(arn, current, mergePatch(current, patch) as Tags)
      })
    }
  }
}
