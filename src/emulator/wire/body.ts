import { type IncomingMessage } from 'node:http'
import { fault } from './handlers.ts'

/** The client disconnected before its request was complete, so there is no one to answer. */
export class ClientGone extends Error {}

/**
 * The whole body. Throws the fault `RequestEntityTooLarge` (413) as soon as it is known to be longer than `bytesMax`;
 * node:http then reads and discards the rest, so that the client receives the answer. Rejects with
 * `ClientGone` if the client disconnects first.
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
      // Not destroyed, as leaving a `for await` would do: the answer still has to be sent over the connection.
      request.off('data', take)
      request.resume()
      reject(tooLarge())
    }
    // Disconnected while a hook delayed the call: then neither `end` nor `error` would be emitted.
    if (request.destroyed) reject(new ClientGone())
    request.on('data', take)
    request.once('end', () => resolve(Buffer.concat(chunks, length)))
    request.once('error', error => reject(new ClientGone(undefined, { cause: error })))
  })
}
