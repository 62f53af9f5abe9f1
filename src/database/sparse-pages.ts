import { type Queryable } from './database.ts'

/** A page of rows in the order of their positions, the highest first. */
export interface RowPage<Row> {
  readonly rows: Row[]
  /** The next page begins below this position; undefined where there is none. */
  readonly next: string | undefined
}

/** The rows that a page looks through: below one position, and not below another one. */
export interface Window {
  readonly before: string | undefined
  readonly from: string | undefined
}

/** How many rows a page reads that may all be others. */
export const SPARSE_ROWS_MAX = 1_000

/**
 * A page of the rows that `read` finds in a part of a table. Where its condition has no index (`isSparse`), the page ends after so
 * many rows of the table, and may then have few rows or none: otherwise the only one that there is costs a read of everything.
 * `read` is to find up to so many rows.
 */
export async function sparsePage<Row extends { readonly position: string }>(
  db: Queryable,
  {
    table,
    before,
    limit,
    isSparse
  }: {
    table: 'operations' | 'invalidation_groups'
    before: string | undefined
    limit: number
    isSparse: boolean
  },
  read: (window: Window, limit: number) => Promise<Row[]>
): Promise<RowPage<Row>> {
  const from = isSparse ? await endOf(db, table, before) : undefined
  const found = await read({ before, from }, limit + 1)
  const rows = found.slice(0, limit)
  return { rows, next: found.length > limit ? rows.at(-1)?.position : from }
}

/** Of the table alone, by the index of its positions. */
async function endOf(db: Queryable, table: string, before: string | undefined): Promise<string | undefined> {
  const [row] = await db.query<{ position: string }>(
    `SELECT position FROM ${table} ${before === undefined ? '' : 'WHERE position < $1::bigint'}
     ORDER BY position DESC OFFSET ${SPARSE_ROWS_MAX - 1} LIMIT 1`,
    before === undefined ? [] : [before]
  )
  return row?.position
}

/** SQL: the window, with its parameters added to those that there are; to be read by the index of positions. */
export function inWindow(column: string, { before, from }: Window, params: unknown[]): string {
  const conditions = [['<', before] as const, ['>=', from] as const].flatMap(([comparison, position]) =>
    position === undefined ? [] : [`${column} ${comparison} $${params.push(position)}::bigint`]
  )
  return conditions.length > 0 ? conditions.join(' AND ') : 'true'
}
