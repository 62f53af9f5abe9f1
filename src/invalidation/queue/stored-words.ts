import { type InvalidationStatus } from '../schemas.ts'

/**
 * How a status is stored: `succeeded` keeps the name from the first release, which only this file knows. A migration
 * would rewrite every stored invalidation, and both names would still have to be understood, because an instance of an
 * older release may write to the same store.
 */
export function storedStatus(status: InvalidationStatus): string {
  return status === 'succeeded' ? 'completed' : status
}

/** The status of an invalidation, as SQL; `i` is the row. */
export const STATUS = `CASE i.status WHEN '${storedStatus('succeeded')}' THEN 'succeeded' ELSE i.status END`

/** Its webhook, as SQL; an older release stored `delivered`. */
export const WEBHOOK = `CASE i.webhook ->> 'status' WHEN 'delivered'
  THEN jsonb_set(i.webhook, '{status}', '"succeeded"') ELSE i.webhook END`
