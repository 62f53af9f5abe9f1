import { type BucketSettings } from '../bucket-settings.ts'
import { peek } from './body.ts'
import { type BucketRequest } from './bucket-request.ts'
import { type Signing } from './origin-access.ts'
import { type OriginAnswer } from './origin-answer.ts'

const MISSING_KEY =
  'answers 404 for a missing key, as with s3:ListBucket granted; a bucket without that grant answers 403'
const NO_ACCESS_CONTROL = 'answers 403 to an anonymous request: the origin has no access control that signs requests'
const REFUSED = 'answers 403: requests are signed with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY'

/** The start of an S3 error document, which has its code. */
const CODE_BYTES = 1024

/** Explains in the log why a bucket refuses, once for each bucket and reason. */
export function createBucketNotes(
  buckets: BucketSettings | undefined,
  warn: (fields: object, message: string) => void
) {
  const missingBucket =
    buckets && 'folder' in buckets
      ? `does not exist: there is no folder of that name in ${buckets.folder}, see LOCAL_EDGE_BUCKETS`
      : 'does not exist at the endpoint of LOCAL_EDGE_BUCKETS, or its name is an administration path of such servers'
  const noted = new Set<string>()
  function note(bucket: string, what: string): void {
    const key = `${bucket} ${what}`
    if (noted.has(key) || noted.size > 1000) return
    noted.add(key)
    warn({ bucket }, `the bucket ${bucket} ${what}`)
  }

  /** Resolves with the answer, its body unread. */
  return async ({ bucket, method }: BucketRequest, signing: Signing, answer: OriginAnswer): Promise<OriginAnswer> => {
    // A preflight is never signed: the bucket's CORS rules alone refuse it.
    if (method === 'OPTIONS') return answer
    if (answer.status === 403) note(bucket, signing === 'never' ? NO_ACCESS_CONTROL : REFUSED)
    // Only the document says what is missing, and an answer to HEAD has none.
    if (answer.status !== 404 || method !== 'GET') return answer
    const { start, body } = await peek(answer.body, CODE_BYTES)
    const code = /<Code>(\w+)<\/Code>/.exec(start.toString('latin1'))?.[1]
    if (code === 'NoSuchKey') note(bucket, MISSING_KEY)
    if (code === 'NoSuchBucket') note(bucket, missingBucket)
    return { ...answer, body }
  }
}
