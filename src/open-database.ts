import { type Logger } from 'pino'
import { type OpenedBackend } from './backend.ts'
import { type Config } from './config.ts'
import { openStoreFolder } from './data-folder.ts'
import { type Database } from './database/database.ts'
import { openEmbeddedStore, openPostgresStore } from './database/open-store.ts'

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
