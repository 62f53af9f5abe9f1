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
import { declaresBody, type ViewerRequest } from './viewer-request.ts'

/** A viewer's request and the behavior that handles it. */
export interface Received {
  /** As all later rules see it: with the root object, without headers that are only for the edge or the connection. */
  readonly request: ViewerRequest
  readonly behavior: CompiledBehavior
  readonly hasBody: boolean
  readonly admission: Admission
}

/**
 * The steps after early refusals and before the signature: root object, behavior, method, body, protocol. `hosts` finds the
 * distributions whose local names may appear in `Origin` and `Referer`.
 */
export function receive(distribution: CompiledDistribution, sent: ViewerRequest, hosts: HostIndex<unknown>): Received {
  const request = {
    ...sent,
    path: applyRootObject(distribution, sent.path),
    headers: asGlobal(ofViewer(sent.headers), sent, hosts)
  }
  const behavior = chooseBehavior(distribution, request.path)
  const hasBody = declaresBody(sent.headers)
  return { request, behavior, hasBody, admission: admit(behavior, request, { hasBody }) }
}

/** Addressed to the edge, and never forwarded. */
const OF_THE_EDGE = new Set(['x-forwarded-proto', 'x-frontage-edge'])

/** Without headers that are only for the edge or the connection. `Host` stays even if `Connection` names it. */
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
  let translated = headers
  for (const header of MAY_BE_LOCAL) {
    const value = headerValue(headers, header)
    const changed = value === undefined ? undefined : globalUrl(value, hosts, protocol)
    if (changed !== undefined && changed !== value) translated = withHeader(translated, header, changed)
  }
  return withHeader(translated, 'Host', host)
}

const MAY_BE_LOCAL = ['Origin', 'Referer']
