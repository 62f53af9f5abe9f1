import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync
} from 'node:fs'
import { join } from 'node:path'

/** A record put under a collection's name and its id, or removed (`undefined`). */
export type Change = readonly [collection: string, id: string, record: unknown]

export interface Journal {
  /** Hands all changes to the kernel, or none: they survive the process, but not a power cut. */
  append(changes: readonly Change[]): void
  /** Replaces everything written so far by these records, atomically. */
  compact(records: Iterable<Change>): void
  /** Whether it has outgrown the snapshot so far that `compact` is worth its time. */
  readonly grown: boolean
  close(): void
}

/** A file is damaged or unreadable and needs a person's attention. */
export class DamagedStateError extends Error {
  constructor(file: string, what: string, options?: ErrorOptions) {
    super(`${file} ${what}: restore it from a backup, or remove its folder to start without distributions`, options)
    this.name = 'DamagedStateError'
  }
}

function damagedIn(file: string, line: number, options?: ErrorOptions): DamagedStateError {
  return new DamagedStateError(file, `is damaged in line ${line}`, options)
}

const FORMAT = '{"format":"frontage-local-cloudfront","version":1}'
const GROWN_BYTES = 4 * 1024 * 1024
/** Configurations may hold secrets, as headers for origins do. */
const OWNER_ONLY = 0o600

/**
 * Opens the state kept in a folder and replays it into `apply`: a snapshot, then the changes since, one JSON line each.
 * The last line is dropped with a warning when it was cut off, because its change was never answered; any other
 * unreadable line throws DamagedStateError.
 */
export function openJournal(
  folder: string,
  { apply, warn }: { apply: (changes: readonly Change[]) => void; warn: (fields: object, message: string) => void }
): Journal {
  const snapshotFile = join(folder, 'snapshot.jsonl')
  const journalFile = join(folder, 'journal.jsonl')

  function replay(line: string, file: string, index: number): void {
    const changes = readChanges(line, file, index)
    try {
      apply(changes)
    } catch (error) {
      // Valid JSON, but not a record of its collection.
      throw damagedIn(file, index + 1, { cause: error })
    }
  }

  const snapshot = readLines(snapshotFile)
  if (snapshot) {
    if (snapshot.torn || snapshot.lines[0] !== FORMAT) throw damagedIn(snapshotFile, 1)
    for (const [index, line] of snapshot.lines.entries()) if (index > 0) replay(line, snapshotFile, index)
  }
  const journal = readLines(journalFile)
  for (const [index, line] of (journal?.lines ?? []).entries()) replay(line, journalFile, index)
  if (journal?.torn) {
    warn({ file: journalFile, bytes: journal.torn.length }, 'dropped the last line: it was cut off while being written')
  }

  const descriptor = openSync(journalFile, 'a', OWNER_ONLY)
  let bytes = fstatSync(descriptor).size
  let snapshotBytes = 0

  return {
    append(changes) {
      const line = Buffer.from(`${JSON.stringify(changes)}\n`)
      try {
        writeFully(descriptor, line)
      } catch (error) {
        // Part of the line may have been written (a full disk); the next line must not be appended to it.
        ftruncateSync(descriptor, bytes)
        throw error
      }
      bytes += line.length
    },

    compact(records) {
      const temporary = `${snapshotFile}.new`
      const file = openSync(temporary, 'w', OWNER_ONLY)
      try {
        let pending = [FORMAT]
        snapshotBytes = 0
        const flush = () => {
          const chunk = Buffer.from(`${pending.join('\n')}\n`)
          writeFully(file, chunk)
          snapshotBytes += chunk.length
          pending = []
        }
        for (const record of records) {
          pending.push(JSON.stringify([record]))
          if (pending.length >= 1000) flush()
        }
        if (pending.length > 0) flush()
        fsyncSync(file)
      } finally {
        closeSync(file)
      }
      renameSync(temporary, snapshotFile)
      // Between the rename and this line a crash is harmless: the old journal only repeats what the snapshot holds.
      ftruncateSync(descriptor, 0)
      bytes = 0
      syncFolder(folder)
    },

    get grown() {
      return bytes > GROWN_BYTES + snapshotBytes
    },

    close() {
      closeSync(descriptor)
    }
  }
}

function writeFully(descriptor: number, bytes: Uint8Array): void {
  let written = 0
  while (written < bytes.length) written += writeSync(descriptor, bytes, written)
}

/** The complete lines of a file, and what follows the last line break. */
function readLines(file: string): { lines: string[]; torn: string } | undefined {
  if (!existsSync(file)) return undefined
  const lines = readText(file).split('\n')
  return { torn: lines.pop() ?? '', lines }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new DamagedStateError(file, `cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)})`, {
      cause: error
    })
  }
}

function readChanges(line: string, file: string, index: number): Change[] {
  let changes: unknown
  try {
    changes = JSON.parse(line)
  } catch (error) {
    throw damagedIn(file, index + 1, { cause: error })
  }
  const isChange = (change: unknown) =>
    Array.isArray(change) && typeof change[0] === 'string' && typeof change[1] === 'string'
  if (!Array.isArray(changes) || !changes.every(isChange)) throw damagedIn(file, index + 1)
  return changes as Change[]
}

/** A rename survives a power cut only once its folder has been synchronised, which not every file system supports. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
