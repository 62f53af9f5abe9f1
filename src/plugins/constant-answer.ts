import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { type FastifyReply, type FastifyRequest } from 'fastify'

interface Made {
  readonly version: string
  readonly text: Buffer
  readonly codings: Map<Coding, Promise<Representation>>
}
interface Representation {
  readonly body: Buffer
  readonly etag: string
}

const toBrotli = promisify(brotliCompress)
const toGzip = promisify(gzip)

// Brotli's best quality takes seconds for a megabyte; this takes a tenth of the time for a tenth more bytes.
const BROTLI_QUALITY = 9

const codings = {
  br: async (text: Buffer) => toBrotli(text, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }),
  gzip: async (text: Buffer) => toGzip(text),
  identity: async (text: Buffer) => text
}
type Coding = keyof typeof codings

/**
 * A handler that answers with a text that changes only with `version`. The text is made at the first request, and
 * encoded once per content coding, so that requests share it. Each coding has its own strong ETag (RFC 9110, section
 * 8.8.3). For routes with `etagCoversAnswer`.
 */
export function constantAnswer(mediaType: string, makeText: () => string, version: () => string = () => '') {
  let made: Made | undefined

  function current(): Made {
    const now = version()
    if (made?.version !== now) made = { version: now, text: Buffer.from(makeText()), codings: new Map() }
    return made
  }

  async function encode(text: Buffer, coding: Coding): Promise<Representation> {
    const body = await codings[coding](text)
    return { body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"` }
  }

  return async (request: FastifyRequest, reply: FastifyReply) => {
    const coding = (request.accepts().encoding(Object.keys(codings)) || 'identity') as Coding
    const { text, codings: encoded } = current()
    const representation = encoded.get(coding) ?? encode(text, coding)
    encoded.set(coding, representation)
    const { body, etag } = await representation
    reply.type(mediaType).headers({ etag, vary: 'accept-encoding', 'cache-control': 'no-cache' })
    if (coding !== 'identity') reply.header('content-encoding', coding)
    return reply.send(body)
  }
}
