import { type BucketEndpoint } from './edge/bucket-endpoint.ts'
import { isLoopback } from './edge/http-origin.ts'
import { readOriginMap, readTarget } from './edge/origin-map.ts'
import { type Credentials } from './edge/signature-v4.ts'

/** Where buckets are: the subfolders of a folder, or an S3-compatible endpoint, path style. */
export type BucketSettings = { readonly folder: string } | BucketEndpoint

export interface WrongSetting {
  readonly variable: string
  /** Follows "… must be". */
  readonly expectation: string
}

type Env = Readonly<Record<string, string | undefined>>

/** An address, even without its scheme: a colon before any slash. A single letter is a Windows drive. */
const ADDRESS = /^[^/\\]{2,}:/

const PRINTABLE = /^[\x21-\x7e]{1,4096}$/

/**
 * Reads `LOCAL_EDGE_BUCKETS`, a folder's path or an endpoint's URL; undefined if it is not set. An endpoint on this machine is used
 * as it is given; any other host must be mapped by `LOCAL_EDGE_ORIGINS`. Its credentials are the SDK's variables.
 */
export function readBucketSettings(env: Env): BucketSettings | WrongSetting | undefined {
  const text = env.LOCAL_EDGE_BUCKETS?.trim()
  if (!text) return undefined
  if (text.includes('\0')) return wrongBuckets
  if (!ADDRESS.test(text)) return { folder: text }
  const given = readTarget(text)
  if (!given) return wrongBuckets
  const endpoint = isLoopback(given.hostname) ? given : readOriginMap(env.LOCAL_EDGE_ORIGINS ?? '').find(given.hostname)
  if (!endpoint) return elsewhere
  const credentials = readCredentials(env)
  return credentials && 'variable' in credentials ? credentials : { endpoint, credentials }
}

function readCredentials(env: Env): Credentials | WrongSetting | undefined {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env
  if (!accessKeyId) return undefined
  if (!secretAccessKey) return { variable: 'AWS_SECRET_ACCESS_KEY', expectation: 'set if AWS_ACCESS_KEY_ID is' }
  const sessionToken = env.AWS_SESSION_TOKEN || undefined
  const region = env.AWS_REGION || env.AWS_DEFAULT_REGION || 'us-east-1'
  // They become parts of header lines.
  if (!PRINTABLE.test(accessKeyId)) return { variable: 'AWS_ACCESS_KEY_ID', expectation: 'a key without blanks' }
  if (sessionToken !== undefined && !PRINTABLE.test(sessionToken))
    return { variable: 'AWS_SESSION_TOKEN', expectation: 'a token without blanks' }
  if (!/^[a-z0-9-]{1,64}$/.test(region)) return { variable: 'AWS_REGION', expectation: 'a region such as us-east-1' }
  return { accessKeyId, secretAccessKey, sessionToken, region }
}

const wrongBuckets: WrongSetting = {
  variable: 'LOCAL_EDGE_BUCKETS',
  expectation:
    'the path of a folder whose subfolders are buckets, or the address of an S3-compatible endpoint without a path, such ' +
    'as http://127.0.0.1:9000'
}

const elsewhere: WrongSetting = {
  variable: 'LOCAL_EDGE_BUCKETS',
  expectation:
    'an endpoint on this machine, or on a host that LOCAL_EDGE_ORIGINS maps: nothing leaves this machine by default'
}
