import { type Migration } from './index.ts'

export const invalidationGroups: Migration = {
  version: 4,
  name: 'invalidation groups',
  sql: `
    -- What was asked for of several distributions at once. Its state is that of its invalidations.
    CREATE TABLE invalidation_groups (
      id text PRIMARY KEY,
      -- The order of pages: times may be equal.
      position bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
      -- As the caller gave it.
      selector jsonb NOT NULL,
      created_at timestamptz NOT NULL
    );
    CREATE INDEX invalidation_groups_created ON invalidation_groups (created_at);
  `
}
