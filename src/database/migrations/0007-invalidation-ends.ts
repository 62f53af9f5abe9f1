import { type Migration } from './index.ts'

export const invalidationEnds: Migration = {
  version: 7,
  name: 'invalidation ends',
  sql: `
    -- What CloudFront has not received by then is not sent any more; null if the caller has set no deadline.
    ALTER TABLE invalidations ADD COLUMN deadline_at timestamptz;
    CREATE INDEX invalidations_deadlines ON invalidations (deadline_at) WHERE deadline_at IS NOT NULL AND ended_at IS NULL;

    -- Why CloudFront accepts nothing for the target until an operator acts, as callers see it, and since when.
    ALTER TABLE invalidation_targets ADD COLUMN refusal jsonb;

    -- CloudFront accepted it, and nobody has observed when it was completed.
    ALTER TABLE invalidation_batches ADD COLUMN unobserved boolean NOT NULL DEFAULT false;
  `
}
