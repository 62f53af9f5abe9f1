import { type InvalidationStatus } from '../schemas.ts'

/**
 * How a status is stored. The store has the first release's word for a good end, and this file alone knows it: a migration
 * would rewrite every invalidation that is kept, and both words would have to be read all the same, since an instance of an
 * older release may write into the same store meanwhile.
 */
export function storedStatus(status: InvalidationStatus): string {
  return status === 'succeeded' ? 'completed' : status
}

/** The status of an invalidation, as SQL; `i` is the row. */
export const STATUS = `CASE i.status WHEN '${storedStatus('succeeded')}' THEN 'succeeded' ELSE i.status END`

/** Its webhook, as SQL; `delivered` was an older release's word. */
export const WEBHOOK = `CASE i.webhook ->> 'status' WHEN 'delivered'
  THEN jsonb_set(i.webhook, '{status}', '"succeeded"') ELSE i.webhook END`
