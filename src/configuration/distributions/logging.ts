import { type FieldError } from '../../errors.ts'
import { isObject } from '../../json-object.ts'

type Members = Readonly<Record<string, unknown>>

/**
 * An error for a bucket that is new while logs are off, which CloudFront would discard (API reference, LoggingConfig). A
 * change that turns them off may keep it.
 */
export function brokenLogging({ logging }: Members, before: Members = {}): FieldError[] {
  const bucketOf = (of: unknown) => (isObject(of) && of.bucket) || ''
  if (!isObject(logging) || logging.enabled === true) return []
  const bucket = bucketOf(logging)
  if (bucket === '' || bucket === bucketOf(before.logging)) return []
  return [
    { pointer: '/logging/bucket', detail: 'Logs are off, so CloudFront discards it: set enabled to true as well.' }
  ]
}
