import { type Migration } from './index.ts'

export const invalidationItems: Migration = {
  version: 14,
  name: 'invalidation items',
  sql: `
    -- The list of a large invalidation beyond what its own row shows, a thousand items per row in the order of the request:
    -- pending items and batches lose that order, and cancelled or failed items are in neither.
    CREATE TABLE invalidation_items (
      invalidation_id text NOT NULL,
      -- The second thousand is 1.
      page integer NOT NULL,
      items jsonb NOT NULL,
      PRIMARY KEY (invalidation_id, page)
    );
  `
}
