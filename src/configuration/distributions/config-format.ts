import { type DistributionConfig } from '@aws-sdk/client-cloudfront'
import { structure } from '../../cloudfront/model/shapes.ts'
import { type Format, formatted } from '../editing/config-formats.ts'

const shape = structure('DistributionConfig')

/** The configuration of a distribution in the format that the caller requested. */
export function inFormat(config: DistributionConfig, format: Format): unknown {
  return formatted(shape, config, format)
}
