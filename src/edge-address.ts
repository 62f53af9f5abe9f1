/** How long an answer is waited for. */
const WAIT_MS = 1_000
/** How long it holds until the question is asked again, beside what is under way. */
const HOLDS_MS = 10_000

/**
 * Where a local CloudFront at another address serves viewers, by its own word. Resolves with a function that says what is known:
 * undefined until it has said so, and for a CloudFront that does not. One that is not there for a while, or starts again on
 * another port, is asked again later. `now` counts milliseconds.
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
      // Nobody is there now, or no local CloudFront: what was known may still be so.
    }
  }

  await ask()
  return () => {
    if (now() - askedAt > HOLDS_MS) void ask()
    return url
  }
}
