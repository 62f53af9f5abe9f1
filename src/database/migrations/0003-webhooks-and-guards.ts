import { type Migration } from './index.ts'

export const webhooksAndGuards: Migration = {
  version: 3,
  name: 'webhooks and guards',
  sql: `
    -- Webhooks to be delivered; the outcome of a delivery is kept with its invalidation.
    CREATE TABLE invalidation_webhooks (
      invalidation_id text PRIMARY KEY REFERENCES invalidations ON DELETE CASCADE,
      next_attempt_at timestamptz NOT NULL,
      -- The process that delivers it now. An outcome counts only while its token is still here.
      token text,
      lease_until timestamptz
    );
    CREATE INDEX invalidation_webhooks_due ON invalidation_webhooks (next_attempt_at);

    -- What CloudFront bills, so that a budget need not add up a month of batches for each request.
    CREATE TABLE invalidation_months (
      -- In UTC, as 2026-11.
      month text NOT NULL,
      target text NOT NULL,
      paths bigint NOT NULL,
      PRIMARY KEY (month, target)
    );
    -- A trigger, because there are several ways in which a batch is found to have been submitted, and all of them must count.
    CREATE FUNCTION count_invalidated_paths() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO invalidation_months (month, target, paths)
      VALUES (to_char(NEW.submitted_at AT TIME ZONE 'UTC', 'YYYY-MM'), NEW.target, NEW.paths)
      ON CONFLICT (month, target) DO UPDATE SET paths = invalidation_months.paths + excluded.paths;
      RETURN NULL;
    END $$;
    CREATE TRIGGER invalidation_batch_submitted AFTER UPDATE OF submitted_at ON invalidation_batches FOR EACH ROW
      WHEN (OLD.submitted_at IS NULL AND NEW.submitted_at IS NOT NULL)
      EXECUTE FUNCTION count_invalidated_paths();

    CREATE TABLE invalidation_guards (
      target text PRIMARY KEY,
      -- As the caller gave it.
      guard jsonb NOT NULL,
      -- The end of the current or most recent debounce window.
      window_until timestamptz
    );

    -- When /* was or will be let through, for guards that limit it.
    CREATE TABLE invalidation_full_purges (
      target text NOT NULL,
      -- Lets the repetition of a request find its place again.
      invalidation_id text NOT NULL,
      at timestamptz NOT NULL,
      PRIMARY KEY (target, invalidation_id)
    );
  `
}
