import { type IncomingMessage } from 'node:http'
import { fault } from './handlers.ts'

/** The client hung up before its request was complete, so that there is nobody to answer. */
export class ClientGone extends Error {}

/**
 * The whole body. Throws the fault `RequestEntityTooLarge` (413) as soon as it is known to be longer than `bytesMax`;
 * the rest is then read and thrown away by node:http, so that the client gets to see the answer. Rejects with
 * `ClientGone` when the client hangs up before.
 */
export async function readBody(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  const tooLarge = () => fault('RequestEntityTooLarge', `The request body is longer than ${bytesMax} bytes.`)
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) throw tooLarge()
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    function take(chunk: Buffer): void {
      length += chunk.length
      if (length <= bytesMax) {
        chunks.push(chunk)
        return
      }
      // Not destroyed, as leaving a `for await` would do: the connection has yet to carry the answer.
      request.off('data', take)
      request.resume()
      reject(tooLarge())
    }
    // Gone already, while a hook let the call wait: then neither end nor error would come any more.
    if (request.destroyed) reject(new ClientGone())
    request.on('data', take)
    request.once('end', () => resolve(Buffer.concat(chunks, length)))
    request.once('error', error => reject(new ClientGone(undefined, { cause: error })))
  })
}
