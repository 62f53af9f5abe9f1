export interface LineLogger {
  warn(details: object, message: string): void
  fatal(details: object, message: string): void
}

const early: Error[] = []
let onWarning = (warning: Error): void => void early.push(warning)

// Node's own listener prints them as plain text amid the log.
process.removeAllListeners('warning')
process.on('warning', warning => onWarning(warning))

/**
 * Whatever Node has to say becomes a line of the log: warnings, those since this module was loaded among them, and what was
 * thrown where nobody catches it, which ends the process with 1.
 */
export function logWhatNodeSays(logger: LineLogger): void {
  onWarning = warning => logger.warn({ err: warning }, `Node warns: ${warning.message}`)
  for (const warning of early.splice(0)) onWarning(warning)
  // A rejection that nobody handles arrives here, too.
  process.on('uncaughtException', error => {
    logger.fatal({ err: error }, 'a fault of the program ends it')
    process.exit(1)
  })
}
