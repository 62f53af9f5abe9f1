import { type Clock } from '../clock.ts'
import { type AccessLog } from './access-log.ts'
import { type Wanted, type Why } from './found.ts'
import { type Answer } from './send.ts'
import { type ViewerRequest } from '../../delivery/viewer-request.ts'

/** An answered request, for people who ask what happened. */
export interface LoggedRequest {
  readonly time: string
  readonly id: string
  readonly method: string
  readonly host: string
  readonly target: string
  /** 0 if the viewer left before there was one. */
  readonly status: number
  /** As in X-Cache. */
  readonly result: string
  readonly bytes: number
  readonly milliseconds: number
  readonly distribution?: string
  readonly tenant?: string
  readonly behavior?: string
  readonly origin?: string
  readonly key?: string
  readonly ttlSeconds?: number
  /** What determined the time to live. */
  readonly rule?: string
  /** The bound that changed it. */
  readonly clampedBy?: string
  /** ARNs of the behavior's functions. */
  readonly functions?: readonly string[]
  /** Why it is an error, or not cached. */
  readonly detail?: string
}

export interface Ended {
  readonly request: ViewerRequest
  readonly wanted: Wanted | undefined
  readonly answer: Answer | undefined
  readonly status: number
  readonly bytes: number
  /** How much of the request's body arrived. */
  readonly bodyBytes: number
  readonly milliseconds: number
  /** From the request to the head of the answer. */
  readonly firstByteMs: number
}

export type RequestLog = ReturnType<typeof createRequestLog>

const KEPT_MAX = 500

/** The last requests, newest last; each also goes to the access log, if there is one. */
export function createRequestLog({ clock, accessLog }: { clock: Clock; accessLog: AccessLog | undefined }) {
  /** A ring: the oldest is replaced. */
  let kept: Kept[] = []
  let oldest = 0
  return {
    add(ended: Ended): void {
      const nowMs = clock.now()
      accessLog?.add(ended, nowMs)
      const entry = toKept(ended, nowMs)
      if (kept.length < KEPT_MAX) kept.push(entry)
      else {
        kept[oldest] = entry
        oldest = (oldest + 1) % KEPT_MAX
      }
    },
    last: (count: number): readonly LoggedRequest[] => {
      const inOrder = [...kept.slice(oldest), ...kept.slice(0, oldest)]
      return inOrder.slice(Math.max(0, inOrder.length - count)).map(describe)
    },
    clear(): void {
      kept = []
      oldest = 0
    }
  }
}

/** What a description needs: neither bodies, connections nor headers. */
interface Kept
  extends Pick<Ended, 'status' | 'bytes' | 'milliseconds'>, Pick<ViewerRequest, 'id' | 'method' | 'target'> {
  readonly time: string
  readonly result: string
  readonly why: Why | undefined
  readonly host: string
  readonly distribution: Wanted['distribution'] | undefined
  readonly behavior: Wanted['behavior'] | undefined
}

function toKept({ request, wanted, answer, status, bytes, milliseconds }: Ended, nowMs: number): Kept {
  return {
    id: request.id,
    method: request.method,
    target: request.target,
    status,
    bytes,
    milliseconds,
    time: new Date(nowMs).toISOString(),
    result: answer?.result ?? 'Error',
    why: answer?.why,
    host: wanted?.request.host ?? '',
    distribution: wanted?.distribution,
    behavior: wanted?.behavior
  }
}

function describe({ distribution, behavior, why, milliseconds, ...ended }: Kept): LoggedRequest {
  const { key, originId, ttlSeconds, rule, clampedBy, detail } = why ?? {}
  const functions = Object.values(behavior?.functions ?? {})
  return {
    time: ended.time,
    id: ended.id,
    method: ended.method,
    host: ended.host,
    target: ended.target.slice(0, TARGET_MAX),
    status: ended.status,
    result: ended.result,
    bytes: ended.bytes,
    milliseconds: Math.round(milliseconds * 10) / 10,
    ...(distribution && { distribution: distribution.id }),
    ...(distribution?.tenantId !== undefined && { tenant: distribution.tenantId }),
    ...(behavior && { behavior: behavior.pathPattern }),
    ...(originId !== undefined && { origin: originId }),
    ...(key && { key: keyText(key) }),
    ...(ttlSeconds !== undefined && { ttlSeconds }),
    ...(rule !== undefined && { rule }),
    ...(clampedBy !== undefined && { clampedBy }),
    ...(functions.length > 0 && { functions }),
    ...(detail !== undefined && { detail })
  }
}

const TARGET_MAX = 1000

/** A cache key for people: the path with what else is in it. */
export function keyText({
  path,
  query,
  headers,
  cookies,
  acceptEncoding
}: {
  readonly path: string
  readonly query: string | undefined
  readonly headers: readonly (readonly [string, string])[]
  readonly cookies: readonly (readonly [string, string])[]
  readonly acceptEncoding: string | undefined
}): string {
  const parts = [
    query === undefined ? path : `${path}?${query}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...cookies.map(([name, value]) => `cookie ${name}=${value}`),
    ...(acceptEncoding === undefined ? [] : [`accept-encoding: ${acceptEncoding}`])
  ]
  return parts.join(' | ').slice(0, TARGET_MAX)
}
