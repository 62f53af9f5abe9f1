import { type Migration } from './index.ts'

export const retention: Migration = {
  version: 8,
  name: 'retention',
  sql: `
    -- Somebody waits for the answer to the first request with the key: only then is it worth a notification.
    ALTER TABLE idempotency_keys ADD COLUMN awaited boolean NOT NULL DEFAULT false;

    -- What is too old is found without reading what is not.
    CREATE INDEX invalidation_batches_ended ON invalidation_batches (ended_at) WHERE ended_at IS NOT NULL;
    CREATE INDEX invalidation_full_purges_at ON invalidation_full_purges (at);
  `
}
