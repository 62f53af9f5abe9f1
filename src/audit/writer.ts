import { createBatches } from '../batches.ts'
import { type Database } from '../database/database.ts'
import { isServiceError } from '../errors.ts'
import { type NewAuditRecord } from './record.ts'
import { writeRecords } from './store.ts'

const RECORDS_PER_WRITE_MAX = 200

export type AuditWriter = ReturnType<typeof createAuditWriter>

/** Writes records in groups: those that arrive during a write share the next one. */
export function createAuditWriter({ database }: { database: Database }) {
  const write = createBatches(
    async (records: readonly NewAuditRecord[]) => {
      await writeRecords(database, records)
      return records.map(() => undefined)
    },
    { most: RECORDS_PER_WRITE_MAX, isFaultOfOne: error => !isServiceError(error) }
  )

  return {
    /**
     * Resolves when the record is durable. Writes of the same record take turns: the first adds it, a later one ends
     * it. Safe to repeat.
     */
    async write(record: NewAuditRecord): Promise<void> {
      await write(record)
    }
  }
}
