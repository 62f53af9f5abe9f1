import { type Migration } from './index.ts'

export const invalidations: Migration = {
  version: 2,
  name: 'invalidations',
  sql: `
    CREATE TABLE invalidation_targets (
      -- The address of what is invalidated: a distribution or a distribution tenant.
      target text PRIMARY KEY,
      -- The process that submits and follows its batches, and until when no other process may.
      owner text,
      lease_until timestamptz,
      -- Whose quota is used up, according to CloudFront, possibly by others as well.
      refused_lane text
    );

    CREATE TABLE invalidations (
      id text PRIMARY KEY,
      -- The order of pages and of fairness, since times may be equal.
      position bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
      target text NOT NULL,
      caller text NOT NULL,
      priority smallint NOT NULL DEFAULT 0,
      status text NOT NULL CHECK (status IN ('queued', 'inProgress', 'completed', 'failed', 'cancelled')),
      -- As CloudFront gets them; the first ones of a large request.
      items jsonb NOT NULL,
      -- The number of items, and how many of them CloudFront has received, completed and refused, and how many were cancelled
      -- before.
      total integer NOT NULL,
      submitted integer NOT NULL DEFAULT 0,
      completed integer NOT NULL DEFAULT 0,
      failed integer NOT NULL DEFAULT 0,
      cancelled integer NOT NULL DEFAULT 0,
      version integer NOT NULL DEFAULT 1,
      warnings jsonb NOT NULL DEFAULT '[]',
      error jsonb,
      group_id text,
      webhook jsonb,
      created_at timestamptz NOT NULL,
      submitted_at timestamptz,
      cancelled_at timestamptz,
      ended_at timestamptz
    );
    CREATE INDEX invalidations_by_target ON invalidations (target, position);
    CREATE INDEX invalidations_active ON invalidations (target, position) WHERE ended_at IS NULL;
    CREATE INDEX invalidations_by_group ON invalidations (group_id) WHERE group_id IS NOT NULL;
    CREATE INDEX invalidations_ended ON invalidations (ended_at) WHERE ended_at IS NOT NULL;

    -- Items that are in no batch yet: rows shrink and disappear in the transaction that puts their items into one.
    CREATE TABLE invalidation_chunks (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      invalidation_id text NOT NULL,
      -- The invalidation's, so that what returns from a batch keeps its place.
      position bigint NOT NULL,
      target text NOT NULL,
      caller text NOT NULL,
      priority smallint NOT NULL,
      -- Wildcards wait for a small quota of their own and must not hold up other paths.
      lane text NOT NULL CHECK (lane IN ('path', 'wildcard')),
      items jsonb NOT NULL,
      count integer NOT NULL,
      -- In no batch before this time.
      hold_until timestamptz,
      -- Only in a batch without other invalidations, because CloudFront refused one with several.
      alone boolean NOT NULL DEFAULT false
    );
    CREATE INDEX invalidation_chunks_pending ON invalidation_chunks (target, lane, priority, caller, position, id);
    CREATE INDEX invalidation_chunks_by_invalidation ON invalidation_chunks (invalidation_id);
    CREATE INDEX invalidation_chunks_held ON invalidation_chunks (target, hold_until) WHERE hold_until IS NOT NULL;
    CREATE INDEX invalidation_chunks_alone ON invalidation_chunks (target, position) WHERE alone;

    CREATE TABLE invalidation_batches (
      -- CloudFront's caller reference: committed before CloudFront is called, and the same for every attempt.
      id text PRIMARY KEY,
      target text NOT NULL,
      -- Emptied when it has ended.
      items jsonb NOT NULL,
      paths integer NOT NULL,
      wildcards integer NOT NULL,
      status text NOT NULL CHECK (status IN ('prepared', 'submitted', 'completed', 'dissolved', 'failed')),
      -- An attempt ended without an answer, so CloudFront may have received it.
      uncertain boolean NOT NULL DEFAULT false,
      attempts integer NOT NULL DEFAULT 0,
      -- Why it has not been submitted yet, as callers see it.
      waiting_for jsonb,
      cloudfront_id text,
      created_at timestamptz NOT NULL,
      submitted_at timestamptz,
      ended_at timestamptz
    );
    CREATE INDEX invalidation_batches_live ON invalidation_batches (target) WHERE status IN ('prepared', 'submitted');
    CREATE INDEX invalidation_batches_durations ON invalidation_batches (target, ended_at) WHERE status = 'completed';
    CREATE INDEX invalidation_batches_months ON invalidation_batches (submitted_at) WHERE submitted_at IS NOT NULL;
    CREATE INDEX invalidation_batches_by_cloudfront_id ON invalidation_batches (target, cloudfront_id);

    CREATE TABLE invalidation_parts (
      invalidation_id text NOT NULL,
      batch_id text NOT NULL,
      -- What this batch carries for the invalidation, including what another one's wildcard covers.
      items jsonb NOT NULL,
      count integer NOT NULL,
      PRIMARY KEY (invalidation_id, batch_id)
    );
    CREATE INDEX invalidation_parts_by_batch ON invalidation_parts (batch_id);
  `
}
