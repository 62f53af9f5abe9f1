import { UnusableStoreError } from './unusable-store.ts'

/** The embedded store in a folder cannot be opened; `said` is how PostgreSQL put it. */
export function damagedStore(folder: string, cause: unknown, said?: string): UnusableStoreError {
  const [reason = ''] = (said ?? (cause instanceof Error ? cause.message : String(cause))).split('\n')
  const remedy = /no space left|disk full/i.test(reason)
    ? 'Make room on its disk'
    : 'Restore the folder from a copy, move it away to begin with an empty store'
  return new UnusableStoreError(
    `DATA_DIR: the embedded store in ${folder} cannot be opened (${reason}). ${remedy}, or use PostgreSQL by DATABASE_URL.`,
    { cause }
  )
}
