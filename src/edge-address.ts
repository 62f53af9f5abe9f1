/** How long to wait for an answer. */
const WAIT_MS = 1_000
/** How long an answer is used before it is refreshed in the background. */
const HOLDS_MS = 10_000

/**
 * Finds the address at which a local CloudFront elsewhere serves viewers. Resolves with a function that returns the
 * last known address: undefined before the first answer, and for a CloudFront without one. It is refreshed regularly,
 * since that CloudFront may be unavailable or restart on another port. `now` is in milliseconds.
 */
export async function followEdge(
  endpoint: string,
  now: () => number = () => performance.now()
): Promise<() => string | undefined> {
  let url: string | undefined
  let askedAt = now()

  async function ask(): Promise<void> {
    askedAt = now()
    try {
      const signal = AbortSignal.timeout(WAIT_MS)
      const answer = await fetch(new URL('/_local/edge', endpoint), { signal, redirect: 'error' })
      const said = answer.ok ? ((await answer.json()) as { url?: unknown }).url : undefined
      url = typeof said === 'string' && URL.canParse(said) ? said : undefined
    } catch {
      // Unavailable, or not a local CloudFront: the last known address may still be right.
    }
  }

  await ask()
  return () => {
    if (now() - askedAt > HOLDS_MS) void ask()
    return url
  }
}
