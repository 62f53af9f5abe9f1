import { isServiceError } from '../errors.ts'

/**
 * Logs failures of work that is retried. An outage of the store is logged once when it begins and once when it ends, whatever
 * fails in between; any other failure is logged each time, with its details.
 */
export function createOutageLog(logger: { warn(details: object, message: string): void }) {
  let isOut = false

  return {
    /** `message` says what failed. */
    failed(error: unknown, message: string, details: object = {}): void {
      if (!isServiceError(error, 'STORE_UNAVAILABLE')) {
        logger.warn({ err: error, ...details }, message)
        return
      }
      if (isOut) return
      isOut = true
      logger.warn({ ...details, reason: reasonOf(error.cause) }, `${message}: the store does not answer`)
    },

    /** The store has answered: ends an outage. */
    succeeded(): void {
      if (!isOut) return
      isOut = false
      logger.warn({}, 'the store answers again')
    }
  }
}

function reasonOf(cause: unknown): string | undefined {
  // Where every address of a name failed, only the code says why.
  const { message, code } = (cause ?? {}) as { message?: string; code?: string }
  return message === undefined || message === '' ? code : message
}
