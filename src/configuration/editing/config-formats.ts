import { type DistributionConfig } from '@aws-sdk/client-cloudfront'
import { fromSdkToCloudFrontJson } from '../../cloudfront/model/cloudfront-json.ts'
import { fromSdk } from '../../cloudfront/model/json.ts'
import { structure } from '../../cloudfront/model/shapes.ts'

/** `json`: Frontage's own, with plain arrays. `cloudfront`: CloudFront's, with `Quantity` and `Items`. */
export type Format = 'json' | 'cloudfront'

const shape = structure('DistributionConfig')

/** The configuration in the format that a caller asks for. */
export function inFormat(config: DistributionConfig, format: Format): unknown {
  return format === 'json' ? fromSdk(shape, config) : fromSdkToCloudFrontJson(shape, config)
}
