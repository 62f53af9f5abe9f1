import { type Body } from './body.ts'

/** How long the slowest reader may read nothing while the fastest one waits for it. */
const STALLED_MS = 10_000
/** How far the fastest reader of a body that is not kept may be ahead of the slowest one. */
const WINDOW_BYTES = 1024 * 1024
/** How long a body of unknown length may go on arriving unread, since it may have no end. */
const UNREAD_MS = 10_000

export interface SharedBodyLimits {
  readonly stalledMs?: number
  readonly unreadMs?: number
}

interface SharedBodyOwner {
  /** Whether a body of this size may be kept. */
  mayKeep(bytes: number): boolean
  /** The last reader has left before the end. */
  unwanted(): void
}

/**
 * A body that several readers share while it arrives. All of it is kept in memory, so that no reader waits for another, until its
 * owner refuses the size. From then on only what some reader has yet to read is kept, and the writer waits for the slowest reader,
 * unless that stalls.
 */
export class SharedBody {
  readonly chunks: Buffer[] = []
  readonly #owner: SharedBodyOwner
  readonly #stalledMs: number
  readonly #unreadMs: number
  #unread: NodeJS.Timeout | undefined
  #readers: Reader[] = []
  #waiting: (() => void)[] = []
  #dropped = 0
  #held = 0
  #size = 0
  #kept = true
  #state: 'open' | 'ended' | Error = 'open'
  #hasBegun = false
  #length: number | undefined

  constructor(owner: SharedBodyOwner, { stalledMs = STALLED_MS, unreadMs = UNREAD_MS }: SharedBodyLimits = {}) {
    this.#owner = owner
    this.#stalledMs = stalledMs
    this.#unreadMs = unreadMs
  }

  /** Undefined while it is unknown. */
  get length(): number | undefined {
    return this.#length
  }

  /** Called when its head has arrived, which may state its length. */
  begin(length: number | undefined): void {
    this.#hasBegun = true
    this.#length = length
    this.#boundUnread()
  }

  /** Whether all of it is in memory. */
  get kept(): boolean {
    return this.#kept
  }

  /** Whether a reader that begins now would get the first byte. */
  get whole(): boolean {
    return this.#dropped === 0
  }

  /** Resolves when more can be taken. */
  async push(chunk: Buffer): Promise<void> {
    this.chunks.push(chunk)
    this.#size += chunk.length
    this.#held += chunk.length
    this.#kept &&= this.#owner.mayKeep(this.#size)
    this.notify()
    for (;;) {
      if (this.#kept || this.#state !== 'open') return
      this.#trim()
      if (this.#held <= WINDOW_BYTES) return
      await this.#changeOr(this.#stalledMs, () => this.#failSlowest())
    }
  }

  end(): void {
    this.#settle('ended')
  }

  fail(error: Error): void {
    this.#settle(error)
  }

  /** A reader from the first byte on; only while the body is `whole`. It counts from now, even if it starts to read later. */
  reader(): Body {
    const reader = new Reader(this, this.#dropped)
    this.#readers.push(reader)
    return reader
  }

  /** The next chunk for a reader; undefined at the end. Rejects if the body breaks off or the reader was too slow. */
  async next(reader: Reader): Promise<Buffer | undefined> {
    for (;;) {
      if (reader.failed) throw new Error('the viewer stopped reading')
      const chunk = this.chunks[reader.at - this.#dropped]
      if (chunk) {
        reader.at += 1
        if (!this.#kept) this.notify()
        return chunk
      }
      if (this.#state === 'ended') return undefined
      if (this.#state !== 'open') throw this.#state
      await this.#change()
    }
  }

  remove(reader: Reader): void {
    const at = this.#readers.indexOf(reader)
    if (at < 0) return
    this.#readers.splice(at, 1)
    this.left()
    if (this.#readers.length === 0 && this.#state === 'open') this.#owner.unwanted()
  }

  left(): void {
    this.notify()
    this.#boundUnread()
  }

  notify(): void {
    const waiting = this.#waiting
    if (waiting.length === 0) return
    this.#waiting = []
    for (const resolve of waiting) resolve()
  }

  #settle(state: 'ended' | Error): void {
    if (this.#state === 'open') this.#state = state
    clearTimeout(this.#unread)
    this.notify()
  }

  #isUnread(): boolean {
    return this.#state === 'open' && this.#readers.every(({ left }) => left)
  }

  #boundUnread(): void {
    if (!this.#hasBegun || this.#length !== undefined || this.#unread || !this.#isUnread()) return
    this.#unread = setTimeout(() => {
      this.#unread = undefined
      if (this.#isUnread()) this.#owner.unwanted()
    }, this.#unreadMs)
  }

  #change(): Promise<void> {
    return new Promise(resolve => void this.#waiting.push(resolve))
  }

  /** Waits for a change; `timedOut` is called when none comes in time. */
  async #changeOr(ms: number, timedOut: () => void): Promise<void> {
    const timer = setTimeout(timedOut, ms)
    await this.#change()
    clearTimeout(timer)
  }

  /** Fails the readers that are furthest behind, if others are ahead: those must not wait for a viewer who does not read. */
  #failSlowest(): void {
    const others = this.#readers.filter(({ at }) => at !== this.#dropped)
    if (others.length > 0) {
      for (const reader of this.#readers) reader.failed ||= reader.at === this.#dropped
      this.#readers = others
    }
    this.notify()
  }

  /** Drops what every reader has received. */
  #trim(): void {
    // Readers that have left receive nothing more, and what is not kept is not stored.
    this.#readers = this.#readers.filter(({ left }) => !left)
    if (this.#readers.length === 0) this.#owner.unwanted()
    const first = Math.min(...this.#readers.map(({ at }) => at), this.#dropped + this.chunks.length)
    for (const chunk of this.chunks.splice(0, first - this.#dropped)) this.#held -= chunk.length
    this.#dropped = first
  }
}

/** A reader of a shared body. */
class Reader implements Body {
  readonly #shared: SharedBody
  /** The number of the next chunk. */
  at: number
  left = false
  failed = false

  constructor(shared: SharedBody, at: number) {
    this.#shared = shared
    this.at = at
  }

  get length(): number | undefined {
    return this.#shared.length
  }

  async *read(): AsyncGenerator<Buffer> {
    try {
      for (;;) {
        const chunk = await this.#shared.next(this)
        if (!chunk) return
        yield chunk
      }
    } finally {
      if (!this.left) this.cancel()
    }
  }

  cancel(): void {
    this.#shared.remove(this)
  }

  leave(): void {
    this.left = true
    this.#shared.left()
  }
}
