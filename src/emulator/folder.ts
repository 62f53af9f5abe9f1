import { makeFolder } from '../process/make-folder.ts'

/** The folder cannot be created. */
export class FolderError extends Error {
  constructor(folder: string, cause: unknown) {
    const { code } = cause as NodeJS.ErrnoException
    super(`${folder} cannot be created as a folder (${code ?? String(cause)})`, { cause })
    this.name = 'FolderError'
  }
}

/** Creates a folder and its parents, accessible to this user only. Safe to repeat. Throws a FolderError. */
export function openFolder(folder: string): void {
  try {
    makeFolder(folder)
  } catch (error) {
    throw new FolderError(folder, error)
  }
}
