import { type CompiledBehavior } from './behavior.ts'
import { type CompiledDistribution } from './distribution.ts'
import {
  connectionHeaders,
  type HeaderList,
  headerValue,
  withHeader,
  withoutCookies,
  withoutHeaders
} from './headers.ts'
import { globalUrl, type HostIndex } from './hosts.ts'
import { type Admission, admit, applyRootObject, chooseBehavior } from './routing.ts'
import { STAGING_COOKIE } from './staging.ts'
import { saysBody, type ViewerRequest } from './viewer-request.ts'

/** A viewer's request at the behavior that it meets. */
export interface Received {
  /** As all later rules have it: the root object applied, without what is for the edge or for the connection alone. */
  readonly request: ViewerRequest
  readonly behavior: CompiledBehavior
  readonly hasBody: boolean
  readonly admission: Admission
}

/**
 * The steps between a request that is not refused early and its signature: root object, behavior, method, body, protocol.
 * `hosts` has the distributions whose local names `Origin` and `Referer` may bear.
 */
export function receive(distribution: CompiledDistribution, sent: ViewerRequest, hosts: HostIndex<unknown>): Received {
  const request = {
    ...sent,
    path: applyRootObject(distribution, sent.path),
    headers: asGlobal(ofViewer(sent.headers), sent, hosts)
  }
  const behavior = chooseBehavior(distribution, request.path)
  const hasBody = saysBody(sent.headers)
  return { request, behavior, hasBody, admission: admit(behavior, request, { hasBody }) }
}

/** They are for the edge, and go no further. */
const OF_THE_EDGE = new Set(['x-forwarded-proto', 'x-frontage-edge'])

/** The viewer's own headers, without what is for the edge or for the connection alone. `Host` chooses, whatever `Connection` says. */
function ofViewer(headers: HeaderList): HeaderList {
  const hopByHop = connectionHeaders(headers)
  const own = withoutHeaders(headers, name => OF_THE_EDGE.has(name) || (hopByHop.has(name) && name !== 'host'))
  return withoutCookies(own, name => name === STAGING_COOKIE)
}

/** `Host`, `Origin` and `Referer` as they would be at AWS, so that an origin may compare them. */
function asGlobal(
  headers: HeaderList,
  { host, protocol }: Pick<ViewerRequest, 'host' | 'protocol'>,
  hosts: HostIndex<unknown>
): HeaderList {
  const translated = ['Origin', 'Referer'].reduce((list, header) => {
    const value = headerValue(list, header)
    const changed = value === undefined ? undefined : globalUrl(value, hosts, protocol)
    return changed === undefined || changed === value ? list : withHeader(list, header, changed)
  }, headers)
  return withHeader(translated, 'Host', host)
}
