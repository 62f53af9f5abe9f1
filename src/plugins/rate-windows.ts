/** How many callers and addresses are remembered; the least recently seen is forgotten first. */
const REMEMBERED_MAX = 20_000

interface Window {
  /** By a monotonic clock, in milliseconds. */
  readonly beginsAt: number
  current: number
}

/** `ttl` is the time until the window ends, in milliseconds. */
type Done = (error: Error | null, result?: { current: number; ttl: number }) => void

/**
 * The counters for @fastify/rate-limit. Its own store uses the system clock: when that was set back by an hour, callers
 * at their limit were locked out for an hour.
 */
export class RateWindows {
  private readonly windows = new Map<string, Window>()

  /** Counts a request in the current window, or in a new one. */
  incr(key: string, done: Done, windowMs: number): void {
    const window = this.find(key, windowMs) ?? { beginsAt: performance.now(), current: 0 }
    window.current += 1
    this.windows.delete(key)
    this.windows.set(key, window)
    if (this.windows.size > REMEMBERED_MAX) this.forgetOldest()
    this.report(window, done, windowMs)
  }

  private forgetOldest(): void {
    const [oldest = ''] = this.windows.keys()
    this.windows.delete(oldest)
  }

  /** Reads a window without counting. */
  read(key: string, done: Done, windowMs: number): void {
    const window = this.find(key, windowMs)
    if (window) this.report(window, done, windowMs)
    else done(null, { current: 0, ttl: 0 })
  }

  /** Each limit counts separately. */
  child(): RateWindows {
    return new RateWindows()
  }

  /** The window that has not ended yet. */
  private find(key: string, windowMs: number): Window | undefined {
    const known = this.windows.get(key)
    return known && performance.now() < known.beginsAt + windowMs ? known : undefined
  }

  private report({ beginsAt, current }: Window, done: Done, windowMs: number): void {
    done(null, { current, ttl: Math.max(0, beginsAt + windowMs - performance.now()) })
  }
}
