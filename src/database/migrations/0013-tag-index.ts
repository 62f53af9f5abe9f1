import { type Migration } from './index.ts'

export const tagIndex: Migration = {
  version: 13,
  name: 'tag index',
  sql: `
    -- What CloudFront tells of one distribution at a time.
    CREATE TABLE distribution_tags (
      arn text PRIMARY KEY,
      -- Null since they were changed here: to be read again.
      tags jsonb,
      -- They are at least as new as this.
      read_at timestamptz NOT NULL,
      -- Grows with each change made here: who read before it must not write after it.
      version bigint NOT NULL DEFAULT 0
    );
    CREATE INDEX distribution_tags_read ON distribution_tags (read_at);

    -- One row: whoever leases it reads the oldest of them again.
    CREATE TABLE tag_refreshes (
      id smallint PRIMARY KEY CHECK (id = 1),
      refreshed_at timestamptz NOT NULL,
      lease_token text,
      lease_expires_at timestamptz
    );
    INSERT INTO tag_refreshes (id, refreshed_at) VALUES (1, frontage_now());

    -- Of a group that tags have selected: how old the oldest of them was.
    ALTER TABLE invalidation_groups ADD COLUMN tags_read_at timestamptz;
  `
}
