export type Row = Record<string, unknown>

/** Runs statements, on a store or in one of its transactions. Placeholders are `$1`, `$2`, … */
export interface Queryable {
  /**
   * Runs one statement and resolves with its rows: `int8` and `numeric` as strings, times as Dates, JSON parsed. Pass JSON as
   * text with a cast (`$1::jsonb`): an array would otherwise become a PostgreSQL array.
   */
  query<Result extends object = Row>(text: string, params?: readonly unknown[]): Promise<Result[]>
  /** Runs several statements without parameters, and returns no rows. */
  script(text: string): Promise<void>
}

/** A store: PostgreSQL embedded in this process, or a server. Both use the same SQL. */
export interface Database extends Queryable {
  readonly kind: 'embedded' | 'postgres'
  /**
   * Commits when `run` resolves and rolls back when it rejects. Inside `run` use `tx` only: a query of the database itself is
   * refused, because it would wait for the end of the transaction.
   */
  transaction<Result>(run: (tx: Queryable) => Promise<Result>): Promise<Result>
  /** Like `transaction`, without time limits on statements: for changes of the tables. */
  longTransaction<Result>(run: (tx: Queryable) => Promise<Result>): Promise<Result>
  /**
   * Calls `onMessage` with the payload of each notification; an empty payload means that some may have been missed. Resolves
   * with a function that stops listening. Rejects if the store is unavailable; later it reconnects by itself.
   */
  listen(channel: string, onMessage: (payload: string) => void): Promise<() => Promise<void>>
  /** Checks that the store can commit durably, without storing a row. Throws STORE_UNAVAILABLE if it cannot. */
  probe(): Promise<void>
  /** Waits for statements in progress. Safe to repeat. */
  close(): Promise<void>
}

/**
 * A commit that is written to the log on disk, but stores no row. A read-only server would carry it out or, in recovery, fail
 * with an error of its own, so it is only asked whether it is one.
 */
export const PROBE = `
  SELECT CASE WHEN current_setting('transaction_read_only') = 'off'
    THEN pg_logical_emit_message(true, 'frontage', '') END IS NULL AS "isReadOnly"`

/** Whether a statement violated a unique index, or the given one. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const { code, constraint: broken } = error as { code?: unknown; constraint?: unknown }
  return code === '23505' && (constraint === undefined || broken === constraint)
}
