import { type FastifyReply } from 'fastify'
import { readWaitSeconds, sayWaited } from '../../plugins/prefer.ts'

export interface Prefer {
  prefer?: string
}

/**
 * What was written, or what it has become after the wait that the caller asks for by `Prefer: wait=N`; then the answer
 * says so. A dry run or a refusal has nothing to wait for and must not come here.
 */
export async function held<Written>(
  { headers }: { readonly headers: Prefer },
  reply: FastifyReply,
  written: Written,
  wait: (waitSeconds: number) => Promise<Written>
): Promise<Written> {
  const waitSeconds = readWaitSeconds(headers.prefer)
  if (waitSeconds === undefined) return written
  sayWaited(reply, waitSeconds)
  return wait(waitSeconds)
}
