import { AssociateAliasCommand, type CloudFrontClient, ListConflictingAliasesCommand } from '@aws-sdk/client-cloudfront'
import { isServiceError } from '../../errors.ts'
import { type AliasHolders, withAlias } from '../distributions/alias-holder.ts'
import { type ConfigVersion, type DistributionEditor } from '../../configuration/distributions/editor.ts'
import { type IfMatch } from '../../configuration/editing/if-match.ts'
import { type Page } from '../../plugins/pagination.ts'
import { type AliasConflict } from './schemas.ts'

export type AliasService = ReturnType<typeof createAliasService>

export function createAliasService({
  cloudfront,
  editor,
  aliasHolders
}: {
  cloudfront: CloudFrontClient
  editor: DistributionEditor
  aliasHolders: AliasHolders
}) {
  return {
    findHolder: aliasHolders.find,

    /** Who else has the alias, or one that it overlaps with, in any account: a page of them. Reads only. */
    async listConflicts(
      distributionId: string,
      alias: string,
      { limit, marker }: { limit: number; marker: string | undefined }
    ): Promise<Page<AliasConflict>> {
      const { ConflictingAliasesList: list } = await cloudfront.send(
        new ListConflictingAliasesCommand({
          DistributionId: distributionId,
          Alias: alias,
          MaxItems: limit,
          Marker: marker
        })
      )
      const items = (list?.Items ?? []).map(({ Alias = '', DistributionId = '', AccountId = '' }) => ({
        alias: Alias,
        distributionId: DistributionId,
        accountId: AccountId
      }))
      return { items, nextMarker: list?.NextMarker || undefined }
    },

    /**
     * Gives the distribution the alias and, in the same moment, takes it from the one that has it. The certificate of the
     * distribution must cover it. Safe to repeat: where the alias is already, nothing is asked for. CloudFront knows no
     * If-Match here: a stale one is refused by the version that is read just before.
     */
    async move(distributionId: string, alias: string, ifMatch: IfMatch | undefined): Promise<{ etag: string }> {
      const isThere = ({ config }: ConfigVersion) => config.Aliases?.Items?.includes(alias) === true
      await aliasHolders.noteLoss(alias, distributionId)
      return editor.writeVersion<{ etag: string }>(distributionId, ifMatch, {
        async write(current) {
          if (isThere(current)) return { etag: current.etag }
          try {
            await cloudfront.send(new AssociateAliasCommand({ TargetDistributionId: distributionId, Alias: alias }))
          } catch (error) {
            if (!isServiceError(error)) throw error
            // The answer may have been lost, and the SDK may have asked again for what was done already.
            const after = await editor.read(distributionId)
            if (!isThere(after)) throw error
            return { etag: after.etag }
          }
          const { etag } = await editor.read(distributionId)
          return { etag }
        },
        findWritten: current => (isThere(current) ? { etag: current.etag } : undefined),
        after: config => withAlias(config, alias),
        etagOf: ({ etag }) => etag
      })
    }
  }
}
