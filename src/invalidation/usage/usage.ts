import Type, { type Static } from 'typebox'
import { type Database } from '../../database/database.ts'
import { monthOf, shareOf } from '../guard/rules.ts'
import { type HeadRoom, QUOTA } from '../queue/limits.ts'
import { FREE_PATHS_A_MONTH } from '../planning/price.ts'
import { WaitingFor } from '../schemas.ts'
import { addressOf, type Target, WITH_HOME } from '../targets.ts'

const Places = (description: string) =>
  Type.Object(
    {
      paths: Type.Integer({ description: 'Paths, wildcards and cache tags.' }),
      wildcards: Type.Integer({ description: 'Only wildcards and cache tags.' })
    },
    { description }
  )

export const InvalidationUsage = Type.Object(
  {
    inFlight: Places(
      'In progress at CloudFront or being submitted, by Frontage; wildcards and cache tags count in both.'
    ),
    free: Places("How many more may be in progress: CloudFront's quota minus the headroom for others."),
    queued: Type.Object(
      {
        invalidations: Type.Integer({ description: 'How many invalidations have something left to submit.' }),
        paths: Type.Integer({ description: 'How many paths and cache tags are left to submit.' })
      },
      { description: 'Accepted, and waiting for quota or for a hold to end.' }
    ),
    waitingFor: Type.Optional(WaitingFor),
    month: Type.Object(
      {
        paths: Type.Integer({ description: 'Submitted in this calendar month (UTC) through Frontage.' }),
        freeLeft: Type.Optional(
          Type.Integer({
            description:
              `How many of the account's ${FREE_PATHS_A_MONTH} free paths a month are left; absent for tokens limited to some ` +
              'distributions.'
          })
        ),
        usd: Type.Optional(
          Type.Number({
            description:
              "Their cost: the account's bill, in proportion to their share of its paths. Absent whenever freeLeft is, since " +
              'it reveals what others have used.'
          })
        )
      },
      { description: "At CloudFront's list price, without paths invalidated outside Frontage." }
    ),
    durationSeconds: Type.Object(
      {
        p50: Type.Optional(Type.Number({ description: 'The median.' })),
        p95: Type.Optional(Type.Number({ description: 'The 95th percentile.' })),
        samples: Type.Integer({ description: 'How many batches were measured; without any there are no percentiles.' })
      },
      { description: 'How long CloudFront took to complete the most recent batches, from their submission.' }
    )
  },
  { 'x-component': 'InvalidationUsage' }
)
export type InvalidationUsage = Static<typeof InvalidationUsage>

const SAMPLES_MAX = 200

interface UsageRow {
  live_paths: number
  live_wildcards: number
  queued: number
  queued_paths: number
  own: number
  account: number
  p50: number | null
  p95: number | null
  samples: number
  waiting_for: WaitingFor | null
  waits: boolean
  unread: WaitingFor | null
}

export type InvalidationUsageService = ReturnType<typeof createInvalidationUsageService>

export function createInvalidationUsageService({
  database,
  clock,
  headRoom,
  requireTarget,
  hasAccounts
}: {
  database: Database
  /** Whether there are several AWS accounts, each with its own free paths. */
  hasAccounts: boolean
  /** Milliseconds since 1970. */
  clock: { now(): number }
  headRoom: HeadRoom
  /** Throws if there is no such target. */
  requireTarget: (target: Target) => Promise<void>
}) {
  const inItsAccount = hasAccounts
    ? `FILTER (WHERE home.account IS NOT DISTINCT FROM
                (SELECT account FROM resource_accounts WHERE id = split_part($1, '/', 3)))`
    : ''
  const withHome = hasAccounts ? WITH_HOME : ''

  return {
    /**
     * From the store; CloudFront is only called to check that the target exists. Without `ofAccount` it reveals nothing
     * of what others have used.
     */
    async get(target: Target, { ofAccount }: { ofAccount: boolean }): Promise<InvalidationUsage> {
      await requireTarget(target)
      const [row] = await database.query<UsageRow>(
        `SELECT live.*, pending.*, month.*, durations.*,
           coalesce((SELECT b.waiting_for FROM invalidation_batches b
             WHERE b.target = $1 AND b.status = 'prepared' AND b.waiting_for IS NOT NULL LIMIT 1),
             (SELECT refusal FROM invalidation_targets WHERE target = $1)) AS waiting_for,
           pending.queued > 0 OR live.prepared > 0 AS waits,
           (SELECT waiting_for FROM invalidation_batches
            WHERE target = $1 AND status = 'submitted' AND waiting_for IS NOT NULL LIMIT 1) AS unread
         FROM
           (SELECT coalesce(sum(paths), 0)::integer AS live_paths, coalesce(sum(wildcards), 0)::integer AS live_wildcards,
              count(*) FILTER (WHERE status = 'prepared') AS prepared
            FROM invalidation_batches WHERE target = $1 AND status IN ('prepared', 'submitted')) AS live,
           (SELECT count(DISTINCT invalidation_id)::integer AS queued, coalesce(sum(count), 0)::integer AS queued_paths
            FROM invalidation_chunks WHERE target = $1) AS pending,
           (SELECT coalesce(sum(paths) FILTER (WHERE target = $1), 0)::float8 AS own,
              coalesce(sum(paths) ${inItsAccount}, 0)::float8 AS account
            FROM invalidation_months ${withHome} WHERE month = $2) AS month,
           (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) AS p50,
              percentile_cont(0.95) WITHIN GROUP (ORDER BY seconds) AS p95, count(*)::integer AS samples
            FROM (SELECT extract(epoch FROM ended_at - submitted_at)::float8 AS seconds FROM invalidation_batches
                  WHERE target = $1 AND status = 'completed' AND NOT unobserved ORDER BY ended_at DESC LIMIT ${SAMPLES_MAX}) AS last
           ) AS durations`,
        [addressOf(target), monthOf(new Date(clock.now()))]
      )
      if (!row) throw new Error('an aggregate without a row')
      const waitingFor = (row.waits ? row.waiting_for : undefined) ?? row.unread
      const free = (lane: 'path' | 'wildcard', left: number, live: number) => Math.max(0, QUOTA[lane] - left - live)
      return {
        inFlight: { paths: row.live_paths, wildcards: row.live_wildcards },
        free: {
          paths: free('path', headRoom.paths, row.live_paths),
          wildcards: free('wildcard', headRoom.wildcards, row.live_wildcards)
        },
        queued: { invalidations: row.queued, paths: row.queued_paths },
        ...(waitingFor && { waitingFor }),
        month: {
          paths: row.own,
          ...(ofAccount && {
            freeLeft: Math.max(0, FREE_PATHS_A_MONTH - row.account),
            usd: rounded(shareOf(row), 4)
          })
        },
        durationSeconds: {
          ...(row.p50 !== null && { p50: rounded(row.p50, 3) }),
          ...(row.p95 !== null && { p95: rounded(row.p95, 3) }),
          samples: row.samples
        }
      }
    }
  }
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}
