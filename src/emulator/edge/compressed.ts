import { pipeline, Readable } from 'node:stream'
import { constants, createBrotliCompress, createGzip } from 'node:zlib'
import { type Body } from './body.ts'

/** A body in an encoding; each chunk leaves as soon as it is compressed. */
export function compressed(body: Body, encoding: 'br' | 'gzip'): AsyncIterable<Buffer> {
  const coder =
    encoding === 'gzip'
      ? createGzip({ flush: constants.Z_SYNC_FLUSH })
      : createBrotliCompress({
          flush: constants.BROTLI_OPERATION_FLUSH,
          params: { [constants.BROTLI_PARAM_QUALITY]: 5 }
        })
  // Reading throws the failure of either side.
  pipeline(Readable.from(body.read()), coder, () => undefined)
  return coder as AsyncIterable<Buffer>
}
