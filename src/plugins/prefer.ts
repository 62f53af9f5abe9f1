import { type FastifyReply } from 'fastify'
import Type from 'typebox'

/** How long an answer is held at most. */
export const WAIT_SECONDS_MAX = 60

export const PreferHeader = Type.Object({
  prefer: Type.Optional(
    Type.String({
      maxLength: 1_000,
      // No example: Swagger UI would send it with every request.
      description: `\`wait=N\` holds the answer up to N seconds, at most ${WAIT_SECONDS_MAX}, until the work has ended (RFC 7240).`
    })
  )
})

/**
 * For how many seconds the caller would like to wait (RFC 7240, section 4.3), within what is offered; undefined without a
 * wish. The first of several counts, and what is not understood is passed over, as section 2 wants.
 */
export function readWaitSeconds(header: string | undefined): number | undefined {
  for (const preference of (header ?? '').split(',')) {
    const [, digits] = /^\s*wait\s*=\s*"?(\d{1,9})"?\s*(;|$)/i.exec(preference) ?? []
    if (digits !== undefined) return Math.min(Number(digits), WAIT_SECONDS_MAX)
  }
  return undefined
}

/** Says in the answer for how long it would have been held. */
export function sayWaited(reply: FastifyReply, seconds: number): void {
  reply.header('preference-applied', `wait=${seconds}`)
}
