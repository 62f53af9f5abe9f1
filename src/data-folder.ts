import { accessSync, constants, mkdirSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { ConfigError } from './config.ts'

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
