interface FatalLogger {
  isLevelEnabled(level: string): boolean
  fatal(details: object, message: string): void
}

/**
 * Reports why a process could not start: as a log line if it logs JSON, otherwise as text on standard error. Without a
 * `sentence` for people it is a bug, which is reported with its stack.
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
