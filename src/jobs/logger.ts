/** The logger of background work, which belongs to no request. */
export interface JobsLogger {
  info(details: object, message: string): void
  warn(details: object, message: string): void
  error(details: object, message: string): void
}
