import { budgetExpiry } from './access/budget-store.ts'
import { tokenExpiry } from './access/token-store.ts'
import { auditExpiry } from './audit/store.ts'
import { tagExpiry } from './configuration/tags/tag-store.ts'
import { idempotencyKeyExpiry } from './database/idempotency-keys.ts'
import { type Expiry } from './database/retention.ts'
import { invalidationRows } from './invalidation/index.ts'
import { operationExpiry } from './jobs/store.ts'

/** The rules for removing old rows from the store. */
export const expiriesOf = ({ auditRetentionDays }: { auditRetentionDays: number }): readonly Expiry[] => [
  operationExpiry,
  idempotencyKeyExpiry,
  tagExpiry,
  tokenExpiry,
  budgetExpiry,
  ...invalidationRows,
  auditExpiry(auditRetentionDays)
]
