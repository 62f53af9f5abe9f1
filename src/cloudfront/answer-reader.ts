import { type CloudFrontClientConfig } from '@aws-sdk/client-cloudfront'

type Collector = NonNullable<CloudFrontClientConfig['streamCollector']>

/**
 * Far above CloudFront's largest answers: a list of a hundred distributions with all that each may have, or 3,000 paths of
 * 4,000 characters, are some 12 MB.
 */
export const ANSWER_BYTES_MAX = 64 * 1024 * 1024

/** An answer that is not CloudFront's, whatever its status; whether the call had an effect is not known. */
export class AnswerError extends Error {
  override readonly name = 'AnswerError'
  /** Read by the SDK's retries: what only reads may be asked again. */
  readonly $retryable?: object

  constructor(message: string, { cause, retryable = false }: { cause?: unknown; retryable?: boolean } = {}) {
    super(message, { cause })
    if (retryable) this.$retryable = {}
  }
}

/**
 * Reads the body of any answer, error documents among them. Rejects with an AnswerError and destroys the connection as soon
 * as it is longer than `bytesMax`: an endless one would take all memory there is until the deadline.
 */
export function createAnswerReader(bytesMax: number): Collector {
  return async (stream: AsyncIterable<Uint8Array>) => {
    const chunks: Uint8Array[] = []
    let length = 0
    // Leaving the loop early destroys the stream, and with it the socket.
    for await (const chunk of stream) {
      length += chunk.byteLength
      if (length > bytesMax) throw new AnswerError(`the answer is longer than ${bytesMax} bytes`)
      chunks.push(chunk)
    }
    return Buffer.concat(chunks, length)
  }
}
