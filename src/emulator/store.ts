import { openFolder } from './folder.ts'
import { type Change, type Journal, openJournal } from './journal.ts'
import { type FolderLock, lockFolder } from '../process/folder-lock.ts'

/** Plain records by id, in memory. Records are never changed in place: a change replaces the record. */
export type Collection<T> = ReadonlyMap<string, T>

/** Notified of every change to one collection, including those read from disk, to maintain an index. */
type Watcher<T> = (record: T | undefined, before: T | undefined) => void

export type Store = ReturnType<typeof createStore>

/** The part of a pino logger that the store uses. */
interface StoreLog {
  warn(fields: object, message: string): void
}

/**
 * The emulator's state: in memory and, with a `folder`, on disk, where every change is written before `commit` returns. Only
 * one process at a time can use a folder.
 */
export function createStore({ folder, log }: { folder?: string | undefined; log: StoreLog }) {
  const collections = new Map<string, Map<string, unknown>>()
  const watchers = new Map<string, Watcher<unknown>[]>()
  let journal: Journal | undefined
  let lock: FolderLock | undefined

  function recordsOf(name: string): Map<string, unknown> {
    const records = collections.get(name) ?? new Map<string, unknown>()
    collections.set(name, records)
    return records
  }

  /** The records under a name. Call it before `open`, so that the watcher, one of several, sees what is read from disk. */
  function collection<T>(name: string, watcher?: Watcher<T>): Collection<T> {
    // Only the resource that declares a name with its type stores records under it.
    if (watcher) watchers.set(name, [...(watchers.get(name) ?? []), watcher as Watcher<unknown>])
    return recordsOf(name) as Map<string, T>
  }

  function apply(changes: readonly Change[]): void {
    for (const [name, id, record] of changes) {
      const records = recordsOf(name)
      const before = records.get(id)
      // A removal is `undefined` here and `null` once it has been through JSON.
      if (record == null) records.delete(id)
      else records.set(id, record)
      for (const notify of watchers.get(name) ?? []) notify(record ?? undefined, before)
    }
  }

  function* everything(): Iterable<Change> {
    for (const [name, records] of collections) for (const [id, record] of records) yield [name, id, record]
  }

  /** Reads what is on disk. Throws FolderError, FolderInUseError or DamagedStateError, and then leaves nothing open. */
  async function open(): Promise<void> {
    if (folder === undefined) return
    openFolder(folder)
    lock = await lockFolder(folder, { program: 'local CloudFront' })
    try {
      journal = openJournal(folder, { apply, warn: (fields, message) => log.warn(fields, message) })
      journal.compact(everything())
    } catch (error) {
      await close()
      throw error
    }
  }

  /** Applies all of the changes or, if it throws, none. */
  function commit(changes: readonly Change[]): void {
    journal?.append(changes)
    apply(changes)
    if (journal?.grown) compact(journal)
  }

  function compact(grown: Journal): void {
    try {
      grown.compact(everything())
    } catch (error) {
      // The change is safe in the journal, which stays long until the next attempt.
      log.warn({ err: error }, 'could not compact the journal')
    }
  }

  /** Deletes every record, on disk as well. */
  function clear(): void {
    commit([...everything()].map(([name, id]) => [name, id, undefined]))
  }

  /** Safe to repeat; later changes are not written to disk. */
  async function close(): Promise<void> {
    journal?.close()
    journal = undefined
    await lock?.release()
    lock = undefined
  }

  return { collection, open, commit, clear, close }
}
