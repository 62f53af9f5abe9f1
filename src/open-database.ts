import { type Logger } from 'pino'
import { type OpenedBackend } from './backend.ts'
import { type Config } from './config.ts'
import { openStoreFolder } from './data-folder.ts'
import { type Database } from './database/database.ts'
import { asUnusablePostgres, openEmbeddedStore, openPostgresStore } from './database/open-store.ts'
import { UnusableStoreError } from './database/unusable-store.ts'
import { isServiceError } from './errors.ts'

/** The store that the settings name, with its tables up to date. Throws a ConfigError or an UnusableStoreError. */
export async function openDatabase(
  config: Pick<Config, 'databaseUrl' | 'dataDir'>,
  backend: Pick<OpenedBackend, 'name'>,
  logger: Logger,
  onBroken: () => void
): Promise<Database> {
  if (config.databaseUrl !== undefined) return openPostgresStore({ url: config.databaseUrl, logger })
  const { folder, note } = openStoreFolder(config.dataDir, backend.name)
  if (note !== undefined) logger.warn(note)
  return openEmbeddedStore({ folder, logger, onBroken })
}

/**
 * Runs a part of the start that uses the open store. Throws an UnusableStoreError if the store fails in the meantime.
 */
export async function usingStore<Result>(
  { databaseUrl }: Pick<Config, 'databaseUrl'>,
  run: () => Promise<Result>
): Promise<Result> {
  try {
    return await run()
  } catch (error) {
    if (databaseUrl !== undefined) throw asUnusablePostgres(databaseUrl, error)
    if (!isServiceError(error, 'STORE_UNAVAILABLE')) throw error
    const message = [error.message, error.remedy ?? []].flat().join(' ')
    throw new UnusableStoreError(message, { cause: error, isTemporary: true })
  }
}
