import { type Migration } from './index.ts'

export const callerBudgets: Migration = {
  version: 16,
  name: 'budgets of callers',
  sql: `
    -- The uses of a budget, with a row for each hour and month in which there were any.
    CREATE TABLE budget_uses (
      budget text NOT NULL,
      unit text NOT NULL CHECK (unit IN ('hour', 'month')),
      -- In UTC. After a clock was set back, the row of the earlier hour is used again.
      begins timestamptz NOT NULL,
      requests bigint NOT NULL DEFAULT 0,
      paths bigint NOT NULL DEFAULT 0,
      PRIMARY KEY (budget, unit, begins)
    ) WITH (fillfactor = 70);
    -- For retention.
    CREATE INDEX budget_uses_begins ON budget_uses (begins);
  `
}
