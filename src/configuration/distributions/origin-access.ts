import {
  type CloudFrontClient,
  CreateOriginAccessControlCommand,
  ListOriginAccessControlsCommand,
  type Origin,
  type OriginAccessControlConfig,
  type OriginAccessControlSummary
} from '@aws-sdk/client-cloudfront'
import { fromSdk } from '../../cloudfront/model/json.ts'
import { structure } from '../../cloudfront/model/shapes.ts'
import { isServiceError, ServiceError } from '../../errors.ts'
import { type Change, diff } from '../editing/diff.ts'
import { type BucketPolicyStatement } from './bucket-policies.ts'

/** The origin access control that Frontage creates for S3 origins with `"originAccess": "managed"`. */
const managed = {
  Name: 'frontage-managed-s3',
  Description: 'Created by Frontage for S3 origins',
  SigningProtocol: 'sigv4',
  SigningBehavior: 'always',
  OriginAccessControlOriginType: 's3'
} as const satisfies OriginAccessControlConfig

const ADDRESS = '/origin-access-controls'

/** Shown by a dry run instead of the id of an origin access control that does not exist yet. */
export const NEW_ACCESS_CONTROL = 'new-origin-access-control'

// The last `.s3`, since a bucket's own name may contain one, too. Access points have policies of their own.
const BUCKET_HOST = /^(.+)\.s3(?!-accesspoint)(?:[.-][a-z0-9.-]+)?\.amazonaws\.com(?:\.cn)?$/i

/** The audit record of its creation. */
interface CreationRecord {
  note(notes: { readonly resource: string }): void
  endEarly(end: { readonly outcome: 'succeeded' | 'unknown' }): Promise<void>
}
type OpenRecord = (about: {
  readonly action: string
  readonly resource: string
  readonly changes: readonly Change[]
}) => CreationRecord | undefined

/** Finds the id of the managed origin access control. */
export type FindAccessControl = () => Promise<string>

export interface ManagedAccess {
  readonly ensureId: FindAccessControl
  readonly previewId: FindAccessControl
}

/**
 * `ensureId`: the id of the account's managed origin access control, created if there is none. Safe to repeat and to
 * run concurrently, because the name is unique in CloudFront. Throws ORIGIN_ACCESS_CONTROL_ALREADY_EXISTS if the
 * existing one has other settings. `previewId`: the same without creating anything. The creation has an audit record of
 * its own, besides that of the request that needs it.
 */
export function createManagedAccess({
  cloudfront,
  openRecord = () => undefined
}: {
  cloudfront: CloudFrontClient
  openRecord?: OpenRecord
}): ManagedAccess {
  return {
    async ensureId() {
      return (await findManaged(cloudfront)) ?? createManaged(cloudfront, openRecord)
    },
    async previewId() {
      return (await findManaged(cloudfront)) ?? NEW_ACCESS_CONTROL
    }
  }
}

async function createManaged(cloudfront: CloudFrontClient, openRecord: OpenRecord): Promise<string> {
  const record = openRecord({
    action: 'createOriginAccessControl',
    resource: ADDRESS,
    changes: diff({}, fromSdk(structure('OriginAccessControlConfig'), managed))
  })
  const recorded = async (id: string, outcome: 'succeeded' | 'unknown') => {
    record?.note({ resource: `${ADDRESS}/${id}` })
    await record?.endEarly({ outcome })
    return id
  }
  try {
    const { OriginAccessControl: made } = await cloudfront.send(
      new CreateOriginAccessControlCommand({ OriginAccessControlConfig: managed })
    )
    if (made?.Id) return await recorded(made.Id, 'succeeded')
  } catch (error) {
    if (!isServiceError(error, 'ORIGIN_ACCESS_CONTROL_ALREADY_EXISTS')) throw error
    // A concurrent call has created it, or the answer to our own was lost.
    const other = await findManaged(cloudfront)
    if (other === undefined) throw error
    return recorded(other, 'unknown')
  }
  throw new ServiceError(
    'CLOUDFRONT_BAD_ANSWER',
    'CloudFront answered without the id of the origin access control that it created.'
  )
}

async function findManaged(cloudfront: CloudFrontClient): Promise<string | undefined> {
  let marker: string | undefined
  do {
    const { OriginAccessControlList: list } = await cloudfront.send(
      new ListOriginAccessControlsCommand({ Marker: marker })
    )
    const found = list?.Items?.find(({ Name }) => Name === managed.Name)
    if (found) return idOf(found)
    marker = list?.IsTruncated ? list.NextMarker : undefined
  } while (marker)
  return undefined
}

function idOf(found: OriginAccessControlSummary): string | undefined {
  const wrong = (['SigningProtocol', 'SigningBehavior', 'OriginAccessControlOriginType'] as const).find(
    name => found[name] !== managed[name]
  )
  if (wrong === undefined) return found.Id
  throw new ServiceError(
    'ORIGIN_ACCESS_CONTROL_ALREADY_EXISTS',
    `The origin access control ${managed.Name} (${found.Id}) has ${wrong} ${found[wrong]} instead of ${managed[wrong]}.`,
    { remedy: 'Restore it or rename it, or give the origin another originAccessControlId.' }
  )
}

/** The name of the bucket in an S3 origin's host; undefined for any other host. */
export function bucketOf(domainName: string | undefined): string | undefined {
  return domainName === undefined || domainName.length > 253 ? undefined : BUCKET_HOST.exec(domainName)?.[1]
}

/**
 * What the bucket's policy must say so that this distribution, and no other, may read (CloudFront Developer Guide,
 * "Restrict access to an Amazon S3 origin"). Undefined for any origin but a bucket with an origin access control.
 */
export function bucketPolicyStatement(origin: Origin, distributionArn: string): BucketPolicyStatement | undefined {
  const bucket = bucketOf(origin.DomainName)
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
