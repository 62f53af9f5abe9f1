import {
  type CloudFrontClient,
  CreateOriginAccessControlCommand,
  ListOriginAccessControlsCommand,
  type Origin,
  type OriginAccessControlSummary
} from '@aws-sdk/client-cloudfront'
import { isServiceError, ServiceError } from '../../errors.ts'

/** The origin access control that Frontage makes and uses for every S3 origin with `"originAccess": "managed"`. */
const MANAGED_NAME = 'frontage-managed-s3'
const BUCKET_HOST = /^(.+?)\.s3[.-]/

/**
 * The id of the account's managed origin access control, made where there is none. Safe to repeat and to run twice at
 * once: the name is unique at CloudFront.
 */
export async function ensureManagedOriginAccessControl(cloudfront: CloudFrontClient): Promise<string> {
  const found = await findManaged(cloudfront)
  if (found) return found
  try {
    const { OriginAccessControl: made } = await cloudfront.send(
      new CreateOriginAccessControlCommand({
        OriginAccessControlConfig: {
          Name: MANAGED_NAME,
          Description: 'Made by Frontage for S3 origins',
          SigningProtocol: 'sigv4',
          SigningBehavior: 'always',
          OriginAccessControlOriginType: 's3'
        }
      })
    )
    if (made?.Id) return made.Id
  } catch (error) {
    if (!isServiceError(error, 'ORIGIN_ACCESS_CONTROL_ALREADY_EXISTS')) throw error
    // Somebody else was faster, or the answer to our own call was lost.
    const other = await findManaged(cloudfront)
    if (other) return other
  }
  throw new ServiceError('CLOUDFRONT_BAD_ANSWER', 'CloudFront made an origin access control and does not name it.')
}

async function findManaged(cloudfront: CloudFrontClient): Promise<string | undefined> {
  let marker: string | undefined
  do {
    const { OriginAccessControlList: list } = await cloudfront.send(
      new ListOriginAccessControlsCommand({ Marker: marker })
    )
    const found = list?.Items?.find(isManaged)
    if (found) return found.Id
    marker = list?.IsTruncated ? list.NextMarker : undefined
  } while (marker)
  return undefined
}

function isManaged({ Name: name, OriginAccessControlOriginType: type }: OriginAccessControlSummary): boolean {
  return name === MANAGED_NAME && type === 's3'
}

export interface BucketPolicyStatement {
  readonly Sid: string
  readonly Effect: 'Allow'
  readonly Principal: { readonly Service: 'cloudfront.amazonaws.com' }
  readonly Action: 's3:GetObject'
  readonly Resource: string
  readonly Condition: { readonly StringEquals: { readonly 'AWS:SourceArn': string } }
}

/**
 * What the bucket's policy must say so that this distribution, and no other, may read (CloudFront Developer Guide,
 * "Restrict access to an Amazon S3 origin"). Undefined for an origin that is no bucket with an origin access control.
 */
export function bucketPolicyStatement(origin: Origin, distributionArn: string): BucketPolicyStatement | undefined {
  const bucket = BUCKET_HOST.exec(origin.DomainName ?? '')?.[1]
  if (!origin.S3OriginConfig || !origin.OriginAccessControlId || bucket === undefined) return undefined
  const [, partition = 'aws'] = distributionArn.split(':')
  return {
    Sid: `AllowCloudFront${distributionArn.split('/').at(-1) ?? ''}`,
    Effect: 'Allow',
    Principal: { Service: 'cloudfront.amazonaws.com' },
    Action: 's3:GetObject',
    Resource: `arn:${partition}:s3:::${bucket}/*`,
    Condition: { StringEquals: { 'AWS:SourceArn': distributionArn } }
  }
}
