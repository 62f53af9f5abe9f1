import { getHeapStatistics } from 'node:v8'
import { ServiceError } from './errors.ts'

/** The bytes that one request keeps in memory. */
export interface Account {
  /** Adds bytes, unless the account is closed. Throws OVERLOADED if all accounts together would hold too many. */
  add(bytes: number): void
  /** Releases all its bytes; safe to repeat. */
  close(): void
}

export interface ByteBudget {
  open(): Account
}

/**
 * Until a body is stored, memory holds several copies of it: the text, the document, the plan, the statement. A sixteenth of
 * the heap is reached long before memory is short, and never by a burst of ordinary requests.
 */
const BUDGET_BYTES = Math.min(128 * 1_024 * 1_024, getHeapStatistics().heap_size_limit / 16)

/** Limits what all requests together keep in memory. A single request is not limited. */
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
            throw new ServiceError(
              'OVERLOADED',
              'The requests in progress use all of the memory that this instance reserves for requests.'
            )
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
