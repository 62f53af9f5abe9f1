import { type Migration } from './index.ts'

export const audit: Migration = {
  version: 19,
  name: 'audit',
  sql: `
    -- What was written through Frontage, or refused: a row per request, and one per step of an operation that writes.
    CREATE TABLE audit_records (
      -- Increases with time (UUID version 7), and so orders records of the same moment.
      id uuid PRIMARY KEY,
      at timestamptz NOT NULL,
      -- Null while the outcome is unknown.
      ended_at timestamptz,
      action text NOT NULL,
      caller text,
      caller_name text,
      source text,
      -- The address of what is written.
      resource text NOT NULL,
      distribution text,
      dry_run boolean NOT NULL DEFAULT false,
      replayed boolean NOT NULL DEFAULT false,
      outcome text NOT NULL,
      status smallint,
      code text,
      request_id text,
      operation_id text,
      etag_before text,
      etag_after text,
      changes jsonb,
      -- How many changes are not shown.
      changes_left_out integer,
      cloudfront jsonb,
      -- The number of further requests that this row stands for.
      count integer
    );
    CREATE INDEX audit_records_at ON audit_records (at, id);
    CREATE INDEX audit_records_distribution ON audit_records (distribution, at, id) WHERE distribution IS NOT NULL;
    CREATE INDEX audit_records_caller ON audit_records (caller, at, id);
    -- Accepted invalidations succeed, and there may be thousands per second: searches for other records find them without these.
    CREATE INDEX audit_records_action ON audit_records (action, at, id) WHERE action <> 'createInvalidation';
    CREATE INDEX audit_records_resource ON audit_records (resource, at, id) WHERE distribution IS NULL;
    CREATE INDEX audit_records_outcome ON audit_records (outcome, at, id) WHERE outcome <> 'succeeded';
    CREATE INDEX audit_records_dry_run ON audit_records (at, id) WHERE dry_run;
    CREATE INDEX audit_records_operation ON audit_records (operation_id, at, id) WHERE operation_id IS NOT NULL;

    -- The store itself refuses changes to records: a record is ended once, and removed only if it is older than both the bound
    -- that the deleting statement names and a month.
    CREATE FUNCTION keep_audit_records() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'UPDATE' THEN
        IF OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL
          AND ROW (NEW.id, NEW.at, NEW.action, NEW.caller, NEW.caller_name, NEW.source, NEW.dry_run, NEW.request_id)
            IS NOT DISTINCT FROM
              ROW (OLD.id, OLD.at, OLD.action, OLD.caller, OLD.caller_name, OLD.source, OLD.dry_run, OLD.request_id)
        THEN RETURN NEW; END IF;
      ELSIF TG_OP = 'DELETE' THEN
        IF OLD.at <= nullif(current_setting('frontage.audit_expiry', true), '')::timestamptz
          AND OLD.at <= frontage_now() - interval '30 days'
        THEN RETURN OLD; END IF;
      END IF;
      RAISE EXCEPTION 'audit records are only ever added' USING ERRCODE = 'restrict_violation';
    END $$;
    CREATE TRIGGER keep_audit_records BEFORE UPDATE OR DELETE ON audit_records
      FOR EACH ROW EXECUTE FUNCTION keep_audit_records();
    CREATE TRIGGER keep_all_audit_records BEFORE TRUNCATE ON audit_records
      FOR EACH STATEMENT EXECUTE FUNCTION keep_audit_records();
  `
}
