import { type Duplex } from 'node:stream'
import { type HeaderList } from '../../delivery/headers.ts'
import { type Body } from './body.ts'

/** The answer of an origin; its body is read once. */
export interface OriginAnswer {
  readonly status: number
  readonly headers: HeaderList
  readonly body: Body
  /** The connection after a 101. */
  readonly upgraded?: Duplex | undefined
}

/** How an origin failed to answer; `detail` is for the log. */
export class OriginFailure extends Error {
  readonly kind: 'connect' | 'timeout' | 'cut'
  /** No time is left for another attempt. */
  readonly isFinal: boolean
  /** Set once the origin is known. */
  originId?: string
  constructor(
    kind: OriginFailure['kind'],
    detail: string,
    { isFinal = false, ...options }: ErrorOptions & { readonly isFinal?: boolean } = {}
  ) {
    super(detail, options)
    this.name = 'OriginFailure'
    this.kind = kind
    this.isFinal = isFinal
  }

  /** The status of the page that a viewer gets. */
  get status(): 502 | 504 {
    return this.kind === 'timeout' ? 504 : 502
  }
}
