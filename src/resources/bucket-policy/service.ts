import { type CloudFrontClient, GetDistributionCommand } from '@aws-sdk/client-cloudfront'
import { ServiceError } from '../../errors.ts'
import { bucketPolicyStatement } from '../../configuration/distributions/origin-access.ts'
import { type BucketPolicy } from './schemas.ts'

export type BucketPolicyService = ReturnType<typeof createBucketPolicyService>

export function createBucketPolicyService({ cloudfront }: { cloudfront: CloudFrontClient }) {
  return {
    /** Throws ORIGIN_NOT_FOUND, and ORIGIN_WITHOUT_ACCESS_CONTROL for one that needs no such policy. Reads only. */
    async get(distributionId: string, originId: string): Promise<BucketPolicy> {
      const { Distribution: distribution } = await cloudfront.send(new GetDistributionCommand({ Id: distributionId }))
      const origin = distribution?.DistributionConfig?.Origins?.Items?.find(({ Id }) => Id === originId)
      if (!origin) {
        throw new ServiceError('ORIGIN_NOT_FOUND', `${distributionId} has no origin ${JSON.stringify(originId)}.`)
      }
      const statement = bucketPolicyStatement(origin, distribution?.ARN ?? '')
      if (!statement) {
        throw new ServiceError(
          'ORIGIN_WITHOUT_ACCESS_CONTROL',
          `The origin ${JSON.stringify(originId)} is not an S3 bucket with an origin access control.`
        )
      }
      return { Version: '2012-10-17', Statement: [statement] }
    }
  }
}
