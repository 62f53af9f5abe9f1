interface FatalLogger {
  isLevelEnabled(level: string): boolean
  fatal(details: object, message: string): void
}

/**
 * Says why a process could not start, on standard error: as a line of its log, where it logs JSON already and whoever reads it
 * expects nothing else, and otherwise as text. Without a `sentence` for people it is a fault of the program, with its stack.
 */
export function reportFailedStart(
  error: unknown,
  {
    sentence,
    jsonLogger,
    prefix = ''
  }: { sentence: string | undefined; jsonLogger: FatalLogger | undefined; prefix?: string }
): void {
  if (jsonLogger?.isLevelEnabled('fatal') === true) {
    if (sentence === undefined) jsonLogger.fatal({ err: error }, 'the start failed')
    else jsonLogger.fatal({}, sentence)
    return
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(`${prefix}${sentence ?? stack}\n`)
}
