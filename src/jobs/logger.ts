/** What long-running work tells the log: no request is waiting for it. */
export interface JobsLogger {
  warn(details: object, message: string): void
  error(details: object, message: string): void
}
