import { type CloudFrontClient, GetDistributionCommand } from '@aws-sdk/client-cloudfront'
import { allows, type Grant } from '../../access/grant.ts'
import { diff } from '../../configuration/editing/diff.ts'
import { type Database } from '../../database/database.ts'
import { ServiceError } from '../../errors.ts'
import { currentTrail } from '../../plugins/request-context.ts'
import { isProtected, setProtected } from '../../configuration/protection/protections.ts'
import { type DistributionProtection } from './schemas.ts'

export type ProtectionService = ReturnType<typeof createProtectionService>

/** The protection of distributions from deletion. */
export function createProtectionService({
  cloudfront,
  database
}: {
  cloudfront: CloudFrontClient
  database: Database
}) {
  async function requireDistribution(distributionId: string): Promise<void> {
    await cloudfront.send(new GetDistributionCommand({ Id: distributionId }))
  }

  return {
    /** Throws DISTRIBUTION_NOT_FOUND. */
    async get(distributionId: string): Promise<DistributionProtection> {
      await requireDistribution(distributionId)
      return { protected: await isProtected(database, distributionId) }
    },

    /**
     * Safe to repeat. Throws DISTRIBUTION_NOT_FOUND, and SCOPE_MISSING if anybody but an admin removes the protection.
     */
    async replace(
      distributionId: string,
      wanted: DistributionProtection,
      grant: Grant
    ): Promise<DistributionProtection> {
      if (!wanted.protected && !allows(grant, 'admin')) {
        throw new ServiceError('SCOPE_MISSING', 'Removing the protection requires the scope admin.')
      }
      await requireDistribution(distributionId)
      await database.transaction(async tx => {
        const before = { protected: await isProtected(tx, distributionId) }
        await setProtected(tx, distributionId, wanted.protected)
        const trail = currentTrail()
        trail?.note({ changes: diff(before, wanted) })
        await trail?.recordIn(tx)
      })
      return wanted
    }
  }
}
