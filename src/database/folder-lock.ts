import { createHash } from 'node:crypto'
import { readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { UnusableStoreError } from './unusable-store.ts'

export interface FolderLock {
  /** Lets the next process in; a repeat is harmless. */
  release(): Promise<void>
}

function inUse(folder: string, detail: string, options?: ErrorOptions): UnusableStoreError {
  return new UnusableStoreError(
    `Another Frontage is using the store in ${folder} (${detail}): stop it, give this one a DATA_DIR of its own, or let ` +
      'both share one PostgreSQL by DATABASE_URL.',
    options
  )
}

/**
 * Claims a folder for this process until `release` or its end, however it ends: two writers would silently destroy each
 * other's data. Throws an UnusableStoreError.
 */
export async function lockFolder(folder: string, platform = process.platform): Promise<FolderLock> {
  const real = realpathSync(folder)
  return platform === 'linux' ? lockByName(real) : lockByFile(real)
}

/**
 * An abstract Unix socket belongs to the kernel and vanishes with the process, also on `kill -9`. It reaches as far as the
 * network namespace: two containers on one volume do not see each other.
 */
async function lockByName(folder: string): Promise<FolderLock> {
  const name = `\0frontage-store-${createHash('sha256').update(folder).digest('hex')}`
  const server = createServer(socket => socket.destroy())
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(name, resolve)
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE') throw inUse(folder, 'its lock is held', { cause: error })
    throw error
  })
  server.unref()
  return {
    release: () =>
      new Promise<void>(resolve => {
        server.close(() => resolve())
      })
  }
}

/** Where the kernel keeps no such names: a file with the process' number, which counts while that process lives. */
async function lockByFile(folder: string): Promise<FolderLock> {
  const file = join(folder, 'lock')
  const owner = readOwner(file)
  if (owner !== undefined) {
    if (isAlive(owner)) throw inUse(folder, `by process ${owner}, says ${file}`)
    rmSync(file, { force: true })
  }
  try {
    writeFileSync(file, `${process.pid}\n`, { flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    throw inUse(folder, `${file} has just been made`, { cause: error })
  }
  return { release: async () => rmSync(file, { force: true }) }
}

function readOwner(file: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(file, 'utf8'), 10)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it is there and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
