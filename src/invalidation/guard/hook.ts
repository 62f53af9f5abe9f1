import { type NewInvalidation } from '../queue/accept.ts'
import { type Warning } from '../schemas.ts'

/** What a guard decides about a request that it admits. */
export interface Admission {
  /** Nothing is submitted before this time. */
  readonly holdUntil?: Date
  readonly warnings?: readonly Warning[]
}

/** Examines each request after its validation and before it is stored. */
export interface Guard {
  /** Safe to repeat with the same id. Throws if the request is refused. */
  admit(request: NewInvalidation): Promise<Admission>
  /** Must be called for an admitted request that will not be stored. */
  release(id: string): void
}

/** Admits everything. */
export const noGuard: Guard = { admit: async () => ({}), release: () => undefined }
