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
interface BesideNotes extends TrailNotes {
  readonly action?: string
  readonly resource: string
  readonly distribution: string | undefined
}

/** The trail of something else that a request writes. */
export interface TrailBeside {
  readonly begun: boolean
  note(notes: TrailNotes): void
  called(call: AuditedCall, account?: string): void
  asked(account: string): void
  begin(): Promise<void>
  record(): NewAuditRecord
  recorded(record?: NewAuditRecord): void
  endRecorded(end: AuditEnd): readonly NewAuditRecord[] | undefined
  end(end: AuditEnd): Promise<readonly NewAuditRecord[]>
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
  digestKey,
  accountAt
}: {
  id: string
  /** Makes the ids of further records. */
  newId: () => string
  facts: AuditFacts
  writer: AuditWriter
  /** The key of the digests that replace secrets in the record. */
  digestKey: () => string
  /** Of several AWS accounts the identity of the one that an address says, as far as that is known without asking anybody. */
  accountAt: (address: string) => string | undefined
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
  const besides: TrailBeside[] = []
  /** The accounts that calls went to, those that write apart. */
  const [asked, written] = [new Set<string>(), new Set<string>()]

  /**
   * The account that the record is about: a distribution is in one for certain; other ids are also seen in lists of accounts that
   * share them, and a name says nothing. Where several were asked, none of them need be it.
   */
  function accountOf({ account, resource, distribution }: AuditFacts): string | undefined {
    const theOnly = (of: ReadonlySet<string>) => (of.size === 1 ? [...of][0] : undefined)
    const ofDistribution = distribution === undefined ? undefined : accountAt(distribution)
    return ofDistribution ?? account ?? theOnly(written) ?? accountAt(resource) ?? theOnly(asked)
  }

  function recordOf(end: AuditEnd, isEnded: boolean): NewAuditRecord {
    const known = { ...facts, ...notes }
    return {
      ...known,
      account: accountOf(known),
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
     * The trail of something else that the same request writes: of each invalidation of a group, say, or of the distribution that
     * loses an alias, so that the history of each has it. It begins and ends with this one; one that was neither begun nor stored
     * with what it is about leaves no record.
     */
    beside({ action = facts.action, resource, distribution, ...others }: BesideNotes): TrailBeside {
      const itsFacts = { ...facts, action, resource, distribution }
      const beside: TrailBeside = createTrail({
        id: newId(),
        newId,
        facts: itsFacts,
        writer,
        digestKey,
        accountAt
      })
      beside.note(others)
      besides.push(beside)
      return beside
    },

    /** To be called for every call to CloudFront that only reads, with the identity of its account where there are several. */
    asked(account: string): void {
      asked.add(account)
      for (const beside of besides) beside.asked(account)
    },

    /** To be called for every call to CloudFront that writes, when it has ended; `account` as of `asked`. */
    called(call: AuditedCall, account?: string): void {
      if (account !== undefined) written.add(account)
      if (call.code === undefined) hasWritten = true
      else failure = call.code
      if (calls.length < CALLS_MAX) calls.push(call)
      for (const beside of besides) beside.called(call, account)
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
      await Promise.all([begun, ...besides.map(async beside => beside.begin())])
      mayHaveWritten = true
    },

    /** The whole record of a write that succeeds together with the transaction that adds it. */
    record(): NewAuditRecord {
      mayHaveWritten = true
      return recordOf({ outcome: 'succeeded' }, true)
    },

    /** The store already has this record: `endRecorded` has nothing left to write. */
    recorded(record?: NewAuditRecord): void {
      committed = record ?? recordOf({ outcome: 'succeeded' }, true)
    },

    /** Adds the whole record, and those of others, to a transaction: they exist if and only if what the transaction writes does. */
    async recordIn(tx: Queryable, others: readonly TrailBeside[] = []): Promise<void> {
      await writeRecords(tx, [this.record(), ...others.map(beside => beside.record())])
    },

    /**
     * Ends a record that has been committed, at once, and returns it with the answer, and those beside it; undefined, without
     * doing anything, for any other.
     */
    endRecorded(end: AuditEnd): readonly NewAuditRecord[] | undefined {
      if (!committed || ended || besides.some(beside => beside.begun)) return undefined
      ended = Promise.resolve()
      const { status, code } = end
      return [{ ...committed, status, code }, ...besides.flatMap(beside => beside.endRecorded(end) ?? [])]
    },

    /**
     * Resolves with the record, and those beside it, when they are durable. A record that was added together with its write stays as it is; if that write
     * was rolled back, the record is gone, and this one is added.
     */
    async end(end: AuditEnd): Promise<readonly NewAuditRecord[]> {
      if (ended) return []
      const writing = write(end)
      ended = writing.then(
        () => undefined,
        () => undefined
      )
      const others = besides.map(async beside => beside.endRecorded(end) ?? (beside.begun ? beside.end(end) : []))
      // Together, so that none is left unheard when another one fails.
      const [own, ...rest] = await Promise.all([writing, ...others])
      return [own, ...rest.flat()]
    }
  }
}
