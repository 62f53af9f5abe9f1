import { type Migration } from './index.ts'

export const callerBudgets: Migration = {
  version: 16,
  name: 'budgets of callers',
  sql: `
    -- What was used of a budget, with a row for each hour and each month in which something was.
    CREATE TABLE budget_uses (
      budget text NOT NULL,
      unit text NOT NULL CHECK (unit IN ('hour', 'month')),
      -- In UTC. A clock that is set back finds the row of the earlier hour again.
      begins timestamptz NOT NULL,
      requests bigint NOT NULL DEFAULT 0,
      paths bigint NOT NULL DEFAULT 0,
      PRIMARY KEY (budget, unit, begins)
    ) WITH (fillfactor = 70);
    -- For its removal.
    CREATE INDEX budget_uses_begins ON budget_uses (begins);
  `
}
