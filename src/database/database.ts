export type Row = Record<string, unknown>

/** What can be asked: a whole store, or one transaction of it. Placeholders are `$1`, `$2`, … */
export interface Queryable {
  /**
   * One statement and its rows. `int8` and `numeric` come as strings, times as Dates, JSON parsed. Give JSON as text with a
   * cast (`$1::jsonb`): an array would otherwise be taken for one of PostgreSQL's own.
   */
  query<Result extends object = Row>(text: string, params?: readonly unknown[]): Promise<Result[]>
  /** Several statements without parameters, and nothing of their rows. */
  script(text: string): Promise<void>
}

/** The one seam to a store: PostgreSQL in a folder of this process, or a server. Both speak the same SQL. */
export interface Database extends Queryable {
  readonly kind: 'embedded' | 'postgres'
  /**
   * Commits when `run` resolves and rolls back when it rejects. What belongs to the transaction goes through `tx`; the
   * database itself refuses to be asked inside `run`, where it would wait for its own end.
   */
  transaction<Result>(run: (tx: Queryable) => Promise<Result>): Promise<Result>
  /** As `transaction`, for changes of the tables: its statements may take as long as they need. */
  longTransaction<Result>(run: (tx: Queryable) => Promise<Result>): Promise<Result>
  /**
   * Calls `onMessage` with the payload of each notification. An empty payload also means that some may have been missed.
   * The answer ends it. Rejects while the store is away, and afterwards reconnects by itself.
   */
  listen(channel: string, onMessage: (payload: string) => void): Promise<() => Promise<void>>
  /** Writes something small and durable, and keeps none of it. Throws STORE_UNAVAILABLE where that cannot be. */
  probe(): Promise<void>
  /** Lets what is under way end; a repeat is harmless. */
  close(): Promise<void>
}

/** Takes the way of every commit, through the log to the disk, and leaves no row behind. */
export const PROBE = "SELECT pg_logical_emit_message(true, 'frontage', '')"

/** Whether a statement broke a unique index, of the given name if one is given. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const { code, constraint: broken } = error as { code?: unknown; constraint?: unknown }
  return code === '23505' && (constraint === undefined || broken === constraint)
}
