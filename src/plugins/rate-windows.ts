/** So many callers, and addresses, are remembered; the one that has not called for longest is forgotten first. */
const REMEMBERED_MAX = 20_000

interface Window {
  /** In milliseconds of a clock that only goes forward. */
  readonly beginsAt: number
  current: number
}

/** `ttl` is what is left of the window, in milliseconds. */
type Done = (error: Error | null, result?: { current: number; ttl: number }) => void

/**
 * What @fastify/rate-limit counts with. Its own store uses the machine's clock: put back by an hour, callers at their limit were
 * locked out for that hour.
 */
export class RateWindows {
  private readonly windows = new Map<string, Window>()

  /** Counts a request, in the window that it belongs to or begins. */
  incr(key: string, done: Done, windowMs: number): void {
    const window = this.find(key, windowMs) ?? { beginsAt: performance.now(), current: 0 }
    window.current += 1
    this.windows.delete(key)
    this.windows.set(key, window)
    if (this.windows.size > REMEMBERED_MAX) this.forgetOldest()
    this.tell(window, done, windowMs)
  }

  private forgetOldest(): void {
    const [oldest = ''] = this.windows.keys()
    this.windows.delete(oldest)
  }

  /** Counts nothing. */
  read(key: string, done: Done, windowMs: number): void {
    const window = this.find(key, windowMs)
    if (window) this.tell(window, done, windowMs)
    else done(null, { current: 0, ttl: 0 })
  }

  /** Each limit counts by itself. */
  child(): RateWindows {
    return new RateWindows()
  }

  /** The window that has not ended yet. */
  private find(key: string, windowMs: number): Window | undefined {
    const known = this.windows.get(key)
    return known && performance.now() < known.beginsAt + windowMs ? known : undefined
  }

  private tell({ beginsAt, current }: Window, done: Done, windowMs: number): void {
    done(null, { current, ttl: Math.max(0, beginsAt + windowMs - performance.now()) })
  }
}
