import { type CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { catalogue, ServiceError } from '../errors.ts'

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

/** The SDK bounds attempts, not calls. */
export function bindDeadline(client: CloudFrontClient, deadlineMs: number): void {
  wrapSend(
    client,
    send => (command, options) =>
      withinDeadline(deadlineMs, signal =>
        send(command, {
          ...options,
          abortSignal: options?.abortSignal ? AbortSignal.any([signal, options.abortSignal]) : signal
        })
      )
  )
}
