import { UnusableStoreError } from './unusable-store.ts'

/** The error for an embedded store that cannot be opened; `message` is PostgreSQL's own, if there is one. */
export function damagedStore(folder: string, cause: unknown, message?: string): UnusableStoreError {
  const [reason = ''] = (message ?? (cause instanceof Error ? cause.message : String(cause))).split('\n')
  const remedy = /no space left|disk full/i.test(reason)
    ? 'Free space on its disk'
    : 'Restore the folder from a backup, move it away to start with an empty store'
  return new UnusableStoreError(
    `DATA_DIR: the embedded store in ${folder} cannot be opened (${reason}). ${remedy}, or use PostgreSQL by DATABASE_URL.`,
    { cause }
  )
}
