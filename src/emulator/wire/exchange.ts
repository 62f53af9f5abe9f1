import { type IncomingMessage, type ServerResponse } from 'node:http'
import { ClientGone } from './body.ts'
import { CloudFrontFault, fault } from './handlers.ts'
import { type Answer, type SeenCall, type WireHooks, type WireLog } from './hooks.ts'
import { readTarget, type Target } from './target.ts'

/** The HTTP binding of one service's operations. */
export interface Protocol<Called extends { readonly name: string }> {
  /** The operation of a request; throws a fault for an unknown one. */
  readonly route: (method: string, target: Target) => Pick<SeenCall<Called>, 'operation' | 'labels'>
  /** Reads the rest of the request, makes the call and writes its answer; throws a fault to refuse it. */
  readonly perform: (call: SeenCall<Called>, target: Target, request: IncomingMessage) => Promise<Answer>
  /** The answer for a fault. */
  readonly refuse: (fault: CloudFrontFault, requestId: string) => Answer
}

export interface ExchangeOptions {
  readonly log: WireLog
  readonly hooks: WireHooks
}

export type Exchange = (request: IncomingMessage, response: ServerResponse, requestId: string) => Promise<void>

/** Answers one request of a service; resolves when the answer has been handed to node:http, and never rejects. */
export function createExchange<Called extends { readonly name: string }>(
  { route, perform, refuse }: Protocol<Called>,
  { log, hooks }: ExchangeOptions
): Exchange {
  return async (request, response, requestId) => {
    let call: SeenCall<Called> | undefined
    try {
      const target = readTarget(request.url ?? '')
      call = { ...route(request.method ?? '', target), requestId, origin: `http://${request.headers.host ?? ''}` }
      requireSignature(request, target)
      const answer = await attempt(call, target, request, response)
      if (answer === 'handled') return
      const changed = hooks.after ? await hooks.after(call, answer, request, response) : answer
      if (changed !== 'handled') sendAnswer(response, changed, requestId)
    } catch (error) {
      if (error instanceof ClientGone) return
      const failure = toFault(error, call, requestId)
      if (!response.headersSent) sendAnswer(response, refuse(failure, requestId), requestId)
      else response.destroy()
    }
  }

  /** One call from hook to handler; every refusal on the way becomes an answer, so that `after` sees it. */
  async function attempt(call: SeenCall<Called>, target: Target, request: IncomingMessage, response: ServerResponse) {
    try {
      if ((await hooks.before?.(call, request, response)) === 'handled') return 'handled'
      return await perform(call, target, request)
    } catch (error) {
      if (error instanceof ClientGone) throw error
      return refuse(toFault(error, call, call.requestId), call.requestId)
    }
  }

  function toFault(error: unknown, call: SeenCall<Called> | undefined, requestId: string): CloudFrontFault {
    if (error instanceof CloudFrontFault) return error
    log.error({ err: error, requestId, operation: call?.operation.name }, 'answering a request failed')
    return fault('InternalError', 'We encountered an internal error. Please try again.')
  }
}

/**
 * Every AWS client signs, by header or in the query string, with any key and, against a custom endpoint, even for its own region.
 * So the signature is not verified, but a request without one comes from something else, such as a form in a web page, which cannot
 * set this header.
 */
function requireSignature(request: IncomingMessage, { query }: Target): void {
  const signed = request.headers.authorization?.startsWith('AWS4-') || query.has('X-Amz-Signature')
  if (!signed) throw fault('MissingAuthenticationToken', 'Request is missing Authentication Token')
}

/** Sends a whole answer, always with `x-amzn-RequestId`. */
export function sendAnswer(response: ServerResponse, { status, headers, body }: Answer, requestId: string): void {
  const length = status === 204 ? {} : { 'Content-Length': String(body.length) }
  response.writeHead(status, { 'x-amzn-RequestId': requestId, ...headers, ...length }).end(body)
}
