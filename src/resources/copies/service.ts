import { type CloudFrontClient, CopyDistributionCommand, type DistributionConfig } from '@aws-sdk/client-cloudfront'
import { type StrictFindings } from '../../configuration/distributions/findings/strict.ts'
import { createOrFind } from '../distributions/create-or-find.ts'
import { type DistributionEditor, type EditOptions } from '../../configuration/distributions/editor.ts'
import { inFormat } from '../../configuration/distributions/config-format.ts'
import { diff } from '../../configuration/editing/diff.ts'
import { type DistributionVersion, type ToVersion } from '../../configuration/distributions/version.ts'
import { currentTrail } from '../../plugins/request-context.ts'
import { type CopyCreate } from './schemas.ts'

export type CopyService = ReturnType<typeof createCopyService>

export function createCopyService({
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
  return {
    /**
     * Creates a staging distribution with the configuration of the primary one. A repeat creates a second copy, unless
     * it has the same caller reference: then it finds the first.
     */
    async create(
      distributionId: string,
      { enabled = true }: CopyCreate,
      callerReference: string,
      { ifMatch, strict }: EditOptions
    ): Promise<DistributionVersion> {
      const copy = await editor.writeVersion(distributionId, ifMatch, {
        async write({ config, etag }) {
          const copied = asCopied(config, enabled)
          strictFindings(strict)?.({ before: config, after: copied })
          // The audit record is about the copy, which is new.
          const record = (made: DistributionConfig) =>
            currentTrail()?.note({ etagBefore: undefined, changes: diff({}, inFormat(made, 'json')) })
          record(copied)
          const answer = await createOrFind(cloudfront, callerReference, () =>
            cloudfront.send(
              new CopyDistributionCommand({
                PrimaryDistributionId: distributionId,
                Staging: true,
                IfMatch: etag,
                CallerReference: callerReference,
                Enabled: enabled
              })
            )
          )
          record(answer.Distribution?.DistributionConfig ?? copied)
          return answer
        },
        // Copying does not change the version of the primary distribution.
        findWritten: () => undefined
      })
      return toVersion(copy)
    }
  }
}

/** The copy as CloudFront creates it (CloudFront API Reference, CopyDistribution), except its caller reference. */
function asCopied(config: DistributionConfig, enabled: boolean): DistributionConfig {
  return { ...config, Aliases: { Quantity: 0 }, ContinuousDeploymentPolicyId: '', Staging: true, Enabled: enabled }
}
