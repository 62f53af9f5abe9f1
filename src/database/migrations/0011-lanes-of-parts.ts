import { type Migration } from './index.ts'

export const lanesOfParts: Migration = {
  version: 11,
  name: 'lanes of parts',
  sql: `
    -- The number of its items, the first ones, that are in the lane of wildcards, like the chunks they come from. What becomes
    -- pending again need not be examined for it.
    ALTER TABLE invalidation_parts ADD COLUMN wildcards integer NOT NULL DEFAULT 0;
    UPDATE invalidation_parts p SET (items, wildcards) = (
      SELECT jsonb_agg(item ORDER BY NOT wildcard, place), count(*) FILTER (WHERE wildcard) FROM (
        SELECT item, place, item LIKE '%*' OR item LIKE '#%' AS wildcard
        FROM jsonb_array_elements_text(p.items) WITH ORDINALITY AS each (item, place)) each)
    WHERE batch_id IN (SELECT id FROM invalidation_batches WHERE wildcards > 0) AND count > 0;
    -- A writer that does not set it must not be taken to have none.
    ALTER TABLE invalidation_parts ALTER COLUMN wildcards DROP DEFAULT;
  `
}
