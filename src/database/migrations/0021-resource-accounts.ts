import { type Migration } from './index.ts'

export const resourceAccounts: Migration = {
  version: 21,
  name: 'resource-accounts',
  sql: `
    -- Which of several accounts a resource is in: an id is unique across accounts, and never moves.
    CREATE TABLE resource_accounts (
      id text PRIMARY KEY,
      -- 'aws:123456789012', 'endpoint:http://127.0.0.1:8081'
      account text NOT NULL,
      added_at timestamptz NOT NULL DEFAULT now()
    );
    CREATE INDEX resource_accounts_added_at ON resource_accounts (added_at);
  `
}
