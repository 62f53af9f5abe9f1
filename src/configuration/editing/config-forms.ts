import { type DistributionConfig } from '@aws-sdk/client-cloudfront'
import { fromSdkToCloudFrontJson } from '../../cloudfront/model/cloudfront-json.ts'
import { fromSdk } from '../../cloudfront/model/json.ts'
import { structure } from '../../cloudfront/model/shapes.ts'

/** `json`: Frontage's own, with plain arrays. `cloudfront`: CloudFront's, with `Quantity` and `Items`. */
export type Form = 'json' | 'cloudfront'

const shape = structure('DistributionConfig')

/** The configuration in the form that a caller asks for. */
export function inForm(config: DistributionConfig, form: Form): unknown {
  return form === 'json' ? fromSdk(shape, config) : fromSdkToCloudFrontJson(shape, config)
}
