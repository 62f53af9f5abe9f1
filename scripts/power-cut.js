// @ts-check
/**
 * Simulates power cuts of the embedded store and counts acknowledged rows that are lost. The model of the disk holds what was
 * fsynced and, outside the log, whatever else the system happened to write. `--cuts N` is the number of cuts, and `--without-fsync`
 * makes fsync do nothing, which must lose rows. Prints one line of JSON; exits with 1 if rows were lost. Linux only.
 *
 *   npm run build && node scripts/power-cut.js --cuts 20
 */
import { closeSync, copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, openSync } from 'node:fs'
import { readdirSync, readlinkSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { openEmbedded } from '../dist/database/embedded.js'
import { ensureFiles } from '../dist/database/first-start.js'

const { values } = parseArgs({
  options: {
    cuts: { type: 'string', default: '20' },
    'without-fsync': { type: 'boolean', default: false }
  }
})
const cuts = Number(values.cuts)
const folder = mkdtempSync(join(tmpdir(), 'frontage-power-'))
let exitCode = 1
try {
  const result = await run()
  process.stdout.write(`${JSON.stringify(result)}\n`)
  exitCode = result.lost === 0 ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.exit(exitCode)

async function run() {
  const live = join(folder, 'live')
  mkdirSync(live)
  await ensureFiles(join(live, 'postgres'))
  const disk = createDisk(live, join(folder, 'disk'))

  /** @type {{ folder: string, acknowledged: number } | undefined} */
  let cut
  let syncs = 0
  let cutAt = Infinity
  let acknowledged = 0
  const sync = (/** @type {number} */ descriptor) => {
    syncs += 1
    const now = syncs >= cutAt && cut === undefined
    // The power fails right before or right after the sync, in the middle of a commit.
    if (now && syncs % 2 === 0) cut = { folder: disk.copyTo(join(folder, `cut-${syncs}`)), acknowledged }
    if (!values['without-fsync']) disk.sync(descriptor)
    if (now && cut === undefined) cut = { folder: disk.copyTo(join(folder, `cut-${syncs}`)), acknowledged }
  }

  const syncInBackground = async (/** @type {number} */ descriptor) => {
    await new Promise(resolve => setImmediate(resolve))
    sync(descriptor)
  }
  const database = await openEmbedded({ folder: live, disk: { sync, syncInBackground } })
  await database.script('CREATE TABLE rows (n integer PRIMARY KEY, text text)')
  const outcome = { cuts, acknowledged: 0, lost: 0, cutsWithLoss: 0 }
  for (let index = 0; index < cuts; index += 1) {
    cut = undefined
    cutAt = syncs + 5 + Math.floor(Math.random() * 40)
    while (cut === undefined) {
      const n = acknowledged + 1
      await database.query('INSERT INTO rows VALUES ($1, $2)', [n, 'x'.repeat(Math.floor(Math.random() * 4_000))])
      acknowledged = n
      if (Math.random() < 0.05) await database.script('CHECKPOINT')
      if (Math.random() < 0.05) await database.script('VACUUM rows')
    }
    const found = await countAfter(cut.folder)
    const lost = Math.max(0, cut.acknowledged - found)
    outcome.lost += lost
    outcome.cutsWithLoss += lost > 0 ? 1 : 0
    outcome.acknowledged = cut.acknowledged
    rmSync(cut.folder, { recursive: true, force: true })
  }
  await database.close()
  return outcome
}

/**
 * The number of consecutive rows, from the first, that a start finds on the disk.
 *
 * @param {string} found
 */
async function countAfter(found) {
  const database = await openEmbedded({ folder: found }).catch(() => undefined)
  // A store that can no longer be opened has lost everything.
  if (database === undefined) return 0
  try {
    const [table] = await database.query("SELECT to_regclass('rows') AS name")
    if (/** @type {{ name: string | null }} */ (table).name === null) return 0
    const rows = await database.query('SELECT n FROM rows ORDER BY n')
    const gap = rows.findIndex((row, index) => /** @type {{ n: number }} */ (row).n !== index + 1)
    return gap < 0 ? rows.length : gap
  } finally {
    await database.close()
  }
}

/**
 * A model of a disk that holds files as of their last fsync, under the names of the last fsync of the file or its folder. It
 * begins with all existing files.
 *
 * @param {string} live
 * @param {string} blobs
 */
function createDisk(live, blobs) {
  mkdirSync(blobs)
  /** @type {Map<string, string>} Paths below the folder, and which file is there. */
  const names = new Map()
  /** @type {Set<string>} Which files were ever synced. */
  const kept = new Set()

  /** Inode numbers are reused after a file has been deleted. */
  const identity = (/** @type {string} */ path) => {
    const { ino, birthtimeNs } = statSync(path, { bigint: true })
    return `${ino}-${birthtimeNs}`
  }

  function keep(/** @type {string} */ path) {
    const id = identity(path)
    copyFileSync(path, join(blobs, id))
    kept.add(id)
    names.set(relative(live, path), id)
  }

  function keepNames(/** @type {string} */ path) {
    const below = relative(live, path)
    for (const name of names.keys()) if (dirname(name) === below) names.delete(name)
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (entry.isFile()) names.set(join(below, entry.name), identity(join(path, entry.name)))
    }
  }

  function keepAll(/** @type {string} */ path) {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const below = join(path, entry.name)
      if (entry.isDirectory()) keepAll(below)
      else if (entry.isFile()) keep(below)
    }
  }
  keepAll(live)

  return {
    sync(/** @type {number} */ descriptor) {
      const path = readlinkSync(`/proc/self/fd/${descriptor}`)
      if (!path.startsWith(live) || path.endsWith(' (deleted)')) return
      if (statSync(path).isDirectory()) keepNames(path)
      else keep(path)
    },

    /** The files that a start after the power cut finds. */
    copyTo(/** @type {string} */ target) {
      // Folders are assumed to be durable: PostgreSQL creates them only with a database.
      cpSync(live, target, { recursive: true, filter: source => statSync(source).isDirectory() })
      for (const [name, id] of names) {
        const path = join(target, name)
        mkdirSync(dirname(path), { recursive: true })
        // Data that was not synced may still have been written, so the log must be on the disk before it.
        const early = !name.includes('pg_wal') && Math.random() < 0.5 && existsSync(join(live, name))
        if (early) copyFileSync(join(live, name), path)
        else if (kept.has(id)) copyFileSync(join(blobs, id), path)
        else closeSync(openSync(path, 'w'))
      }
      return target
    }
  }
}
