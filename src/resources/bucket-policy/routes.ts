import { problemsOf } from '../../cloudfront/operation-problems.ts'
import { jsonAnswer } from '../../plugins/json-answer.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { type Routes } from '../../plugins/type-provider.ts'
import { BucketPolicy, BucketPolicyParams } from './schemas.ts'
import { type BucketPolicyService } from './service.ts'

export const bucketPolicyRoutes: Routes<{ service: BucketPolicyService }> = async (app, { service }) => {
  app.get(
    '/',
    {
      config: { slashesIn: ['originId'] },
      schema: {
        operationId: 'getBucketPolicy',
        'x-cloudfront-operations': ['GetDistribution'],
        summary: "Read the policy that an origin's bucket needs",
        description:
          'For S3 origins with an origin access control, which can only read buckets whose policy allows this distribution.',
        tags: ['Distributions'],
        params: BucketPolicyParams,
        response: {
          200: jsonAnswer('The policy, for a bucket that has none.', BucketPolicy),
          ...problemResponses(
            'VALIDATION_FAILED',
            'ORIGIN_NOT_FOUND',
            'ORIGIN_WITHOUT_ACCESS_CONTROL',
            ...problemsOf('GetDistribution')
          )
        }
      }
    },
    async request => service.get(request.params.distributionId, request.params.originId)
  )
}
