import type * as CF from '@aws-sdk/client-cloudfront'
import { fromCloudFrontJsonToSdk } from '../../cloudfront/model/cloudfront-json.ts'
import { fromSdk, type Json, toSdk } from '../../cloudfront/model/json.ts'
import { structure } from '../../cloudfront/model/shapes.ts'
import { isObject } from '../../json-object.ts'

const shape = structure('DistributionConfig')

/**
 * A configuration in CloudFront's own format, as it is, with what it leaves out of what `complete` would give the same one in
 * JSON: defaults are known in one form alone. What is given stays as it was written, also where it is wrong, for the rules.
 */
export function readCloudFrontFormat(
  given: unknown,
  complete: (config: Json<CF.DistributionConfig>) => unknown
): CF.DistributionConfig {
  const config = fromCloudFrontJsonToSdk(shape, given) as CF.DistributionConfig
  return withMissing(config, toSdk(shape, complete(fromSdk(shape, config)))) as CF.DistributionConfig
}

/** Items are completed in their order. */
function withMissing(given: unknown, complete: unknown): unknown {
  if (Array.isArray(given)) {
    const items = Array.isArray(complete) ? (complete as unknown[]) : []
    return given.map((item, index) => withMissing(item, items[index]))
  }
  if (!isObject(given) || !isObject(complete)) return given
  const own = Object.entries(given).map(([name, value]) => [name, withMissing(value, complete[name])])
  return { ...complete, ...Object.fromEntries(own) }
}
