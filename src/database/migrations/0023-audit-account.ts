import { type Migration } from './index.ts'

export const auditAccount: Migration = {
  version: 23,
  name: 'audit-account',
  sql: `
    -- Of several AWS accounts the one that the record is about, as in resource_accounts; null where there is one account, or none
    -- that it is about. Instances of earlier versions leave it out.
    ALTER TABLE audit_records ADD COLUMN account text;
  `
}
