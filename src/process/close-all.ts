export type Closer = () => unknown

/** Calls every closer in order, even if an earlier one fails. Rejects with an AggregateError of all failures. */
export async function closeAll(closers: Iterable<Closer>): Promise<void> {
  const failures: unknown[] = []
  for (const close of closers) {
    try {
      await close()
    } catch (error) {
      // A nested aggregate is flattened.
      failures.push(...(error instanceof AggregateError ? (error.errors as unknown[]) : [error]))
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'not everything could be closed')
}
