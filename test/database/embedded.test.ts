import { execFileSync, spawn } from 'node:child_process'
import {
  cpSync,
  fstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  statfsSync,
  symlinkSync,
  writeFileSync
} from 'node:fs'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { DurableFileSystem } from '../../src/database/durable-file-system.ts'
import { openEmbedded, type EmbeddedOptions } from '../../src/database/embedded.ts'
import { ensureFiles } from '../../src/database/first-start.ts'
import { projectFolder } from '../helpers/project.ts'
import { temporaryFolder } from '../helpers/start-process.ts'
import { emptyStore } from '../helpers/empty-store.ts'

async function storeFolder(): Promise<string> {
  const folder = await temporaryFolder()
  cpSync(await emptyStore(), join(folder, 'postgres'), { recursive: true })
  return folder
}

async function open(options: Partial<EmbeddedOptions> = {}) {
  const database = await openEmbedded({ folder: options.folder ?? (await storeFolder()), ...options })
  onTestFinished(() => database.close())
  return database
}

test('committed data is there after closing and reopening', async () => {
  const folder = await storeFolder()
  const database = await open({ folder })
  await database.script('CREATE TABLE a (n integer); INSERT INTO a VALUES (7)')
  await database.close()
  await database.close()
  await expect(database.query('SELECT 1')).rejects.toThrow('the store is closed')
  expect(await (await open({ folder })).query('SELECT * FROM a')).toEqual([{ n: 7 }])
})

test('the first start creates the store, and an interrupted first start begins again', async () => {
  const folder = await temporaryFolder()
  mkdirSync(join(folder, 'postgres.unfinished/base'), { recursive: true })
  writeFileSync(join(folder, 'postgres.unfinished/PG_VERSION'), '1')
  const database = await open({ folder })
  expect(await database.query('SELECT 1 AS one')).toEqual([{ one: 1 }])
  expect(readdirSync(folder)).toEqual(['postgres'])
}, 60_000)

test.skipIf(process.platform !== 'linux')(
  'the files of a new store reach the disk before the store is there under its name, and then its name does [Linux]',
  async () => {
    const folder = await temporaryFolder()
    const store = join(folder, 'postgres')
    const synced: string[] = []
    let without: string[] = []
    const syncInBackground = async (descriptor: number) => {
      const path = readlinkSync(`/proc/self/fd/${descriptor}`)
      if (path === folder) without = filesBelow(store).filter(file => !synced.includes(file))
      synced.push(path.replace(`${store}.unfinished`, store))
    }
    await ensureFiles(store, { syncInBackground })
    expect(synced.at(-1)).toBe(folder)
    expect(synced.length).toBeGreaterThan(500)
    expect(without).toEqual([])
  },
  60_000
)

test('a first start syncs once what it creates, and then only what PostgreSQL changes', async () => {
  const synced: number[] = []
  const sync = (descriptor: number) => void synced.push(fstatSync(descriptor).ino)
  const database = await openEmbedded({
    folder: await temporaryFolder(),
    disk: { sync, syncInBackground: async descriptor => sync(descriptor) }
  })
  await database.close()
  // PostgreSQL would sync each of about a thousand files twice.
  expect(synced.length).toBeGreaterThan(3)
  expect(synced.length).toBeLessThan(200)
}, 60_000)

function filesBelow(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true })
  return [folder, ...entries.map(({ parentPath, name }) => join(parentPath, name))]
}

test('every commit reaches the disk before it is acknowledged', async () => {
  const synced: number[] = []
  const sync = (descriptor: number) => void synced.push(descriptor)
  const database = await open({ disk: { sync, syncInBackground: async descriptor => sync(descriptor) } })
  await database.script('CREATE TABLE a (n integer)')
  for (let n = 0; n < 5; n += 1) {
    const before = synced.length
    await database.query('INSERT INTO a VALUES ($1)', [n])
    expect(synced.length).toBeGreaterThan(before)
  }
  const before = synced.length
  await database.query('SELECT * FROM a')
  expect(synced.length).toBe(before)
})

test.skipIf(process.platform !== 'linux')('a table is cut off only when the log is on the disk [Linux]', async () => {
  const folder = await storeFolder()
  let table = ''
  const sizes: number[] = []
  const sync = (descriptor: number) => {
    if (readlinkSync(`/proc/self/fd/${descriptor}`).includes('/pg_wal/')) sizes.push(statSync(table).size)
  }
  const database = await open({ folder, disk: { sync, syncInBackground: async () => undefined } })
  await database.script(
    `CREATE TABLE a (text text); INSERT INTO a SELECT repeat('x', 1000) FROM generate_series(1, 500)`
  )
  const [file] = await database.query<{ path: string }>("SELECT pg_relation_filepath('a') AS path")
  table = join(folder, 'postgres', file?.path ?? '')
  await database.query('DELETE FROM a')
  const { size } = statSync(table)
  expect(size).toBeGreaterThan(0)
  sizes.length = 0
  await database.query('VACUUM a')
  expect(statSync(table).size).toBe(0)
  expect(sizes).toContain(size)
})

test('a commit that the disk refuses is not acknowledged, and the store asks for a restart instead of hanging', async () => {
  let full = false
  const refuseWhenFull = () => {
    if (full) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
  }
  const broken: unknown[] = []
  const folder = await storeFolder()
  const database = await open({
    folder,
    onBroken: error => broken.push(error),
    disk: { sync: refuseWhenFull, syncInBackground: async () => refuseWhenFull() }
  })
  await database.script('CREATE TABLE a (n integer); INSERT INTO a VALUES (1)')
  full = true
  const commit = database.transaction(tx => tx.query('INSERT INTO a VALUES (2)'))
  await expect(commit).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  full = false
  await expect(database.query('SELECT * FROM a')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  expect(broken).toHaveLength(1)
  await database.close()
  expect(await (await open({ folder })).query('SELECT * FROM a WHERE n = 1')).toEqual([{ n: 1 }])
})

/** A disk whose syncs of the log end when the test says so, once it holds them. */
function heldDisk(sync: (descriptor: number) => void = () => undefined) {
  const waiting: (() => void)[] = []
  const disk = {
    held: false,
    rounds: 0,
    sync,
    async syncInBackground() {
      disk.rounds += 1
      if (disk.held) await new Promise<void>(resolve => waiting.push(resolve))
    },
    release() {
      disk.held = false
      for (const resolve of waiting.splice(0)) resolve()
    }
  }
  return disk
}

test('commits during a sync share the next one, and none is acknowledged before its own', async () => {
  const disk = heldDisk()
  const database = await open({ disk })
  await database.script('CREATE TABLE a (n integer)')
  disk.held = true
  const before = disk.rounds
  let answered = 0
  const writes = Array.from({ length: 21 }, async (_, n) => {
    await database.query('INSERT INTO a VALUES ($1)', [n])
    answered += 1
  })
  await vi.waitFor(() => expect(disk.rounds).toBe(before + 1))
  for (let turn = 0; turn < 200; turn++) await nextTurn()
  const read = database.query('SELECT count(*)::integer AS rows FROM a').then(rows => {
    answered += 1
    return rows
  })
  for (let turn = 0; turn < 20; turn++) await nextTurn()
  expect(answered).toBe(0)
  disk.release()
  await Promise.all(writes)
  expect(await read).toEqual([{ rows: 21 }])
  expect(disk.rounds).toBe(before + 2)
})

test('nothing else is written before its log record', async () => {
  const order: string[] = []
  const disk = heldDisk(descriptor => {
    order.push(readlinkSync(`/proc/self/fd/${descriptor}`).includes('pg_wal') ? 'log' : 'data')
  })
  const database = await open({ disk })
  await database.script('CHECKPOINT')
  order.length = 0
  disk.held = true
  const write = database.script('CREATE TABLE a (n integer)')
  const checkpoint = database.script('CHECKPOINT')
  await vi.waitFor(() => expect(order).toContain('data'))
  expect(order[0]).toBe('log')
  disk.release()
  await Promise.all([write, checkpoint])
})

test('the start is refused where commits do not reach the disk, as after a change of PGlite’s internals', async () => {
  vi.spyOn(DurableFileSystem.prototype, 'syncCount', 'get').mockReturnValue(0)
  onTestFinished(() => void vi.restoreAllMocks())
  const folder = await storeFolder()
  await expect(openEmbedded({ folder })).rejects.toThrow(
    'The embedded store does not write its commits through to the disk, so a power cut would lose them'
  )
  vi.restoreAllMocks()
  expect((await open({ folder })).kind).toBe('embedded')
})

test('a second store on the same folder is refused, even by another path', async () => {
  const folder = await storeFolder()
  await open({ folder })
  await expect(openEmbedded({ folder })).rejects.toThrow(`Another Frontage is using the store in ${folder}`)
  const link = join(await temporaryFolder(), 'link')
  symlinkSync(folder, link)
  await expect(openEmbedded({ folder: link })).rejects.toThrow('DATABASE_URL')
})

/** Another process that opens the store and writes numbers until it is killed. */
async function writerOn(folder: string) {
  const program = `
    import { openEmbedded } from '${join(projectFolder, 'dist/database/embedded.js')}'
    const database = await openEmbedded({ folder: process.argv[1] })
    await database.script('CREATE TABLE IF NOT EXISTS a (n integer)')
    for (let n = 1; ; n += 1) {
      await database.query('INSERT INTO a VALUES ($1)', [n])
      process.stdout.write(n + '\\n')
    }`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, folder], {
    stdio: ['ignore', 'pipe', 'inherit']
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let acknowledged = 0
  createInterface(child.stdout).on('line', line => (acknowledged = Number(line)))
  await vi.waitFor(() => expect(acknowledged).toBeGreaterThan(50), { timeout: 15_000 })
  return {
    async kill() {
      child.kill('SIGKILL')
      await once(child, 'close')
      return acknowledged
    }
  }
}

test('another process is refused while one uses the folder, and finds every acknowledged row after its kill -9', async () => {
  const folder = await storeFolder()
  const writer = await writerOn(folder)
  await expect(openEmbedded({ folder })).rejects.toThrow('Another Frontage is using the store')
  const acknowledged = await writer.kill()
  const rows = await (await open({ folder })).query<{ n: number }>('SELECT n FROM a ORDER BY n')
  expect(rows.slice(0, acknowledged).map(({ n }) => n)).toEqual(Array.from({ length: acknowledged }, (_, n) => n + 1))
}, 60_000)

test('hundreds of updates of the same rows leave neither a large table nor a long log', async () => {
  const folder = await storeFolder()
  const database = await open({ folder, maintenance: { everyStatements: 30 } })
  await database.script(`
    CREATE TABLE a (n integer, text text);
    CREATE INDEX a_n ON a (n);
    INSERT INTO a SELECT 0, repeat('x', 1500) FROM generate_series(1, 200)`)
  for (let n = 1; n <= 200; n += 1) await database.query('UPDATE a SET n = $1', [n])
  const [size] = await database.query<{ bytes: string }>("SELECT pg_total_relation_size('a') AS bytes")
  expect(Number(size?.bytes)).toBeLessThan(25_000_000)
  const [replay] = await database.query<{ bytes: string }>(
    'SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), redo_lsn) AS bytes FROM pg_control_checkpoint()'
  )
  expect(Number(replay?.bytes)).toBeLessThan(25_000_000)
  const log = readdirSync(join(folder, 'postgres/pg_wal')).filter(name => /^[0-9A-F]{24}$/.test(name))
  expect(log.length).toBeLessThanOrEqual(5)
}, 60_000)

test('other work runs between the statements of a long chain', async () => {
  const database = await open()
  let turns = 0
  let ended = false
  const turn = () => {
    turns += 1
    if (!ended) setImmediate(turn)
  }
  setImmediate(turn)
  for (let n = 0; n < 200; n += 1) await database.query('SELECT $1::int', [n])
  ended = true
  expect(turns).toBeGreaterThan(150)
})

test('a write after the folder was deleted is never acknowledged', async () => {
  const folder = await storeFolder()
  const broken: unknown[] = []
  const database = await open({ folder, onBroken: error => broken.push(error) })
  await database.script('CREATE TABLE a (n integer); INSERT INTO a VALUES (1)')
  await database.query('UPDATE a SET n = n + 1')
  await database.probe()
  rmSync(folder, { recursive: true })
  await expect(database.probe()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  await expect(database.query('UPDATE a SET n = n + 1')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  expect(broken).toHaveLength(1)
})

test.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)(
  'a full disk is STORE_UNAVAILABLE, found by the probe at once, and over when there is room again [needs root, to mount]',
  async () => {
    const disk = await temporaryFolder()
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=96m', 'tmpfs', disk])
    onTestFinished(() => void execFileSync('umount', ['--lazy', disk]))
    const folder = join(disk, 'store')
    cpSync(await emptyStore(), join(folder, 'postgres'), { recursive: true })
    const database = await open({ folder })
    await database.script('CREATE TABLE a (n integer, text text)')
    await database.probe()
    const { bavail, bsize } = statfsSync(disk)
    writeFileSync(join(disk, 'other'), Buffer.alloc(bavail * bsize))
    const large = "INSERT INTO a SELECT n, repeat('x', 1500) FROM generate_series(1, 2000) n"
    await expect(database.probe()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
    await expect(database.query(large)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
    rmSync(join(disk, 'other'))
    await database.probe()
    await database.query(large)
    expect(await database.query('SELECT count(*)::integer AS rows FROM a')).toEqual([{ rows: 2000 }])
  }
)
