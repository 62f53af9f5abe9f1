import {
  type CloudFrontClient,
  CreateDistributionCommand,
  type Distribution as CloudFrontDistribution,
  type DistributionConfig,
  GetDistributionCommand,
  ListDistributionsCommand
} from '@aws-sdk/client-cloudfront'
import { ServiceError } from '../../errors.ts'
import {
  fromCloudFrontForm,
  toCloudFrontForm,
  toDistribution,
  toDistributionConfig,
  toDistributionSummary
} from './mapper.ts'
import { type PolicyNames } from './policies.ts'
import { type Distribution, type DistributionCreate, type DistributionSummary } from './schemas.ts'

/** One distribution, to be shown in the form a caller asks for. */
export interface DistributionVersion {
  readonly id: string
  readonly etag: string
  distribution(): Distribution
  /** Its configuration in CloudFront's own form. */
  cloudFrontForm(): unknown
}

export interface Page<Item> {
  readonly items: Item[]
  /** Where the next page begins; undefined on the last one. */
  readonly nextMarker: string | undefined
}

export type DistributionService = ReturnType<typeof createDistributionService>

export function createDistributionService({
  cloudfront,
  policyNames,
  newCallerReference
}: {
  cloudfront: CloudFrontClient
  policyNames: PolicyNames
  newCallerReference: () => string
}) {
  async function createFrom(DistributionConfig: DistributionConfig): Promise<DistributionVersion> {
    const answer = await cloudfront.send(new CreateDistributionCommand({ DistributionConfig }))
    return toVersion(answer)
  }

  return {
    /** Not safe to repeat without the same caller reference: CloudFront would make a second distribution. */
    async create(body: DistributionCreate): Promise<DistributionVersion> {
      return createFrom(await toDistributionConfig(body, { callerReference: newCallerReference(), policyNames }))
    },

    /** From a configuration in CloudFront's own form, which gets none of Frontage's defaults. */
    async createFromCloudFrontForm(body: unknown): Promise<DistributionVersion> {
      return createFrom(fromCloudFrontForm(body, newCallerReference()))
    },

    async get(distributionId: string): Promise<DistributionVersion> {
      return toVersion(await cloudfront.send(new GetDistributionCommand({ Id: distributionId })))
    },

    async list({ limit, marker }: { limit: number; marker: string | undefined }): Promise<Page<DistributionSummary>> {
      const { DistributionList: list } = await cloudfront.send(
        new ListDistributionsCommand({ MaxItems: limit, Marker: marker })
      )
      return {
        items: (list?.Items ?? []).map(toDistributionSummary),
        nextMarker: list?.IsTruncated ? list.NextMarker : undefined
      }
    }
  }
}

function toVersion(answer: {
  Distribution?: CloudFrontDistribution | undefined
  ETag?: string | undefined
}): DistributionVersion {
  const { Distribution: distribution, ETag: etag } = answer
  const { Id: id, DistributionConfig: config } = distribution ?? {}
  if (!distribution || !id || !config || !etag) {
    throw new ServiceError('CLOUDFRONT_BAD_ANSWER', 'CloudFront answered without the distribution or its ETag.')
  }
  return {
    id,
    etag,
    distribution: () => toDistribution(distribution, etag),
    cloudFrontForm: () => toCloudFrontForm(config)
  }
}
