import { type IncomingMessage, type ServerResponse } from 'node:http'
import { encodeAnswer } from './answer.ts'
import { ClientGone, readBody } from './body.ts'
import { encodeFault } from './error-document.ts'
import { CloudFrontFault, fault, type Call, type Handlers } from './handlers.ts'
import { type Answer, type WireCall, type WireHooks, type WireLog } from './hooks.ts'
import { decodeRequest, type Typing } from './request.ts'
import { findRoute } from './router.ts'
import { readTarget, type Target } from './target.ts'

export interface ExchangeOptions {
  readonly handlers: Handlers
  readonly log: WireLog
  readonly hooks: WireHooks
  readonly typing: Typing
  readonly bodyBytesMax: number
}

export type Exchange = ReturnType<typeof createExchange>

/** Answers one request for CloudFront's API; resolves when the answer has been handed to node:http, and never rejects. */
export function createExchange({ handlers, log, hooks, typing, bodyBytesMax }: ExchangeOptions) {
  return async (request: IncomingMessage, response: ServerResponse, requestId: string): Promise<void> => {
    let call: WireCall | undefined
    try {
      const target = readTarget(request.url ?? '')
      call = { ...findRoute(request.method ?? '', target), requestId, origin: `http://${request.headers.host ?? ''}` }
      requireSignature(request, target)
      const answer = await attempt(call, target, request, response)
      if (answer === 'handled') return
      const changed = hooks.after ? await hooks.after(call, answer, request, response) : answer
      if (changed !== 'handled') sendAnswer(response, changed, requestId)
    } catch (error) {
      if (error instanceof ClientGone) return
      const failure = toFault(error, call, requestId)
      if (!response.headersSent) sendAnswer(response, encodeFault(failure, requestId), requestId)
      else response.destroy()
    }
  }

  /** One call from hook to handler; every refusal on the way is an answer, too, so that `after` sees it. */
  async function attempt(call: WireCall, target: Target, request: IncomingMessage, response: ServerResponse) {
    try {
      if ((await hooks.before?.(call, request, response)) === 'handled') return 'handled'
      return await perform(call, target, request)
    } catch (error) {
      if (error instanceof ClientGone) throw error
      return encodeFault(toFault(error, call, call.requestId), call.requestId)
    }
  }

  async function perform(call: WireCall, target: Target, request: IncomingMessage): Promise<Answer> {
    const { operation, labels } = call
    // The map says which input goes with which name; by name alone the compiler cannot know that they belong together.
    const handler = handlers[operation.name as keyof Handlers] as
      ((input: object, call: Call) => Promise<Record<string, unknown>>) | undefined
    if (!handler) throw fault('NotImplemented', `The local CloudFront does not implement ${operation.name}.`)
    const body = await readBody(request, bodyBytesMax)
    const input = decodeRequest(operation, { labels, query: target.query, headers: request.headers, body }, typing)
    return encodeAnswer(operation, await handler(input, call))
  }

  function toFault(error: unknown, call: WireCall | undefined, requestId: string): CloudFrontFault {
    if (error instanceof CloudFrontFault) return error
    log.error({ err: error, requestId, operation: call?.operation.name }, 'answering a request failed')
    return fault('InternalError', 'We encountered an internal error. Please try again.')
  }
}

/**
 * Every AWS client signs, by header or in the query string, and with any key: against an endpoint of its own it even
 * signs for its own region. So the signature is not verified, but a request without one comes from something else, such
 * as a form in a web page, which cannot set this header.
 */
function requireSignature(request: IncomingMessage, { query }: Target): void {
  const signed = request.headers.authorization?.startsWith('AWS4-') || query.has('X-Amz-Signature')
  if (!signed) throw fault('MissingAuthenticationToken', 'Request is missing Authentication Token')
}

/** Sends a whole answer; `x-amzn-RequestId` is on every one, also on those without a body. */
export function sendAnswer(response: ServerResponse, { status, headers, body }: Answer, requestId: string): void {
  const length = status === 204 ? {} : { 'Content-Length': String(body.length) }
  response.writeHead(status, { 'x-amzn-RequestId': requestId, ...headers, ...length }).end(body)
}
