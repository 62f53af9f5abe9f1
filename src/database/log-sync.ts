import { fstatSync, fsync, fsyncSync } from 'node:fs'
import { promisify } from 'node:util'

/** Syncs a file to the disk. Both methods fail if the disk does. */
export interface Disk {
  sync(fileDescriptor: number): void
  /** Without blocking this process. */
  syncInBackground(fileDescriptor: number): Promise<void>
}

const fsyncInBackground = promisify(fsync)

export const realDisk: Disk = {
  sync: fsyncSync,
  async syncInBackground(descriptor) {
    await fsyncInBackground(descriptor)
    // fsync succeeds on a deleted file, which nobody will ever read again.
    if (fstatSync(descriptor).nlink === 0) throw Object.assign(new Error('the file was deleted'), { code: 'ENOENT' })
  }
}

/**
 * Syncs the write-ahead log in the background, because PostgreSQL in this process would block everything for each
 * commit's fsync. Other statements continue, and a commit is acknowledged after `flushed`. Commits during a sync share
 * the next one (group commit). Nothing else may be written before `flush`: the log comes first (PostgreSQL
 * documentation, "Write-Ahead Logging").
 */
export function createLogSync(disk: Disk) {
  /** Log files that are not synced: for the next round, and in the current one. */
  let waiting = new Set<number>()
  let syncing = new Set<number>()
  let round: Promise<void> | undefined
  let next: Promise<void> | undefined
  let failure: Error | undefined

  async function syncOne(descriptor: number): Promise<void> {
    try {
      await disk.syncInBackground(descriptor)
    } catch (error) {
      // It has been closed in the meantime, and was synced before that.
      if (!syncing.has(descriptor)) return
      throw error
    }
  }

  async function begin(): Promise<void> {
    await round?.catch(() => undefined)
    next = undefined
    syncing = waiting
    waiting = new Set()
    round = Promise.all([...syncing].map(syncOne)).then(() => undefined)
    try {
      await round
    } catch (error) {
      failure ??= error instanceof Error ? error : new Error(String(error))
      throw failure
    } finally {
      round = undefined
      syncing.clear()
    }
  }

  function syncNow(descriptors: Iterable<number>): void {
    for (const descriptor of [...descriptors]) {
      disk.sync(descriptor)
      waiting.delete(descriptor)
      syncing.delete(descriptor)
    }
  }

  return {
    /** The log file must be synced before anything is acknowledged. Throws after a failed sync. */
    request(descriptor: number): void {
      if (failure) throw failure
      waiting.add(descriptor)
    },

    /** Resolves when everything requested before is on the disk. Rejects after a failed sync. */
    async flushed(): Promise<void> {
      if (failure) throw failure
      if (waiting.size > 0) await (next ??= begin())
      else await round
    },

    /** The same, synchronously. */
    flush(): void {
      if (failure) throw failure
      if (waiting.size > 0 || syncing.size > 0) syncNow([...waiting, ...syncing])
    },

    /** Must be called before a file is closed. */
    closing(descriptor: number): void {
      if (waiting.has(descriptor) || syncing.has(descriptor)) syncNow([descriptor])
    }
  }
}
