import { type Database } from '../../database/database.ts'
import { ServiceError } from '../../errors.ts'
import { type WaitingFor } from '../schemas.ts'
import { tryLockTarget } from '../queue/leases.ts'
import { failPending, failSome } from './fail-pending.ts'

/** A batch that is not submitted and contains items whose deadline has passed. */
interface OverdueBatch {
  readonly target: string
  readonly batchId: string
}

/** Which invalidations fail, and why: those past their own deadline, and those accepted before a time. */
export interface GivenUp {
  readonly error: ServiceError
  readonly acceptedBefore?: Date | undefined
}

export type Deadlines = ReturnType<typeof createDeadlines>

/** SQL: its deadline has passed, or it was accepted before the time that is the second parameter. */
const OVERDUE = '(i.give_up_at <= (SELECT frontage_now()) OR i.created_at <= $2)'

const failing = ({ error, acceptedBefore }: GivenUp) => ({
  error,
  which: { condition: OVERDUE, params: [acceptedBefore ?? null] }
})

/**
 * Fails what does not reach CloudFront in time. Any process may fail items that are in no batch, as in a cancellation.
 * Only the owner of the target may fail a batch, because only it knows whether CloudFront may have it. All times are the
 * store's.
 */
export function createDeadlines({
  database,
  refusedMaxMs
}: {
  database: Database
  /** How long to wait while only an operator can help. */
  refusedMaxMs: number
}) {
  /**
   * Any process may do this: batches are made under the lock on the target's row, so none can take these items
   * meanwhile.
   */
  const giveUpPending = async (target: string, givenUp: GivenUp): Promise<void> => {
    await failPending(write => database.transaction(async tx => write(tx)), target, failing(givenUp))
  }

  /** The error for items past their deadline, with what they last waited for. */
  async function errorFor(target: string): Promise<ServiceError> {
    const [row] = await database.query<{ why: WaitingFor | null }>(
      `SELECT coalesce((SELECT b.waiting_for FROM invalidation_batches b
         WHERE b.target = t.target AND b.status = 'prepared' AND b.waiting_for IS NOT NULL LIMIT 1), t.refusal) AS why
       FROM invalidation_targets t WHERE t.target = $1`,
      [target]
    )
    const why = row?.why
    const detail = ['Not all of it reached CloudFront by its deadline.', why?.detail ?? []].flat().join(' ')
    return new ServiceError('INVALIDATION_DEADLINE_EXCEEDED', detail, {
      ...(why?.remedy !== undefined && { remedy: why.remedy })
    })
  }

  /** The invalidations in a batch that are to fail. */
  async function overdueIn(batchId: string, acceptedBefore?: Date): Promise<string[]> {
    const rows = await database.query<{ id: string }>(
      `SELECT i.id FROM invalidation_parts p JOIN invalidations i ON i.id = p.invalidation_id
       WHERE p.batch_id = $1 AND ${OVERDUE}`,
      [batchId, acceptedBefore ?? null]
    )
    return rows.map(({ id }) => id)
  }

  return {
    errorFor,
    overdueIn,
    /**
     * Fails items of a target that are in no batch, and past their deadline, in one short transaction. Resolves with whether
     * there may be more, also if the target is locked, for which this does not wait.
     */
    async giveUpSomeLate(target: string): Promise<boolean> {
      const error = await errorFor(target)
      return database.transaction(async tx =>
        (await tryLockTarget(tx, target)) ? failSome(tx, target, failing({ error })) : true
      )
    },

    /**
     * Fails what has waited too long for an operator: CloudFront has refused everything since `since`, and has refused
     * this batch at `now`. Resolves with undefined if nothing in the batch itself is to fail.
     */
    async giveUpRefused(
      target: string,
      batchId: string,
      { since, now, error }: { since: Date; now: Date; error: ServiceError }
    ): Promise<GivenUp | undefined> {
      const acceptedBefore = new Date(now.getTime() - refusedMaxMs)
      if (since > acceptedBefore) return undefined
      const { message, remedy, cloudFront } = error
      const detail = `CloudFront has accepted nothing since ${since.toISOString()}. ${message}`
      const options = { cause: error, ...(remedy !== undefined && { remedy }), ...(cloudFront && { cloudFront }) }
      const givenUp = { error: new ServiceError('INVALIDATION_DEADLINE_EXCEEDED', detail, options), acceptedBefore }
      await giveUpPending(target, givenUp)
      return (await overdueIn(batchId, acceptedBefore)).length > 0 ? givenUp : undefined
    },

    /** Fails items past their deadline that are in no batch. Resolves with the batches that contain more of them. */
    async sweep(): Promise<OverdueBatch[]> {
      const late = `i.give_up_at <= (SELECT frontage_now()) AND i.submitted + i.cancelled < i.total`
      const targets = await database.query<{ target: string }>(
        `SELECT DISTINCT target FROM invalidations i WHERE ${late}`
      )
      for (const { target } of targets) await giveUpPending(target, { error: await errorFor(target) })
      if (targets.length === 0) return []
      return database.query<OverdueBatch>(
        `SELECT DISTINCT b.target, b.id AS "batchId" FROM invalidations i
         JOIN invalidation_parts p ON p.invalidation_id = i.id JOIN invalidation_batches b ON b.id = p.batch_id
         WHERE ${late} AND b.status = 'prepared'`
      )
    }
  }
}
