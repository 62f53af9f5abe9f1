import { type FastifyInstance, type FastifyRequest } from 'fastify'
import { forAllRoutes } from './for-all-routes.ts'
import { ServiceError } from '../errors.ts'

/** Options of Node's server that leave checks to `requestLine`, because Node's own refusals have no body. */
export const requestLineOptions = { requireHostHeader: false }

/**
 * Refuses what HTTP forbids or this service does not support: HTTP/1.1 without Host, or with two (RFC 9112, section 3.2),
 * transfer codings other than chunked (section 6.1), a target that is not a path, and expectations other than 100-continue
 * (RFC 9110, section 10.1.1).
 */
export const requestLine = forAllRoutes(async (app: FastifyInstance) => {
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response))
  app.addHook('onRequest', async request => refuseUnsupported(request))
})

function refuseUnsupported({ headers, raw }: FastifyRequest): void {
  if (raw.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host').length > 1) {
    throw new ServiceError('MALFORMED_REQUEST', 'A request must have one Host header.')
  }
  const transferCoding = headers['transfer-encoding']
  if (transferCoding !== undefined && transferCoding.trim().toLowerCase() !== 'chunked') {
    throw new ServiceError('MALFORMED_REQUEST', 'Only Transfer-Encoding: chunked is supported.', {
      headers: { connection: 'close' }
    })
  }
  if (raw.httpVersion === '1.1' && headers.host === undefined) {
    throw new ServiceError('MALFORMED_REQUEST', 'An HTTP/1.1 request must have a Host header.')
  }
  if (raw.url?.startsWith('/') !== true) {
    throw new ServiceError('MALFORMED_REQUEST', 'The target of a request must be a path that begins with a slash.')
  }
  if (headers.expect !== undefined && headers.expect.toLowerCase() !== '100-continue') {
    throw new ServiceError('EXPECTATION_FAILED', 'Only Expect: 100-continue is supported.')
  }
}
