import type * as CF from '@aws-sdk/client-cloudfront'
import { type FieldError } from '../../errors.ts'
import { isObject } from '../../json-object.ts'
import { valueAt } from '../../json-pointer.ts'

type Members = Readonly<Record<string, unknown>>

const OFF = { logging: { enabled: false } }

/**
 * Errors for a bucket and a prefix that the caller gives without saying whether logs are on, where they end up off:
 * CloudFront would discard them (API reference, LoggingConfig). A caller who turns them off may keep them. Without `after`,
 * logs are off unless the caller turns them on.
 */
export function brokenLogging({ logging: given }: Members, { logging: after }: Members = OFF): FieldError[] {
  if (!isObject(given) || typeof given.enabled === 'boolean') return []
  if (!isObject(after) || after.enabled !== false) return []
  return ['bucket', 'prefix']
    .filter(name => given[name])
    .map(name => ({
      pointer: `/logging/${name}`,
      detail: 'Logs are off, so CloudFront discards it: turn them on as well.'
    }))
}

/** The part that is about turning logs off of what a JSON patch says (see `saidBy`), although they may be off already. */
export function loggingSaidIn(said: unknown): Members {
  return valueAt(said, ['logging', 'enabled']) === false ? OFF : {}
}

/**
 * The configuration without the bucket and the prefix that CloudFront deletes if logs are off (API reference,
 * LoggingConfig), so that a repeat changes nothing and a write whose answer was lost is found.
 */
export function withoutUnusedBucket(config: CF.DistributionConfig): CF.DistributionConfig {
  const { Logging: logging } = config
  if (logging?.Enabled !== false || (!logging.Bucket && !logging.Prefix)) return config
  return { ...config, Logging: { ...logging, Bucket: '', Prefix: '' } }
}
