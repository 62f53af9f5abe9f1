import { type Duplex, type Readable } from 'node:stream'
import { type CompiledBehavior } from '../../delivery/behavior.ts'
import { type CompiledDistribution } from '../../delivery/distribution.ts'
import { type HeaderList } from '../../delivery/headers.ts'
import { type CacheKey } from '../../delivery/key.ts'
import { type ViewerRequest } from '../../delivery/viewer-request.ts'
import { type Body } from './body.ts'
import { type Cancellation } from './cancellation.ts'
import { type EdgeError, type StoredObject } from './object-cache.ts'

/** The object that a viewer asks for. */
export interface Wanted {
  readonly distribution: CompiledDistribution
  readonly behavior: CompiledBehavior
  readonly request: ViewerRequest
  /** The body of the request, if it has one. */
  readonly body?: Readable | undefined
  /** Whether the viewer asks for an upgrade to a WebSocket. */
  readonly webSocket?: boolean
  /** Cancelled when the viewer leaves; undefined if no viewer waits. */
  readonly cancellation: Cancellation | undefined
}

export type CacheResult = 'Hit' | 'Miss' | 'RefreshHit'

export interface Found {
  readonly status: number
  readonly headers: HeaderList
  readonly body: Body
  /** The connection after a 101. */
  readonly upgraded?: Duplex | undefined
  readonly result: CacheResult
  readonly ageSeconds: number | undefined
  /** An error that the edge made itself, in place of headers and body. */
  readonly edgeError?: EdgeError | undefined
  /** Explains the answer: key, origin, time to live. */
  readonly why: Why
}

export interface Why {
  readonly key?: CacheKey | undefined
  readonly originId?: string | undefined
  readonly ttlSeconds?: number | undefined
  readonly rule?: string | undefined
  /** The bound that changed what the rule said. */
  readonly clampedBy?: string | undefined
  /** Why the edge made an error, or did not cache. */
  readonly detail?: string | undefined
  /** Of an error, as in access logs (Developer Guide, "Standard logging reference"). */
  readonly errorType?: string | undefined
}

/** The outcome of a miss, known when the head of the answer has arrived. */
export type Outcome =
  | { readonly kind: 'stored'; readonly shared: true; readonly object: StoredObject; readonly result: CacheResult }
  | {
      readonly kind: 'arriving'
      /** Whether it answers all who wait for it, because it may be stored or is a failure. */
      readonly shared: boolean
      readonly status: number
      readonly headers: HeaderList
      /** A body that is not shared. */
      readonly own?: Body | undefined
      /** The shared body, if it has arrived already. */
      readonly whole?: Body | undefined
      readonly why: Why
    }
