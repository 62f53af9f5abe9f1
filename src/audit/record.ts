import { type BoundedChange } from './bounded-changes.ts'

/**
 * `unknown`: it may have been done. That is the outcome until the request is answered, and remains so if its process died before,
 * if CloudFront's answer was lost, or if only a part was done. `refused`: nothing was done, because of the request. `failed`:
 * Frontage or CloudFront was unable to do it.
 */
export const OUTCOMES = ['succeeded', 'refused', 'failed', 'unknown'] as const
export type Outcome = (typeof OUTCOMES)[number]

/** Who did it. */
interface AuditCaller {
  /** The id from `callerOf`. */
  readonly id: string
  readonly name?: string | undefined
}

/** What is known about a write before anything is done. */
export interface AuditFacts {
  /** The operationId, or the kind of the operation whose step it is. */
  readonly action: string
  readonly caller: AuditCaller | undefined
  /** The address that the request came from; for a command, the user of the operating system. */
  readonly source: string | undefined
  readonly resource: string
  readonly distribution: string | undefined
  readonly dryRun: boolean
  readonly requestId: string | undefined
  readonly operation?: string | undefined
  /** The identity of the account that the request names, if there are several. */
  readonly account?: string | undefined
}

/** A call to CloudFront that writes. */
export interface AuditedCall {
  readonly operation: string
  readonly requestId?: string | undefined
  /** The error code, if it failed. */
  readonly code?: string | undefined
}

/** What becomes known about a write while it is made. */
export interface AuditNotes {
  readonly resource?: string
  readonly distribution?: string | undefined
  readonly operation?: string
  readonly account?: string | undefined
  readonly replayed?: boolean
  readonly etagBefore?: string | undefined
  readonly etagAfter?: string | undefined
  readonly changes?: readonly BoundedChange[]
  readonly changesLeftOut?: number
}

export interface AuditEnd {
  readonly outcome: Outcome
  readonly status?: number | undefined
  readonly code?: string | undefined
}

/** A record as it is written, without its times, which the store sets. */
export interface NewAuditRecord extends AuditFacts, Omit<AuditNotes, keyof AuditFacts> {
  readonly id: string
  readonly outcome: Outcome
  readonly ended: boolean
  readonly status?: number | undefined
  readonly code?: string | undefined
  readonly cloudFront: readonly AuditedCall[]
  /** The identity of the account that it is about, if there are several and it is known. */
  readonly account?: string | undefined
  readonly count?: number | undefined
}

/** A record as it is read. */
export interface AuditRecord extends NewAuditRecord {
  readonly at: Date
  readonly endedAt: Date | undefined
}
