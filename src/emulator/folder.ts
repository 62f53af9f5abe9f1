import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/** There can be no folder at the place where one is wanted. */
export class FolderError extends Error {
  constructor(folder: string, cause: unknown) {
    const { code } = cause as NodeJS.ErrnoException
    super(`${folder} cannot be made a folder (${code ?? String(cause)})`, { cause })
    this.name = 'FolderError'
  }
}

/** Makes a folder and those above it, for this user alone. Safe to repeat. Throws a FolderError. */
export function makeFolder(folder: string): void {
  try {
    make(folder)
  } catch (error) {
    throw new FolderError(folder, error)
  }
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
