import { type DistributionConfig } from '@aws-sdk/client-cloudfront'
import { type CompiledBehavior } from '../../delivery/behavior.ts'
import { type CompiledDistribution, hiddenBy } from '../../delivery/distribution.ts'
import { errorFreshness, errorPage, errorMinTtlSeconds } from '../../delivery/errors.ts'
import { targetOf } from '../../delivery/failover.ts'
import { type HeaderList } from '../../delivery/headers.ts'
import { type HostIndex } from '../../delivery/hosts.ts'
import { cacheKey, isCached } from '../../delivery/key.ts'
import { rangeOf } from '../../delivery/ranges.ts'
import { receive } from '../../delivery/reception.ts'
import { type Admission, chooseBehavior } from '../../delivery/routing.ts'
import { withoutSignature } from '../../delivery/signed.ts'
import { type Tenant } from '../../delivery/tenants.ts'
import { requestToOrigin } from '../../delivery/to-origin.ts'
import { asksForWebSocket, refuseEarly, splitTarget, type ViewerRequest } from '../../delivery/viewer-request.ts'
import { createReasons, type Reasons } from './reasons.ts'
import { type Explanation } from './schemas.ts'
import { type Deployment, type Primary } from './staging.ts'

/** The codes for which a page can be configured (Developer Guide, "GeneratingCustomErrorResponses"). */
const ERROR_CODES = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504]
const EDGE_NAME = 'explained.cloudfront.net'

/** What is explained: a distribution, possibly as it is for one of its tenants. */
export interface Explained {
  /** As read from CloudFront. */
  readonly config: DistributionConfig
  readonly distribution: CompiledDistribution
  readonly tenant: Tenant | undefined
  /** Whose viewer it is, if `config` is that of a staging distribution. */
  readonly primary?: Primary | undefined
  /** What sends some of the distribution's own viewers to its staging distribution. */
  readonly deployment?: Deployment | undefined
  /** The host names that are relevant to the request. */
  readonly hosts: HostIndex<unknown>
}

/** Applies the rules of delivery to a request, with the member of the configuration behind each decision. */
export function explanationOf(explained: Explained, asked: ViewerRequest): Explanation {
  const { distribution, tenant, hosts } = explained
  const reasons = createReasons(explained)
  const { request: viewer, behavior, hasBody, admission } = receive(distribution, asked, hosts)
  const shown = {
    method: viewer.method,
    protocol: viewer.protocol,
    host: viewer.host,
    path: viewer.path,
    ...(viewer.query !== undefined && { query: viewer.query }),
    ...(tenant && { distributionTenantId: tenant.id })
  }
  const early = refusedEarly(explained, asked, reasons)
  if (early) return { outcome: 'refused', answer: early, request: shown, because: reasons.all }
  reasons.staging()
  if (viewer.path !== asked.path) reasons.rootObject(viewer.path)
  reasons.behavior(behavior, viewer.path)
  const requiresSignature = behavior.signedBy.length > 0
  const about = {
    pathPattern: behavior.pathPattern,
    pointer: reasons.pointerOfBehavior(behavior),
    requiresSignature
  }
  reasons.admission(behavior, { ...viewer, hasBody }, admission)
  if (admission.kind !== 'continue') {
    return { ...answerOf(admission), request: shown, behavior: about, because: reasons.all }
  }
  const request = requiresSignature ? withoutSignature(viewer) : viewer
  const webSocket = asksForWebSocket(asked)
  const cached = isCached(behavior, { method: request.method, webSocket })
  const functions = reasons.functions(behavior)
  const cache = cacheOf(distribution, behavior, { request, cached })
  reasons.cache(behavior, cache, { webSocket })
  // Objects that are to be cached are requested as a whole.
  const conditions = cached ? [] : rangeOf(request)
  const target = targetOf(distribution, behavior, request.method)
  reasons.target(behavior, target)
  const errors = errorsOf(distribution, behavior, { cached })
  reasons.errors(errors.map(({ code }) => code))
  reasons.responseHeaders(behavior)
  return {
    outcome: 'served',
    request: shown,
    behavior: about,
    functions,
    cache,
    origins: target.origins.flatMap(origin => {
      if (!origin) return []
      const sent = requestToOrigin({ behavior, origin, request, edgeName: EDGE_NAME, webSocket, conditions })
      const { path, query } = splitTarget(sent.target) ?? { path: sent.target, query: undefined }
      return {
        id: origin.id,
        pointer: reasons.pointerOfOrigin(origin),
        protocol: sent.protocol,
        hostname: sent.hostname,
        port: sent.port,
        method: sent.method,
        path,
        ...(query !== undefined && { query }),
        headers: valuesOf(sent.headers)
      }
    }),
    ...(target.origins.length > 1 && { failoverCodes: [...(target.group?.failoverCodes ?? [])] }),
    errors,
    because: reasons.all
  }
}

/** Steps before any behavior is chosen. */
function refusedEarly({ config, distribution, tenant, primary }: Explained, request: ViewerRequest, reasons: Reasons) {
  reasons.host(request.host)
  const hidden = tenant || primary ? undefined : hiddenBy(config)
  const isServed = !hidden && distribution.enabled
  const refusal = refuseEarly(request, { isServed })
  if (!refusal) return undefined
  if (isServed || refusal.status === 400) reasons.limits(refusal.message)
  else if (hidden) reasons.hidden(hidden)
  else reasons.disabled()
  return { status: refusal.status, message: refusal.message }
}

function answerOf(admission: Exclude<Admission, { kind: 'continue' }>): Pick<Explanation, 'outcome' | 'answer'> {
  const { status } = admission
  return admission.kind === 'redirect'
    ? { outcome: 'redirected', answer: { status, location: admission.location } }
    : { outcome: 'refused', answer: { status, message: admission.message } }
}

function cacheOf(
  distribution: CompiledDistribution,
  behavior: CompiledBehavior,
  { request, cached }: { readonly request: ViewerRequest; readonly cached: boolean }
): NonNullable<Explanation['cache']> {
  const { min, default: usual, max } = behavior.ttl
  const key = cacheKey(distribution, behavior, request)
  return {
    cached,
    ...(cached && {
      key: {
        path: key.path,
        ...(key.query !== undefined && { query: key.query }),
        headers: valuesOf(key.headers),
        cookies: valuesOf(key.cookies, '; '),
        ...(key.acceptEncoding !== undefined && { acceptEncoding: key.acceptEncoding })
      }
    }),
    ttl: { minSeconds: min, defaultSeconds: usual, maxSeconds: max },
    compresses: behavior.compresses
  }
}

type ErrorShown = NonNullable<Explanation['errors']>[number]

function errorsOf(
  distribution: CompiledDistribution,
  behavior: CompiledBehavior,
  { cached: isAnyKept }: { readonly cached: boolean }
): ErrorShown[] {
  const isKept = (status: number, headers: HeaderList) =>
    isAnyKept && errorFreshness(distribution, behavior, { status, headers }, 0).stored
  return ERROR_CODES.map(code => {
    const page = errorPage(distribution, code, 'origin')
    const cached = isKept(code, []) ? 'always' : isKept(code, [['Cache-Control', 'max-age=1']]) ? 'withMaxAge' : 'never'
    return {
      code,
      status: page?.responseCode ?? code,
      ...(page && { page: page.path, pageBehavior: chooseBehavior(distribution, page.path).pathPattern }),
      cached,
      ...(cached !== 'never' && { minSeconds: errorMinTtlSeconds(distribution, code) })
    }
  })
}

/** Joins several values of a name into a list. */
function valuesOf(pairs: HeaderList, separator = ', '): Record<string, string> {
  const values = new Map<string, string>()
  for (const [name, value] of pairs) {
    const before = values.get(name)
    values.set(name, before === undefined ? value : before + separator + value)
  }
  return Object.fromEntries(values)
}
