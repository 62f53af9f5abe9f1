import Type, { type Static } from 'typebox'

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
    'x-component-description': "The statement that a bucket's policy needs to let this distribution read it."
  }
)
export type BucketPolicyStatement = Static<typeof BucketPolicyStatement>

/** What the bucket behind one origin needs. */
export const OriginBucketPolicy = Type.Object({
  originId: Type.String(),
  bucket: Type.String(),
  statement: BucketPolicyStatement
})
export type OriginBucketPolicy = Static<typeof OriginBucketPolicy>
