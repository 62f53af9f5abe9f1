import { type Queryable } from '../../database/database.ts'
import { ServiceError } from '../../errors.ts'

/** Which distributions must not be deleted: kept in the store for all instances, unknown to CloudFront. */
export type Protections = ReturnType<typeof createProtections>

export function createProtections({ database }: { database: Queryable }) {
  return {
    isProtected: async (distributionId: string): Promise<boolean> => isProtected(database, distributionId),

    /** Safe to repeat. */
    protect: async (distributionId: string): Promise<void> => setProtected(database, distributionId, true),

    /** Throws DISTRIBUTION_PROTECTED; `state` is a sentence about the current state of the distribution. */
    async refuseProtected(distributionId: string, state: string): Promise<void> {
      if (!(await isProtected(database, distributionId))) return
      throw new ServiceError('DISTRIBUTION_PROTECTED', `${distributionId} is protected from deletion. ${state}`)
    }
  }
}

export async function isProtected(db: Queryable, distributionId: string): Promise<boolean> {
  const rows = await db.query('SELECT 1 FROM protected_distributions WHERE distribution_id = $1', [distributionId])
  return rows.length > 0
}

export async function setProtected(db: Queryable, distributionId: string, wanted: boolean): Promise<void> {
  await db.query(
    wanted
      ? 'INSERT INTO protected_distributions (distribution_id) VALUES ($1) ON CONFLICT DO NOTHING'
      : 'DELETE FROM protected_distributions WHERE distribution_id = $1',
    [distributionId]
  )
}
