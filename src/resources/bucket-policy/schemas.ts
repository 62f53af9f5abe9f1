import Type, { type Static } from 'typebox'
import { BucketPolicyStatement } from '../../configuration/distributions/bucket-policies.ts'
import { DistributionParams } from '../../configuration/distributions/schemas.ts'

export const BucketPolicyParams = Type.Object({
  ...DistributionParams.properties,
  originId: Type.String({
    minLength: 1,
    maxLength: 255,
    description: 'The id of an S3 origin, percent-encoded: it may contain slashes.',
    examples: ['mybucket.s3.amazonaws.com']
  })
})

export const BucketPolicy = Type.Object(
  {
    Version: Type.Literal('2012-10-17', { description: "The version of IAM's policy language." }),
    Statement: Type.Array(BucketPolicyStatement, { description: 'The statement for this distribution.' })
  },
  {
    'x-component': 'BucketPolicy',
    'x-component-description':
      'A whole policy, for a bucket that has none; otherwise add its statement to the existing policy.'
  }
)
export type BucketPolicy = Static<typeof BucketPolicy>
