import { type ServiceError } from '../../errors.ts'
import { type JobsLogger } from '../../jobs/logger.ts'

const FIRST_PAUSE_MS = 60_000
const PAUSE_MAX_MS = 3_600_000
const REMEMBERED_MAX = 10_000

interface Entry {
  readonly nextAt: number
  readonly pauseMs: number
  /** Not logged since the last line. */
  readonly unsaid: number
}

export type FailureLog = ReturnType<typeof createFailureLog>

/**
 * Tells the log of calls of one kind in the background that go on failing: at once, then after one, two, four minutes and so
 * on up to once an hour, for each target and code. `now` gives milliseconds of a clock that only goes forward.
 */
export function createFailureLog({
  logger,
  message,
  now
}: {
  logger: JobsLogger
  /** The consequence of their failing, for the log. */
  message: string
  now: () => number
}) {
  const entries = new Map<string, Entry>()
  const keyOf = (target: string, code: string) => `${target} ${code}`

  return {
    failed(target: string, error: ServiceError): void {
      const { code } = error
      const key = keyOf(target, code)
      const { nextAt, pauseMs, unsaid } = entries.get(key) ?? { nextAt: -Infinity, pauseMs: FIRST_PAUSE_MS, unsaid: 0 }
      entries.delete(key)
      if (now() < nextAt) {
        entries.set(key, { nextAt, pauseMs, unsaid: unsaid + 1 })
        return
      }
      entries.set(key, { nextAt: now() + pauseMs, pauseMs: Math.min(PAUSE_MAX_MS, pauseMs * 2), unsaid: 0 })
      const [oldest] = entries.keys()
      if (entries.size > REMEMBERED_MAX && oldest !== undefined) entries.delete(oldest)
      const details = { err: error, target, code, ...(unsaid > 0 && { repeated: unsaid }) }
      if (code === 'INTERNAL') logger.error(details, message)
      else logger.warn(details, message)
    },

    /** A call for the target has succeeded: what fails from now on is news. */
    succeeded(target: string): void {
      // Entries are few: those of targets that have failed.
      for (const key of entries.keys()) if (key.startsWith(`${target} `)) entries.delete(key)
    }
  }
}
