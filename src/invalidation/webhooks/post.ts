import { type LookupFunction } from 'node:net'
import { withAnySignal } from '../../any-signal.ts'
import { version } from '../../version.ts'
import { ForbiddenAddressError } from './receiver-address.ts'

/** The outcome of one attempt. */
export type Attempt =
  | { readonly outcome: 'accepted' }
  /** Not to be tried again. */
  | { readonly outcome: 'refused'; readonly reason: string }
  | { readonly outcome: 'failed'; readonly reason: string; readonly retryAfterSeconds?: number }

interface Post {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly timeoutMs: number
  readonly closing: AbortSignal
  /** Resolves a name to addresses to which webhooks may be sent. */
  readonly lookup: LookupFunction
}

/**
 * Sends one webhook and reads only the status of the answer. Does not follow redirects, which might lead to hosts that are
 * not allowed. Uses no proxy, and a new connection for each webhook, to an address that was checked. Rejects only when
 * `closing` aborts.
 */
export async function postWebhook(url: string, { headers, body, timeoutMs, closing, lookup }: Post): Promise<Attempt> {
  try {
    const { status, retryAfter } = await withAnySignal([AbortSignal.timeout(timeoutMs), closing], signal =>
      send(new URL(url), { headers, body, signal, lookup })
    )
    return judge(status, retryAfter)
  } catch (error) {
    if (closing.aborted) throw error
    return { outcome: 'failed', reason: reasonOf(error, timeoutMs) }
  }
}

async function send(
  url: URL,
  { headers, body, signal, lookup }: Pick<Post, 'headers' | 'body' | 'lookup'> & { signal: AbortSignal }
): Promise<{ status: number; retryAfter: string | null }> {
  const { request } = url.protocol === 'http:' ? await import('node:http') : await import('node:https')
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      method: 'POST',
      agent: false,
      lookup,
      signal,
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': `Frontage/${version}`,
        ...headers
      }
    })
    sent.on('response', response => {
      resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] ?? null })
      // The body is not needed and may be endless.
      response.destroy()
    })
    sent.on('error', error => reject(signal.aborted ? (signal.reason as Error) : error))
    sent.end(body)
  })
}

function judge(status: number, retryAfter: string | null): Attempt {
  if (status >= 200 && status < 300) return { outcome: 'accepted' }
  if (status === 410) return { outcome: 'refused', reason: 'The receiver answered 410 Gone.' }
  const reason =
    status >= 300 && status < 400
      ? `The receiver answered ${status}; redirects are not followed.`
      : `The receiver answered ${status}.`
  const seconds = retryAfter !== null && /^\d{1,9}$/.test(retryAfter.trim()) ? Number(retryAfter) : undefined
  return { outcome: 'failed', reason, ...(seconds !== undefined && { retryAfterSeconds: seconds }) }
}

function reasonOf(error: unknown, timeoutMs: number): string {
  if (error instanceof ForbiddenAddressError) {
    return "The receiver's name does not resolve to an address that webhooks may be sent to (WEBHOOK_NETWORKS)."
  }
  const { name, code } = error as { name?: unknown; code?: unknown }
  if (name === 'TimeoutError') return `The receiver did not answer within ${timeoutMs / 1_000} seconds.`
  return `The receiver could not be reached${typeof code === 'string' ? ` (${code})` : ''}.`
}
