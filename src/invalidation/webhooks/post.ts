import { version } from '../../version.ts'

/** What became of one attempt. */
export type Attempt =
  | { readonly outcome: 'taken' }
  /** Never to be tried again. */
  | { readonly outcome: 'refused'; readonly reason: string }
  | { readonly outcome: 'failed'; readonly reason: string; readonly retryAfterSeconds?: number }

/**
 * Sends one announcement and reads only the status of the answer. Redirects are not followed: they would lead to hosts
 * that were not allowed. Rejects when `closing` aborts, and for nothing else.
 */
export async function postWebhook(
  url: string,
  {
    headers,
    body,
    timeoutMs,
    closing
  }: { headers: Record<string, string>; body: string; timeoutMs: number; closing: AbortSignal }
): Promise<Attempt> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': `Frontage/${version}`, ...headers },
      body,
      redirect: 'manual',
      signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), closing])
    })
    // What it says is of no interest, and may be endless.
    await response.body?.cancel()
    return judge(response.status, response.headers.get('retry-after'))
  } catch (error) {
    if (closing.aborted) throw error
    return { outcome: 'failed', reason: reasonOf(error, timeoutMs) }
  }
}

function judge(status: number, retryAfter: string | null): Attempt {
  if (status >= 200 && status < 300) return { outcome: 'taken' }
  if (status === 410) return { outcome: 'refused', reason: 'The receiver answered 410: it wants no announcements.' }
  const reason =
    status >= 300 && status < 400
      ? `The receiver answered ${status}; redirects are not followed.`
      : `The receiver answered ${status}.`
  const seconds = retryAfter !== null && /^\d{1,9}$/.test(retryAfter.trim()) ? Number(retryAfter) : undefined
  return { outcome: 'failed', reason, ...(seconds !== undefined && { retryAfterSeconds: seconds }) }
}

function reasonOf(error: unknown, timeoutMs: number): string {
  const { name, cause } = error as { name?: unknown; cause?: { code?: unknown } }
  if (name === 'TimeoutError') return `The receiver did not answer within ${timeoutMs / 1_000} seconds.`
  const code = typeof cause?.code === 'string' ? ` (${cause.code})` : ''
  return `The receiver could not be reached${code}.`
}
