/** The bytes of an answer, read once. */
export interface Body {
  /** Undefined while it is unknown, as for a chunked answer. */
  readonly length: number | undefined
  /** All of it, if it has arrived already. */
  readonly chunks?: readonly Buffer[]
  /** Rejects if the answer breaks off. */
  read(): AsyncIterable<Buffer>
  /** Gives up reading, so that the rest need not arrive. Safe to repeat, and after the end. */
  cancel(): void
  /** Gives up reading, but lets the rest arrive if it is to be stored. Safe to repeat. */
  leave(): void
}

/** A body that is complete. It can be read again. */
export class WholeBody implements Body {
  readonly chunks: readonly Buffer[]
  readonly length: number | undefined

  /** `length`: as stated in the head. */
  constructor(chunks: readonly Buffer[], length: number | undefined) {
    this.chunks = chunks
    this.length = length
  }

  async *read(): AsyncGenerator<Buffer> {
    yield* this.chunks
  }

  cancel(): void {
    // There is nothing to stop.
  }

  leave(): void {
    // It has arrived.
  }
}

export function bufferBody(chunks: readonly Buffer[]): Body {
  return new WholeBody(chunks, bytesOf(chunks))
}

export const EMPTY_BODY: Body = bufferBody([])

export function bytesOf(chunks: readonly Buffer[]): number {
  let bytes = 0
  for (const { length } of chunks) bytes += length
  return bytes
}

/** Objects up to this size are kept in one buffer, which is faster to send. */
const ONE_PIECE_BYTES = 1024 * 1024

export function compact(chunks: readonly Buffer[]): readonly Buffer[] {
  return bytesOf(chunks) <= ONE_PIECE_BYTES ? [Buffer.concat(chunks)] : [...chunks]
}

/**
 * The first bytes of a body, at least `bytesMin` unless it is shorter, and the body from its beginning. A failure meanwhile is
 * thrown when that is read.
 */
export async function peek(body: Body, bytesMin: number): Promise<{ readonly start: Buffer; readonly body: Body }> {
  if (body.chunks) return { start: Buffer.concat(body.chunks), body }
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
  return { start: Buffer.concat(chunks), body: replacing(body, body.length, read) }
}

/** A body that reads another one and returns something else, or more. */
export function replacing(body: Body, length: number | undefined, read: () => AsyncIterable<Buffer>): Body {
  return { length, read, cancel: () => body.cancel(), leave: () => body.leave() }
}
