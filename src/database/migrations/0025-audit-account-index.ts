import { type Migration } from './index.ts'

export const auditAccountIndex: Migration = {
  version: 25,
  name: 'audit-account-index',
  // The lock for the new column would keep others even from reading the records while the index is made.
  alone: true,
  sql: 'CREATE INDEX audit_records_account ON audit_records (account, at, id) WHERE account IS NOT NULL'
}
