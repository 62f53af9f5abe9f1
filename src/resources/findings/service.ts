import { type DistributionEditor } from '../distributions/edit.ts'
import { findingsOf } from '../distributions/findings/index.ts'
import { type Finding } from '../distributions/findings/schemas.ts'

export type FindingService = ReturnType<typeof createFindingService>

export function createFindingService({ editor }: { editor: DistributionEditor }) {
  return {
    /** What is found in the configuration as it is now, with its version. Reads only. */
    async get(distributionId: string): Promise<{ readonly findings: Finding[]; readonly etag: string }> {
      const { config, etag } = await editor.read(distributionId)
      return { findings: findingsOf(config), etag }
    }
  }
}
