import { fstatSync, fsync, fsyncSync } from 'node:fs'
import { promisify } from 'node:util'

/** Makes what was written to a file survive a power cut; both ways reject or throw where the disk refuses. */
export interface Disk {
  sync(fileDescriptor: number): void
  /** Beside what else this process does. */
  syncInBackground(fileDescriptor: number): Promise<void>
}

const fsyncInBackground = promisify(fsync)

export const realDisk: Disk = {
  sync: fsyncSync,
  async syncInBackground(descriptor) {
    await fsyncInBackground(descriptor)
    // A file that was deleted takes everything, and nobody will ever read it again.
    if (fstatSync(descriptor).nlink === 0) throw Object.assign(new Error('the file was deleted'), { code: 'ENOENT' })
  }
}

/**
 * Syncs the write-ahead log in the background. PostgreSQL in this process would stop everything else for each commit's fsync;
 * here work continues at once, and the commit is acknowledged after `flushed`. Commits that come during a sync share the
 * next one (group commit). The log still comes first: nothing else may be written before `flush`, as
 * PostgreSQL's rule of write-ahead logging wants it (PostgreSQL documentation, "Write-Ahead Logging").
 */
export function createLogSync(disk: Disk) {
  /** Files of the log with something that the disk may not have: for the next round, and in the one under way. */
  let waiting = new Set<number>()
  let underWay = new Set<number>()
  let round: Promise<void> | undefined
  let next: Promise<void> | undefined
  let failure: Error | undefined

  async function syncOne(descriptor: number): Promise<void> {
    try {
      await disk.syncInBackground(descriptor)
    } catch (error) {
      // It was closed meanwhile, and synced before that.
      if (!underWay.has(descriptor)) return
      throw error
    }
  }

  async function begin(): Promise<void> {
    await round?.catch(() => undefined)
    next = undefined
    underWay = waiting
    waiting = new Set()
    round = Promise.all([...underWay].map(syncOne)).then(() => undefined)
    try {
      await round
    } catch (error) {
      failure ??= error instanceof Error ? error : new Error(String(error))
      throw failure
    } finally {
      round = undefined
      underWay.clear()
    }
  }

  function syncNow(descriptors: Iterable<number>): void {
    for (const descriptor of [...descriptors]) {
      disk.sync(descriptor)
      waiting.delete(descriptor)
      underWay.delete(descriptor)
    }
  }

  return {
    /** The log's file has something that the disk must have before anything is acknowledged. Throws where it never will. */
    request(descriptor: number): void {
      if (failure) throw failure
      waiting.add(descriptor)
    },

    /** Resolves when everything that was requested before is on the disk. Rejects where the disk has refused. */
    async flushed(): Promise<void> {
      if (failure) throw failure
      if (waiting.size > 0) await (next ??= begin())
      else await round
    },

    /** The same, before it returns. */
    flush(): void {
      if (failure) throw failure
      if (waiting.size > 0 || underWay.size > 0) syncNow([...waiting, ...underWay])
    },

    /** To be called before a file is closed. */
    closing(descriptor: number): void {
      if (waiting.has(descriptor) || underWay.has(descriptor)) syncNow([descriptor])
    }
  }
}
