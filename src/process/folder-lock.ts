import { createHash } from 'node:crypto'
import { readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'

export interface FolderLock {
  /** Safe to repeat. */
  release(): Promise<void>
}

interface Claim {
  readonly folder: string
  /** The name of the program that claims it, for error messages. */
  readonly program: string
}

/** Another process is using the folder; `detail` says how that is known. */
export class FolderInUseError extends Error {
  readonly detail: string

  constructor({ folder, program }: Claim, detail: string, options?: ErrorOptions) {
    super(`another ${program} is using ${folder}: stop it, or give this one a different folder (${detail})`, options)
    this.name = 'FolderInUseError'
    this.detail = detail
  }
}

/**
 * Locks a folder for this process until `release`, or until the process ends in any way: two writers would silently destroy
 * each other's data. Throws a FolderInUseError.
 */
export async function lockFolder(
  folder: string,
  { program, platform = process.platform }: { program: string; platform?: NodeJS.Platform }
): Promise<FolderLock> {
  const claim = { folder: realpathSync(folder), program }
  return platform === 'linux' ? lockByName(claim) : lockByFile(claim)
}

/**
 * An abstract Unix socket belongs to the kernel and disappears with the process, so that neither `kill -9` nor a power
 * cut leaves a stale lock. It is visible only in its network namespace, so two containers with the same volume do not
 * see each other's.
 */
async function lockByName(claim: Claim): Promise<FolderLock> {
  const name = `\0frontage-folder-${createHash('sha256').update(claim.folder).digest('hex')}`
  const server = createServer(socket => socket.destroy())
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(name, resolve)
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE') throw new FolderInUseError(claim, 'its lock is held', { cause: error })
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

/** For systems without abstract sockets: a file with the process id, ignored once that process is gone. */
async function lockByFile(claim: Claim): Promise<FolderLock> {
  const file = join(claim.folder, 'lock')
  const owner = readOwner(file)
  if (owner !== undefined) {
    if (isAlive(owner)) throw new FolderInUseError(claim, `by process ${owner} according to ${file}`)
    rmSync(file, { force: true })
  }
  try {
    writeFileSync(file, `${process.pid}\n`, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    throw new FolderInUseError(claim, `another process has just created ${file}`, { cause: error })
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
    // EPERM: it exists and belongs to another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
