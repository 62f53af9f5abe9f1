import { type IncomingMessage } from 'node:http'
import { type FastifyInstance, type FastifyRequest } from 'fastify'
import { forAllRoutes } from './for-all-routes.ts'
import { hook } from './hooks.ts'
import { ambiguityOf } from '../delivery/framing.ts'
import { headerList } from '../delivery/headers.ts'
import { ServiceError } from '../errors.ts'

/** Options of Node's server that leave checks to `requestLine`, because Node's own refusals have no body. */
export const requestLineOptions = { requireHostHeader: false }

/** The host of RFC 3986, section 3.2.2, with an optional port; RFC 9112, section 3.2, allows it to be empty. */
const HOST = /^(?:\[[\da-f:.]+\]|[\w.~!$&'()*+,;=%-]*)(?::\d*)?$/i
const ABSOLUTE = /^https?:\/\/([^/?#@]+)(|[/?#].*)$/i

/** Ids and names in addresses are shorter. */
const SEGMENT_LENGTH_MAX = 512

/**
 * Fastify's `rewriteUrl`. A target in the absolute form, as clients send it to proxies, is served as its path, and its
 * authority replaces Host (RFC 9112, section 3.2.2).
 */
export function originForm(request: IncomingMessage): string {
  const target = request.url ?? ''
  const [, authority, rest = target] = ABSOLUTE.exec(target) ?? []
  if (authority !== undefined && request.headers.host !== undefined) request.headers.host = authority
  const path = authority === undefined || rest.startsWith('/') ? rest : `/${rest}`
  return path.startsWith('/') && isDecodable(path) ? path : nowhere(target)
}

/**
 * An address without a route, for a target that the router would refuse itself, before any hook: the answer would not
 * have the headers that hooks add. `refuseUnsupported` refuses it instead. No target is its own.
 */
const nowhere = (target: string) => `/${encodeURIComponent(target)}`

function isDecodable(target: string): boolean {
  const [path = ''] = target.split(/[?#]/, 1)
  try {
    decodeURI(path)
    return true
  } catch {
    return false
  }
}

/**
 * Refuses what HTTP forbids or this service does not support: HTTP/1.1 without Host, with two or with an invalid one
 * (RFC 9112, section 3.2), transfer codings other than chunked (section 6.1), a target that is not a path, cannot
 * be decoded or has too long a segment, and expectations other than 100-continue (RFC 9110, section 10.1.1).
 */
export const requestLine = forAllRoutes(async (app: FastifyInstance) => {
  // Otherwise Node would answer both before any hook is called; see `jsonBodies` for what is asked to continue.
  for (const event of ['checkExpectation', 'checkContinue']) {
    app.server.on(event, (request, response) => app.server.emit('request', request, response))
  }
  app.addHook('onRequest', hook(refuseUnsupported))
})

function refuseUnsupported({ headers, raw, url, originalUrl, params }: FastifyRequest): void {
  const ambiguity = ambiguityOf(headerList(raw.rawHeaders))
  if (ambiguity !== undefined) {
    throw new ServiceError('MALFORMED_REQUEST', ambiguity, { headers: { connection: 'close' } })
  }
  if (raw.httpVersion === '1.1' && headers.host === undefined) {
    throw new ServiceError('MALFORMED_REQUEST', 'An HTTP/1.1 request must have a Host header.')
  }
  if (headers.host !== undefined && !HOST.test(headers.host)) {
    throw new ServiceError(
      'MALFORMED_REQUEST',
      'The Host header must be a host name or an address, with an optional port.'
    )
  }
  if (url === nowhere(originalUrl)) {
    if (!isDecodable(originalUrl)) {
      throw new ServiceError('MALFORMED_URL', 'The address is not correctly percent-encoded.')
    }
    throw new ServiceError(
      'MALFORMED_REQUEST',
      'The target of a request must be a path that begins with a slash, or an http URL.'
    )
  }
  for (const [name, value] of Object.entries((params ?? {}) as Record<string, string>)) {
    if (name !== '*' && value.length > SEGMENT_LENGTH_MAX) {
      throw new ServiceError('URI_TOO_LONG', 'A segment of the address is too long.')
    }
  }
  if (headers.expect !== undefined && headers.expect.toLowerCase() !== '100-continue') {
    throw new ServiceError('EXPECTATION_FAILED', 'Only Expect: 100-continue is supported.')
  }
}
