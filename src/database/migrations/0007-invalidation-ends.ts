import { type Migration } from './index.ts'

export const invalidationEnds: Migration = {
  version: 7,
  name: 'invalidation ends',
  sql: `
    -- What CloudFront does not have by then is not sent any more; none where the caller has set none.
    ALTER TABLE invalidations ADD COLUMN deadline_at timestamptz;
    CREATE INDEX invalidations_deadlines ON invalidations (deadline_at) WHERE deadline_at IS NOT NULL AND ended_at IS NULL;

    -- Why CloudFront takes nothing for the target before an operator has acted, as callers see it, and since when.
    ALTER TABLE invalidation_targets ADD COLUMN refusal jsonb;

    -- CloudFront accepted it, and nobody has seen when it was completed.
    ALTER TABLE invalidation_batches ADD COLUMN unobserved boolean NOT NULL DEFAULT false;
  `
}
