import { type Migration } from './index.ts'

export const retention: Migration = {
  version: 8,
  name: 'retention',
  sql: `
    -- A request waits for the answer to the first one with the key: only then is a notification needed.
    ALTER TABLE idempotency_keys ADD COLUMN awaited boolean NOT NULL DEFAULT false;

    -- Finds expired rows without reading the others.
    CREATE INDEX invalidation_batches_ended ON invalidation_batches (ended_at) WHERE ended_at IS NOT NULL;
    CREATE INDEX invalidation_full_purges_at ON invalidation_full_purges (at);
  `
}
