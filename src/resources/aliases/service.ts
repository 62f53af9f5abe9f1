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

    /** A page of other distributions, in any account, that have the alias or one that overlaps with it. Reads only. */
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
     * Moves the alias to the distribution in one step, from the one that has it. The certificate of the distribution
     * must cover it. Safe to repeat. CloudFront has no If-Match for this, so it is compared with the version that is
     * read just before.
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
            // The answer may have been lost, so that the SDK repeated a call that had already succeeded.
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
