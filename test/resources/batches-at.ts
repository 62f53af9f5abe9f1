import { type CloudFrontClient, GetInvalidationCommand, ListInvalidationsCommand } from '@aws-sdk/client-cloudfront'

/** The paths of each invalidation that CloudFront has of a distribution, newest first. */
export async function batchesAt(cloudfront: CloudFrontClient, DistributionId: string): Promise<string[][]> {
  const { InvalidationList } = await cloudfront.send(new ListInvalidationsCommand({ DistributionId }))
  return Promise.all(
    (InvalidationList?.Items ?? []).map(async ({ Id }) => {
      const { Invalidation } = await cloudfront.send(new GetInvalidationCommand({ DistributionId, Id }))
      return Invalidation?.InvalidationBatch?.Paths?.Items ?? []
    })
  )
}
