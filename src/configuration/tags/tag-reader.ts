import { type CloudFrontClient, ListTagsForResourceCommand } from '@aws-sdk/client-cloudfront'
import { fromTagItems } from './rules.ts'
import { type Tags } from './schemas.ts'

const KEPT_MS = 5_000
const KEPT_MAX = 1_000

export type TagReader = ReturnType<typeof createTagReader>

/** Reads tags by ARN. CloudFront tells those of one resource at a time, so `readKept` keeps them for five seconds. */
export function createTagReader({ cloudfront, clock }: { cloudfront: CloudFrontClient; clock: { now(): number } }) {
  const kept = new Map<string, { readonly tags: Promise<Tags>; readonly until: number }>()

  async function read(arn: string): Promise<Tags> {
    const { Tags: tags } = await cloudfront.send(new ListTagsForResourceCommand({ Resource: arn }))
    return fromTagItems(tags?.Items)
  }

  return {
    /** As they are now. */
    read,

    /** As they were at most five seconds ago. */
    async readKept(arn: string): Promise<Tags> {
      const known = kept.get(arn)
      if (known && clock.now() < known.until) return known.tags
      const tags = read(arn)
      kept.delete(arn)
      kept.set(arn, { tags, until: clock.now() + KEPT_MS })
      for (const oldest of kept.keys()) {
        if (kept.size <= KEPT_MAX) break
        kept.delete(oldest)
      }
      try {
        return await tags
      } catch (error) {
        kept.delete(arn)
        throw error
      }
    },

    /** To be called by whoever changes the tags. */
    forget(arn: string): void {
      kept.delete(arn)
    }
  }
}
