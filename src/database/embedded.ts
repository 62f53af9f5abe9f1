import { mkdirSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { PGlite, types } from '@electric-sql/pglite'
import { damagedStore } from './damaged-store.ts'
import { type Database, PROBE, type Queryable } from './database.ts'
import { DurableFileSystem } from './durable-file-system.ts'
import { ensureFiles } from './first-start.ts'
import { FolderInUseError, type FolderLock, lockFolder } from '../process/folder-lock.ts'
import { type Disk } from './log-sync.ts'
import { PLANNER_SWITCHES } from './planner.ts'
import { isStaleStatement } from './prepared-statements.ts'
import { createSession, exposeEnd, fileError } from './session.ts'
import { createTransactionGuard } from './transaction-guard.ts'
import { createMutex } from './mutex.ts'
import { UnusableStoreError } from './unusable-store.ts'
import { createMaintenance } from './maintenance.ts'

export interface EmbeddedOptions {
  /** Created if missing. Only one process may use it at a time. */
  readonly folder: string
  readonly logger?: { error(details: object, message: string): void }
  /** Replaced only by tests of power cuts. */
  readonly disk?: Disk
  /** Called once when PostgreSQL has ended, so that only a restart helps. */
  readonly onBroken?: (error: unknown) => void
  readonly maintenance?: { readonly everySeconds?: number; readonly everyStatements?: number }
}

/** `-F` turns fsync off. The sizes save 150 MB and suffice for one session. */
const START = [
  ...PGlite.defaultStartParams.filter(parameter => parameter !== '-F'),
  ...['fsync=on', 'wal_sync_method=fsync', 'synchronous_commit=on', 'full_page_writes=on'].flatMap(set => ['-c', set]),
  ...['shared_buffers=16MB', 'wal_buffers=1MB', 'max_connections=5', 'max_wal_size=64MB'].flatMap(set => ['-c', set]),
  ...['-c', 'timezone=UTC'],
  ...PLANNER_SWITCHES
]

/**
 * V8 recompiles a WebAssembly function with optimisation once it has executed a budget of bytes: 1.8 million in Node 20. Start
 * and idling reach that in hundreds of functions, which costs 0.5 s of CPU and 40 MB for the compiler; under load, hot
 * functions also reach the higher budget within seconds. One compilation at a time, because each needs up to 20 MB.
 */
const COMPILER = ['--wasm-tiering-budget=20000000', '--wasm-num-compilation-tasks=1']

/**
 * Opens PostgreSQL inside this process, with its files in a folder. Committed transactions survive `kill -9` and a
 * power cut. It has one session, used in order of arrival. Throws an UnusableStoreError if another process uses the
 * folder, its files are damaged, or commits do not reach the disk.
 */
export async function openEmbedded({ folder, disk, ...options }: EmbeddedOptions): Promise<Database> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const lock = await lockStore(folder)
  try {
    const data = join(folder, 'postgres')
    const synced = await ensureFiles(data).catch((error: unknown) => {
      throw damagedStore(folder, error)
    })
    const files = new DurableFileSystem(data, disk, synced)
    for (const flag of COMPILER) setFlagsFromString(flag)
    let opened = false
    let fatalMessage: string | undefined
    const pg = await PGlite.create({
      fs: files,
      startParams: START,
      parsers: { [types.INT8]: String },
      onStderr(text) {
        // PostgreSQL reports the reason for its end only here.
        const [, message] = / (?:PANIC|FATAL): +(.+)/.exec(text) ?? []
        if (message === undefined) return true
        fatalMessage = message
        if (opened) options.logger?.error({ postgres: text }, 'the embedded store failed')
        return true
      }
    }).catch((error: unknown) => {
      throw damagedStore(folder, error, fatalMessage)
    })
    opened = true
    files.started()
    exposeEnd(pg)
    try {
      await checkDurability(pg, files)
    } catch (error) {
      await pg.close()
      throw error
    }
    return createDatabase({ folder, pg, files, lock, ...options })
  } catch (error) {
    await lock.release()
    throw error
  }
}

async function lockStore(folder: string): Promise<FolderLock> {
  try {
    return await lockFolder(folder, { program: 'Frontage' })
  } catch (error) {
    if (!(error instanceof FolderInUseError)) throw error
    throw new UnusableStoreError(
      `Another Frontage is using the store in ${folder} (${error.detail}): stop it, give this one a DATA_DIR of its own, or ` +
        'let both share one PostgreSQL by DATABASE_URL.',
      { cause: error }
    )
  }
}

/** PGlite's internals change between versions, so this checks that a commit really reaches the disk. */
async function checkDurability(pg: PGlite, files: DurableFileSystem): Promise<void> {
  const before = files.syncCount
  await pg.exec(`
    CREATE TABLE IF NOT EXISTS store_starts (id boolean PRIMARY KEY DEFAULT true, last timestamptz NOT NULL);
    INSERT INTO store_starts (last) VALUES (now()) ON CONFLICT (id) DO UPDATE SET last = now()`)
  await files.flushed()
  if (files.syncCount > before) return
  throw new UnusableStoreError(
    'The embedded store does not write its commits through to the disk, so a power cut would lose them: install ' +
      'exactly the versions of package-lock.json (npm ci), or use PostgreSQL by DATABASE_URL.'
  )
}

/** Finds a full disk or a missing folder, which PostgreSQL would notice much later because it reserves space in advance. */
async function probeFolder(folder: string): Promise<void> {
  const file = join(folder, 'probe')
  try {
    await writeFile(file, new Uint8Array(8_192))
    await rm(file)
  } catch (error) {
    throw fileError(error)
  }
}

function createDatabase({
  folder,
  pg,
  files,
  lock,
  logger,
  maintenance: maintenanceOptions,
  onBroken
}: Omit<EmbeddedOptions, 'disk'> & {
  readonly pg: PGlite
  readonly files: DurableFileSystem
  readonly lock: FolderLock
}): Database {
  const mutex = createMutex()
  const guard = createTransactionGuard()
  let closing: Promise<void> | undefined

  const session = createSession({
    pg,
    flushed: () => files.flushed(),
    onStatement: () => maintenance.count(),
    onBroken(error) {
      logger?.error({ err: error }, 'the embedded store has stopped; start Frontage again')
      onBroken?.(error)
    }
  })
  const exclusive: Queryable = {
    query: (text, params) => durably(() => session.query(text, params)),
    // A failed script may leave a transaction open, which later statements would be part of.
    script: text => durably(() => session.script(text).catch((error: unknown) => session.rollback(error)))
  }
  const maintenance = createMaintenance({
    store: exclusive,
    onError: error => logger?.error({ err: error }, 'maintenance of the embedded store failed'),
    ...maintenanceOptions
  })

  /** Acknowledges a commit when it is on the disk; the next statement need not wait for that. */
  async function durably<Result>(run: () => Promise<Result>): Promise<Result> {
    const result = await mutex.runExclusive(run)
    await session.flushed()
    return result
  }

  const open = () => {
    guard.refuseInside()
    if (closing) throw new Error('the store is closed')
  }

  async function transaction<Result>(run: (tx: Queryable) => Promise<Result>): Promise<Result> {
    open()
    return durably(async () => {
      try {
        await session.script('BEGIN')
        const result = await guard.run(session, run)
        await session.script('COMMIT')
        return result
      } catch (error) {
        return session.rollback(error)
      }
    })
  }

  return {
    kind: 'embedded',
    async query<Result extends object>(text: string, params?: readonly unknown[]) {
      open()
      const ask = () => exclusive.query<Result>(text, params)
      return ask().catch((error: unknown) => {
        if (isStaleStatement(error)) return ask()
        throw error
      })
    },
    async script(text) {
      open()
      return exclusive.script(text)
    },
    transaction,
    // Statements of this store have no timeout.
    longTransaction: transaction,
    async listen(channel, onMessage) {
      open()
      const stop = await mutex.runExclusive(() => session.listen(channel, onMessage))
      return async () => {
        if (!closing) await mutex.runExclusive(() => stop())
      }
    },
    async probe() {
      open()
      await probeFolder(folder)
      await exclusive.query(PROBE)
    },
    async close() {
      closing ??= (async () => {
        await maintenance.stop()
        await mutex.idle()
        await session.close()
        await lock.release()
      })()
      return closing
    }
  }
}
