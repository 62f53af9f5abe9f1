import { type Migration } from './index.ts'

export const fairOrder: Migration = {
  version: 6,
  name: 'fair order of invalidations',
  sql: `
    ALTER TABLE invalidation_chunks
      -- The number of the invalidation's items in this lane. NULL for what returned from a batch, which counts by its own size.
      ADD COLUMN request_items integer,
      -- Each class is up to four times as large as the previous one: one item, up to 4, 16, 64, …, 65,536, and more.
      ADD COLUMN size_class smallint NOT NULL GENERATED ALWAYS AS (
        width_bucket(coalesce(request_items, count), ARRAY[2, 5, 17, 65, 257, 1025, 4097, 16385, 65537])
      ) STORED,
      -- May be put into a batch with others. Held items get here when they are due and hold_until is removed.
      ADD COLUMN ready boolean NOT NULL GENERATED ALWAYS AS (NOT alone AND hold_until IS NULL) STORED;
    UPDATE invalidation_chunks c SET request_items = whole.items
    FROM (SELECT invalidation_id, lane, sum(count)::integer AS items FROM invalidation_chunks GROUP BY 1, 2) whole
    WHERE whole.invalidation_id = c.invalidation_id AND whole.lane = c.lane;
    DROP INDEX invalidation_chunks_pending;
    -- One queue per caller and size class; reading the first of each reads only this index.
    CREATE INDEX invalidation_chunks_queues
      ON invalidation_chunks (target, ready, lane, priority, caller, size_class, position, id);
  `
}
