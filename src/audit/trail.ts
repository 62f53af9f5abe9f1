import { boundChanges, type DocumentChange } from './bounded-changes.ts'
import { type AuditedCall, type AuditEnd, type AuditFacts, type AuditNotes, type NewAuditRecord } from './record.ts'
import { type Queryable } from '../database/database.ts'
import { writeRecords } from './store.ts'
import { type AuditWriter } from './writer.ts'

const CALLS_MAX = 50

/** What a note says about a change, before it is bounded. */
export interface TrailNotes extends Omit<AuditNotes, 'changes' | 'changesLeftOut'> {
  readonly changes?: readonly DocumentChange[]
}

/** What differs from the record of the request. */
interface FurtherRecord extends TrailNotes {
  readonly action: string
  readonly resource: string
  readonly distribution: string | undefined
}

export type Trail = ReturnType<typeof createTrail>

/**
 * The record of one write while it is made. It is stored before CloudFront is asked to write (`begin`), together with a write to
 * the store itself (`record`), or else when the write ends (`end`): once, however often each is called.
 */
export function createTrail({
  id,
  newId,
  facts,
  writer,
  digestKey
}: {
  id: string
  /** Makes the ids of further records. */
  newId: () => string
  facts: AuditFacts
  writer: AuditWriter
  /** The key of the digests that replace secrets in the record. */
  digestKey: () => string
}) {
  const bounded = ({ changes, ...others }: TrailNotes): AuditNotes =>
    changes === undefined ? others : { ...others, ...boundChanges(changes, digestKey) }
  let notes: AuditNotes = {}
  let begun: Promise<void> | undefined
  let mayHaveWritten = false
  let hasWritten = false
  let failure: string | undefined
  let ended: Promise<void> | undefined
  let committed: NewAuditRecord | undefined
  const calls: AuditedCall[] = []
  const further: NewAuditRecord[] = []

  function recordOf(end: AuditEnd, isEnded: boolean): NewAuditRecord {
    return {
      ...facts,
      ...notes,
      id,
      outcome: end.outcome,
      ended: isEnded,
      status: end.status,
      code: end.code,
      cloudFront: calls
    }
  }

  async function write(end: AuditEnd): Promise<NewAuditRecord> {
    // Whether the intent is in the store or not, afterwards the whole record is.
    await begun?.catch(() => undefined)
    const record = recordOf(end, true)
    await writer.write(record)
    return record
  }

  return {
    facts,

    /** Notes what is known by now; members that are given again replace earlier ones. */
    note(more: TrailNotes): void {
      notes = { ...notes, ...bounded(more) }
    },

    /**
     * The record of something else that the same request writes: of each invalidation of a group, say, so that the history of its
     * distribution has it. Whoever asks for it writes it, in the transaction of what it records, and then calls `alsoRecorded`.
     */
    alsoSucceeded(other: FurtherRecord): NewAuditRecord {
      return { ...facts, ...bounded(other), id: newId(), outcome: 'succeeded', ended: true, cloudFront: [] }
    },

    /** These further records are in the store: they are logged with the request's own. */
    alsoRecorded(records: readonly NewAuditRecord[]): void {
      further.push(...records)
    },

    get further(): readonly NewAuditRecord[] {
      return further
    },

    /** To be called for every call to CloudFront that writes, when it has ended. */
    called(call: AuditedCall): void {
      if (call.code === undefined) hasWritten = true
      else failure = call.code
      if (calls.length < CALLS_MAX) calls.push(call)
    },

    /** Whether CloudFront was asked to write, or was about to be. */
    get begun(): boolean {
      return begun !== undefined
    },

    /** Whether CloudFront or the store may have been asked to write; the store comes first, so its answer is enough. */
    get mayHaveWritten(): boolean {
      return mayHaveWritten
    },

    /** Whether CloudFront has done anything that it was asked to do. */
    get hasWritten(): boolean {
      return hasWritten
    },

    /** The code of the latest call that failed. */
    get failure(): string | undefined {
      return failure
    },

    /** Resolves when the intent is in the store. Throws STORE_UNAVAILABLE: then the write must not be made. */
    async begin(): Promise<void> {
      if (ended) return
      begun ??= writer.write(recordOf({ outcome: 'unknown' }, false))
      await begun
      mayHaveWritten = true
    },

    /** The whole record of a write that succeeds together with the transaction that adds it. */
    record(): NewAuditRecord {
      mayHaveWritten = true
      return recordOf({ outcome: 'succeeded' }, true)
    },

    /** The store already has this record: `endRecorded` has nothing left to write. */
    recorded(record: NewAuditRecord): void {
      committed = record
    },

    /** Adds the whole record, and others, to a transaction, so that they exist if and only if what the transaction writes does. */
    async recordIn(tx: Queryable, others: readonly NewAuditRecord[] = []): Promise<void> {
      await writeRecords(tx, [this.record(), ...others])
    },

    /**
     * Ends a record that has been committed, at once, and returns it with the answer; undefined, without doing anything, for any
     * other.
     */
    endRecorded({ status, code }: AuditEnd): NewAuditRecord | undefined {
      if (!committed || ended) return undefined
      ended = Promise.resolve()
      return { ...committed, status, code }
    },

    /**
     * Resolves with the record when it is durable. A record that was added together with its write stays as it is; if that write
     * was rolled back, the record is gone, and this one is added.
     */
    async end(end: AuditEnd): Promise<NewAuditRecord | undefined> {
      if (ended) return undefined
      const writing = write(end)
      ended = writing.then(
        () => undefined,
        () => undefined
      )
      return writing
    }
  }
}
