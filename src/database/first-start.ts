import { execFile } from 'node:child_process'
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { type Disk } from './log-sync.ts'

type Sync = Disk['sync']

/** A program of its own, because making the files leaves 690 MB behind in the process that does it. */
const MAKE_FILES = `
  const [, pglite, folder] = process.argv
  const { PGlite } = require(pglite)
  PGlite.create({ dataDir: folder }).then(db => db.close()).then(() => process.exit(0), error => {
    process.stderr.write(String(error && error.stack || error))
    process.exit(1)
  })`

/**
 * Makes an empty store in `folder` unless there is one. It appears there whole and synced, or not at all: a start that was
 * cut off begins again. Safe to repeat, by one process at a time.
 */
export async function ensureFiles(folder: string, sync: Sync = fsyncSync): Promise<void> {
  if (existsSync(join(folder, 'PG_VERSION'))) return
  const unfinished = `${folder}.unfinished`
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { recursive: true, mode: 0o700 })
  const pglite = createRequire(import.meta.url).resolve('@electric-sql/pglite')
  // Without what this process was started with: a debugger's port, for example, is taken.
  const env = { ...process.env, NODE_OPTIONS: '' }
  await promisify(execFile)(process.execPath, ['-e', MAKE_FILES, pglite, unfinished], { env, timeout: 120_000 })
  syncTree(unfinished, sync)
  renameSync(unfinished, folder)
  syncOne(dirname(folder), sync)
}

/** Makes every file and folder below survive a power cut, once. */
function syncTree(folder: string, sync: Sync): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) syncTree(path, sync)
    else if (entry.isFile()) syncOne(path, sync)
  }
  syncOne(folder, sync)
}

function syncOne(path: string, sync: Sync): void {
  const descriptor = openSync(path, 'r')
  try {
    sync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
