import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { openEmbedded } from '../../src/database/embedded.ts'
import { projectFolder } from './project.ts'

/**
 * The files of a store that was opened and closed, so that a copy of it needs no recovery, which would sync each of its thousand files.
 * Making them takes seconds, so it is done once for each version of PGlite.
 */
export async function emptyStore(): Promise<string> {
  const { dependencies } = JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>
  }
  const version = dependencies['@electric-sql/pglite']
  const template = join(projectFolder, `node_modules/.cache/frontage/pglite-${version}-closed`)
  if (existsSync(template)) return template
  const own = `${template}.${randomUUID()}`
  mkdirSync(dirname(own), { recursive: true })
  const store = await openEmbedded({ folder: own })
  await store.close()
  try {
    renameSync(join(own, 'postgres'), template)
  } catch (error) {
    // Another test file was faster.
    if (!existsSync(template)) throw error
  }
  rmSync(own, { recursive: true, force: true })
  return template
}
