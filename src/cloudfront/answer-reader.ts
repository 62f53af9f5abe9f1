import { type CloudFrontClientConfig } from '@aws-sdk/client-cloudfront'

type Collector = NonNullable<CloudFrontClientConfig['streamCollector']>

/**
 * Far above CloudFront's largest answers: a list of a hundred distributions at their quotas, or 3,000 paths of 4,000
 * characters, is some 12 MB.
 */
export const ANSWER_BYTES_MAX = 64 * 1024 * 1024

/** An answer that CloudFront cannot have given, whatever its status; whether the call had an effect is unknown. */
export class AnswerError extends Error {
  override readonly name = 'AnswerError'
  /** Tells the SDK to retry; set for calls that only read. */
  readonly $retryable?: object

  constructor(message: string, { cause, retryable = false }: { cause?: unknown; retryable?: boolean } = {}) {
    super(message, { cause })
    if (retryable) this.$retryable = {}
  }
}

/**
 * Reads the body of any answer, including error documents. Beyond `bytesMax` it rejects with an AnswerError and destroys the
 * connection: an endless body would fill the memory before the deadline.
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
