import { isServiceError } from '../errors.ts'

/**
 * Logs failures of work that is retried. An outage of the store is logged when it begins and when it ends; any other
 * failure is logged each time, with its details.
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
  // If all addresses of a host fail, the error has a code but no message.
  const { message, code } = (cause ?? {}) as { message?: string; code?: string }
  return message === undefined || message === '' ? code : message
}
