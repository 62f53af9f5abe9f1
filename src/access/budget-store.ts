import { type Queryable } from '../database/database.ts'
import { daysAgo, type Expiry, expiryOf } from '../database/retention.ts'
import { type BudgetUnit } from './budget.ts'

/** What has been used of a budget in an hour or a month. */
export interface BudgetUse {
  readonly budget: string
  readonly unit: BudgetUnit
  readonly begins: Date
  readonly requests: number
  readonly paths: number
  /** By the store's clock, which decides for all instances which hour and which month it is. */
  readonly now: Date
}

// The clock is read once, so that the hour and the month of a statement belong to the same moment.
const CLOCK = 'clock AS MATERIALIZED (SELECT frontage_now() AS now)'
const USE = `budget, unit, begins, requests::float8, paths::float8, (SELECT now FROM clock) AS now`

/** Requests to add to a budget. */
export interface RequestCount {
  readonly budget: string
  readonly requests: number
  /** Requests beyond this are not added to the month, so that a runaway hour does not use up the whole month. */
  readonly hourMax: number | undefined
}

/**
 * Adds requests to the current hour and month. Resolves with the resulting uses, which may exceed any limit. Each
 * budget may be given once.
 */
export async function countRequests(db: Queryable, counts: readonly RequestCount[]): Promise<BudgetUse[]> {
  // Every statement locks the hour of a budget before its month, and hours in the order of budgets, so that no two deadlock.
  return db.query<BudgetUse>(
    `WITH ${CLOCK}, given AS (
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS g(budget text, requests bigint, "hourMax" bigint)
     ), hours AS (
       INSERT INTO budget_uses (budget, unit, begins, requests)
       SELECT budget, 'hour', date_trunc('hour', clock.now, 'UTC'), requests FROM clock, given ORDER BY budget
       ON CONFLICT (budget, unit, begins) DO UPDATE SET requests = budget_uses.requests + excluded.requests
       RETURNING *
     ), months AS (
       INSERT INTO budget_uses (budget, unit, begins, requests)
       SELECT budget, 'month', date_trunc('month', clock.now, 'UTC'),
         least(g.requests, greatest(0, coalesce(g."hourMax", h.requests) - h.requests + g.requests))
       FROM clock, hours h JOIN given g USING (budget) ORDER BY budget
       ON CONFLICT (budget, unit, begins) DO UPDATE SET requests = budget_uses.requests + excluded.requests
       RETURNING *
     )
     SELECT ${USE} FROM (SELECT * FROM hours UNION ALL SELECT * FROM months) AS uses`,
    [JSON.stringify(counts)]
  )
}

/**
 * For a server transaction with `lockUses`: every instance waits for its locks, so the server ends it if its instance
 * is idle for three seconds. The embedded store needs no limit, since no other process waits for it, and would lose its
 * only session.
 */
export async function boundWaits(tx: Queryable): Promise<void> {
  await tx.query(
    `SELECT set_config('idle_in_transaction_session_timeout', '3000', true), set_config('lock_timeout', '5000', true)`
  )
}

/** The current hour and month of each budget, locked until the transaction ends. */
export async function lockUses(tx: Queryable, budgets: readonly string[]): Promise<BudgetUse[]> {
  // Always in the same order, so that no two transactions deadlock.
  return tx.query<BudgetUse>(
    `WITH ${CLOCK}
     INSERT INTO budget_uses (budget, unit, begins)
     SELECT g.budget, u.unit, date_trunc(u.unit, clock.now, 'UTC')
     FROM clock, unnest($1::text[]) AS g(budget), unnest(ARRAY['hour', 'month']) AS u(unit) ORDER BY g.budget, u.unit
     ON CONFLICT (budget, unit, begins) DO UPDATE SET paths = budget_uses.paths
     RETURNING ${USE}`,
    [budgets]
  )
}

/** Paths to add to one hour or month or, if negative, to return. */
export interface PathCount {
  readonly budget: string
  readonly unit: BudgetUnit
  readonly begins: Date
  readonly paths: number
}

/** Each row may be given once. */
export async function addPaths(db: Queryable, counts: readonly PathCount[]): Promise<void> {
  await db.query(
    `WITH given AS (
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS g(budget text, unit text, begins timestamptz, paths bigint)
     ), locked AS MATERIALIZED (
       SELECT u.budget, u.unit, u.begins, g.paths FROM budget_uses u JOIN given g USING (budget, unit, begins)
       ORDER BY u.budget, u.unit, u.begins FOR UPDATE OF u
     )
     UPDATE budget_uses u SET paths = greatest(0, u.paths + l.paths) FROM locked l
     WHERE u.budget = l.budget AND u.unit = l.unit AND u.begins = l.begins`,
    [JSON.stringify(counts)]
  )
}

/** The current hour and month of a budget, including those in which nothing was used. */
export async function readUses(db: Queryable, budget: string): Promise<BudgetUse[]> {
  return db.query<BudgetUse>(
    `WITH ${CLOCK}, present AS (
       SELECT $1::text AS budget, u.unit, date_trunc(u.unit, clock.now, 'UTC') AS begins
       FROM clock, unnest(ARRAY['hour', 'month']) AS u(unit)
     )
     SELECT budget, unit, begins, coalesce(requests, 0)::float8 AS requests, coalesce(paths, 0)::float8 AS paths,
       (SELECT now FROM clock) AS now
     FROM present LEFT JOIN budget_uses USING (budget, unit, begins)`,
    [budget]
  )
}

/** A month ends up to 31 days after it begins; the rest allows for clock differences. */
export const budgetExpiry: Expiry = expiryOf({
  what: 'uses of budgets',
  table: 'budget_uses',
  column: 'begins',
  before: daysAgo(40)
})
