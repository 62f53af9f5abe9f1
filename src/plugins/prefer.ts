import { type FastifyReply } from 'fastify'
import Type from 'typebox'

/** The longest time that an answer is held. */
const WAIT_SECONDS_MAX = 60

export const PreferHeader = Type.Object({
  prefer: Type.Optional(
    Type.String({
      maxLength: 1_000,
      // No example: Swagger UI would send it with every request.
      description:
        `\`wait=N\` holds the answer up to N seconds, at most ${WAIT_SECONDS_MAX}, until the work has ended or CloudFront ` +
        'has deployed the change (RFC 7240).'
    })
  )
})

/**
 * How many seconds the caller prefers to wait (RFC 7240, section 4.3), up to the maximum; undefined without a preference. The
 * first of several counts, and unknown preferences are ignored, as section 2 requires.
 */
export function readWaitSeconds(header: string | undefined): number | undefined {
  for (const preference of (header ?? '').split(',')) {
    const [, digits] = /^\s*wait\s*=\s*"?(\d{1,9})"?\s*(;|$)/i.exec(preference) ?? []
    if (digits !== undefined) return Math.min(Number(digits), WAIT_SECONDS_MAX)
  }
  return undefined
}

/** Says in the answer for how long it may have been held. */
export function sayWaited(reply: FastifyReply, seconds: number): void {
  reply.header('preference-applied', `wait=${seconds}`)
}
