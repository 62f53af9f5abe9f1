import { type CloudFrontClient, CopyDistributionCommand } from '@aws-sdk/client-cloudfront'
import { createOrFind } from '../distributions/create-or-find.ts'
import { type DistributionEditor } from '../../configuration/editing/edit.ts'
import { type IfMatch } from '../../configuration/editing/if-match.ts'
import { type DistributionVersion, toVersion } from '../../configuration/distributions/version.ts'
import { type CopyCreate } from './schemas.ts'

export type CopyService = ReturnType<typeof createCopyService>

export function createCopyService({
  cloudfront,
  editor
}: {
  cloudfront: CloudFrontClient
  editor: DistributionEditor
}) {
  return {
    /**
     * A staging distribution with the configuration of the primary one. A repeat makes a second copy, unless it has the
     * same caller reference: then it finds the first.
     */
    async create(
      distributionId: string,
      { enabled = true }: CopyCreate,
      ifMatch: IfMatch | undefined,
      callerReference: string
    ): Promise<DistributionVersion> {
      const copy = await editor.writeVersion(distributionId, ifMatch, {
        write: ({ etag }) =>
          createOrFind(cloudfront, callerReference, () =>
            cloudfront.send(
              new CopyDistributionCommand({
                PrimaryDistributionId: distributionId,
                Staging: true,
                IfMatch: etag,
                CallerReference: callerReference,
                Enabled: enabled
              })
            )
          ),
        // A copy does not change the version that it is made of.
        findWritten: () => undefined
      })
      return toVersion(copy)
    }
  }
}
