import { type Database } from '../../../src/database/database.ts'

/** A node of what PostgreSQL says about a statement that it has run. */
export interface Plan {
  readonly 'Relation Name'?: string
  readonly 'Actual Rows': number
  readonly 'Actual Loops': number
  readonly 'Rows Removed by Filter'?: number
  readonly Plans?: readonly Plan[]
}

/** Each statement is explained as it runs, so that it runs all the same. */
export function explaining(database: Database, plans: Plan[]): Database {
  const query = async (text: string, params?: readonly unknown[]) => {
    const rows = await database.query<{ 'QUERY PLAN': readonly { readonly Plan: Plan }[] }>(
      `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`,
      params
    )
    plans.push(...rows.flatMap(row => row['QUERY PLAN'].map(({ Plan: plan }) => plan)))
    return []
  }
  return { ...database, query: query }
}

/** So many rows of these tables were looked at. */
export function rowsRead(plan: Plan, tables: readonly string[]): number {
  const below = (plan.Plans ?? []).reduce((sum, child) => sum + rowsRead(child, tables), 0)
  if (!tables.includes(plan['Relation Name'] ?? '')) return below
  return below + (plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0)) * plan['Actual Loops']
}
