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

/** The notes of a related trail, and what differs from the request's record. */
interface RelatedNotes extends TrailNotes {
  readonly action?: string
  readonly resource: string
  readonly distribution: string | undefined
}

/** The trail of another resource that the same request writes. */
export interface RelatedTrail {
  readonly begun: boolean
  note(notes: TrailNotes): void
  called(call: AuditedCall, account?: string): void
  readFrom(account: string): void
  begin(): Promise<void>
  record(): NewAuditRecord
  recorded(record?: NewAuditRecord): void
  endRecorded(end: AuditEnd): readonly NewAuditRecord[] | undefined
  end(end: AuditEnd): Promise<readonly NewAuditRecord[]>
  endEarly(end: AuditEnd): Promise<void>
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
  accountAt,
  logger
}: {
  id: string
  /** Makes the ids of further records. */
  newId: () => string
  facts: AuditFacts
  writer: AuditWriter
  /** The key of the digests that replace secrets in the record. */
  digestKey: () => string
  /** The identity of the account of an address, if there are several accounts and it is known without a call. */
  accountAt: (address: string) => string | undefined
  logger: { error(details: object, message: string): void }
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
  const related: RelatedTrail[] = []
  /** Records that `end` has still to return. */
  const unreturned: NewAuditRecord[] = []
  /** The accounts of the calls that only read, and of those that write. */
  const [read, written] = [new Set<string>(), new Set<string>()]

  /**
   * The account that the record is about. A distribution is in exactly one; other ids also appear in lists of accounts
   * that share them, and names do not identify an account. The account of calls
   * counts only if it is the same for all.
   */
  function accountOf({ account, resource, distribution }: AuditFacts): string | undefined {
    const theOnly = (of: ReadonlySet<string>) => (of.size === 1 ? [...of][0] : undefined)
    const ofDistribution = distribution === undefined ? undefined : accountAt(distribution)
    return ofDistribution ?? account ?? theOnly(written) ?? accountAt(resource) ?? theOnly(read)
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
    // Even if the intent was not stored: this stores the whole record.
    await begun?.catch(() => undefined)
    const record = recordOf(end, true)
    await writer.write(record)
    return record
  }

  return {
    facts,

    /** Notes what has become known; replaces members that were noted before. */
    note(more: TrailNotes): void {
      notes = { ...notes, ...bounded(more) }
    },

    /**
     * A trail of another resource that the same request writes, such as each invalidation of a group, or the
     * distribution that loses an alias, so that the history of each has a record. It begins and ends with this one; if
     * it was neither begun nor stored together with its write, it leaves no record.
     */
    addRelated({ action = facts.action, resource, distribution, ...others }: RelatedNotes): RelatedTrail {
      const itsFacts = { ...facts, action, resource, distribution }
      const trail: RelatedTrail = createTrail({
        id: newId(),
        newId,
        facts: itsFacts,
        writer,
        digestKey,
        accountAt,
        logger
      })
      trail.note(others)
      related.push(trail)
      return trail
    },

    /**
     * Must be called for every call to CloudFront that only reads, with the identity of its account if there are
     * several.
     */
    readFrom(account: string): void {
      read.add(account)
      for (const each of related) each.readFrom(account)
    },

    /** Must be called for every call to CloudFront that writes, when it has ended; `account` as for `readFrom`. */
    called(call: AuditedCall, account?: string): void {
      if (ended) return
      if (account !== undefined) written.add(account)
      if (call.code === undefined) hasWritten = true
      else failure = call.code
      if (calls.length < CALLS_MAX) calls.push(call)
      for (const each of related) each.called(call, account)
    },

    /** Whether a write to CloudFront was made, or was about to be. */
    get begun(): boolean {
      return begun !== undefined
    },

    /** Whether CloudFront or the store may have been asked to write. */
    get mayHaveWritten(): boolean {
      return mayHaveWritten
    },

    /** Whether any write to CloudFront has succeeded. */
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
      await Promise.all([begun, ...related.map(async each => each.begin())])
      mayHaveWritten = true
    },

    /** The whole record of a write that succeeds together with the transaction that adds it. */
    record(): NewAuditRecord {
      mayHaveWritten = true
      return recordOf({ outcome: 'succeeded' }, true)
    },

    /** Notes that the store already has this record, so that `endRecorded` has nothing left to write. */
    recorded(record?: NewAuditRecord): void {
      committed = record ?? recordOf({ outcome: 'succeeded' }, true)
    },

    /**
     * Adds the record, and those of `others`, to a transaction, so that they exist if and only if its other writes do.
     */
    async recordIn(tx: Queryable, others: readonly RelatedTrail[] = []): Promise<void> {
      await writeRecords(tx, [this.record(), ...others.map(each => each.record())])
    },

    /**
     * Ends a record that has been committed, and returns it and the related ones, with the answer. Does nothing and
     * returns undefined for any other.
     */
    endRecorded(end: AuditEnd): readonly NewAuditRecord[] | undefined {
      if (!committed || ended || related.some(each => each.begun)) return undefined
      ended = Promise.resolve()
      const { status, code } = end
      return [{ ...committed, status, code }, ...related.flatMap(each => each.endRecorded(end) ?? [])]
    },

    /**
     * Resolves with the record and the related ones when they are durable. A record that was added together with its
     * write stays as it is; if that write was rolled back, the record went with it, and this one is added.
     */
    async end(end: AuditEnd): Promise<readonly NewAuditRecord[]> {
      if (ended) return unreturned.splice(0)
      const writing = write(end)
      ended = writing.then(
        () => undefined,
        () => undefined
      )
      const others = related.map(async each => each.endRecorded(end) ?? (each.begun ? each.end(end) : []))
      // Together, so that no rejection is unhandled if another one comes first.
      const [own, ...rest] = await Promise.all([writing, ...others])
      return [own, ...rest.flat()]
    },

    /**
     * Ends a related trail before the request, with an outcome of its own: what the request does later is no part of it. Its
     * record is returned with the request's. A failure is only logged, since the write itself was made; the record then
     * keeps the outcome `unknown`.
     */
    async endEarly(end: AuditEnd): Promise<void> {
      try {
        unreturned.push(...(await this.end(end)))
      } catch (error) {
        const { resource = facts.resource } = notes
        logger.error({ err: error, audit: { ...facts, resource } }, 'the outcome of a write could not be recorded')
      }
    }
  }
}
