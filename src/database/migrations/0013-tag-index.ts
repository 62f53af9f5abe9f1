import { type Migration } from './index.ts'

export const tagIndex: Migration = {
  version: 13,
  name: 'tag index',
  sql: `
    -- What CloudFront returns for one distribution at a time.
    CREATE TABLE distribution_tags (
      arn text PRIMARY KEY,
      -- Null after a change made here, until they are read again.
      tags jsonb,
      -- They are at least as new as this.
      read_at timestamptz NOT NULL,
      -- Incremented by each change made here: a read from before the change must not be stored after it.
      version bigint NOT NULL DEFAULT 0
    );
    CREATE INDEX distribution_tags_read ON distribution_tags (read_at);

    -- One row: the process that leases it refreshes the oldest tags.
    CREATE TABLE tag_refreshes (
      id smallint PRIMARY KEY CHECK (id = 1),
      refreshed_at timestamptz NOT NULL,
      lease_token text,
      lease_expires_at timestamptz
    );
    INSERT INTO tag_refreshes (id, refreshed_at) VALUES (1, frontage_now());

    -- For a group that tags selected: when the oldest of them was read.
    ALTER TABLE invalidation_groups ADD COLUMN tags_read_at timestamptz;
  `
}
