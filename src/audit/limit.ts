import { type AuditFacts, type NewAuditRecord, type Outcome } from './record.ts'

const MINUTE_MS = 60_000

interface Count {
  seen: number
  /** What got no record, by its outcome and whether it was a replay or a dry run. */
  readonly rest: Map<string, Rest>
}

/** How a request that wrote nothing ended. */
export interface CountedEnd {
  readonly outcome: Outcome
  /** Answered with what an earlier request with its Idempotency-Key was answered. */
  readonly replayed: boolean
}

interface Rest extends CountedEnd {
  facts: AuditFacts
  count: number
}

/**
 * Keeps a flood of requests that write nothing from filling the disk: for each caller, `max` of them per minute get a record
 * each; the others are counted, and a record for the minute says how many there were of each outcome. All unauthenticated requests
 * count as one caller.
 */
export function createRecordLimit({
  now,
  max,
  newId,
  add
}: {
  now: () => number
  max: number
  newId: () => string
  add: (record: NewAuditRecord) => void
}) {
  let minute = 0
  let counts = new Map<string, Count>()
  let timer: NodeJS.Timeout | undefined

  function flush(): void {
    clearTimeout(timer)
    timer = undefined
    const ended = counts
    counts = new Map()
    for (const { rest } of ended.values()) for (const each of rest.values()) add(summaryOf(newId(), each))
  }

  return {
    /** Whether a request that writes nothing gets a record of its own. */
    admit(facts: AuditFacts, { outcome, replayed }: CountedEnd): boolean {
      const current = Math.floor(now() / MINUTE_MS)
      if (current !== minute) flush()
      minute = current
      const key = facts.caller?.id ?? ''
      const count = counts.get(key) ?? { seen: 0, rest: new Map<string, Rest>() }
      counts.set(key, count)
      count.seen++
      if (count.seen <= max) return true
      const kind = `${outcome} ${replayed} ${facts.dryRun}`
      const rest = count.rest.get(kind) ?? { outcome, replayed, facts, count: 0 }
      count.rest.set(kind, rest)
      rest.facts = facts
      rest.count++
      timer ??= setTimeout(flush, MINUTE_MS).unref()
      return false
    },

    /** Records now what has only been counted. */
    flush
  }
}

function summaryOf(id: string, { outcome, replayed, facts, count }: Rest): NewAuditRecord {
  const { caller, source, dryRun } = facts
  return {
    id,
    action: 'manyRequests',
    caller,
    source,
    resource: '/',
    distribution: undefined,
    dryRun,
    replayed,
    requestId: undefined,
    outcome,
    ended: true,
    cloudFront: [],
    count
  }
}
