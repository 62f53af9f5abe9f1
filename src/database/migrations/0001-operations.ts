import { type Migration } from './index.ts'

export const operations: Migration = {
  version: 1,
  name: 'operations',
  sql: `
    -- pg-boss creates its own tables here; it tolerates another process that does so concurrently, but not one that creates the
    -- schema concurrently.
    CREATE SCHEMA IF NOT EXISTS frontage_jobs;

    CREATE TABLE operations (
      id text PRIMARY KEY,
      -- The order of pages, since times may be equal.
      position bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
      kind text NOT NULL,
      -- The address of the resource that is worked on.
      resource text NOT NULL,
      status text NOT NULL CHECK (status IN ('queued', 'running', 'waiting', 'cancelling', 'succeeded', 'failed', 'cancelled')),
      input jsonb NOT NULL,
      -- Titles and times, as callers see them.
      steps jsonb NOT NULL,
      -- The index of the next one.
      step integer NOT NULL DEFAULT 0,
      -- The data that steps leave for later ones, by index.
      outputs jsonb NOT NULL DEFAULT '{}',
      -- How many times in a row the current step has failed.
      attempts integer NOT NULL DEFAULT 0,
      reason text,
      error jsonb,
      cancel_requested_at timestamptz,
      visit_at timestamptz NOT NULL,
      -- The process that runs it now. An outcome counts only while its token is still here.
      visit_token text,
      visit_until timestamptz,
      created_at timestamptz NOT NULL,
      updated_at timestamptz NOT NULL,
      ended_at timestamptz
    );

    -- At most one active operation per resource, even with concurrent requests.
    CREATE UNIQUE INDEX operations_one_active ON operations (resource) WHERE ended_at IS NULL;
    CREATE INDEX operations_due ON operations (visit_at) WHERE ended_at IS NULL;
    CREATE INDEX operations_by_resource ON operations (resource, position);
    CREATE INDEX operations_durations ON operations (kind, ended_at) WHERE status = 'succeeded';
    CREATE INDEX operations_ended ON operations (ended_at) WHERE ended_at IS NOT NULL;

    CREATE TABLE operation_events (
      operation_id text NOT NULL REFERENCES operations ON DELETE CASCADE,
      sequence integer NOT NULL,
      type text NOT NULL,
      data jsonb NOT NULL,
      created_at timestamptz NOT NULL,
      PRIMARY KEY (operation_id, sequence)
    );

    CREATE TABLE idempotency_keys (
      caller text NOT NULL,
      key text NOT NULL,
      -- A hash of everything that identifies a request.
      fingerprint text NOT NULL,
      -- The process that runs the first request now; null once it has been answered or has failed.
      token text,
      runs_until timestamptz,
      answer jsonb,
      expires_at timestamptz NOT NULL,
      PRIMARY KEY (caller, key)
    );
    CREATE INDEX idempotency_keys_expired ON idempotency_keys (expires_at);
  `
}
