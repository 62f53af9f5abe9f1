import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ensureFiles } from '../../src/database/first-start.ts'
import { projectFolder } from './project.ts'

/** Making the files of a store takes seconds, so this is done once for each version of PGlite. */
export async function emptyStore(): Promise<string> {
  const { dependencies } = JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>
  }
  const version = dependencies['@electric-sql/pglite']
  const template = join(projectFolder, `node_modules/.cache/frontage/pglite-${version}`)
  if (existsSync(template)) return template
  const own = `${template}.${randomUUID()}`
  mkdirSync(dirname(own), { recursive: true })
  await ensureFiles(own)
  try {
    renameSync(own, template)
  } catch (error) {
    // Another test file was faster.
    if (!existsSync(template)) throw error
    rmSync(own, { recursive: true, force: true })
  }
  return template
}
