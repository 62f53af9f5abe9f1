import { type CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { catalogue, ServiceError } from '../errors.ts'
import { type CallContext, signalOfContext } from './call-context.ts'

/** The client's `send` without its overloads, which differ only in types and in a callback form that nothing here uses. */
export type Send = (command: object, options?: { abortSignal?: AbortSignal }) => Promise<unknown>

/** Puts something around every `send` of the client. */
export function wrapSend(client: CloudFrontClient, wrap: (send: Send) => Send): void {
  client.send = wrap(client.send.bind(client) as Send) as CloudFrontClient['send']
}

/**
 * Rejects with CLOUDFRONT_TIMEOUT when the work is not done in time, and tells the work by its signal. The work may go on
 * if it does not listen, such as a credential provider.
 */
export async function withinDeadline<Result>(
  deadlineMs: number,
  work: (signal: AbortSignal) => Promise<Result>
): Promise<Result> {
  const deadline = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const detail = `${catalogue.CLOUDFRONT_TIMEOUT.title} (${deadlineMs} ms).`
      const error = new ServiceError('CLOUDFRONT_TIMEOUT', detail)
      deadline.abort(error)
      reject(error)
    }, deadlineMs)
  })
  try {
    return await Promise.race([work(deadline.signal), expired])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Every call ends in time: the SDK bounds attempts, not calls. A ServiceError says by `notSent` that no attempt had been
 * sent: the call was still waiting for the pacer, for a slot or for credentials.
 */
export function bindDeadline(client: CloudFrontClient, deadlineMs: number): void {
  const sent = new WeakSet<AbortSignal>()
  const noteSending =
    <Args, Result>(next: (args: Args) => Promise<Result>, context: CallContext) =>
    async (args: Args) => {
      const signal = signalOfContext(context)
      // What ignored the signal must not send after the caller was told that nothing was sent.
      signal?.throwIfAborted()
      if (signal) sent.add(signal)
      return next(args)
    }
  // Behind everything that a call waits for.
  client.middlewareStack.add(noteSending, { step: 'finalizeRequest', priority: 'low', name: 'frontageSending' })

  wrapSend(client, send => async (command, options) => {
    const given = options?.abortSignal
    let signal: AbortSignal | undefined
    try {
      return await withinDeadline(deadlineMs, deadline => {
        signal = given ? AbortSignal.any([deadline, given]) : deadline
        return send(command, { ...options, abortSignal: signal })
      })
    } catch (error) {
      // A reason of the caller's may end other calls, too, and speaks of none of them.
      const ours = error instanceof ServiceError && error !== given?.reason
      if (ours && signal && !sent.has(signal)) error.notSent = true
      throw error
    }
  })
}
