import { type Migration } from './index.ts'

export const heapOnlyUpdates: Migration = {
  version: 10,
  name: 'heap-only updates of invalidations',
  sql: `
    -- An invalidation is written when it is accepted, submitted and completed. If no index contains the changed columns, and the
    -- page has room, the two updates touch no index at all (PostgreSQL documentation, "Heap-Only Tuples").
    ALTER TABLE invalidations SET (fillfactor = 40);
    ALTER TABLE invalidations DROP CONSTRAINT invalidations_position_key;
    DROP INDEX invalidations_active;
    DROP INDEX invalidations_ended;
    DROP INDEX invalidations_deadlines;
    CREATE INDEX invalidations_created ON invalidations (created_at);

    -- Its deadline, until it has ended.
    ALTER TABLE invalidations ADD COLUMN give_up_at timestamptz;
    UPDATE invalidations SET give_up_at = deadline_at WHERE deadline_at IS NOT NULL AND ended_at IS NULL;
    CREATE INDEX invalidations_to_give_up ON invalidations (give_up_at) WHERE give_up_at IS NOT NULL;
  `
}
