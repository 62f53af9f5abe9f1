import { type Distribution as CloudFrontDistribution } from '@aws-sdk/client-cloudfront'
import { type Accounts, withAccount } from '../../accounts/accounts.ts'
import { ServiceError } from '../../errors.ts'
import { inFormat } from './config-format.ts'
import { type Beside, toDistribution } from './mapper.ts'
import { type Distribution } from './answer-schemas.ts'

/** One distribution, to be shown in the format that a caller asks for. */
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

interface AnsweredDistribution {
  readonly Distribution?: CloudFrontDistribution | undefined
  readonly ETag?: string | undefined
}

export type ToVersion = (answer: AnsweredDistribution, beside?: Beside) => DistributionVersion

/**
 * Makes a version from any of CloudFront's answers with a distribution. Throws CLOUDFRONT_BAD_ANSWER if the answer is
 * incomplete.
 */
export function createToVersion({
  accountOf
}: {
  /** Present if there are several accounts. */
  accountOf?: Accounts['nameOf'] | undefined
}): ToVersion {
  return ({ Distribution: distribution, ETag: etag }, beside = {}) => {
    const { Id: id, Status: status = '', DistributionConfig: config } = distribution ?? {}
    if (!distribution || !id || !config || !etag) {
      throw new ServiceError('CLOUDFRONT_BAD_ANSWER', 'CloudFront answered without the distribution or its ETag.')
    }
    return {
      id,
      etag,
      status,
      beside,
      distribution: () => withAccount(toDistribution(distribution, etag, beside), accountOf?.(id)),
      inCloudFrontFormat: () => inFormat(config, 'cloudfront')
    }
  }
}
