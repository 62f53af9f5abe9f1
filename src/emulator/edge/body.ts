/** The bytes of an answer, read once. */
export interface Body {
  /** Undefined while it is unknown, as for a chunked answer. */
  readonly length: number | undefined
  /** Rejects if the answer breaks off. */
  readonly read: () => AsyncIterable<Buffer>
  /** Says that nobody will read it, or the rest of it, so that it need not arrive. Safe to repeat, and after the end. */
  readonly cancel: () => void
  /** Says that nobody will read it, but lets it arrive if it is to be stored. Safe to repeat. */
  readonly leave: () => void
}

/** A body that is complete. */
export function bufferBody(chunks: readonly Buffer[]): Body & { readonly chunks: readonly Buffer[] } {
  return {
    chunks,
    length: chunks.reduce((sum, chunk) => sum + chunk.length, 0),
    async *read() {
      yield* chunks
    },
    cancel: nothing,
    leave: nothing
  }
}

function nothing(): void {
  // There is nothing to stop.
}

export const EMPTY_BODY: Body = bufferBody([])

/**
 * The first bytes of a body, at least `bytesMin` if it has as many, and the body from its beginning. If it breaks off meanwhile, its
 * reader is told.
 */
export async function peek(body: Body, bytesMin: number): Promise<{ readonly start: Buffer; readonly body: Body }> {
  const source = body.read()[Symbol.asyncIterator]()
  const chunks: Buffer[] = []
  let bytes = 0
  let failure: { readonly error: unknown } | undefined
  try {
    while (bytes < bytesMin) {
      const next = await source.next()
      if (next.done) break
      chunks.push(next.value)
      bytes += next.value.length
    }
  } catch (error) {
    failure = { error }
  }
  async function* read(): AsyncGenerator<Buffer> {
    try {
      yield* chunks
      if (failure) throw failure.error
      yield* { [Symbol.asyncIterator]: () => source }
    } finally {
      await source.return?.()
    }
  }
  const { length, cancel, leave } = body
  return { start: Buffer.concat(chunks), body: { length, read, cancel, leave } }
}

/** How long the slowest reader may read nothing while the fastest one waits for it. */
const STALLED_MS = 10_000
/** How far the fastest reader of a body that is not kept may be ahead of the slowest one. */
const WINDOW_BYTES = 1024 * 1024

export type SharedBody = ReturnType<typeof createSharedBody>

/**
 * A body that several readers share while it arrives. It is kept in memory as a whole, so that no reader holds up another, until
 * `mayKeep` refuses the size that it has by then: from then on only what somebody has yet to read is kept, and its writer waits for
 * the slowest, as long as that reads on at all.
 */
export function createSharedBody(mayKeep: (bytes: number) => boolean, stalledMs = STALLED_MS) {
  const chunks: Buffer[] = []
  const readers = new Set<{ next: number; left: boolean; failed: boolean }>()
  const waiting = new Set<() => void>()
  let dropped = 0
  let held = 0
  let size = 0
  let state: 'open' | 'ended' | Error = 'open'
  let unwanted: () => void = () => undefined

  let kept = true
  const change = () =>
    new Promise<void>(resolve => {
      waiting.add(resolve)
    })
  /** Until something changes, which ends the wait for the time-out. */
  async function changeOr(ms: number, timedOut: () => void): Promise<void> {
    const timer = setTimeout(timedOut, ms)
    await change()
    clearTimeout(timer)
  }
  /** Those who have read the least, where others are ahead of them: nobody else waits for a viewer who does not read. */
  function failSlowest(): void {
    const slow = [...readers].filter(({ next }) => next === dropped)
    if (slow.length < readers.size) {
      for (const reader of slow) {
        reader.failed = true
        readers.delete(reader)
      }
    }
    notify()
  }
  function notify(): void {
    for (const resolve of waiting) resolve()
    waiting.clear()
  }

  /** Drops what every reader has received. */
  function trim(): void {
    // Readers that have left receive nothing more, and what is not kept is not stored.
    for (const reader of readers) if (reader.left) readers.delete(reader)
    if (readers.size === 0) unwanted()
    const first = Math.min(...[...readers].map(({ next }) => next), dropped + chunks.length)
    for (const chunk of chunks.splice(0, first - dropped)) held -= chunk.length
    dropped = first
  }

  return {
    /** Whether all of it is in memory. */
    get kept() {
      return kept
    },
    /** Whether a reader that begins now would get the first byte. */
    get whole() {
      return dropped === 0
    },
    get chunks(): readonly Buffer[] {
      return chunks
    },
    /** `action` is called when the last reader leaves before the end. */
    onUnwanted(action: () => void): void {
      unwanted = action
    },

    /** Resolves when more can be taken. */
    async push(chunk: Buffer): Promise<void> {
      chunks.push(chunk)
      size += chunk.length
      held += chunk.length
      kept &&= mayKeep(size)
      notify()
      for (;;) {
        if (kept || state !== 'open') return
        trim()
        if (held <= WINDOW_BYTES) return
        await changeOr(stalledMs, failSlowest)
      }
    },
    end(): void {
      if (state === 'open') state = 'ended'
      notify()
    },
    fail(error: Error): void {
      if (state === 'open') state = error
      notify()
    },

    /** A reader of everything from the first byte on, while the body is `whole`. It counts from now, even if it begins later. */
    reader(): Body {
      const reader = { next: dropped, left: false, failed: false }
      readers.add(reader)
      function cancel(): void {
        if (!readers.delete(reader)) return
        notify()
        if (readers.size === 0 && state === 'open') unwanted()
      }
      function leave(): void {
        reader.left = true
        notify()
      }
      async function* read(): AsyncGenerator<Buffer> {
        try {
          for (;;) {
            if (reader.failed) throw new Error('the viewer did not read for too long')
            const chunk = chunks[reader.next - dropped]
            if (chunk) {
              reader.next += 1
              if (!kept) notify()
              yield chunk
            } else if (state === 'ended') return
            else if (state !== 'open') throw state
            else await change()
          }
        } finally {
          if (!reader.left) cancel()
        }
      }
      return { length: undefined, read, cancel, leave }
    }
  }
}
