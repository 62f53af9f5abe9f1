import { closeAll, type Closer } from './close-all.ts'

export interface ShutdownOptions {
  readonly logger: {
    info(details: object, message: string): void
    fatal(details: object, message: string): void
  }
  /** After so long what has not closed is left behind. */
  readonly boundMs: number
}

/**
 * A terminal signals npm and Frontage alike, and npm passes on what it gets: signals so close together are one wish. Only a
 * later one means that somebody is tired of waiting.
 */
const ONE_WISH_MS = 1_000

export type Shutdown = ReturnType<typeof createShutdown>

/**
 * Ends the process on SIGINT and SIGTERM: what was opened last is closed first, so that requests under way are still
 * answered. It ends with 0, or with 1 where something did not close; a second signal ends it at once.
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
    } else if (performance.now() - beganAt >= ONE_WISH_MS) process.exit(1)
  }

  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)

  return {
    /** Whatever fails from now on fails because of it. */
    get begun(): boolean {
      return beganAt !== undefined
    },
    /** Closes everything and ends the process with 1: something is broken that only a new process mends. */
    fail(): void {
      if (beganAt === undefined) void close(1)
    },

    /** To be called for whatever has been opened, in that order. */
    opened(closer: Closer): void {
      closers.push(closer)
    }
  }
}

/** What is opened while others are closed is closed, too. */
function* lastFirst(closers: Closer[]): Iterable<Closer> {
  for (let closer = closers.pop(); closer; closer = closers.pop()) yield closer
}
