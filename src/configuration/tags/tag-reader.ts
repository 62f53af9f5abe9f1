import { type CloudFrontClient, ListTagsForResourceCommand } from '@aws-sdk/client-cloudfront'
import { fromTagItems } from './rules.ts'
import { type Tags } from './schemas.ts'

export type TagReader = ReturnType<typeof createTagReader>

/** Reads tags by ARN, as they are now. */
export function createTagReader({ cloudfront }: { cloudfront: CloudFrontClient }) {
  return {
    async read(arn: string): Promise<Tags> {
      const { Tags: tags } = await cloudfront.send(new ListTagsForResourceCommand({ Resource: arn }))
      return fromTagItems(tags?.Items)
    }
  }
}
