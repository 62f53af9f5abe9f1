import { closeAll, type Closer } from './close-all.ts'

interface ShutdownOptions {
  readonly logger: {
    info(details: object, message: string): void
    fatal(details: object, message: string): void
  }
  /** The process exits after this time even if something has not closed. */
  readonly boundMs: number
}

/**
 * A terminal signals both npm and Frontage, and npm forwards its signal: signals this close together count as one. A
 * later one means that somebody does not want to wait.
 */
const SAME_SIGNAL_MS = 1_000

export type Shutdown = ReturnType<typeof createShutdown>

/**
 * Ends the process on SIGINT and SIGTERM: what was opened last is closed first, so that requests in progress are still
 * answered. The exit code is 0, or 1 if something did not close. A second signal ends the process at once.
 */
export function createShutdown({ logger, boundMs }: ShutdownOptions) {
  const closers: Closer[] = []
  let beganAt: number | undefined

  async function close(code: 0 | 1): Promise<void> {
    beganAt = performance.now()
    setTimeout(() => {
      logger.fatal({ seconds: boundMs / 1_000 }, 'stopping took too long')
      process.exit(1)
    }, boundMs)
    try {
      await closeAll(lastFirst(closers))
    } catch (error) {
      const failures: unknown[] = error instanceof AggregateError ? error.errors : [error]
      for (const failure of failures) logger.fatal({ err: failure }, 'stopping failed')
      process.exit(1)
    }
    logger.info({}, 'stopped')
    process.exit(code)
  }

  function onSignal(signal: NodeJS.Signals): void {
    if (beganAt === undefined) {
      logger.info({ signal }, 'stopping')
      void close(0)
    } else if (performance.now() - beganAt >= SAME_SIGNAL_MS) process.exit(1)
  }

  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)

  return {
    /** Whether closing has begun: later failures are its consequence. */
    get begun(): boolean {
      return beganAt !== undefined
    },
    /** Closes everything and exits with 1, for a fault that only a restart repairs. */
    fail(): void {
      if (beganAt === undefined) void close(1)
    },

    /** Registers a closer, to be called in the reverse order of registration. */
    opened(closer: Closer): void {
      closers.push(closer)
    }
  }
}

/** Includes what is opened while others are being closed. */
function* lastFirst(closers: Closer[]): Iterable<Closer> {
  for (let closer = closers.pop(); closer; closer = closers.pop()) yield closer
}
