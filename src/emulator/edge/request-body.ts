import { type Readable, Transform } from 'node:stream'

/** A viewer's body as far as it may go: of one that does not say its length, what is too long is found out on the way. */
export function boundedBody(body: Readable, bytesMax: number, onTooLong: () => void): Readable {
  let bytes = 0
  const counted = new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length
      if (bytes <= bytesMax) done(null, chunk)
      // It never ends, so that nobody takes it for a whole one.
      else onTooLong()
    }
  })
  return body.pipe(counted)
}
