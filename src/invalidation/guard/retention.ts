import { daysAgo, type Expiry, expiryOf } from '../../database/retention.ts'
import { PERIOD_DAYS_MAX } from './schemas.ts'

/** What no guard can count any more. */
export const fullPurgeExpiry: Expiry = expiryOf({
  what: 'full purges',
  table: 'invalidation_full_purges',
  column: 'at',
  before: daysAgo(PERIOD_DAYS_MAX)
})
