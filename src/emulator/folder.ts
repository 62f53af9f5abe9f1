import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/** The folder cannot be created. */
export class FolderError extends Error {
  constructor(folder: string, cause: unknown) {
    const { code } = cause as NodeJS.ErrnoException
    super(`${folder} cannot be made a folder (${code ?? String(cause)})`, { cause })
    this.name = 'FolderError'
  }
}

/** Creates a folder and its parents, accessible to this user only. Safe to repeat. Throws a FolderError. */
export function makeFolder(folder: string): void {
  try {
    make(folder)
  } catch (error) {
    throw new FolderError(folder, error)
  }
}

/** Level by level: `recursive` never ends below /proc, where creating a folder reports that its parent is missing. */
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
