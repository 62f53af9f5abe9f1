import Type, { type Static } from 'typebox'

/** With IAM's member names, so that it can be pasted unchanged. */
export const BucketPolicyStatement = Type.Object(
  {
    Sid: Type.String({ description: 'The name of the statement within the policy.' }),
    Effect: Type.Literal('Allow', { description: 'It allows what it is about.' }),
    Principal: Type.Object(
      { Service: Type.Literal('cloudfront.amazonaws.com', { description: 'The service that is allowed.' }) },
      { description: 'Who is allowed: CloudFront.' }
    ),
    Action: Type.Literal('s3:GetObject', { description: 'What is allowed: to read objects.' }),
    Resource: Type.String({ description: 'The ARN of all objects in the bucket.' }),
    Condition: Type.Object(
      {
        StringEquals: Type.Object(
          { 'AWS:SourceArn': Type.String({ description: 'The ARN of the distribution.' }) },
          { description: 'What must be equal.' }
        )
      },
      { description: 'Only on behalf of this distribution.' }
    )
  },
  {
    'x-component': 'BucketPolicyStatement',
    'x-component-description': "The statement that a bucket's policy needs to let this distribution read it."
  }
)
export type BucketPolicyStatement = Static<typeof BucketPolicyStatement>

/** What the bucket behind one origin needs. */
export const OriginBucketPolicy = Type.Object({
  originId: Type.String({ description: 'The id of the origin.' }),
  bucket: Type.String({ description: 'The name of its bucket.' }),
  statement: BucketPolicyStatement
})
export type OriginBucketPolicy = Static<typeof OriginBucketPolicy>
