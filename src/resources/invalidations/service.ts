import {
  type CloudFrontClient,
  CreateInvalidationCommand,
  GetInvalidationCommand,
  type Invalidation as CloudFrontInvalidation,
  type InvalidationSummary as CloudFrontInvalidationSummary,
  ListInvalidationsCommand
} from '@aws-sdk/client-cloudfront'
import { ServiceError } from '../../errors.ts'
import { type Page } from '../distributions/service.ts'
import { encodePath, findBadItems } from './paths.ts'
import { type Invalidation, type InvalidationCreate, type InvalidationSummary, PATHS_MAX } from './schemas.ts'

export type InvalidationService = ReturnType<typeof createInvalidationService>

export function createInvalidationService({ cloudfront }: { cloudfront: CloudFrontClient }) {
  return {
    /**
     * CloudFront answers a repeat with the same caller reference with the first invalidation; with another one it is a
     * second invalidation, which is billed again and does no other harm.
     */
    async create(
      distributionId: string,
      { paths = [], tags = [] }: InvalidationCreate,
      callerReference: string
    ): Promise<Invalidation> {
      requireValid(paths, tags)
      // A set keeps the first of each: CloudFront bills every path it is given.
      const items = [...new Set([...paths.map(encodePath), ...tags.map(tag => `#${tag}`)])]
      const { Invalidation: made } = await cloudfront.send(
        new CreateInvalidationCommand({
          DistributionId: distributionId,
          InvalidationBatch: {
            CallerReference: callerReference,
            Paths: { Quantity: items.length, Items: items }
          }
        })
      )
      return toInvalidation(made)
    },

    async get(distributionId: string, invalidationId: string): Promise<Invalidation> {
      const { Invalidation: found } = await cloudfront.send(
        new GetInvalidationCommand({ DistributionId: distributionId, Id: invalidationId })
      )
      return toInvalidation(found)
    },

    /** Newest first, as CloudFront lists them. */
    async list(
      distributionId: string,
      { limit, marker }: { limit: number; marker: string | undefined }
    ): Promise<Page<InvalidationSummary>> {
      const { InvalidationList: list } = await cloudfront.send(
        new ListInvalidationsCommand({ DistributionId: distributionId, MaxItems: limit, Marker: marker })
      )
      return {
        items: (list?.Items ?? []).map(toSummary),
        nextMarker: list?.IsTruncated ? list.NextMarker : undefined
      }
    }
  }
}

function requireValid(paths: readonly string[], tags: readonly string[]): void {
  const count = paths.length + tags.length
  if (count === 0) {
    throw new ServiceError('VALIDATION_FAILED', 'An invalidation needs at least one path or tag.', {
      errors: [{ pointer: '/paths', detail: 'Give at least one path here, or at least one tag in tags.' }]
    })
  }
  if (count > PATHS_MAX) {
    throw new ServiceError('VALIDATION_FAILED', `An invalidation has at most ${PATHS_MAX} paths and tags together.`, {
      errors: [{ pointer: '/paths', detail: `There are ${count} paths and tags.` }]
    })
  }
  const errors = findBadItems({ paths, tags })
  if (errors.length > 0) {
    throw new ServiceError('VALIDATION_FAILED', `${errors.length} of ${count} paths and tags cannot be invalidated.`, {
      errors
    })
  }
}

function toInvalidation(invalidation: CloudFrontInvalidation | undefined): Invalidation {
  const items = invalidation?.InvalidationBatch?.Paths?.Items ?? []
  return {
    ...toSummary(invalidation),
    paths: items.filter(item => !item.startsWith('#')),
    tags: items.filter(item => item.startsWith('#')).map(item => item.slice(1))
  }
}

function toSummary(
  invalidation: CloudFrontInvalidationSummary | CloudFrontInvalidation | undefined
): InvalidationSummary {
  const { Id: id, Status: status, CreateTime: time } = invalidation ?? {}
  if (!id || !status || !time) {
    throw new ServiceError('CLOUDFRONT_BAD_ANSWER', 'CloudFront answered an invalidation without id, status or time.')
  }
  return {
    id,
    status: status === 'Completed' ? 'completed' : 'inProgress',
    createdAt: time.toISOString(),
    submittedAt: time.toISOString(),
    cloudFrontInvalidations: [{ id, status }]
  }
}
