import { type Migration } from './index.ts'

export const invalidationItems: Migration = {
  version: 14,
  name: 'invalidation items',
  sql: `
    -- What a large invalidation was asked for beyond what its own row shows, a thousand at a time in the order of the request: what
    -- is pending and what batches carry loses that order, and what was cancelled or given up is in neither.
    CREATE TABLE invalidation_items (
      invalidation_id text NOT NULL,
      -- The second thousand is 1.
      page integer NOT NULL,
      items jsonb NOT NULL,
      PRIMARY KEY (invalidation_id, page)
    );
  `
}
