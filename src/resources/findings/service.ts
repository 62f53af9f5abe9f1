import { type DistributionEditor } from '../../configuration/distributions/editor.ts'
import { findingsOf } from '../../configuration/distributions/findings/index.ts'
import { type Finding } from '../../configuration/distributions/findings/schemas.ts'

export type FindingService = ReturnType<typeof createFindingService>

export function createFindingService({ editor }: { editor: DistributionEditor }) {
  return {
    /** The findings of the current configuration, with its version. Reads only. */
    async get(distributionId: string): Promise<{ readonly findings: Finding[]; readonly etag: string }> {
      const { config, etag } = await editor.read(distributionId)
      return { findings: findingsOf(config), etag }
    }
  }
}
