interface LineLogger {
  warn(details: object, message: string): void
  fatal(details: object, message: string): void
}

const early: Error[] = []
let onWarning = (warning: Error): void => void early.push(warning)

// Node's own listener prints warnings as plain text into the log.
process.removeAllListeners('warning')
process.on('warning', warning => onWarning(warning))

// What cannot be written to a full disk, or to a reader that has gone, is lost; Node keeps both streams usable. Without a
// listener such an error would end the process.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)

/**
 * Logs Node's warnings, including those since this module was loaded, and uncaught exceptions, which end the process with
 * exit code 1.
 */
export function logWarningsAndCrashes(logger: LineLogger): void {
  onWarning = warning => logger.warn({ err: warning }, `Node warning: ${warning.message}`)
  for (const warning of early.splice(0)) onWarning(warning)
  // Also receives unhandled rejections.
  process.on('uncaughtException', error => {
    logger.fatal({ err: error }, 'uncaught exception: the process ends')
    process.exit(1)
  })
}
