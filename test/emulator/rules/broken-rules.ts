import { type Sample } from '../sample-config.ts'

/** A change to the sample configuration, and what CloudFront refuses it with. */
export interface BrokenRule {
  readonly says: string
  readonly change: (config: Sample) => void
  readonly code: string
  /** Where CloudFront's own wording is known. */
  readonly message?: string
}

/** Refused with this code, without a wording that is known. */
export function broken(says: string, code: string, change: (config: Sample) => void, message?: string): BrokenRule {
  return { says, code, change, ...(message !== undefined && { message }) }
}
