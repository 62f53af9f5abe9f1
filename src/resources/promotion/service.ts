import {
  type CloudFrontClient,
  type DistributionConfig,
  GetDistributionCommand,
  UpdateDistributionWithStagingConfigCommand
} from '@aws-sdk/client-cloudfront'
import { type StrictFindings } from '../../configuration/distributions/findings/strict.ts'
import { inFormat } from '../../configuration/distributions/config-format.ts'
import { contains } from '../../configuration/editing/contains.ts'
import {
  type ConfigVersion,
  type DistributionEditor,
  type EditOptions
} from '../../configuration/distributions/editor.ts'
import { diff } from '../../configuration/editing/diff.ts'
import { isServiceError, ServiceError } from '../../errors.ts'
import { currentTrail } from '../../plugins/request-context.ts'
import { type DistributionVersion, type ToVersion } from '../../configuration/distributions/version.ts'

export type PromotionService = ReturnType<typeof createPromotionService>

export function createPromotionService({
  cloudfront,
  editor,
  toVersion,
  strictFindings
}: {
  cloudfront: CloudFrontClient
  editor: DistributionEditor
  toVersion: ToVersion
  strictFindings: StrictFindings
}) {
  async function readStaging(id: string): Promise<ConfigVersion> {
    try {
      return await editor.read(id)
    } catch (error) {
      if (!isServiceError(error, 'DISTRIBUTION_NOT_FOUND')) throw error
      // CloudFront does not say which of the two does not exist.
      const detail = `There is no distribution ${id}.`
      throw new ServiceError('DISTRIBUTION_NOT_FOUND', detail, {
        errors: [{ pointer: '/stagingDistributionId', detail }],
        cause: error,
        ...(error.cloudFront && { cloudFront: error.cloudFront })
      })
    }
  }

  return {
    /**
     * Copies the staging distribution's configuration to the primary one, which keeps its aliases and its continuous
     * deployment policy. If-Match refers to the primary distribution; of the staging one, the newest version is used.
     * Safe to repeat while the policy exists.
     */
    async promote(
      distributionId: string,
      stagingDistributionId: string,
      { ifMatch, strict }: EditOptions
    ): Promise<DistributionVersion> {
      let wanted: unknown
      const promoted = await editor.writeVersion<DistributionVersion | 'written'>(distributionId, ifMatch, {
        async write(primary) {
          const staging = await readStaging(stagingDistributionId)
          const promoted = asPromoted(primary.config, staging.config)
          strictFindings(strict)?.({ before: primary.config, after: promoted })
          wanted = promotedPart(staging.config)
          const changesTo = (made: DistributionConfig) => diff(inFormat(primary.config, 'json'), inFormat(made, 'json'))
          currentTrail()?.note({ changes: changesTo(promoted) })
          const answer = await cloudfront.send(
            new UpdateDistributionWithStagingConfigCommand({
              Id: distributionId,
              StagingDistributionId: stagingDistributionId,
              // CloudFront Developer Guide, "Work with a staging distribution": both versions, the primary's first.
              IfMatch: `${primary.etag},${staging.etag}`
            })
          )
          const version = toVersion(answer)
          const changes = changesTo(answer.Distribution?.DistributionConfig ?? promoted)
          currentTrail()?.note({ etagAfter: version.etag, changes })
          return version
        },
        findWritten: ({ config }) => (contains(promotedPart(config), wanted) ? 'written' : undefined)
      })
      return promoted === 'written'
        ? toVersion(await cloudfront.send(new GetDistributionCommand({ Id: distributionId })))
        : promoted
    }
  }
}

/** The part of a configuration that a promotion copies. */
function promotedPart({ CallerReference: _reference, ...config }: DistributionConfig): unknown {
  const { Aliases: _aliases, ContinuousDeploymentPolicyId: _policy, Staging: _staging, ...part } = config
  return inFormat({ ...part, CallerReference: '' }, 'json')
}

/** The configuration of the primary distribution afterwards. */
function asPromoted(primary: DistributionConfig, staging: DistributionConfig): DistributionConfig {
  const { CallerReference, Aliases, ContinuousDeploymentPolicyId, Staging } = primary
  return { ...staging, CallerReference, Aliases, ContinuousDeploymentPolicyId, Staging }
}
