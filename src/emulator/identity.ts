import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Distinguishes this local CloudFront from every other: created at the first start and kept with its state, across resets.
 * Call it while the folder is locked.
 */
export function readIdentity(folder: string): string {
  const file = join(folder, 'identity')
  const known = existsSync(file) ? readFileSync(file, 'utf8').trim() : ''
  if (known !== '') return known
  const identity = randomUUID()
  // Written completely or not at all, whenever the process ends.
  writeFileSync(`${file}.new`, `${identity}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
  return identity
}
