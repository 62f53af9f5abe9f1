import { type NewInvalidation } from '../queue/accept.ts'
import { type Warning } from '../schemas.ts'

/** What a guard decides about a request that it lets in. */
export interface Admission {
  /** Nothing of it is submitted before. */
  readonly holdUntil?: Date
  readonly warnings?: readonly Warning[]
}

/** Examines each request after its validation and before it is stored. */
export interface Guard {
  /** A repeat with the same id is harmless. Throws where the request is refused. */
  admit(request: NewInvalidation): Promise<Admission>
}

/** Lets everything in. */
export const openGuard: Guard = { admit: async () => ({}) }
