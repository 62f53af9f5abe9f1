import Type, { type Static } from 'typebox'
import { DistributionParams } from '../distributions/schemas.ts'

export const BucketPolicyParams = Type.Object({
  ...DistributionParams.properties,
  originId: Type.String({ minLength: 1, maxLength: 255, description: 'The id of an S3 origin.' })
})

/** In the words of IAM, whose policies are JSON: to be pasted as it is. */
export const BucketPolicyStatement = Type.Object(
  {
    Sid: Type.String(),
    Effect: Type.Literal('Allow'),
    Principal: Type.Object({ Service: Type.Literal('cloudfront.amazonaws.com') }),
    Action: Type.Literal('s3:GetObject'),
    Resource: Type.String(),
    Condition: Type.Object({ StringEquals: Type.Object({ 'AWS:SourceArn': Type.String() }) })
  },
  {
    'x-component': 'BucketPolicyStatement',
    'x-component-description': "The statement that a bucket's policy needs so that this distribution may read it."
  }
)

export const BucketPolicy = Type.Object(
  { Version: Type.Literal('2012-10-17'), Statement: Type.Array(BucketPolicyStatement) },
  {
    'x-component': 'BucketPolicy',
    'x-component-description':
      'A whole policy for a bucket that has none yet; else its statement goes into the present one.'
  }
)
export type BucketPolicy = Static<typeof BucketPolicy>
