import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, type Stats } from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { type Disk, realDisk } from './log-sync.ts'

/** The lock file of the process that built PGlite's archive. */
const SKIPPED = new Set(['postmaster.pid'])

/**
 * Creates an empty store in `folder` unless there is one, atomically and synced: a start that is interrupted begins again.
 * Safe to repeat, by one process at a time. Resolves with the inode numbers of the files that it has created and synced.
 *
 * The files are shipped by PGlite, because initdb takes seconds and 690 MB of memory. They come from an older minor release of
 * PostgreSQL 18, which has the same format (PostgreSQL documentation, "Upgrading a PostgreSQL Cluster"); a test compares their
 * catalogs with those that this PGlite would create.
 */
export async function ensureFiles(
  folder: string,
  disk: Pick<Disk, 'syncInBackground'> = realDisk
): Promise<Set<number>> {
  if (existsSync(join(folder, 'PG_VERSION'))) return new Set()
  const unfinished = `${folder}.unfinished`
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { recursive: true, mode: 0o700 })
  await unpack(unfinished)
  const synced = await syncTree(unfinished, disk)
  renameSync(unfinished, folder)
  await syncOne(dirname(folder), disk)
  return synced
}

/** Streams the archive, which would otherwise use more memory than anything else in this process. */
async function unpack(folder: string): Promise<void> {
  // Imported here because only a first start needs them.
  const [{ dataDir }, { unpackTar }] = await Promise.all([
    import('@electric-sql/pglite-prepopulatedfs'),
    import('modern-tar/fs')
  ])
  const archive = (await dataDir()).stream()
  await pipeline(
    Readable.fromWeb(archive),
    createGunzip(),
    unpackTar(folder, {
      strict: true,
      dmode: 0o700,
      fmode: 0o600,
      // The names in the archive begin with a slash.
      filter: ({ name }) => !SKIPPED.has(name.replace(/^\//, ''))
    })
  )
}

/** Syncs the folder and everything below it. Resolves with the inode numbers of its files. */
async function syncTree(folder: string, disk: Pick<Disk, 'syncInBackground'>): Promise<Set<number>> {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true })
  const paths = entries.map(({ parentPath, name }) => join(parentPath, name))
  const queue = [...paths, folder].values()
  const files = new Set<number>()
  // A few at once, so that the disk can combine them.
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (const path of queue) {
        const stats = await syncOne(path, disk)
        if (stats.isFile()) files.add(stats.ino)
      }
    })
  )
  return files
}

async function syncOne(path: string, disk: Pick<Disk, 'syncInBackground'>): Promise<Stats> {
  const file = await open(path, 'r')
  try {
    await disk.syncInBackground(file.fd)
    return await file.stat()
  } finally {
    await file.close()
  }
}
