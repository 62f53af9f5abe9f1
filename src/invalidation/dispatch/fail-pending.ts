import { type Queryable } from '../../database/database.ts'
import { type ServiceError } from '../../errors.ts'
import { failureOf } from '../../jobs/operation.ts'
import { lockTarget } from '../queue/leases.ts'
import { type Count, recordStep } from '../queue/progress.ts'

/** A row holds some of the items of one invalidation. */
const ROWS_PER_TRANSACTION = 500

/** Runs something in a transaction; resolves with whether it was committed. */
type Transact = (write: (tx: Queryable) => Promise<void>) => Promise<unknown>

interface Failing {
  readonly error: ServiceError
  /** SQL on the invalidation `i`, with parameters from $2 on; without it, all of them. */
  readonly which?: { readonly condition: string; readonly params: readonly unknown[] }
}

/**
 * Fails items of a target that are in no batch, a few rows per transaction, so that the target's row is never locked
 * for long and no statement grows with the backlog. Resolves with false as soon as `transact` does.
 */
export async function failPending(transact: Transact, target: string, failing: Failing): Promise<boolean> {
  let more = true
  while (more) {
    const committed = await transact(async tx => {
      more = await failSome(tx, target, failing)
    })
    if (committed === false) return false
  }
  return true
}

/** The work of one transaction. Resolves with whether there may be more. */
export async function failSome(
  tx: Queryable,
  target: string,
  { error, which = { condition: 'true', params: [] } }: Failing
): Promise<boolean> {
  await lockTarget(tx, target)
  const counts = await tx.query<Count & { rows: number }>(
    `WITH given AS (
       SELECT c.id FROM invalidation_chunks c JOIN invalidations i ON i.id = c.invalidation_id
       WHERE c.target = $1 AND ${which.condition} LIMIT ${ROWS_PER_TRANSACTION}
     ), gone AS (
       DELETE FROM invalidation_chunks WHERE id = ANY(ARRAY(SELECT id FROM given)) RETURNING invalidation_id, count
     )
     SELECT invalidation_id AS id, sum(count)::integer AS count, count(*)::integer AS rows FROM gone
     GROUP BY invalidation_id`,
    [target, ...which.params]
  )
  await recordStep(tx, counts, { step: 'failed', error: failureOf(error) })
  return counts.reduce((sum, { rows }) => sum + rows, 0) === ROWS_PER_TRANSACTION
}
