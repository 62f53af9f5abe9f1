import { type AuditFacts, type NewAuditRecord } from './record.ts'

const MINUTE_MS = 60_000

interface Count {
  seen: number
  latest: AuditFacts
}

/**
 * Keeps a flood of requests that write nothing from filling the disk: for each caller, `max` of them per minute get a record
 * each; the others are counted, and one record for the minute says how many there were. All unauthenticated requests count as one
 * caller.
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
    for (const { seen, latest } of ended.values()) {
      if (seen > max) add(summaryOf(newId(), latest, seen - max))
    }
  }

  return {
    /** Whether a request that writes nothing gets a record of its own. */
    admit(facts: AuditFacts): boolean {
      const current = Math.floor(now() / MINUTE_MS)
      if (current !== minute) flush()
      minute = current
      const key = facts.caller?.id ?? ''
      const count = counts.get(key) ?? { seen: 0, latest: facts }
      counts.set(key, count)
      count.seen++
      count.latest = facts
      if (count.seen <= max) return true
      timer ??= setTimeout(flush, MINUTE_MS).unref()
      return false
    },

    /** Records now what has only been counted. */
    flush
  }
}

function summaryOf(id: string, { caller, source }: AuditFacts, count: number): NewAuditRecord {
  return {
    id,
    action: 'manyRequests',
    caller,
    source,
    resource: '/',
    distribution: undefined,
    dryRun: false,
    requestId: undefined,
    outcome: 'refused',
    ended: true,
    cloudFront: [],
    count
  }
}
