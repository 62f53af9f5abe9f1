import { type ServerResponse } from 'node:http'
import { errorPage, errorPageRequest, errorPageStatus, withoutRange } from '../../delivery/errors.ts'
import { type HeaderList, headerValue } from '../../delivery/headers.ts'
import { type CompiledBehavior } from '../../delivery/behavior.ts'
import { type CompiledDistribution } from '../../delivery/distribution.ts'
import { isLoop } from '../../delivery/hops.ts'
import { receive } from '../../delivery/reception.ts'
import { chooseBehavior, METHOD_NOT_ALLOWED } from '../../delivery/routing.ts'
import {
  BAD_REQUEST,
  BODY_TOO_LONG,
  type ErrorAnswer,
  refuseEarly,
  REQUEST_BODY_BYTES_MAX,
  splitTarget,
  type ViewerRequest
} from '../../delivery/viewer-request.ts'
import { applyResponseHeadersPolicy, type ViewerOrigin } from '../../delivery/response-headers.ts'
import { chooseStaging } from '../../delivery/staging.ts'
import { checkSignature, withoutSignature } from '../../delivery/signed.ts'
import { type Switch } from '../../delivery/tenants.ts'
import { type Clock } from '../clock.ts'
import { Cancellation } from './cancellation.ts'
import { applyConditions } from './conditions.ts'
import { explanation } from './explanation.ts'
import { type Found, type Wanted } from './found.ts'
import { type EdgeFunctions } from './functions.ts'
import { readRequest, type ViewerMessage } from './incoming.ts'
import { type DueInvalidations } from './invalidations.ts'
import { boundedBody } from './request-body.ts'
import { type RequestLog } from './request-log.ts'
import { type Retriever } from './retrieve.ts'
import { type Routes } from './routes.ts'
import { withServerTiming } from './server-timing.ts'
import { type SigningKeys } from './signing-keys.ts'
import {
  type Answer,
  BrokenOff,
  changedAnswer,
  deniedAnswer,
  edgeAnswer,
  foundAnswer,
  functionAnswer,
  redirectAnswer,
  sendAnswer
} from './send.ts'

export interface ViewersDeps {
  readonly routes: Routes
  readonly retriever: Retriever
  readonly functions: EdgeFunctions
  readonly signingKeys: SigningKeys
  readonly invalidations: DueInvalidations
  readonly clock: Clock
  readonly requestLog: RequestLog
  /** The protocol of requests without `X-Forwarded-Proto`. */
  readonly viewerProtocol: 'http' | 'https'
  /** The limit for the body of a viewer's request; CloudFront's own by default. */
  readonly bodyBytesMax: number | undefined
  /** The edge's name in `Via`. */
  readonly name: string
  readonly logError: (error: unknown, requestId: string) => void
  readonly warn: (fields: object, message: string) => void
}

/** What is known of a request when its answer is sent. */
interface Exchange {
  readonly startedMs: number
  readonly request: ViewerRequest
  wanted: Wanted | undefined
  answer: Answer | undefined
  /** Set if it is refused after it has gone to an origin. */
  refusal: ErrorAnswer | undefined
  /** Keeps the viewer on the primary or the staging distribution. */
  cookie: string | undefined
}

/** Answers viewers, checking in this order: host, syntax, behavior, method, protocol, signature; then cache, origin, error page. */
export function createViewers(deps: ViewersDeps) {
  const {
    routes,
    retriever,
    functions,
    signingKeys,
    invalidations,
    clock,
    requestLog,
    viewerProtocol,
    bodyBytesMax = REQUEST_BODY_BYTES_MAX,
    name,
    logError,
    warn
  } = deps

  return async (incoming: ViewerMessage, response: ServerResponse): Promise<void> => {
    const leaving = new Cancellation()
    response.on('close', () => {
      if (!response.writableFinished) leaving.cancel()
    })
    const startedMs = performance.now()
    const request = readRequest(incoming, viewerProtocol)
    const exchange: Exchange = {
      startedMs,
      request,
      wanted: undefined,
      answer: undefined,
      refusal: undefined,
      cookie: undefined
    }
    let bytes = 0
    let firstByteMs = 0
    try {
      invalidate()
      const answer = await answerTo(exchange, incoming, leaving)
      exchange.answer = answer
      // Neither the unread rest of a body nor what was meant for a WebSocket must be read as the next request.
      const close = !incoming.complete || incoming.offersUpgrade
      const headers = extraHeaders(exchange, answer)
      firstByteMs = performance.now() - startedMs
      bytes = await sendAnswer(response, answer, { request, name, close, headers, nowMs: clock.now() })
    } catch (error) {
      exchange.answer?.body.cancel()
      const refusal = exchange.refusal ?? FAILED
      if (!leaving.isCancelled || refusal !== FAILED) {
        if (refusal === FAILED && !(error instanceof BrokenOff)) logError(error, request.id)
        if (response.headersSent) response.destroy()
        else await fail(response, exchange, refusal)
      }
    } finally {
      const milliseconds = performance.now() - startedMs
      // A viewer who leaves before the answer has got no status.
      const status = response.headersSent ? response.statusCode : 0
      requestLog.add({
        request,
        wanted: exchange.wanted,
        answer: exchange.answer,
        status,
        bytes,
        bodyBytes: incoming.bodyBytes,
        milliseconds,
        firstByteMs
      })
    }
  }

  function invalidate(): void {
    for (const { owner, removes } of invalidations.take()) {
      retriever.remove(owner, removes(routes.rootObjectOf(owner)))
    }
  }

  async function answerTo(exchange: Exchange, incoming: ViewerMessage, cancellation: Cancellation): Promise<Answer> {
    const { request } = exchange
    const found = routes.find(headerValue(request.headers, 'host') ?? '')
    const primary = found?.distribution.compiled()
    const refusal = refuseEarly(request, { isServed: primary?.enabled === true, bodyBytesMax })
    if (refusal) {
      const detail = refusal.status === 403 ? whyUnserved(primary, found?.distribution.disabled()) : refusal.message
      return edgeAnswer({ ...refusal, detail, errorType: 'InvalidRequest' }, request.id)
    }
    const target = splitTarget(request.target)
    if (!found || !primary || !target)
      throw new TypeError('a request that is not refused has a distribution and a path')
    const staging = found.distribution.staging()
    const choice = staging && chooseStaging(staging.traffic, request.headers, Math.random(), clock.now())
    exchange.cookie = choice?.cookie
    const distribution = staging && choice?.staging ? staging.distribution : primary
    if (isLoop(request.headers, name, distribution)) return refusedLoop(distribution, request.id)
    const sent = { ...request, ...target, host: found.host }
    const { request: viewer, behavior, hasBody, admission } = receive(distribution, sent, routes.hosts())
    const wanted: Wanted = {
      distribution,
      behavior,
      request: viewer,
      body: undefined,
      webSocket: incoming.upgrade,
      cancellation
    }
    exchange.wanted = wanted
    if (admission.kind === 'error') {
      const errorType = admission.message === METHOD_NOT_ALLOWED ? 'InvalidRequestMethod' : 'InvalidRequest'
      return edgeAnswer({ ...admission, errorType }, viewer.id)
    }
    if (admission.kind === 'redirect') return redirectAnswer(admission.status, admission.location)
    const admitted = signed(behavior, viewer)
    if ('answer' in admitted) return admitted.answer
    const refuseBody = () => {
      exchange.refusal = BODY_TOO_LONG
      cancellation.cancel()
    }
    exchange.wanted = {
      ...wanted,
      request: admitted.request,
      body: hasBody ? boundedBody(incoming, bodyBytesMax, refuseBody) : undefined
    }
    const arn = behavior.functions['viewer-request']
    if (arn === undefined) return delivered(exchange.wanted, exchange)
    const result = await functions.onRequest({ arn, distribution, request: admitted.request, cancellation })
    if (result.kind === 'error') return edgeAnswer(result.error, viewer.id)
    if (result.kind === 'response') return functionAnswer(result.response)
    return delivered({ ...exchange.wanted, request: result.request }, exchange)
  }

  function refusedLoop({ id }: CompiledDistribution, requestId: string): Answer {
    warn(
      { distributionId: id },
      `an origin of the distribution ${id} leads back to it: the request is refused, as it would never end`
    )
    const detail = 'an origin of the distribution leads back to it'
    return edgeAnswer({ status: 403, message: BAD_REQUEST, detail }, requestId)
  }

  /** The answer from cache or origin, through the viewer-response function, with the viewer's conditions and range applied. */
  async function delivered(wanted: Wanted, exchange: Exchange): Promise<Answer> {
    const { distribution, behavior, request, cancellation } = wanted
    const retrieved = await retriever.retrieve(wanted)
    const isError = retrieved.status >= 400
    const shown = isError ? await withErrorPage(wanted, retrieved) : foundAnswer(retrieved, request)
    const answer = withPolicy(wanted, shown, exchange)
    // A range refers to the object that failed, not to its error page.
    if (isError) return applyConditions(answer, withoutRange(request))
    const arn = behavior.functions['viewer-response']
    if (arn === undefined || retrieved.upgraded) return applyConditions(answer, request)
    const result = await functions
      .onResponse({ arn, distribution, request, cancellation }, answer)
      .catch((error: unknown) => {
        answer.body.cancel()
        throw error
      })
    if (result.kind === 'error') {
      answer.body.cancel()
      const error = edgeAnswer(result.error, request.id)
      return { ...error, why: { ...answer.why, ...error.why } }
    }
    return applyConditions(changedAnswer(answer, result.response), request)
  }

  /** Checks the signature that the behavior may require, and removes it from the request. */
  function signed(
    { keyGroupIds, signedBy }: CompiledBehavior,
    request: ViewerRequest
  ): { readonly request: ViewerRequest } | { readonly answer: Answer } {
    if (signedBy.length === 0) return { request }
    const check = checkSignature(request, signingKeys(keyGroupIds), clock.now())
    if (check.kind === 'denied') return { answer: deniedAnswer(check) }
    return { request: withoutSignature(request) }
  }

  /** Applies the behavior's response headers policy. */
  function withPolicy({ behavior, request }: Wanted, answer: Answer, exchange: Exchange): Answer {
    const policy = behavior.policies.responseHeaders
    if (!policy || answer.madeByEdge) return answer
    const { method } = request
    const headers = applyResponseHeadersPolicy(policy, { method, origin: originOf(exchange) }, answer.headers)
    const firstByteMs = performance.now() - exchange.startedMs
    return { ...answer, headers: withServerTiming({ ...answer, headers }, behavior, request, firstByteMs) }
  }

  /** The configured page in place of an error, whether the origin sent it or the edge made it for the origin. */
  async function withErrorPage(wanted: Wanted, found: Found): Promise<Answer> {
    const page = errorPage(wanted.distribution, found.status, found.edgeError ? 'edge' : 'origin')
    if (!page) return foundAnswer(found, wanted.request)
    found.body.leave()
    const request = errorPageRequest(wanted.request, page.path)
    const behavior = chooseBehavior(wanted.distribution, request.path)
    const instead = await retriever.retrieve({ ...wanted, behavior, request, body: undefined, webSocket: false })
    const status = errorPageStatus(page.responseCode, instead.status)
    const detail = `the page ${page.path} in place of ${found.status}${found.edgeError ? ` (${found.edgeError.detail})` : ''}`
    const why = { ...instead.why, detail, errorType: found.why.errorType }
    return { ...foundAnswer(instead, wanted.request), status, result: 'Error', xCache: 'Error from cloudfront', why }
  }

  async function fail(response: ServerResponse, exchange: Exchange, error: ErrorAnswer): Promise<void> {
    const { request } = exchange
    exchange.answer = edgeAnswer(error, request.id)
    await sendAnswer(response, exchange.answer, { request, name, close: true, nowMs: clock.now() })
  }
}

function whyUnserved(found: CompiledDistribution | undefined, disabled: Switch | undefined): string {
  if (!found) return 'no distribution has this host'
  return `the ${disabled} ${disabled === 'distribution' ? found.id : found.tenantId} is disabled`
}

function originOf({ request, wanted }: Exchange): ViewerOrigin | undefined {
  const sent = headerValue(request.headers, 'origin')
  const known = wanted && headerValue(wanted.request.headers, 'origin')
  return sent === undefined || known === undefined ? undefined : { known, sent }
}

const FAILED: ErrorAnswer = { kind: 'error', status: 503, message: 'The request could not be processed.' }

/** The headers that only some answers have. */
function extraHeaders({ request, wanted, cookie }: Exchange, answer: Answer): HeaderList {
  const explained = explanation(request, wanted, answer)
  return cookie === undefined ? explained : [['Set-Cookie', cookie], ...explained]
}
