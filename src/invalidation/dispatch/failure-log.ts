import { type ServiceError } from '../../errors.ts'
import { type JobsLogger } from '../../jobs/logger.ts'

const FIRST_PAUSE_MS = 60_000
const PAUSE_MAX_MS = 3_600_000
const REMEMBERED_MAX = 10_000

interface Entry {
  readonly nextAt: number
  readonly pauseMs: number
  /** Failures since the last logged one. */
  readonly suppressed: number
}

/** The details of a failure in the log. */
export function failureNames(error: ServiceError): object {
  return { err: error, code: error.code, cloudFrontRequestId: error.cloudFront?.requestId }
}

export type FailureLog = ReturnType<typeof createFailureLog>

/**
 * Logs repeated failures of background calls, for each target and code, at a limited rate: at once, then after one,
 * two, four minutes and so on, up to once an hour. `now` is a monotonic clock in milliseconds.
 */
export function createFailureLog({
  logger,
  message,
  now
}: {
  logger: Pick<JobsLogger, 'warn' | 'error'>
  /** The log message: what the failure means. */
  message: string
  now: () => number
}) {
  const entries = new Map<string, Entry>()
  const keyOf = (target: string, code: string) => `${target} ${code}`

  return {
    /** `names` identifies what else the failure was about. */
    failed(target: string, error: ServiceError, names: object = {}): void {
      const { code } = error
      const key = keyOf(target, code)
      const { nextAt, pauseMs, suppressed } = entries.get(key) ?? {
        nextAt: -Infinity,
        pauseMs: FIRST_PAUSE_MS,
        suppressed: 0
      }
      entries.delete(key)
      if (now() < nextAt) {
        entries.set(key, { nextAt, pauseMs, suppressed: suppressed + 1 })
        return
      }
      entries.set(key, { nextAt: now() + pauseMs, pauseMs: Math.min(PAUSE_MAX_MS, pauseMs * 2), suppressed: 0 })
      const [oldest] = entries.keys()
      if (entries.size > REMEMBERED_MAX && oldest !== undefined) entries.delete(oldest)
      const details = { ...names, target, ...failureNames(error), ...(suppressed > 0 && { repeated: suppressed }) }
      if (code === 'INTERNAL') logger.error(details, message)
      else logger.warn(details, message)
    },

    /** A call for the target has succeeded: its next failure is logged at once. */
    succeeded(target: string): void {
      // There are few entries, of failing targets only.
      for (const key of entries.keys()) if (key.startsWith(`${target} `)) entries.delete(key)
    }
  }
}
