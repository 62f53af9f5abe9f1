import { type CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { withAnySignal } from '../any-signal.ts'
import { catalogue, ServiceError } from '../errors.ts'
import { type CallContext, signalOfContext } from './call-context.ts'

/** The client's `send` without its overloads, which differ in types and in an unused callback variant. */
export type Send = (command: object, options?: { abortSignal?: AbortSignal }) => Promise<unknown>

/** Wraps every `send` of the client. */
export function wrapSend(client: CloudFrontClient, wrap: (send: Send) => Send): void {
  client.send = wrap(client.send.bind(client) as Send) as CloudFrontClient['send']
}

/**
 * Rejects with CLOUDFRONT_TIMEOUT, and aborts the work's signal, when the work is not done in time. Work that ignores the
 * signal, such as a credential provider, continues in the background.
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
 * Bounds every call, since the SDK bounds attempts only. `notSent` of a ServiceError says that no attempt was sent: the call
 * was still waiting for the pacer, a slot of the semaphore, or credentials.
 */
export function bindDeadline(client: CloudFrontClient, deadlineMs: number): void {
  const sent = new WeakSet<AbortSignal>()
  const noteSending =
    <Args, Result>(next: (args: Args) => Promise<Result>, context: CallContext) =>
    async (args: Args) => {
      const signal = signalOfContext(context)
      // A step that ignored the signal must not lead to sending after the caller was told that nothing was sent.
      signal?.throwIfAborted()
      if (signal) sent.add(signal)
      return next(args)
    }
  // After everything that a call may wait for.
  client.middlewareStack.add(noteSending, { step: 'finalizeRequest', priority: 'low', name: 'frontageSending' })

  wrapSend(client, send => async (command, options) => {
    const given = options?.abortSignal
    let signal: AbortSignal | undefined
    const sendWith = (abortSignal: AbortSignal) => {
      signal = abortSignal
      return send(command, { ...options, abortSignal })
    }
    try {
      return await withinDeadline(deadlineMs, deadline =>
        given ? withAnySignal([deadline, given], sendWith) : sendWith(deadline)
      )
    } catch (error) {
      // The caller's own abort reason may be shared by several calls, so it is not marked.
      const ours = error instanceof ServiceError && error !== given?.reason
      if (ours && signal && !sent.has(signal)) error.notSent = true
      throw error
    }
  })
}
