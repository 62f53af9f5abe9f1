import type * as CF from '@aws-sdk/client-cloudfront'
import { type FieldError } from '../../errors.ts'
import { isObject } from '../../json-object.ts'
import { stepsOf } from '../../json-pointer.ts'
import { type JsonPatch } from '../editing/json-patch-schema.ts'

type Members = Readonly<Record<string, unknown>>

const OFF = { logging: { enabled: false } }

/**
 * An error for a bucket that the caller gives without saying whether logs are on, where they end up off: CloudFront would
 * discard it (API reference, LoggingConfig). A caller who turns them off may keep it. Without `after`, logs are off unless
 * the caller turns them on.
 */
export function brokenLogging({ logging: given }: Members, { logging: after }: Members = OFF): FieldError[] {
  if (!isObject(given) || !given.bucket || typeof given.enabled === 'boolean') return []
  if (!isObject(after) || after.enabled !== false) return []
  return [
    { pointer: '/logging/bucket', detail: 'Logs are off, so CloudFront discards it: set enabled to true as well.' }
  ]
}

/** What a JSON patch says of logs although it may be as before. */
export function loggingSaidBy(patch: JsonPatch): Members {
  const turnsOff = ({ op, path, value }: JsonPatch[number]) => {
    const steps = stepsOf(path)
    const inside = ['logging', 'enabled'].slice(steps.length)
    const isOnTheWay = ['logging', 'enabled'].slice(0, steps.length).join() === steps.join()
    const set = inside.reduce((outer, step) => (isObject(outer) ? outer[step] : undefined), value)
    return op !== 'test' && isOnTheWay && set === false
  }
  return patch.some(turnsOff) ? OFF : {}
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
