import { accessSync, constants, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { ConfigError } from './config.ts'
import { type Backend, describeBackend } from './database/store-binding.ts'
import { makeFolder } from './process/make-folder.ts'

/**
 * The folder `name` below DATA_DIR; creates it if missing, accessible to this user only. Safe to repeat. Throws a
 * ConfigError that names DATA_DIR if the folder cannot be created or written to.
 */
export function openDataFolder(dataDir: string, name: string): string {
  const folder = join(resolve(dataDir.replace(/^~(?=\/|$)/, homedir())), name)
  try {
    makeFolder(folder)
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    throw new ConfigError(`DATA_DIR: ${folder} ${reasons[code] ?? `cannot be used (${code})`}.`)
  }
  return folder
}

/** The file that names the backend of a folder's store. */
const OWNER = 'backend'

/**
 * The folder of the embedded store of a backend: `store` for the first backend that uses DATA_DIR, and a separate
 * folder for each other backend. A store without a recorded backend, created by an older version, belongs to the local
 * CloudFront beside it, or else to the first backend that opens it. `note` tells the operator that `store` belongs to
 * another backend. Throws a ConfigError.
 */
export function openStoreFolder(dataDir: string, backend: Backend): { folder: string; note?: string } {
  const first = openDataFolder(dataDir, 'store')
  const owner = ownerOf(first)
  const isUnbound = owner === undefined && existsSync(join(first, 'postgres'))
  const isOfLocal = isUnbound && existsSync(join(dirname(first), 'local-cloudfront'))
  if (owner === backend || (owner === undefined && (!isOfLocal || backend.startsWith('local:')))) {
    return { folder: owned(first, backend) }
  }
  const folder = openDataFolder(dataDir, `store-${backend.replaceAll(/[^a-z0-9.-]+/gi, '-')}`)
  return {
    folder: owned(folder, backend),
    note:
      `The store in ${first} belongs to ${owner === undefined ? 'a local CloudFront' : describeBackend(owner)}; ` +
      `${describeBackend(backend)} has its own in ${folder}.`
  }
}

function ownerOf(folder: string): Backend | undefined {
  const file = join(folder, OWNER)
  return existsSync(file) ? (readFileSync(file, 'utf8').trim() as Backend) : undefined
}

function owned(folder: string, backend: Backend): string {
  if (ownerOf(folder) !== undefined) return folder
  // Written atomically: the process may end at any moment.
  const file = join(folder, OWNER)
  writeFileSync(`${file}.new`, `${backend}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
  return folder
}

const reasons: Readonly<Record<string, string>> = {
  EEXIST: 'cannot be a folder, because it or a folder above it is a file',
  ENOTDIR: 'cannot be a folder, because it or a folder above it is a file',
  ENOENT: 'cannot be created, because its file system does not allow folders',
  EACCES: 'needs more permissions than this process has',
  EPERM: 'needs more permissions than this process has',
  EROFS: 'is on a read-only file system',
  ENOSPC: 'cannot be created, because the disk is full'
}
