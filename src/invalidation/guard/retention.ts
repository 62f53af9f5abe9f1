import { daysAgo, type Expiry, expiryOf } from '../../database/retention.ts'
import { PERIOD_DAYS_MAX } from './schemas.ts'

/** Full purges too old for any guard to count. */
export const fullPurgeExpiry: Expiry = expiryOf({
  what: 'full purges',
  table: 'invalidation_full_purges',
  column: 'at',
  before: daysAgo(PERIOD_DAYS_MAX)
})
