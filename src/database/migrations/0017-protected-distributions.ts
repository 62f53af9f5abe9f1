import { type Migration } from './index.ts'

export const protectedDistributions: Migration = {
  version: 17,
  name: 'protected distributions',
  sql: `
    CREATE TABLE protected_distributions (
      distribution_id text PRIMARY KEY,
      protected_at timestamptz NOT NULL DEFAULT frontage_now()
    );
  `
}
