import { PassThrough, type Readable } from 'node:stream'
import { type CompiledBehavior } from '../../delivery/behavior.ts'
import { type CompiledDistribution, type CompiledOrigin } from '../../delivery/distribution.ts'
import { failsOver, type Target, targetOf } from '../../delivery/failover.ts'
import { type HeaderList } from '../../delivery/headers.ts'
import { hopName } from '../../delivery/hops.ts'
import { type OriginRequest, requestToOrigin } from '../../delivery/to-origin.ts'
import { type ViewerRequest } from '../../delivery/viewer-request.ts'
import { type BucketSettings } from '../bucket-settings.ts'
import { type Cancellation } from './cancellation.ts'
import { createBucketEndpoint } from './bucket-endpoint.ts'
import { createBucketFolder } from './bucket-folder.ts'
import { createBucketNotes } from './bucket-notes.ts'
import { bucketOf } from './bucket-request.ts'
import { createHttpOrigins, isLocalName } from './http-origin.ts'
import { type Signing } from './origin-access.ts'
import { type OriginAnswer, OriginFailure } from './origin-answer.ts'
import { isHostName, type OriginMap, type OriginTarget } from './origin-map.ts'
import { askUpgrade } from './web-socket-origin.ts'

export interface OriginsDeps {
  readonly map: OriginMap
  /** Undefined where there are none. */
  readonly buckets: BucketSettings | undefined
  readonly signingOf: (origin: CompiledOrigin['config']) => Signing
  /** The names in `Via` are derived from it. */
  readonly edgeName: string
  readonly warn: (fields: object, message: string) => void
}

export interface OriginCall {
  readonly distribution: CompiledDistribution
  readonly behavior: CompiledBehavior
  readonly request: ViewerRequest
  /** Of the viewer's request; undefined where it has none. */
  readonly body?: Readable | undefined
  /** Whether the viewer asks for an upgrade to a WebSocket; buckets ignore it. */
  readonly webSocket?: boolean | undefined
  /** The edge's own conditions or range, in place of the viewer's. */
  readonly conditions?: HeaderList
  readonly cancellation: Cancellation | undefined
}

export interface Answered extends OriginAnswer {
  readonly originId: string
}

export type Origins = ReturnType<typeof createOrigins>

const REPEATABLE = new Set(['GET', 'HEAD'])
const NO_BUCKETS = 'LOCAL_EDGE_BUCKETS'

/**
 * Sends a request to the origin of a behavior, or to those of its origin group. Only loopback is reached without a setting: other
 * hosts are neither looked up nor connected to.
 */
export function createOrigins({ map, buckets, signingOf, edgeName, warn }: OriginsDeps) {
  const http = createHttpOrigins()
  const explained = createBucketNotes(buckets, warn)
  /** The names in `Via`. */
  const hopNames = new WeakMap<CompiledDistribution, string>()
  const inBucket = buckets && ('folder' in buckets ? createBucketFolder(buckets.folder) : createBucketEndpoint(buckets))

  /** Rejects with an OriginFailure, or, once it is cancelled, with any error. */
  function ask(call: OriginCall): Promise<Answered> {
    const { distribution, behavior, request } = call
    const target = targetOf(distribution, behavior, request.method)
    const [first, second] = target.origins
    return second ? askBoth(target, first, second, call) : askOrigin(first, call)
  }

  async function askBoth(target: Target, first: CompiledOrigin, second: CompiledOrigin, call: OriginCall) {
    let answer: Answered
    try {
      answer = await askOrigin(first, call)
    } catch (error) {
      if (!(error instanceof OriginFailure) || !failsOver(target, 'unreachable')) throw error
      return askOrigin(second, call)
    }
    if (!failsOver(target, answer.status)) return answer
    answer.body.cancel()
    return askOrigin(second, call)
  }

  async function askOrigin(origin: CompiledOrigin, call: OriginCall): Promise<Answered> {
    const { distribution, behavior, request, webSocket, conditions = [] } = call
    const hop = hopNames.get(distribution) ?? hopName(edgeName, distribution)
    hopNames.set(distribution, hop)
    const toOrigin = requestToOrigin({ behavior, origin, request, edgeName: hop, webSocket, conditions })
    try {
      const reach = reachOf(toOrigin)
      const answer =
        typeof reach === 'string'
          ? await askBucket(reach, origin, toOrigin, call)
          : await attempt(reach, toOrigin, call)
      const { status, headers, body, upgraded } = answer
      return { status, headers, body, upgraded, originId: origin.id }
    } catch (error) {
      if (error instanceof OriginFailure) error.originId = origin.id
      throw error
    }
  }

  async function askBucket(bucket: string, { config }: CompiledOrigin, wanted: OriginRequest, call: OriginCall) {
    if (!inBucket) throw unreachable(bucket, NO_BUCKETS)
    const { method, target, headers } = wanted
    const requestId = call.request.id.slice(0, 16).toUpperCase()
    const request = { method, bucket, path: target.replace(/\?.*$/s, ''), headers, requestId }
    const signing = signingOf(config)
    const answer = await inBucket(request, signing, (endpoint, toEndpoint) =>
      attempt(endpoint, { ...wanted, ...toEndpoint }, { ...call, webSocket: false })
    )
    return explained(request, signing, answer)
  }

  async function attempt(target: OriginTarget, wanted: OriginRequest, call: OriginCall): Promise<OriginAnswer> {
    const { body, cancellation, webSocket } = call
    const repeatable = REPEATABLE.has(wanted.method) && !body
    const endsAtMs = performance.now() + (wanted.completionTimeoutMs ?? Infinity)
    for (let left = repeatable ? wanted.attempts : 1; ; left -= 1) {
      try {
        if (webSocket) return await askUpgrade(target, { ...wanted, cancellation })
        // A failed request destroys its body, which must not end the viewer's connection.
        return await http.ask(target, {
          method: wanted.method,
          target: wanted.target,
          headers: wanted.headers,
          body: body?.pipe(new PassThrough()),
          connectTimeoutMs: wanted.connectTimeoutMs,
          readTimeoutMs: wanted.readTimeoutMs,
          completionTimeoutMs: wanted.completionTimeoutMs && Math.max(0, endsAtMs - performance.now()),
          cancellation
        })
      } catch (error) {
        if (left <= 1 || !(error instanceof OriginFailure)) throw error
        // A timer may come a millisecond before its time on this clock.
        if (error.isFinal || performance.now() >= endsAtMs) throw error
      }
    }
  }

  /** The name of a bucket, or where to connect. */
  function reachOf({ hostname, protocol, port }: OriginRequest): string | OriginTarget {
    // Tenants' parameters are part of the name: a character that ends the host of a URL would lead elsewhere.
    if (!isHostName(hostname)) throw unreachable(hostname, 'LOCAL_EDGE_ORIGINS')
    const mapped = map.find(hostname)
    if (mapped) return mapped
    if (isLocalName(hostname)) return { hostname, protocol, port }
    const bucket = bucketOf(hostname)
    if (bucket !== undefined) return bucket
    throw unreachable(hostname, 'LOCAL_EDGE_ORIGINS')
  }

  function unreachable(host: string, setting: string): OriginFailure {
    warn(
      { host, setting },
      setting === NO_BUCKETS
        ? `the bucket ${host} is not reached: set LOCAL_EDGE_BUCKETS to a folder whose subfolders are buckets, or to an ` +
            'S3-compatible endpoint'
        : `the origin ${host} is not reached, since nothing leaves this machine by default: set LOCAL_EDGE_ORIGINS, such ` +
            `as ${host}=http://127.0.0.1:9000`
    )
    return new OriginFailure('connect', `${setting} does not say where ${host} is`)
  }

  return { ask, close: () => http.close() }
}
