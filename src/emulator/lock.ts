import { createHash } from 'node:crypto'
import { readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'

export interface Lock {
  /** Lets the next process in; a repeat is harmless. */
  release(): Promise<void>
}

/** Another process works with the folder. */
export class FolderInUseError extends Error {
  constructor(folder: string, detail: string, options?: ErrorOptions) {
    super(
      `another local CloudFront is using ${folder}: stop it, or give this one a folder of its own (${detail})`,
      options
    )
    this.name = 'FolderInUseError'
  }
}

/** Claims a folder for this process until `release` or the process' end, however it ends; throws FolderInUseError. */
export async function lockFolder(folder: string): Promise<Lock> {
  const real = realpathSync(folder)
  return process.platform === 'linux' ? lockByName(real) : lockByFile(real)
}

/**
 * An abstract Unix socket belongs to the kernel and is gone with the process, so that no stale lock can be left behind
 * by `kill -9` or a power cut. It reaches as far as the network namespace: two containers on one volume do not see each other.
 */
async function lockByName(folder: string): Promise<Lock> {
  const name = `\0frontage-local-cloudfront-${createHash('sha256').update(folder).digest('hex')}`
  const server = createServer(socket => socket.destroy())
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(name, resolve)
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE') throw new FolderInUseError(folder, 'its lock is held', { cause: error })
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

/** Where the kernel keeps no such names: a file with the process' number, ignored once that process is gone. */
export async function lockByFile(folder: string): Promise<Lock> {
  const file = join(folder, 'lock')
  const owner = readOwner(file)
  if (owner !== undefined) {
    if (isAlive(owner)) throw new FolderInUseError(folder, `process ${owner} according to ${file}`)
    rmSync(file, { force: true })
  }
  try {
    writeFileSync(file, `${process.pid}\n`, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    throw new FolderInUseError(folder, `${file} has just been taken`, { cause: error })
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
