import { type Migration } from './index.ts'

export const accessTokens: Migration = {
  version: 15,
  name: 'access tokens',
  sql: `
    CREATE TABLE access_tokens (
      id text PRIMARY KEY,
      -- The order of pages: times may be equal.
      position bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
      -- SHA-256 in hexadecimal; the token itself is nowhere.
      hash text NOT NULL UNIQUE,
      name text NOT NULL,
      owner text,
      -- Scopes and limits, as they were asked for.
      granted jsonb NOT NULL,
      created_by text NOT NULL,
      created_at timestamptz NOT NULL,
      expires_at timestamptz,
      revoked_at timestamptz,
      last_used_at timestamptz
    );
    -- For its removal, long after it has ended.
    CREATE INDEX access_tokens_ended ON access_tokens (least(expires_at, revoked_at))
      WHERE least(expires_at, revoked_at) IS NOT NULL;
  `
}
