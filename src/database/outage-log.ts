import { isServiceError } from '../errors.ts'

/**
 * Logs work that fails and is retried again and again. While the store is away that is one short line when it begins
 * and one when it is over, whatever fails meanwhile; anything else is told each time, with all that is known of it.
 */
export function createOutageLog(logger: { warn(details: object, message: string): void }) {
  let isAway = false

  return {
    /** `message` says what could not be done. */
    failed(error: unknown, message: string, details: object = {}): void {
      if (!isServiceError(error, 'STORE_UNAVAILABLE')) {
        logger.warn({ err: error, ...details }, message)
        return
      }
      if (isAway) return
      isAway = true
      logger.warn({ ...details, reason: reasonOf(error.cause) }, `${message}: the store does not answer`)
    },

    /** The store has answered. */
    succeeded(): void {
      if (!isAway) return
      isAway = false
      logger.warn({}, 'the store answers again')
    }
  }
}

function reasonOf(cause: unknown): string | undefined {
  // Where every address of a name failed, Node says why in the code alone.
  const { message, code } = (cause ?? {}) as { message?: string; code?: string }
  return message === undefined || message === '' ? code : message
}
