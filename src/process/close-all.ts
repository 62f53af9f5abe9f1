export type Closer = () => unknown

/** Closes one after the other, each of them, whatever became of those before. Rejects with the failures, all of them. */
export async function closeAll(closers: Iterable<Closer>): Promise<void> {
  const failures: unknown[] = []
  for (const close of closers) {
    try {
      await close()
    } catch (error) {
      // What was itself made of several keeps them apart.
      failures.push(...(error instanceof AggregateError ? (error.errors as unknown[]) : [error]))
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'not everything could be closed')
}
