import { type FastifyReply } from 'fastify'
import Type, { type Static } from 'typebox'

/** The longest time that an answer is held. */
const WAIT_SECONDS_MAX = 60

export const PreferHeader = Type.Object({
  prefer: Type.Optional(
    Type.String({
      maxLength: 1_000,
      // No example: Swagger UI would send it with every request.
      description:
        `\`wait=N\` holds the answer for up to N seconds, at most ${WAIT_SECONDS_MAX}, until the work has ended or ` +
        'CloudFront has deployed the change (RFC 7240).'
    })
  )
})
export type PreferHeader = Static<typeof PreferHeader>

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

/** Calls `find` with the time for which the caller prefers to wait, and adds the Preference-Applied header. */
export async function findAsPreferred<Found>(
  { headers }: { readonly headers: PreferHeader },
  reply: FastifyReply,
  find: (waitSeconds: number | undefined) => Promise<Found>
): Promise<Found> {
  const waitSeconds = readWaitSeconds(headers.prefer)
  const found = await find(waitSeconds)
  if (waitSeconds !== undefined) reply.header('preference-applied', `wait=${waitSeconds}`)
  return found
}

/**
 * The result of a write, or its later state if the caller prefers to wait. Not for dry runs and refusals, which have
 * nothing to wait for.
 */
export async function held<Written>(
  request: { readonly headers: PreferHeader },
  reply: FastifyReply,
  written: Written,
  wait: (waitSeconds: number) => Promise<Written>
): Promise<Written> {
  return findAsPreferred(request, reply, async seconds => (seconds === undefined ? written : wait(seconds)))
}
