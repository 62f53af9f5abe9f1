/**
 * Runs something with a signal that aborts as soon as one of the given ones does. AbortSignal.any leaves an entry behind in each
 * of them: 20,000 calls with a signal that lives as long as the process left 20,000 (Node 20).
 */
export async function withAnySignal<Result>(
  sources: readonly AbortSignal[],
  run: (signal: AbortSignal) => Promise<Result>
): Promise<Result> {
  const any = new AbortController()
  const listening = sources.map(source => {
    const abort = () => any.abort(source.reason)
    if (source.aborted) abort()
    source.addEventListener('abort', abort)
    return () => source.removeEventListener('abort', abort)
  })
  try {
    return await run(any.signal)
  } finally {
    for (const stop of listening) stop()
  }
}
