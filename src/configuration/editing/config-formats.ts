import { fromSdkToCloudFrontJson } from '../../cloudfront/model/cloudfront-json.ts'
import { fromSdk } from '../../cloudfront/model/json.ts'
import { type StructureShape } from '../../cloudfront/model/shapes.ts'

/** `json`: Frontage's own, with plain arrays. `cloudfront`: CloudFront's, with `Quantity` and `Items`. */
export type Format = 'json' | 'cloudfront'

/** A configuration of this shape in the given format. */
export function formatted(shape: StructureShape, config: object, format: Format): unknown {
  return format === 'json' ? fromSdk(shape, config) : fromSdkToCloudFrontJson(shape, config)
}
