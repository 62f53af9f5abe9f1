import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync
} from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { ConfigError } from './config.ts'
import { type Backend, describeBackend } from './database/store-binding.ts'

/**
 * The folder `name` below DATA_DIR, made where it is missing, for this user alone. Safe to repeat. Throws a ConfigError
 * that names DATA_DIR where there can be no such folder, or nothing can be written into it.
 */
export function openDataFolder(dataDir: string, name: string): string {
  const folder = join(resolve(dataDir.replace(/^~(?=\/|$)/, homedir())), name)
  try {
    make(folder)
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    throw new ConfigError(`DATA_DIR: ${folder} ${reasons[code] ?? `cannot be used (${code})`}.`)
  }
  return folder
}

/** Which backend a folder's store is for. */
const OWNER = 'backend'

/**
 * The folder of the embedded store for a backend: `store` for the first one that uses DATA_DIR, another for each other one. A
 * store from before it was written down belongs to the first backend that opens it; but where there is a local CloudFront beside it, to
 * that one. `note` is for the operator, where others than this backend's are there. Throws a ConfigError.
 */
export function openStoreFolder(dataDir: string, backend: Backend): { folder: string; note?: string } {
  const first = openDataFolder(dataDir, 'store')
  const owner = ownerOf(first)
  const isUnbound = owner === undefined && existsSync(join(first, 'postgres'))
  const isPlay = isUnbound && existsSync(join(dirname(first), 'local-cloudfront'))
  if (owner === backend || (owner === undefined && (!isPlay || backend.startsWith('local:')))) {
    return { folder: owned(first, backend) }
  }
  const folder = openDataFolder(dataDir, `store-${backend.replaceAll(/[^a-z0-9.-]+/gi, '-')}`)
  return {
    folder: owned(folder, backend),
    note: `The store in ${first} belongs to ${owner === undefined ? 'a local CloudFront' : describeBackend(owner)}; ${describeBackend(backend)} has one of its own in ${folder}.`
  }
}

function ownerOf(folder: string): Backend | undefined {
  const file = join(folder, OWNER)
  return existsSync(file) ? (readFileSync(file, 'utf8').trim() as Backend) : undefined
}

function owned(folder: string, backend: Backend): string {
  if (ownerOf(folder) !== undefined) return folder
  // Whole or not at all, whenever the process ends.
  const file = join(folder, OWNER)
  writeFileSync(`${file}.new`, `${backend}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
  return folder
}

const reasons: Readonly<Record<string, string>> = {
  EEXIST: 'cannot be a folder, because there is a file at its place or above it',
  ENOTDIR: 'cannot be a folder, because there is a file at its place or above it',
  ENOENT: 'cannot be made, because its file system takes no folders',
  EACCES: 'needs more rights than this process has',
  EPERM: 'needs more rights than this process has',
  EROFS: 'is on a file system that can only be read',
  ENOSPC: 'cannot be made, because the disk is full'
}

/** One level after the other: `recursive` never ends below /proc, where making a folder says that the one above is missing. */
function make(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return
  if (dirname(folder) !== folder) make(dirname(folder))
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    // Another process may have been faster.
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error
  }
}
