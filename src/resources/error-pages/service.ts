import { type DryRunOutcome } from '../../configuration/distributions/dry-run.ts'
import { type DistributionEditor } from '../../configuration/editing/edit.ts'
import { type IfMatch } from '../../configuration/editing/if-match.ts'
import { type ErrorPagesChange, inConfig } from '../../configuration/distributions/error-pages/changes.ts'
import { toErrorPagesVersion } from '../../configuration/distributions/error-pages/mapper.ts'
import { type ErrorPages } from '../../configuration/distributions/error-pages/schemas.ts'

export interface ErrorPagesVersion {
  readonly errorPages: ErrorPages
  /** Of the distribution's whole configuration, which error pages are part of. */
  readonly etag: string
}

export type ErrorPageService = ReturnType<typeof createErrorPageService>

export function createErrorPageService({ editor }: { editor: DistributionEditor }) {
  async function get(distributionId: string): Promise<ErrorPagesVersion> {
    const { config, etag } = await editor.read(distributionId)
    return { errorPages: toErrorPagesVersion(config), etag }
  }

  return {
    get,

    /** Changes the list and nothing else, also beside other writers. Safe to repeat if the change is. */
    async edit(
      distributionId: string,
      change: ErrorPagesChange,
      ifMatch: IfMatch | undefined
    ): Promise<ErrorPagesVersion> {
      const { config, etag } = await editor.edit(distributionId, ifMatch, inConfig(change))
      return { errorPages: toErrorPagesVersion(config), etag }
    },

    /** What `edit` would do. Reads only. */
    async preview(
      distributionId: string,
      change: ErrorPagesChange,
      ifMatch: IfMatch | undefined
    ): Promise<DryRunOutcome> {
      return editor.preview(distributionId, ifMatch, inConfig(change))
    }
  }
}
