import { getHeapStatistics } from 'node:v8'
import { ServiceError } from './errors.ts'

/** What one request keeps in memory. */
export interface Account {
  /** Counts so many bytes more, unless it is closed. Throws OVERLOADED where all accounts together would hold too much. */
  add(bytes: number): void
  /** Counts them no more; a repeat is harmless. */
  close(): void
}

export interface ByteBudget {
  open(): Account
}

/**
 * What is read from a client is kept several times over until it is stored: as text, as a document, as a plan, as a statement.
 * Bounds of a sixteenth of the heap are met long before memory is short, and never by a burst of ordinary requests.
 */
export const BUDGET_BYTES = Math.min(128 * 1_024 * 1_024, getHeapStatistics().heap_size_limit / 16)

/** Bounds what requests keep in memory at the same time. One alone may be as large as it likes. */
export function createByteBudget({ maxBytes = BUDGET_BYTES }: { maxBytes?: number | undefined } = {}): ByteBudget {
  let total = 0

  return {
    open() {
      let own = 0
      let isClosed = false
      return {
        add(bytes) {
          if (isClosed) return
          if (total > own && total + bytes > maxBytes) {
            throw new ServiceError('OVERLOADED', 'This instance holds as many bytes of other requests as it may.')
          }
          own += bytes
          total += bytes
        },
        close() {
          total -= own
          own = 0
          isClosed = true
        }
      }
    }
  }
}
