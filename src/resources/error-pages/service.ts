import { type DryRunOutcome } from '../../configuration/distributions/dry-run.ts'
import { type StrictFindings } from '../../configuration/distributions/findings/strict.ts'
import {
  type ConfigChange,
  type DistributionEditor,
  type EditOptions
} from '../../configuration/distributions/editor.ts'
import { type ErrorPagesChange, inConfig } from '../../configuration/distributions/error-pages/changes.ts'
import { toErrorPagesVersion } from '../../configuration/distributions/error-pages/mapper.ts'
import { type ErrorPages } from '../../configuration/distributions/error-pages/schemas.ts'

interface ErrorPagesVersion {
  readonly errorPages: ErrorPages
  /** The ETag of the distribution's whole configuration. */
  readonly etag: string
}

export type ErrorPageService = ReturnType<typeof createErrorPageService>

export function createErrorPageService({
  editor,
  strictFindings
}: {
  editor: DistributionEditor
  strictFindings: StrictFindings
}) {
  const changeWith = (change: ErrorPagesChange, strict: boolean | undefined): ConfigChange => {
    const apply = inConfig(change)
    return ({ config: before }) => {
      const after = apply(before)
      strictFindings(strict)?.({ before, after })
      return after
    }
  }

  async function get(distributionId: string): Promise<ErrorPagesVersion> {
    const { config, etag } = await editor.read(distributionId)
    return { errorPages: toErrorPagesVersion(config), etag }
  }

  return {
    get,

    /** Changes only the list, even with concurrent writers. Safe to repeat if the change is. */
    async edit(
      distributionId: string,
      change: ErrorPagesChange,
      { ifMatch, strict }: EditOptions
    ): Promise<ErrorPagesVersion> {
      const { config, etag } = await editor.edit(distributionId, ifMatch, changeWith(change, strict))
      return { errorPages: toErrorPagesVersion(config), etag }
    },

    /** What `edit` would do. Reads only. */
    async preview(
      distributionId: string,
      change: ErrorPagesChange,
      { ifMatch, strict }: EditOptions
    ): Promise<DryRunOutcome> {
      return editor.preview(distributionId, ifMatch, changeWith(change, strict))
    }
  }
}
