import { type Migration } from './index.ts'

export const leasesAndDueTimes: Migration = {
  version: 5,
  name: 'leases and due times',
  sql: `
    -- The clock of all leases and due times: the store's, so that the clocks of its processes need not agree. Volatile, so that
    -- no plan caches its result; where an index is to be used, evaluate it once: (SELECT frontage_now()).
    CREATE FUNCTION frontage_now() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL SAFE
      AS 'SELECT clock_timestamp()';

    -- Timers of pg-boss, which were redundant with operations.next_run_at.
    DROP SCHEMA IF EXISTS frontage_jobs CASCADE;

    ALTER TABLE operations RENAME COLUMN visit_at TO next_run_at;
    ALTER TABLE operations RENAME COLUMN visit_token TO lease_token;
    ALTER TABLE operations RENAME COLUMN visit_until TO lease_expires_at;
    -- When the current step counts as one that will never end.
    ALTER TABLE operations ADD COLUMN step_deadline timestamptz;

    ALTER TABLE idempotency_keys RENAME COLUMN token TO lease_token;
    ALTER TABLE idempotency_keys RENAME COLUMN runs_until TO lease_expires_at;

    ALTER TABLE invalidation_targets RENAME COLUMN owner TO lease_token;
    ALTER TABLE invalidation_targets RENAME COLUMN lease_until TO lease_expires_at;

    ALTER TABLE invalidation_webhooks RENAME COLUMN token TO lease_token;
    ALTER TABLE invalidation_webhooks RENAME COLUMN lease_until TO lease_expires_at;

    -- Leases are extended and released by their tokens; few rows have one.
    CREATE INDEX operations_leased ON operations (lease_token) WHERE lease_token IS NOT NULL;
    CREATE INDEX idempotency_keys_leased ON idempotency_keys (lease_token) WHERE lease_token IS NOT NULL;
    CREATE INDEX invalidation_targets_leased ON invalidation_targets (lease_token) WHERE lease_token IS NOT NULL;
    CREATE INDEX invalidation_webhooks_leased ON invalidation_webhooks (lease_token) WHERE lease_token IS NOT NULL;
  `
}
