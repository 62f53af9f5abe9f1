import { type Migration } from './index.ts'

export const auditKey: Migration = {
  version: 20,
  name: 'audit_key',
  sql: `
    -- What makes the digests in audit records useless to whoever does not have it: short secrets could be guessed from plain ones.
    CREATE TABLE audit_key (
      id boolean PRIMARY KEY DEFAULT true CHECK (id),
      key text NOT NULL
    );
    -- 244 bits that are hard to guess, from the operating system.
    INSERT INTO audit_key (key) VALUES (replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''));
  `
}
