import { type Readable, Transform } from 'node:stream'

/** A viewer's body, cut off after `bytesMax`: without `Content-Length` its size is only known on the way. */
export function boundedBody(body: Readable, bytesMax: number, onTooLong: () => void): Readable {
  let bytes = 0
  const counted = new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length
      if (bytes <= bytesMax) done(null, chunk)
      // It never ends, so that the rest is not taken for a complete body.
      else onTooLong()
    }
  })
  return body.pipe(counted)
}
