import { AssociateAliasCommand, type CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { isServiceError } from '../../errors.ts'
import { type ConfigVersion, type DistributionEditor } from '../distributions/edit.ts'

export type AliasService = ReturnType<typeof createAliasService>

export function createAliasService({
  cloudfront,
  editor
}: {
  cloudfront: CloudFrontClient
  editor: DistributionEditor
}) {
  return {
    /**
     * Gives the distribution the alias and, in the same moment, takes it from the one that has it. The certificate of the
     * distribution must cover it. Safe to repeat: where the alias is already, nothing is asked for.
     */
    async move(distributionId: string, alias: string): Promise<{ etag: string }> {
      const isThere = ({ config }: ConfigVersion) => config.Aliases?.Items?.includes(alias) === true
      const before = await editor.read(distributionId)
      if (isThere(before)) return { etag: before.etag }
      try {
        await cloudfront.send(new AssociateAliasCommand({ TargetDistributionId: distributionId, Alias: alias }))
      } catch (error) {
        if (!isServiceError(error)) throw error
        // The answer may have been lost, and the SDK may have asked again for what was done already.
        const after = await editor.read(distributionId)
        if (!isThere(after)) throw error
        return { etag: after.etag }
      }
      return { etag: (await editor.read(distributionId)).etag }
    }
  }
}
