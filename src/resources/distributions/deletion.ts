import { type CloudFrontClient, GetDistributionCommand } from '@aws-sdk/client-cloudfront'
import { type Engine } from '../../jobs/engine.ts'
import { ServiceError } from '../../errors.ts'
import { type Operation } from '../operations/schemas.ts'
import { type OperationService } from '../operations/service.ts'
import { type IfMatch, requireEtag } from '../../configuration/editing/if-match.ts'
import { deleteDistribution } from './operations.ts'
import { refuseTied } from './ties.ts'
import { type Protections } from '../../configuration/protection/protections.ts'

export interface DeletionOptions {
  readonly ifMatch: IfMatch | undefined
  readonly graceSeconds: number
  readonly waitSeconds: number
  /** Aborted when the answer is no longer awaited. */
  readonly signal: AbortSignal
  /** Whether a refusal may name what uses the distribution. */
  readonly namesUsers: boolean
}

export type DeletionService = ReturnType<typeof createDeletionService>

export function createDeletionService({
  cloudfront,
  engine,
  operations,
  protections,
  clock
}: {
  cloudfront: CloudFrontClient
  engine: Engine
  operations: OperationService
  protections: Pick<Protections, 'refuseProtected'>
  clock: { now(): number }
}) {
  return {
    /**
     * Stores the deletion and begins it; it continues even if this process dies. Throws DISTRIBUTION_NOT_FOUND,
     * ETAG_MISMATCH, DISTRIBUTION_PROTECTED, RESOURCE_IN_USE, or OPERATION_IN_PROGRESS if another operation is working on
     * the distribution.
     */
    async begin(
      distributionId: string,
      { ifMatch, graceSeconds, waitSeconds, signal, namesUsers }: DeletionOptions
    ): Promise<Operation> {
      const { Distribution: found, ETag: etag } = await cloudfront.send(
        new GetDistributionCommand({ Id: distributionId })
      )
      if (!found?.DistributionConfig || !etag) {
        throw new ServiceError('CLOUDFRONT_BAD_ANSWER', 'CloudFront answered without the distribution or its ETag.')
      }
      requireEtag(distributionId, ifMatch, etag)
      await protections.refuseProtected(distributionId, 'Nothing has been done.')
      await refuseTied(cloudfront, found, { namesUsers })
      const { id } = await engine.begin(deleteDistribution, {
        resource: `/distributions/${distributionId}`,
        input: {
          distributionId,
          wasEnabled: found.DistributionConfig.Enabled === true,
          graceSeconds,
          begunAt: new Date(clock.now()).toISOString()
        }
      })
      return operations.get(id, waitSeconds, signal)
    }
  }
}
