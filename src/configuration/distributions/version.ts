import { type Distribution as CloudFrontDistribution } from '@aws-sdk/client-cloudfront'
import { ServiceError } from '../../errors.ts'
import { inFormat } from './config-format.ts'
import { type Beside, toDistribution } from './mapper.ts'
import { type Distribution } from './answer-schemas.ts'

/** One distribution, to be shown in the form a caller asks for. */
export interface DistributionVersion {
  readonly id: string
  readonly etag: string
  /** CloudFront's own word, e.g. `InProgress` or `Deployed`. */
  readonly status: string
  readonly beside: Beside
  distribution(): Distribution
  /** Its configuration in CloudFront's own format. */
  inCloudFrontFormat(): unknown
}

/** Throws CLOUDFRONT_BAD_ANSWER where CloudFront's answer is not complete. */
export function toVersion(
  answer: {
    readonly Distribution?: CloudFrontDistribution | undefined
    readonly ETag?: string | undefined
  },
  beside: Beside = {}
): DistributionVersion {
  const { Distribution: distribution, ETag: etag } = answer
  const { Id: id, Status: status = '', DistributionConfig: config } = distribution ?? {}
  if (!distribution || !id || !config || !etag) {
    throw new ServiceError('CLOUDFRONT_BAD_ANSWER', 'CloudFront answered without the distribution or its ETag.')
  }
  return {
    id,
    etag,
    status,
    beside,
    distribution: () => toDistribution(distribution, etag, beside),
    inCloudFrontFormat: () => inFormat(config, 'cloudfront')
  }
}
