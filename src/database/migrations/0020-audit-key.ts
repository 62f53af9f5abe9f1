import { type Migration } from './index.ts'

export const auditKey: Migration = {
  version: 20,
  name: 'audit_key',
  sql: `
    -- Makes the digests in audit records useless without it: from plain digests, short secrets could be guessed.
    CREATE TABLE audit_key (
      id boolean PRIMARY KEY DEFAULT true CHECK (id),
      key text NOT NULL
    );
    -- 244 unpredictable bits from the operating system.
    INSERT INTO audit_key (key) VALUES (replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''));
  `
}
