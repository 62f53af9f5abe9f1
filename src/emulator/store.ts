import { makeFolder } from './folder.ts'
import { type Change, type Journal, openJournal } from './journal.ts'
import { type FolderLock, lockFolder } from '../process/folder-lock.ts'

/** Plain records by id, in memory. Records are never changed in place: a change puts a new one. */
export type Collection<T> = ReadonlyMap<string, T>

/** Told of every change of one collection, those read from disk included, to keep an index beside it. */
export type Watcher<T> = (record: T | undefined, before: T | undefined) => void

export type Store = ReturnType<typeof createStore>

/** The part of a pino logger that the store uses. */
export interface StoreLog {
  warn(fields: object, message: string): void
}

/**
 * Keeps the emulator's state: in memory only, or with a `folder` also on disk, where every change is before `commit`
 * returns. A folder serves one process at a time.
 */
export function createStore({ folder, log }: { folder?: string | undefined; log: StoreLog }) {
  const collections = new Map<string, Map<string, unknown>>()
  const watchers = new Map<string, Watcher<unknown>>()
  let journal: Journal | undefined
  let lock: FolderLock | undefined

  function recordsOf(name: string): Map<string, unknown> {
    const records = collections.get(name) ?? new Map<string, unknown>()
    collections.set(name, records)
    return records
  }

  /** The records under a name; to be asked for before `open`, so that the watcher sees what was kept on disk. */
  function collection<T>(name: string, watcher?: Watcher<T>): Collection<T> {
    // What lies under a name was put there by the one resource that declares the name with its type.
    if (watcher) watchers.set(name, watcher as Watcher<unknown>)
    return recordsOf(name) as Map<string, T>
  }

  function apply(changes: readonly Change[]): void {
    for (const [name, id, record] of changes) {
      const records = recordsOf(name)
      const before = records.get(id)
      // A removal is `undefined` here and `null` once it has been through JSON.
      if (record == null) records.delete(id)
      else records.set(id, record)
      watchers.get(name)?.(record ?? undefined, before)
    }
  }

  function* everything(): Iterable<Change> {
    for (const [name, records] of collections) for (const [id, record] of records) yield [name, id, record]
  }

  /** Reads what is on disk. Throws FolderError, FolderInUseError or DamagedStateError, and holds nothing then. */
  async function open(): Promise<void> {
    if (folder === undefined) return
    makeFolder(folder)
    lock = await lockFolder(folder, { program: 'local CloudFront' })
    try {
      journal = openJournal(folder, { apply, warn: (fields, message) => log.warn(fields, message) })
      journal.compact(everything())
    } catch (error) {
      await close()
      throw error
    }
  }

  /** Makes all of the changes or, when it throws, none of them. */
  function commit(changes: readonly Change[]): void {
    journal?.append(changes)
    apply(changes)
    if (journal?.grown) compact(journal)
  }

  function compact(grown: Journal): void {
    try {
      grown.compact(everything())
    } catch (error) {
      // The change itself is safe in the journal, which stays longer than it need be until the next attempt.
      log.warn({ err: error }, 'could not shorten the journal')
    }
  }

  /** Forgets every record, on disk too. */
  function clear(): void {
    commit([...everything()].map(([name, id]) => [name, id, undefined]))
  }

  /** May be repeated; changes are no longer kept on disk afterwards. */
  async function close(): Promise<void> {
    journal?.close()
    journal = undefined
    await lock?.release()
    lock = undefined
  }

  return { collection, open, commit, clear, close }
}
