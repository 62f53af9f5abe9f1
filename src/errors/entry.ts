/**
 * Who has to act: the caller, whoever resolves the conflict or raises the quota, nobody (throttling is temporary), or
 * the operator.
 */
export type ErrorClass = 'caller' | 'conflict' | 'quota' | 'throttle' | 'service'

/** A quota of CloudFront. */
export interface Quota {
  readonly name: string
  /** Its value in an account for which it has not been raised. */
  readonly default: number
  /** Whether AWS raises it on request. */
  readonly adjustable: boolean
}

export interface CatalogueEntry {
  readonly class: ErrorClass
  /** The HTTP status of Frontage's answer, which is not always CloudFront's. */
  readonly status: number
  readonly title: string
  /** Whether the same request may succeed later although nobody has changed anything. */
  readonly retryable: boolean
  /** Says what to do. */
  readonly remedy?: string
  readonly retryAfterSeconds?: number
  readonly quota?: Quota
  /**
   * The names of the CloudFront errors that are translated to this code. An error that means something else for one
   * operation has it behind its name: `TooManyDistributions (CopyDistribution)`.
   */
  readonly cloudFront?: readonly string[]
}

export type Extras = Partial<Pick<CatalogueEntry, 'remedy' | 'retryable' | 'retryAfterSeconds' | 'quota'>>

/** Makes a catalogue entry; not retryable unless `extras` say so. */
export function entry(
  errorClass: ErrorClass,
  status: number,
  title: string,
  cloudFront: string | readonly string[] = [],
  extras: Extras = {}
): CatalogueEntry {
  const names = typeof cloudFront === 'string' ? [cloudFront] : cloudFront
  return {
    class: errorClass,
    status,
    title,
    retryable: false,
    ...(names.length > 0 && { cloudFront: names }),
    ...extras
  }
}
